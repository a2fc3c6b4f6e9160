//! What is found in everything: a list of its own, whose rows are of several types.

use yun_plugin_api::manifest::{ColumnKind, ResourceManifest, Tone};

use super::Tab;
use crate::text::{Language, Message, message};

/// The key of the column that says which type a row is of.
pub(in crate::ui) const TYPE: &str = "resource_type";

/// A search.
pub(in crate::ui) struct Search {
    /// What is looked for.
    pub(in crate::ui) text: String,
    /// What was found.
    pub(in crate::ui) tab: Tab,
}

impl Search {
    /// A search that found nothing yet in these types.
    pub(in crate::ui) fn new<'a>(
        text: String,
        types: impl Iterator<Item = &'a ResourceManifest>,
        language: Language,
    ) -> Self {
        let statuses = types.flat_map(|resource| &resource.columns);
        let statuses = statuses.filter(|column| column.key == "status");
        let tones = statuses.flat_map(|column| column.tones.iter().map(|(word, tone)| (word.clone(), *tone)));
        Self {
            text,
            tab: Tab::new(manifest(tones.collect()), language),
        }
    }
}

/// What is found, as a type whose columns every type has.
fn manifest(tones: std::collections::BTreeMap<String, Tone>) -> ResourceManifest {
    let column = |key: &str, title: Message, kind: ColumnKind| serde_json::json!({"key": key, "title": title.in_both(), "kind": kind});
    let mut status = column("status", message!("column-status"), ColumnKind::Status);
    status["tones"] = serde_json::json!(tones);
    let columns = [
        column(TYPE, message!("column-resource-type"), ColumnKind::Text),
        column("id", message!("column-id"), ColumnKind::Text),
        column("name", message!("column-name"), ColumnKind::Text),
        status,
        column("region", message!("column-region"), ColumnKind::Text),
        column("match", message!("column-match"), ColumnKind::Text),
    ];
    let title = message!("ui-command-search").in_both();
    let manifest = serde_json::json!({"type": "search", "title": title, "help": title, "columns": columns});
    serde_json::from_value(manifest).expect("it is a manifest")
}
