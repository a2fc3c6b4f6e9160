//! The manifest: what a library says of itself, read without loading it.
//!
//! Authors write it as `manifest.json` beside their `Cargo.toml` and hand it to
//! [`export_plugin!`](crate::export_plugin), which embeds it. From manifests alone the host builds its nouns,
//! flags, prompts, help and completions.

mod capability;
mod reserved;
mod validate;

pub use capability::{ApiAction, Capability};
pub use reserved::{RESERVED_FLAGS, RESERVED_TYPES, RESERVED_VERBS};
pub use validate::ManifestError;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The schema that this crate reads; a manifest's `schema` must be this number.
pub const SCHEMA: u32 = 1;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese, simplified.
    pub zh: String,
}

/// The protocols that a plugin speaks, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolRange {
    /// The oldest.
    pub min: u32,
    /// The newest.
    pub max: u32,
}

impl ProtocolRange {
    /// The newest protocol that is in both ranges.
    pub fn newest_shared(self, other: Self) -> Option<u32> {
        let newest = self.max.min(other.max);
        (newest >= self.min.max(other.min)).then_some(newest)
    }
}

/// What a library says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The manifest's own format, [`SCHEMA`].
    pub schema: u32,
    /// The plugin's id: lower-case letters, digits and `-`, at most 64.
    pub id: String,
    /// The plugin's name.
    pub name: Text,
    /// What it is for, one sentence.
    pub description: Text,
    /// The plugin's version, semver.
    pub version: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its licence, an SPDX expression.
    pub license: String,
    /// The protocols that it speaks.
    pub protocol: ProtocolRange,
    /// The services that it uses, see [`Capability`].
    #[serde(default)]
    pub capabilities: Vec<Capability>,
    /// What it provides, one thing at least.
    pub provides: Vec<Provided>,
    /// Texts for the codes of its errors, with `{name}` for the error's params.
    #[serde(default)]
    pub messages: BTreeMap<String, Text>,
}

/// One thing that a library provides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Provided {
    /// A credential mode.
    Credential(CredentialManifest),
    /// A resource type.
    Resource(ResourceManifest),
    /// Something that a newer host knows.
    #[serde(other)]
    Unknown,
}

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
    /// Any text. Types of a newer schema are read as this one.
    #[serde(other)]
    Text,
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

/// Where the resources of a type live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// In a region: a list asks each chosen region.
    #[default]
    Regional,
    /// In the account: a list asks once.
    Global,
}

/// A resource type, as the manifest declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceManifest {
    /// The type's name and the noun of its commands, `ecs` for instance.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// Other names of it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its title, plural: `ECS instances`.
    pub title: Text,
    /// What it is.
    pub help: Text,
    /// Where its resources live.
    #[serde(default)]
    pub scope: Scope,
    /// The columns, in order; `id`, `name`, `status` and `region` are among them.
    pub columns: Vec<Column>,
    /// What a list can be filtered by.
    #[serde(default)]
    pub filters: Vec<FilterManifest>,
    /// What can be done with its resources.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// What else can be looked at.
    #[serde(default)]
    pub views: Vec<View>,
}

/// What a column holds, and so how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// A status.
    Status,
    /// A time, RFC 3339 in UTC.
    Time,
    /// An address.
    Ip,
    /// A number.
    Number,
    /// A number of bytes, or of what the key's suffix names (`memory_mib`).
    Bytes,
    /// Yes or no.
    Bool,
    /// Several texts.
    List,
    /// Text. Kinds of a newer schema are read as this one.
    #[serde(other)]
    Text,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The key in rows and in JSON: lower-case letters, digits and `_`.
    pub key: String,
    /// The heading.
    pub title: Text,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether a table shows it only when asked for everything.
    #[serde(default)]
    pub wide: bool,
}

/// A filter of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterManifest {
    /// The key: lower-case letters, digits and `_`.
    pub key: String,
    /// Its title.
    pub title: Text,
    /// What to give.
    pub help: Text,
    /// What it takes: `text`, `choice` or `number`.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// The values of a choice; any case matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Whether it may be given several times.
    #[serde(default)]
    pub repeatable: bool,
}

/// What an action does to what it touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Nothing changes.
    Read,
    /// Something changes and can be changed back.
    Write,
    /// Something is gone afterwards; the user is asked. Risks of a newer schema are read as this one.
    #[serde(other)]
    Destructive,
}

/// Whether the API can be asked what would happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DryRun {
    /// The API has a dry run of its own, which the action uses.
    Native,
    /// It has none: the plugin is never asked for one. Ways of a newer schema are read as this one.
    #[default]
    #[serde(other)]
    None,
}

/// An action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The verb of its command.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What it does.
    pub help: Text,
    /// What it does to what it touches.
    pub risk: Risk,
    /// Its parameters.
    #[serde(default)]
    pub params: Vec<Field>,
    /// How many ids one request takes, 1 at least.
    pub batch: u32,
    /// Whether the API has a dry run.
    #[serde(default)]
    pub dry_run: DryRun,
    /// Whether repeating it is harmless.
    #[serde(default)]
    pub state_setting: bool,
    /// The API actions that it may send, as `Product/Action`; they are let through in no other call.
    pub calls: Vec<ApiAction>,
    /// The states in which it makes sense; none means all.
    #[serde(default)]
    pub applies_when: Vec<String>,
    /// What to wait for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
}

/// When an action is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Waits {
    /// States that mean done.
    #[serde(default)]
    pub until: Vec<String>,
    /// States that mean failed.
    #[serde(default)]
    pub failed: Vec<String>,
    /// States that must have been left before `until` counts.
    #[serde(default)]
    pub must_leave: Vec<String>,
    /// Whether being gone means done.
    #[serde(default)]
    pub absent: bool,
}

/// A view of one resource, a log for instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The verb of its command.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What it shows.
    pub help: Text,
    /// Its parameters.
    #[serde(default)]
    pub params: Vec<Field>,
}

impl Manifest {
    /// Reads a manifest and holds it against every rule.
    ///
    /// # Errors
    /// The first rule that it breaks, with the place.
    pub fn parse(json: &[u8]) -> Result<Self, ManifestError> {
        validate::parse(json)
    }

    /// The resource types that it provides.
    pub fn resources(&self) -> impl Iterator<Item = &ResourceManifest> {
        self.provides.iter().filter_map(|provided| match provided {
            Provided::Resource(resource) => Some(resource),
            _ => None,
        })
    }

    /// The credential modes that it provides.
    pub fn credentials(&self) -> impl Iterator<Item = &CredentialManifest> {
        self.provides.iter().filter_map(|provided| match provided {
            Provided::Credential(credential) => Some(credential),
            _ => None,
        })
    }

    /// Whether a capability lets this API action through at all.
    pub fn declares_api(&self, product: &str, action: &str) -> bool {
        self.capabilities
            .iter()
            .any(|capability| capability.allows_api(product, action))
    }

    /// Whether this API action changes something: an action that is no mere read lists it.
    pub fn is_change(&self, product: &str, action: &str) -> bool {
        self.resources()
            .flat_map(|resource| &resource.actions)
            .filter(|offered| offered.risk != Risk::Read)
            .any(|offered| offered.sends(product, action))
    }
}

impl Action {
    /// Whether the action's `calls` lists this API action.
    pub fn sends(&self, product: &str, action: &str) -> bool {
        self.calls
            .iter()
            .any(|call| call.product == product && call.action == action)
    }
}

impl ResourceManifest {
    /// The action called `name`.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.name == name)
    }
}
