//! What a plugin is granted of what it asks for.

use std::collections::BTreeSet;

use yun_plugin_api::manifest::Manifest;

use crate::{
    catalog::{Claim, Installed},
    error::Error,
    text::{Several, message},
};

/// Everything, claims included.
pub const ALL: &str = "all";
/// Nothing.
pub const NONE: &str = "none";

/// What a plugin may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// The capabilities, as the manifest writes them.
    pub capabilities: BTreeSet<String>,
    /// The claims.
    pub claims: BTreeSet<Claim>,
}

impl Grants {
    /// Everything that a manifest asks for.
    pub fn all(manifest: &Manifest) -> Self {
        Self {
            capabilities: manifest.capabilities.iter().map(ToString::to_string).collect(),
            claims: Claim::ALL
                .into_iter()
                .filter(|claim| claim.is_made_by(manifest))
                .collect(),
        }
    }

    /// What a plugin is granted where nothing was said: its capabilities, and no claim. What was withheld from the version
    /// before, or granted to it beyond that, stays so.
    pub fn usual(manifest: &Manifest, before: Option<&Installed>) -> Self {
        let mut grants = Self::all(manifest);
        let is_granted = |claim: &Claim| before.is_some_and(|before| before.claims.contains(claim));
        let is_withheld =
            |capability: &String| before.is_some_and(|before| before.withheld.contains(capability));
        grants.capabilities.retain(|capability| !is_withheld(capability));
        grants.claims.retain(is_granted);
        grants
    }

    /// What the words of `--grant` mean: those capabilities, or all of them if only claims are named; those claims.
    ///
    /// # Errors
    /// When a word is nothing that the manifest asks for.
    pub fn of_words(words: &[&str], manifest: &Manifest) -> Result<Self, Error> {
        let all = Self::all(manifest);
        if words.contains(&NONE) && words.len() > 1 {
            let message = message!("error-grant-none");
            return Err(Error::invalid_input("argument_conflict", message));
        }
        let mut grants = Self::default();
        for word in words {
            let claim = all.claims.iter().find(|claim| claim.word() == *word);
            match (*word, claim) {
                (ALL, _) => grants = all.clone(),
                (NONE, _) => {}
                (_, Some(claim)) => drop(grants.claims.insert(*claim)),
                (capability, None) if all.capabilities.contains(capability) => {
                    grants.capabilities.insert(capability.to_owned());
                }
                _ => return Err(unknown(word, &all)),
            }
        }
        let names_capabilities = words.contains(&NONE) || !grants.capabilities.is_empty();
        if !names_capabilities {
            grants.capabilities = all.capabilities;
        }
        Ok(grants)
    }

    /// What of this was neither granted nor withheld before, as `--grant` takes it.
    pub fn unknown_to(&self, before: &Installed) -> Vec<String> {
        let mut all = Self::default().missing_of(self);
        all.retain(|word| {
            let is_claim = before.claims.iter().any(|claim| claim.word() == word);
            !is_claim && !before.capabilities.contains(word) && !before.withheld.contains(word)
        });
        all
    }

    /// The claims that a manifest makes and that are not in here.
    pub fn missing_claims(&self, manifest: &Manifest) -> Vec<Claim> {
        let made = Self::all(manifest).claims;
        made.difference(&self.claims).copied().collect()
    }

    /// What is asked for and not in here, as `--grant` takes it.
    pub fn missing_of(&self, asked: &Self) -> Vec<String> {
        let capabilities = asked.capabilities.difference(&self.capabilities).cloned();
        let claims = asked.claims.difference(&self.claims);
        capabilities
            .chain(claims.map(|claim| claim.word().to_owned()))
            .collect()
    }
}

fn unknown(word: &str, all: &Grants) -> Error {
    let message = message!("error-grant-unknown", word = word);
    let asked = Grants::default().missing_of(all);
    let hint = match asked.is_empty() {
        true => message!("hint-grant-nothing"),
        false => message!("hint-grants", asked = Several(&asked)),
    };
    Error::invalid_input("grant_unknown", message).hint(hint)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn manifest(capabilities: &[&str]) -> Manifest {
        let text = json!({"en": "a", "zh": "甲"});
        let manifest = json!({
            "schema": 1, "id": "acme", "name": text, "description": text, "version": "1.0.0", "authors": [],
            "license": "Apache-2.0", "protocol": {"min": 1, "max": 1}, "capabilities": capabilities,
            "provides": [{"kind": "credential", "mode": "Acme", "title": text, "help": text, "fields": [],
                "aliyun_cli": [{"mode": "Acme", "fields": {}}]}]
        });
        Manifest::parse(manifest.to_string().as_bytes()).expect("valid")
    }

    fn granted(words: &[&str]) -> Vec<String> {
        let manifest = manifest(&["browser", "prompt"]);
        let grants = Grants::of_words(words, &manifest).expect("known words");
        Grants::default().missing_of(&grants)
    }

    #[test]
    fn named_capabilities_are_all_that_is_granted_and_named_claims_come_on_top() {
        assert_eq!(granted(&["browser"]), ["browser"]);
        assert_eq!(granted(&["aliyun_cli"]), ["browser", "prompt", "aliyun_cli"]);
        assert_eq!(granted(&["prompt", "aliyun_cli"]), ["prompt", "aliyun_cli"]);
        assert_eq!(granted(&["all"]), ["browser", "prompt", "aliyun_cli"]);
        assert!(granted(&["none"]).is_empty());
        let manifest = manifest(&["browser"]);
        for word in ["secrets", "environment", "api:*", ""] {
            let error = Grants::of_words(&[word], &manifest).expect_err(word);
            assert_eq!(error.code(), "grant_unknown");
        }
        let error = Grants::of_words(&["none", "browser"], &manifest).expect_err("a contradiction");
        assert_eq!(error.code(), "argument_conflict");
    }

    #[test]
    fn what_was_withheld_stays_so_and_what_is_new_is_granted() {
        let old = manifest(&["browser", "prompt"]);
        let grants = Grants::of_words(&["browser", "aliyun_cli"], &old).expect("known words");
        let installed = Installed {
            id: "acme".into(),
            withheld: grants.missing_of(&Grants::all(&old)).into_iter().collect(),
            version: "1.0.0".into(),
            sha256: String::new(),
            file: String::new(),
            runner: crate::runner::RunnerKind::Child,
            capabilities: grants.capabilities,
            claims: grants.claims,
            installed_at: String::new(),
            installed_from: "".into(),
            index: None,
            key_id: None,
            signature: None,
        };
        let new = manifest(&["browser", "prompt", "secrets"]);
        let grants = Grants::usual(&new, Some(&installed));
        assert_eq!(
            Grants::default().missing_of(&grants),
            ["browser", "secrets", "aliyun_cli"]
        );
        let first = Grants::usual(&new, None);
        assert_eq!(
            Grants::default().missing_of(&first),
            ["browser", "prompt", "secrets"]
        );
    }
}
