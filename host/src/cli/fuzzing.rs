//! The grammar that follows from manifests.

use super::grammar;
use crate::{catalog::Catalog, text::Language};

/// Builds the grammar: names that a manifest may bring and the grammar cannot hold are a fault of the manifest's
/// rules, and show as the parser's own assertions.
pub(crate) fn grammar(catalog: &Catalog) {
    for language in [Language::English, Language::Chinese] {
        let mut tree = grammar::build(catalog, language);
        tree.build();
        let parsed = tree.try_get_matches_from_mut(["yun", "plugin", "list"]);
        assert!(parsed.is_ok(), "{}", parsed.unwrap_err());
    }
}
