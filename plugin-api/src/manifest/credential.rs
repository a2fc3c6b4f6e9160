//! Credential modes in a manifest, and the fields that profiles, actions and views have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Text;

/// A credential mode, as the manifest declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Whether it has a login: `yun login` and `yun logout` are for such modes only.
    #[serde(default)]
    pub login: bool,
    /// Which profiles of Alibaba Cloud CLI it takes over.
    #[serde(default)]
    pub aliyun_cli: Vec<AliyunCliMode>,
    /// Which environment variables make the profile called `environment`; the first that is complete counts.
    #[serde(default)]
    pub environment: Vec<EnvironmentRule>,
    /// Environment variables that, set to anything but `false`, `0` or nothing, forbid this mode.
    #[serde(default)]
    pub forbidden_by: Vec<String>,
    /// Keys of what the mode keeps by itself in the profile's secret store, `refresh_token` for instance. They are
    /// nobody's to fill in, so none of them is a field's key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stores: Vec<String>,
}

impl CredentialManifest {
    /// Whether a profile of this mode has anything that is kept secret.
    pub fn has_secrets(&self) -> bool {
        let is_secret = |field: &Field| field.field_type == FieldType::Secret;
        !self.stores.is_empty() || self.fields.iter().any(is_secret)
    }
}

/// A `mode` of Alibaba Cloud CLI's `config.json`.
///
/// That file's keys are written in lower case here and matched in any case there. `""`, `0` and `null` are what that
/// CLI fills empty keys with, and count as absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AliyunCliMode {
    /// The value of `mode` in that file, matched in any case.
    pub mode: String,
    /// Which of that file's keys becomes which field. Numbers become texts.
    pub fields: BTreeMap<String, String>,
    /// By field, which of that file's values becomes which of the field's, `CN` to `china` for instance. They are
    /// matched in any case; a value that is not listed is taken as it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Which of that file's keys becomes what the mode keeps by itself, see [`CredentialManifest::stores`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keeps: BTreeMap<String, String>,
    /// The keys whose presence, of all of them, means this mode when `mode` is empty.
    #[serde(default)]
    pub inferred_from: Vec<String>,
    /// Which mode is meant where the keys of several are there: that of the lowest rank, and of equal ranks the one with
    /// the most keys. 100 unless said otherwise; the order of Alibaba Cloud CLI is below that.
    #[serde(default = "last_rank")]
    pub inferred_rank: u32,
}

fn last_rank() -> u32 {
    100
}

/// A `mode` of Alibaba Cloud CLI's `config.json` that is known and not served, so that its profiles say why.
///
/// A manifest that takes the mode over, this one's or another's, counts for more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AliyunCliRefusal {
    /// The value of `mode` in that file, matched in any case.
    pub mode: String,
    /// Why it is not served: a fragment that follows a colon, and ends without a full stop.
    pub reason: Text,
    /// The keys whose presence means this mode when `mode` is empty, as in [`AliyunCliMode::inferred_from`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inferred_from: Vec<String>,
    /// Which mode is meant where the keys of several are there, as in [`AliyunCliMode::inferred_rank`].
    #[serde(default = "last_rank")]
    pub inferred_rank: u32,
}

/// Environment variables that make a profile.
///
/// A mode's first rule that is complete counts, and of several modes the one of whose rule the most variables are
/// set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnvironmentRule {
    /// Which variable becomes which field; the required fields' variables must all be set, and one at least.
    pub fields: BTreeMap<String, String>,
}

/// What a field or parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A secret: kept where yun keeps secrets, never shown and never taken from the command line.
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
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// A field of a profile, or a parameter of an action or view. Its flag is its key with `-` for `_`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    /// The key: lower-case letters, digits and `_`. It is the option `--key`, with `-` for `_`, so names of yun's own
    /// options are refused.
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
    /// What counts when it is not given; never for a secret.
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// The value.
    pub value: String,
    /// How it is shown.
    pub title: Text,
}
