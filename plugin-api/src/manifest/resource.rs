//! Resource types in a manifest: columns, filters, actions, views.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ApiAction, Choice, Field, FieldType, Text};

/// Where the resources of a type live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// In a region: a list asks each chosen region.
    #[default]
    Regional,
    /// In the account: a list asks once.
    Global,
    /// A scope of a newer protocol: the type cannot be used.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// A resource type, as the manifest declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Whether a list can be limited to a resource group. The host refuses the wish where it cannot.
    #[serde(default)]
    pub resource_group: bool,
    /// Whether the type knows itself in which regions it can be, as products do that are not everywhere; the host then
    /// asks `resource.regions` where it otherwise takes the account's regions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_regions: bool,
    /// Whether the API answers with an empty list, rather than with an error, who may not see what there is; the host
    /// then asks `resource.access` when a list is empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent_denial: bool,
    /// The RAM permission that a list takes, where the API does not name it: said to whom `resource.access` finds without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_permission: Option<String>,
    /// How many ids `resource.get` takes; as many as the largest `batch` of the actions if it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub get_batch: Option<u32>,
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
    /// What people look for and the API does not have: asking for it is answered with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<Lack>,
}

/// A verb that the type has not, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lack {
    /// The verb.
    pub name: String,
    /// Why there is none, and what to do instead: a fragment.
    pub because: Text,
}

/// What a column holds, and so how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// What a status says at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// It works.
    Good,
    /// It is on its way to somewhere else.
    Busy,
    /// Somebody has to look.
    Bad,
    /// It does nothing. Tones of a newer schema are read as this one.
    #[serde(other)]
    Idle,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Whether only `show` has it: what would cost a list more, or would not fit into a row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub detail: bool,
    /// For a column of kind `status`: what each status says at a glance, for colours.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tones: BTreeMap<String, Tone>,
}

/// A filter of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Whether only whole values match: the host then refuses a `*`, which would match nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// What an action does to what it touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Nothing changes.
    Read,
    /// Something changes and can be changed back.
    Write,
    /// Something is gone afterwards: yun asks, and without a terminal does nothing unless `--yes` is given. Risks of a newer schema are read as this one.
    #[serde(other)]
    Destructive,
}

/// Whether the API can be asked what would happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DryRun {
    /// The API has a dry run of its own: `request.dry_run` asks for it, the call must have `DryRun=true`, and the error
    /// that means success is the plugin's to turn into one.
    Native,
    /// It has none: yun takes down what the plugin would send, and sends nothing. The call ends with the error
    /// `not_sent`, which is handed on. Ways of a newer schema are read as this one.
    #[default]
    #[serde(other)]
    None,
}

/// An action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Action {
    /// The verb of its command.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What it does.
    pub help: Text,
    /// What it does to what it touches.
    pub risk: Risk,
    /// Its parameters, neither `secret` nor `profile`; they become flags, and come in `request.params`.
    #[serde(default)]
    pub params: Vec<Field>,
    /// How many ids one request of the API takes, 1 at least: `request.ids` never has more. A request that is refused as
    /// a whole is halved until the ids are found that are to blame.
    pub batch: u32,
    /// Whether the API has a dry run.
    #[serde(default)]
    pub dry_run: DryRun,
    /// Whether repeating it is harmless: it leads to a state, whatever the state before. An id that is there already is
    /// not acted on, and where an answer is lost and the old state lasts, the action is sent again.
    #[serde(default)]
    pub state_setting: bool,
    /// Whether its calls carry the request's `client_token` as `ClientToken`, which makes the API carry out a repeated
    /// call once: such a call is sent again when its answer is lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub client_token: bool,
    /// The columns that the action sets, and to what; `{key}` stands for the parameter of that key, and counts if it was
    /// given. What has these values already, and is in a state of `waits` if there are any, is unchanged.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sets: BTreeMap<String, String>,
    /// What must not be acted on, whatever the API would say: refused before anybody is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused_when: Vec<ActionRefusal>,
    /// The API actions that it may send, as `Product/Action`; they are let through in no other call.
    pub calls: Vec<ApiAction>,
    /// The states in which the API takes it; none means all. What is in another one goes in a request of its own, for the
    /// API to judge.
    #[serde(default)]
    pub applies_when: Vec<String>,
    /// What to wait for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
}

/// What an action is refused for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActionRefusal {
    /// The column that is looked at.
    pub column: String,
    /// The value for which the action is refused: `true` and `false` for a column of kind `bool`.
    pub is: String,
    /// The code of the error, for programs: lower-case letters, digits and `_`.
    pub code: String,
    /// Why, a fragment: `it is protected from release`.
    pub because: Text,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
}

/// When an action is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Waits {
    /// States that mean done.
    #[serde(default)]
    pub until: Vec<String>,
    /// States that mean failed.
    #[serde(default)]
    pub failed: Vec<String>,
    /// States on the way to those: whatever is in one of them is not acted on again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
    /// States that must have been left before `until` counts. Where nobody sees them left for 15 seconds, they are taken
    /// to have been, between two looks.
    #[serde(default)]
    pub must_leave: Vec<String>,
    /// A column that has another value afterwards, a start time for instance: a new value means that the states of
    /// `must_leave` were left, however quickly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<String>,
    /// Whether being gone means done.
    #[serde(default)]
    pub absent: bool,
}

/// A view of one resource, a log for instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct View {
    /// The verb of its command.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What it shows.
    pub help: Text,
    /// Its parameters. For one of type `text` the terminal UI offers what the resource has in a column of kind `list` that
    /// is called like it, or like it with `_names`; anything else may be typed there as well.
    #[serde(default)]
    pub params: Vec<Field>,
    /// Whether it grows, and can be followed: the host then asks again for what is new.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub follow: bool,
}

impl ResourceManifest {
    /// How many ids `resource.get` takes, 1 at least.
    pub fn most_got(&self) -> usize {
        let largest = self.actions.iter().map(|action| action.batch).max();
        self.get_batch.or(largest).unwrap_or(1).max(1) as usize
    }

    /// The view called `name`.
    pub fn view(&self, name: &str) -> Option<&View> {
        self.views.iter().find(|view| view.name == name)
    }

    /// The action called `name`.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.name == name)
    }
}
