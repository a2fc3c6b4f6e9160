//! A new plugin's crate: its names, and the files that they are written into.
//!
//! The files are in `templates/`, with a few placeholders: `{{id}}`, `{{mode}}`, `{{title}}`, `{{variable}}` are names;
//! `{{sdk}}` is a path as it is, `{{plugin_api}}`, `{{manifest_schema}}` and `{{answers_schema}}` are paths as TOML and
//! JSON have them.

use std::{path::Path, sync::OnceLock};

use super::{Sdk, unpacked};
use crate::{error::Error, text::message};

/// What a new plugin provides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A credential mode.
    Credential,
    /// A resource type.
    Resource,
}

impl Kind {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Credential, Self::Resource];

    /// The word in commands and manifests.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Resource => "resource",
        }
    }

    /// The kind of this word.
    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Path and content of what its crates are made of, names still to be filled in.
    fn templates(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [self.word(), FOR_BOTH].into_iter().flat_map(|folder| {
            templates()
                .iter()
                .filter_map(move |(path, text)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, *text)))
        })
    }
}

/// The folder of what is the same for every kind.
const FOR_BOTH: &str = "both";

/// Path and length of each template, by the folder of its kind; `host/build.rs` gathers them.
const LENGTHS: &[(&str, usize)] = &include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// All templates, unpacked when one is first wanted.
fn templates() -> &'static [(&'static str, &'static str)] {
    static TEMPLATES: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let packed = include_bytes!(concat!(env!("OUT_DIR"), "/templates.deflate"));
        let files = unpacked(LENGTHS, packed).into_iter();
        files
            .map(|(path, content)| (path, str::from_utf8(content).expect("a template is text")))
            .collect()
    })
}

/// A plugin that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewPlugin {
    /// Its id, and with a resource type the type's name.
    pub(crate) id: String,
    /// What it provides.
    pub(crate) kind: Kind,
}

impl NewPlugin {
    /// The name of its crate, and of the crate's folder.
    pub(crate) fn crate_name(&self) -> String {
        format!("yun-plugin-{}", self.id)
    }

    /// The credential mode or the resource type.
    pub(crate) fn provides(&self) -> String {
        match self.kind {
            Kind::Credential => mode(&self.id),
            Kind::Resource => self.id.clone(),
        }
    }

    /// Path and content of each file of the crate, which depends on this SDK.
    ///
    /// # Errors
    /// When the SDK's path is no UTF-8: neither TOML nor JSON could name it.
    pub(crate) fn files(&self, sdk: &Sdk) -> Result<Vec<(&'static str, String)>, Error> {
        if sdk.directory.to_str().is_none() {
            let message = message!("error-sdk-path", path = sdk.directory.as_path());
            return Err(Error::invalid_input("sdk_path", message).hint(message!("hint-sdk-path")));
        }
        let plugin_api = sdk.plugin_api();
        let json = |path: &Path| serde_json::Value::from(path.to_string_lossy()).to_string();
        let toml = |path: &Path| toml_edit::Value::from(path.to_string_lossy().as_ref()).to_string();
        let values = [
            ("{{id}}", self.id.clone()),
            ("{{mode}}", mode(&self.id)),
            ("{{title}}", title(&self.id)),
            ("{{variable}}", variable(&self.id)),
            ("{{sdk}}", sdk.directory.to_string_lossy().into_owned()),
            ("{{plugin_api}}", toml(&plugin_api)),
            (
                "{{manifest_schema}}",
                json(&plugin_api.join("schema/manifest.json")),
            ),
            (
                "{{answers_schema}}",
                json(&plugin_api.join("schema/answers.json")),
            ),
        ];
        let fill = |text: &str| {
            values
                .iter()
                .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
        };
        let files = self.kind.templates();
        Ok(files.map(|(path, text)| (path, fill(text))).collect())
    }
}

/// `acme-vault` as `AcmeVault`.
fn mode(id: &str) -> String {
    id.split('-').map(capitalized).collect()
}

/// `acme-vault` as `Acme vault`.
fn title(id: &str) -> String {
    capitalized(&id.replace('-', " "))
}

/// `acme-vault` as `ACME_VAULT_TOKEN`.
fn variable(id: &str) -> String {
    format!("{}_TOKEN", id.replace('-', "_").to_uppercase())
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::manifest::Manifest;

    use super::*;

    fn files(id: &str, kind: Kind) -> Vec<(&'static str, String)> {
        let sdk = Sdk {
            directory: "/data/quo\"ted/sdk/0.1.0".into(),
        };
        NewPlugin {
            id: id.to_owned(),
            kind,
        }
        .files(&sdk)
        .expect("UTF-8")
    }

    fn text(files: &[(&str, String)], path: &str) -> String {
        let found = files.iter().find(|(known, _)| *known == path);
        found.expect(path).1.clone()
    }

    #[test]
    fn names_follow_from_the_id() {
        assert_eq!(mode("acme-vault2"), "AcmeVault2");
        assert_eq!(title("acme-vault2"), "Acme vault2");
        assert_eq!(variable("acme-vault2"), "ACME_VAULT2_TOKEN");
    }

    #[test]
    fn every_placeholder_is_filled_and_every_file_is_of_its_form() {
        for id in ["a".to_owned(), "long-".repeat(9) + "id"] {
            for kind in Kind::ALL {
                let files = files(&id, kind);
                for (path, text) in &files {
                    assert!(!text.contains("{{"), "{path}: {text}");
                    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}");
                    let is_long = |line: &&str| path.ends_with(".rs") && line.chars().count() > 100;
                    assert_eq!(text.lines().find(is_long), None, "{path}");
                }
                let manifest = text(&files, "manifest.json");
                let manifest = Manifest::parse(manifest.as_bytes()).expect("a valid manifest");
                assert_eq!(manifest.id, id);
                let cargo: toml_edit::DocumentMut = text(&files, "Cargo.toml").parse().expect("TOML");
                assert_eq!(
                    cargo["dependencies"]["yun-plugin-api"]["path"].as_str(),
                    Some("/data/quo\"ted/sdk/0.1.0/plugin-api")
                );
                for path in [".vscode/settings.json", "answers.json"] {
                    let text = text(&files, path);
                    serde_json::from_str::<serde_json::Value>(&text).expect(path);
                }
            }
        }
    }

    #[test]
    fn what_is_kept_small_is_what_ships_is_kept_small_by() {
        let own = include_str!("../../../Cargo.toml");
        let own: toml_edit::DocumentMut = own.parse().expect("TOML");
        for kind in Kind::ALL {
            let cargo: toml_edit::DocumentMut = text(&files("a", kind), "Cargo.toml").parse().expect("TOML");
            for key in ["opt-level", "lto", "codegen-units", "strip"] {
                let value = |from: &toml_edit::DocumentMut| from["profile"]["release"][key].to_string();
                assert_eq!(value(&cargo).trim(), value(&own).trim(), "{key}");
            }
        }
    }
}
