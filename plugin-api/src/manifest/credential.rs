//! Credential modes in a manifest, and the fields that profiles, actions and views have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Text;

/// A credential mode, as the manifest declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialManifest {
    /// The mode's name, `AccessKey` for instance; matched in any case.
    pub mode: String,
    /// Other names of it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its title in lists.
    pub title: Text,
    /// What it is and when to take it.
    pub help: Text,
    /// Whether it is marked as recommended.
    #[serde(default)]
    pub recommended: bool,
    /// The fields of a profile of this mode, in the order in which they are asked for.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Whether it has a login, so that `login` and `logout` apply.
    #[serde(default)]
    pub login: bool,
    /// Keys of the secrets that the mode keeps itself, with `secret.put`: a refresh token, for instance. No field is
    /// called so.
    #[serde(default)]
    pub stores: Vec<String>,
    /// Which profiles of Alibaba Cloud CLI it takes over.
    #[serde(default)]
    pub aliyun_cli: Vec<AliyunCliMode>,
    /// Which environment variables make the profile called `environment`; the first that is complete counts.
    #[serde(default)]
    pub environment: Vec<EnvironmentRule>,
    /// Environment variables that, set to anything but `false`, `0` or nothing, forbid this mode.
    #[serde(default)]
    pub forbidden_by: Vec<String>,
}

/// A `mode` of Alibaba Cloud CLI's `config.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliyunCliMode {
    /// The value of `mode` in that file.
    pub mode: String,
    /// Which of that file's keys becomes which field.
    pub fields: BTreeMap<String, String>,
    /// The keys whose presence means this mode when `mode` is empty.
    #[serde(default)]
    pub inferred_from: Vec<String>,
}

/// Environment variables that make a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentRule {
    /// Which variable becomes which field; the required fields' variables must all be set.
    pub fields: BTreeMap<String, String>,
}

/// What a field or parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A secret: kept in the secret store, never shown.
    Secret,
    /// One of `choices`.
    Choice,
    /// A whole number.
    Number,
    /// An absolute URL.
    Url,
    /// A command line.
    Command,
    /// A file's path.
    Path,
    /// The name of another profile.
    Profile,
    /// `true` or `false`; a flag without a value.
    Bool,
    /// Any text.
    Text,
    /// A type of a newer protocol: nobody here knows how its value must be kept, so it cannot be used.
    #[serde(other)]
    Unknown,
}

/// A field of a profile, or a parameter of an action or view. Its flag is its key with `-` for `_`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The key: lower-case letters, digits and `_`.
    pub key: String,
    /// Its title in prompts and tables.
    pub title: Text,
    /// What to give, and where to find it.
    pub help: Text,
    /// What it holds.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
    /// It must be given unless the field of this key is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_unless: Option<String>,
    /// What counts when it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// A regular expression that the whole value matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The values of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

/// One value of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value.
    pub value: String,
    /// How it is shown.
    pub title: Text,
}
