//! Answers files: what a fake host answers, as data beside the plugin's manifest.
//!
//! `answers.json` is what the plugin's own tests and `yun plugin check` answer from. Nothing is used up: an entry answers
//! as often as it is asked, and of several the first whose `when` matches. Everything in it is optional.
//!
//! ```json
//! {
//!     "api": {
//!         "Ecs/DescribeDisks": [
//!             {"when": {"NextToken": "2"}, "body": {"Disks": []}},
//!             {"when": {"RegionId": "cn-nowhere"},
//!              "error": {"kind": "not_found", "code": "InvalidRegionId.NotFound", "message": "no such region"}},
//!             {"body": {"Disks": [{"DiskId": "d-1"}], "NextToken": "2"}}
//!         ]
//!     },
//!     "http": [{"when": {"method": "GET", "url": "https://vault.example/v1/*"}, "status": 200, "body": {"data": {}}}],
//!     "programs": [{"when": {"command": "acme-sso"}, "stdout": "{}", "exit_code": 0}],
//!     "pages": [{"parameters": {"code": "c-1"}}],
//!     "replies": [{"when": {"title": "One-time password"}, "reply": "123456"}],
//!     "files": {"/etc/acme/token": "t-1"},
//!     "environment": {"ACME_HOME": "/opt/acme"},
//!     "fields": {"AcmeVault": {"vault": "https://vault.example", "token_file": "/etc/acme/token"}},
//!     "kept": {"AcmeVault": {"session": "s-1"}},
//!     "profiles": {"base": {"access_key_id": "LTAI1", "access_key_secret": "k-1"}},
//!     "regions": {"disks": "cn-hangzhou"},
//!     "filters": {"disks": {"name": "data*"}},
//!     "actions": {"disks": {"rename": {"ids": ["d-1"], "params": {"new_name": "data"}}}},
//!     "views": {"disks": {"events": {"id": "d-1", "params": {"lines": "10"}}}}
//! }
//! ```
//!
//! | Key | What |
//! |---|---|
//! | `api` | by API action, `Product/Action`; `when` names parameters, with `null` for one that is not there; then `body`, or `error` with `kind`, `code` and `message` |
//! | `http` | `when` has `method`, `url` (with `*` at its end for any that begins so), `headers`, `body` (a part of it) and `unix_socket`; then `status` (200), `headers` and `body`, a text or JSON, or `error` |
//! | `programs` | `when` has `command` and `arguments`; then `stdout` and `exit_code` (0; `null` for one that a signal ended), or `error` |
//! | `pages` | what login pages lead back with: `when` has `url`, as above; then `parameters`, or `error` |
//! | `replies` | what people answer: `when` has `title`, in English; then `reply`, or `error` |
//! | `files`, `environment` | what is read from this machine, by path and by name |
//! | `fields` | a profile, by mode and key; its secrets stand among the rest |
//! | `kept` | secrets that the mode keeps already, by mode and name |
//! | `profiles` | the credentials of profiles that fields of type `profile` name, some with `expires_at` |
//! | `regions` | the region that a type's answers are of, `cn-hangzhou` if it is not said |
//! | `filters` | by type and key, a value that the answers pass |
//! | `actions` | by type and action, the `ids` that it is tried with, and `params` |
//! | `views` | by type and view, the `id` that it is tried with, and `params` |

mod entry;
mod find;

pub use entry::{
    ApiEntry, GivenAction, GivenKeys, GivenView, HttpEntry, HttpWhen, PageEntry, ProgramEntry, ProgramWhen,
    ReplyEntry, ReplyWhen, UrlWhen,
};
pub use find::Found;

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;

use crate::manifest::{ApiAction, Manifest};

/// An answers file.
///
/// ```
/// use yun_plugin_api::{ApiCall, testing::answers::Answers};
///
/// let answers = Answers::parse(
///     r#"{"api": {"Ecs/DescribeDisks": [{"when": {"NextToken": "2"}, "body": {"Disks": []}},
///                                       {"body": {"Disks": [{"DiskId": "d-1"}], "NextToken": "2"}}]}}"#,
/// )
/// .unwrap();
/// let call = ApiCall::new("Ecs", "2014-05-26", "DescribeDisks");
/// let first = answers.api(&call).unwrap().unwrap();
/// assert_eq!(first["NextToken"], "2");
/// let last = answers.api(&call.param("NextToken", "2")).unwrap().unwrap();
/// assert_eq!(last["NextToken"], serde_json::Value::Null);
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Answers {
    /// Where an editor finds the file's JSON Schema; for nobody else.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// API calls, by `Product/Action`.
    pub api: BTreeMap<String, Vec<ApiEntry>>,
    /// HTTP requests.
    pub http: Vec<HttpEntry>,
    /// Programs.
    pub programs: Vec<ProgramEntry>,
    /// Login pages.
    pub pages: Vec<PageEntry>,
    /// Questions to people.
    pub replies: Vec<ReplyEntry>,
    /// Files, by the path that the plugin names.
    pub files: BTreeMap<String, String>,
    /// Environment variables, by name.
    pub environment: BTreeMap<String, String>,
    /// The fields of a profile, by mode and key.
    pub fields: BTreeMap<String, BTreeMap<String, String>>,
    /// Secrets that are kept already, by mode and name.
    pub kept: BTreeMap<String, BTreeMap<String, String>>,
    /// Credentials of other profiles, by the profile's name.
    pub profiles: BTreeMap<String, GivenKeys>,
    /// The regions that the answers are of, by resource type.
    pub regions: BTreeMap<String, String>,
    /// Values of filters, by resource type and key.
    pub filters: BTreeMap<String, BTreeMap<String, String>>,
    /// What actions are tried with, by resource type and action.
    pub actions: BTreeMap<String, BTreeMap<String, GivenAction>>,
    /// What views are tried with, by resource type and view.
    pub views: BTreeMap<String, BTreeMap<String, GivenView>>,
}

/// Why an answers file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswersError {
    /// It is not JSON of the right shape.
    Malformed {
        /// What the JSON reader says, with line and column.
        reason: String,
    },
    /// An entry says what cannot be.
    Invalid {
        /// Where, `fields.AcmeVault.vault` for instance.
        place: String,
        /// What is wrong, a fragment: `is no field of the mode`.
        rule: &'static str,
    },
}

impl fmt::Display for AnswersError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { reason } => write!(formatter, "the answers file is malformed: {reason}"),
            Self::Invalid { place, rule } => write!(formatter, "the answers file's {place} {rule}"),
        }
    }
}

impl std::error::Error for AnswersError {}

impl Answers {
    /// Reads an answers file.
    ///
    /// # Errors
    /// When it is no JSON of this shape, when an entry has neither an answer nor an error, or both, or when a key of `api`
    /// is no `Product/Action`.
    pub fn parse(json: &str) -> Result<Self, AnswersError> {
        let answers: Self = serde_json::from_str(json).map_err(|error| AnswersError::Malformed {
            reason: error.to_string(),
        })?;
        for (name, entries) in &answers.api {
            let place = format!("api.{name}");
            if serde_json::from_value::<ApiAction>(name.as_str().into()).is_err() {
                return Err(invalid(place, "is not an API action such as Ecs/DescribeDisks"));
            }
            for (index, entry) in entries.iter().enumerate() {
                entry.check(&format!("{place}[{index}]"))?;
            }
        }
        for (index, entry) in answers.http.iter().enumerate() {
            entry.check(&format!("http[{index}]"))?;
        }
        for (index, entry) in answers.programs.iter().enumerate() {
            entry.check(&format!("programs[{index}]"))?;
        }
        for (index, entry) in answers.pages.iter().enumerate() {
            entry.check(&format!("pages[{index}]"))?;
        }
        for (index, entry) in answers.replies.iter().enumerate() {
            entry.check(&format!("replies[{index}]"))?;
        }
        Ok(answers)
    }

    /// Holds the file against the manifest that it is for: what it names must be there.
    ///
    /// # Errors
    /// The first mode, field, stored secret, type, filter, action or view that the manifest does not have.
    pub fn fits(&self, manifest: &Manifest) -> Result<(), AnswersError> {
        let mode = |name: &str| manifest.credentials().find(|mode| mode.mode == name);
        for (name, fields) in &self.fields {
            let mode =
                mode(name).ok_or_else(|| invalid(format!("fields.{name}"), "is no mode of the manifest"))?;
            let is_field = |key: &String| mode.fields.iter().any(|field| &field.key == key);
            all_known(
                &format!("fields.{name}"),
                fields.keys(),
                is_field,
                "is no field of the mode",
            )?;
        }
        for (name, kept) in &self.kept {
            let mode =
                mode(name).ok_or_else(|| invalid(format!("kept.{name}"), "is no mode of the manifest"))?;
            let is_stored = |key: &String| mode.stores.contains(key);
            all_known(
                &format!("kept.{name}"),
                kept.keys(),
                is_stored,
                "is not in the mode's stores",
            )?;
        }
        let resource = |name: &str| {
            manifest
                .resources()
                .find(|resource| resource.resource_type == name)
        };
        let is_type = |name: &String| resource(name).is_some();
        all_known("regions", self.regions.keys(), is_type, NO_TYPE)?;
        all_known("filters", self.filters.keys(), is_type, NO_TYPE)?;
        all_known("actions", self.actions.keys(), is_type, NO_TYPE)?;
        all_known("views", self.views.keys(), is_type, NO_TYPE)?;
        for resource in manifest.resources() {
            let name = &resource.resource_type;
            let filters = self.filters.get(name).into_iter().flat_map(BTreeMap::keys);
            let is_filter = |key: &String| resource.filters.iter().any(|filter| &filter.key == key);
            all_known(
                &format!("filters.{name}"),
                filters,
                is_filter,
                "is no filter of the type",
            )?;
            let actions = self.actions.get(name).into_iter().flat_map(BTreeMap::keys);
            let is_action = |key: &String| resource.action(key).is_some();
            all_known(
                &format!("actions.{name}"),
                actions,
                is_action,
                "is no action of the type",
            )?;
            let views = self.views.get(name).into_iter().flat_map(BTreeMap::keys);
            let is_view = |key: &String| resource.view(key).is_some();
            all_known(&format!("views.{name}"), views, is_view, "is no view of the type")?;
        }
        Ok(())
    }
}

const NO_TYPE: &str = "is no resource type of the manifest";

fn all_known<'a>(
    place: &str,
    mut names: impl Iterator<Item = &'a String>,
    is_known: impl Fn(&String) -> bool,
    rule: &'static str,
) -> Result<(), AnswersError> {
    match names.find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => Err(invalid(format!("{place}.{name}"), rule)),
    }
}

fn invalid(place: impl Into<String>, rule: &'static str) -> AnswersError {
    AnswersError::Invalid {
        place: place.into(),
        rule,
    }
}

#[cfg(test)]
mod tests;
