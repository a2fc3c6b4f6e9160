//! Which names a new plugin may have.

use std::collections::BTreeMap;

use yun_plugin_api::manifest::{RESERVED_TYPES, RESERVED_VERBS};

use crate::{
    catalog::{
        Catalog,
        names::{self, Claim},
    },
    error::Error,
    sdk::template::{Kind, NewPlugin},
    text::message,
};

/// How long an id may be.
const LONGEST: usize = 64;

/// What the names of crates begin with, and so their ids do not.
const OF_CRATES: &str = "yun-plugin-";

/// The names that are taken, and by which plugin.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(BTreeMap<Claim, String>);

impl Names {
    /// Those of the plugins that were found, whether they are used or not.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let libraries = catalog.libraries().iter();
        let taken = libraries.flat_map(|library| {
            let carried = library.carried.as_deref();
            let claims = carried.into_iter().flat_map(names::claims);
            claims.map(|claim| (claim, library.id()))
        });
        Self(taken.collect())
    }

    /// Holds a name against every rule; where the kind is not known yet, against those of ids.
    ///
    /// # Errors
    /// When it breaks one. The hint has a name that breaks none, if one is near.
    pub(super) fn check(&self, name: &str, kind: Option<Kind>) -> Result<(), Error> {
        if !is_id(name) {
            let message = message!("error-plugin-name", name = name);
            let hint = match self.near(&corrected(name), kind) {
                Some(near) => message!("hint-did-you-mean", name = near),
                None => message!("hint-plugin-name"),
            };
            return Err(Error::invalid_input("plugin_name_invalid", message).hint(hint));
        }
        let hint = || match self.near(name, kind) {
            Some(near) => message!("hint-plugin-name-free", name = near),
            None => message!("hint-plugin-name"),
        };
        if is_reserved(name) {
            let message = message!("error-plugin-name-reserved", name = name);
            return Err(Error::invalid_input("plugin_name_reserved", message).hint(hint()));
        }
        if let Some((taken, plugin)) = self.taken(name, kind) {
            let message = message!("error-plugin-name-taken", name = taken, plugin = plugin);
            return Err(Error::invalid_input("plugin_name_taken", message).hint(hint()));
        }
        Ok(())
    }

    /// What another plugin has already of what this name would stand for, and which plugin.
    fn taken(&self, name: &str, kind: Option<Kind>) -> Option<(String, &str)> {
        let provided = kind.map(|kind| {
            let id = name.to_owned();
            let provides = NewPlugin { id, kind }.provides();
            match kind {
                Kind::Credential => ("mode", provides.to_lowercase(), provides),
                Kind::Resource => ("type", provides.clone(), provides),
            }
        });
        let id = ("id", name.to_owned(), name.to_owned());
        let wanted = provided.into_iter().chain([id]);
        wanted
            .filter_map(|(what, claimed, shown)| Some((shown, self.0.get(&(what, claimed))?.as_str())))
            .next()
    }

    /// A name like this one that can be had.
    fn near(&self, name: &str, kind: Option<Kind>) -> Option<String> {
        let near = [name.to_owned(), format!("team-{name}"), format!("my-{name}")];
        near.into_iter()
            .find(|near| is_id(near) && !is_reserved(near) && self.taken(near, kind).is_none())
    }
}

/// Lower-case letters and digits in words with `-` between them, a letter first, so that it is an id, a type, and a part
/// of a crate's name. Stricter than ids need be: `a--b` would be no name for a crate.
fn is_id(name: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    name.len() <= LONGEST
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.split('-').all(is_word)
        && !name.starts_with(OF_CRATES)
}

fn is_reserved(name: &str) -> bool {
    RESERVED_TYPES.contains(&name) || RESERVED_VERBS.contains(&name)
}

/// What was probably meant: `AcmeVault` and `acme_vault` as `acme-vault`.
fn corrected(name: &str) -> String {
    let mut corrected = String::new();
    let mut after_small = false;
    for c in name.chars().take(4 * LONGEST) {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && after_small {
                corrected.push('-');
            }
            corrected.push(c.to_ascii_lowercase());
        } else if !corrected.is_empty() && !corrected.ends_with('-') {
            corrected.push('-');
        }
        after_small = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    let corrected = corrected.trim_end_matches('-');
    let corrected = corrected.strip_prefix(OF_CRATES).unwrap_or(corrected);
    corrected
        .trim_start_matches(|c: char| !c.is_ascii_lowercase())
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let taken = |what: &'static str, names: &[&str]| -> Vec<(Claim, String)> {
            let claims = names.iter().map(|name| (what, (*name).to_owned()));
            claims.map(|claim| (claim, "other".to_owned())).collect()
        };
        let all = [
            taken("id", &["ecs", "cloud-sso"]),
            taken("mode", &["cloudsso", "sso", "accesskey", "ak"]),
            taken("type", &["ecs", "team-ecs"]),
        ];
        Names(all.into_iter().flatten().collect())
    }

    /// The code of the error and the name that is offered instead.
    fn refused(name: &str, kind: Option<Kind>) -> (String, String) {
        let error = names().check(name, kind).expect_err(name);
        assert_eq!(error.exit_code(), crate::error::exit::USAGE);
        let advice = error.advice(crate::text::Language::English).expect("a hint");
        let offered = advice.split('"').nth(1).unwrap_or_default();
        (error.code().to_owned(), offered.to_owned())
    }

    #[test]
    fn a_name_is_an_id() {
        for name in ["a", "acme-vault", "a1-2", &"a".repeat(LONGEST)] {
            names().check(name, Some(Kind::Credential)).expect(name);
        }
        for (wrong, offered) in [
            ("AcmeVault", "acme-vault"),
            ("acme_vault", "acme-vault"),
            ("acme vault ", "acme-vault"),
            ("acme--vault", "acme-vault"),
            ("-acme-", "acme"),
            ("3com", "com"),
            ("HTTPProxy", "httpproxy"),
            ("yun-plugin-acme", "acme"),
            ("../acme", "acme"),
            ("ECS", "my-ecs"),
            ("保险库", ""),
            ("", ""),
            (&"a".repeat(LONGEST + 1), ""),
        ] {
            let expected = ("plugin_name_invalid".to_owned(), offered.to_owned());
            assert_eq!(refused(wrong, Some(Kind::Resource)), expected, "{wrong}");
        }
    }

    #[test]
    fn what_is_reserved_or_taken_is_refused_with_another_name() {
        let refused = |name, kind| {
            let (code, offered) = refused(name, kind);
            (code.replace("plugin_name_", ""), offered)
        };
        let expect = |code: &str, offered: &str| (code.to_owned(), offered.to_owned());
        assert_eq!(refused("login", None), expect("reserved", "team-login"));
        assert_eq!(
            refused("list", Some(Kind::Resource)),
            expect("reserved", "team-list")
        );
        assert_eq!(refused("ecs", Some(Kind::Resource)), expect("taken", "my-ecs"));
        assert_eq!(
            refused("ecs", Some(Kind::Credential)),
            expect("taken", "team-ecs")
        );
        // The mode would be CloudSso, or an alias of one in another case.
        assert_eq!(
            refused("sso", Some(Kind::Credential)),
            expect("taken", "team-sso")
        );
        assert_eq!(
            refused("access-key", Some(Kind::Credential)),
            expect("taken", "team-access-key")
        );
        names()
            .check("sso", Some(Kind::Resource))
            .expect("no type is called so");
    }
}
