//! The entries of an answers file.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use super::{AnswersError, invalid};
use crate::error::{Error, ErrorKind};

/// The answer to an API action.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApiEntry {
    /// The parameters that the call has, numbers and booleans as the texts that they are sent as; `null` for one that it
    /// has not.
    #[serde(default)]
    pub when: BTreeMap<String, Value>,
    /// The body.
    #[serde(default, deserialize_with = "given")]
    pub body: Option<Value>,
    /// The error, instead of a body.
    #[serde(default, deserialize_with = "error")]
    pub error: Option<Error>,
}

/// The answer to an HTTP request.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HttpEntry {
    /// What the request is.
    #[serde(default)]
    pub when: HttpWhen,
    /// The status; 200 if it is not said.
    #[serde(default)]
    pub status: Option<u16>,
    /// The headers, their names in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, a text as it is and other JSON encoded; empty if it is not said.
    #[serde(default, deserialize_with = "given")]
    pub body: Option<Value>,
    /// Why nothing came back, instead of all that.
    #[serde(default, deserialize_with = "error")]
    pub error: Option<Error>,
}

/// Which HTTP request is meant; what is not said matches any.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct HttpWhen {
    /// The method.
    pub method: Option<String>,
    /// The URL; with `*` at its end every one that begins so.
    pub url: Option<String>,
    /// Headers that the request has, secret ones among them, their names in any case.
    pub headers: BTreeMap<String, String>,
    /// A text that the request's body holds.
    pub body: Option<String>,
    /// The socket that it goes through.
    pub unix_socket: Option<String>,
}

/// How a program ends.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProgramEntry {
    /// Which program is meant.
    #[serde(default)]
    pub when: ProgramWhen,
    /// What it writes to standard output.
    #[serde(default)]
    pub stdout: Option<String>,
    /// Its exit code; 0 if it is not said, and `null` if a signal ended it.
    #[serde(default = "success")]
    pub exit_code: Option<i32>,
    /// Why it could not be run, instead of all that.
    #[serde(default, deserialize_with = "error")]
    pub error: Option<Error>,
}

/// Which program is meant; what is not said matches any.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ProgramWhen {
    /// The command line.
    pub command: Option<String>,
    /// The arguments.
    pub arguments: Option<Vec<String>>,
}

/// What a login page leads back with.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PageEntry {
    /// Which page is meant.
    #[serde(default)]
    pub when: UrlWhen,
    /// The parameters.
    #[serde(default)]
    pub parameters: Option<BTreeMap<String, String>>,
    /// Why it does not lead back, instead.
    #[serde(default, deserialize_with = "error")]
    pub error: Option<Error>,
}

/// Which URL is meant; any if it is not said.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct UrlWhen {
    /// The URL; with `*` at its end every one that begins so.
    pub url: Option<String>,
}

/// What a person answers.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplyEntry {
    /// Which question is meant.
    #[serde(default)]
    pub when: ReplyWhen,
    /// The answer.
    #[serde(default)]
    pub reply: Option<String>,
    /// Why there is none, instead.
    #[serde(default, deserialize_with = "error")]
    pub error: Option<Error>,
}

/// Which question is meant; any if it is not said.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ReplyWhen {
    /// The question's title in English.
    pub title: Option<String>,
}

/// The credentials of another profile.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenKeys {
    /// The AccessKey id.
    pub access_key_id: String,
    /// The AccessKey secret.
    pub access_key_secret: String,
    /// The security token of temporary ones.
    #[serde(default)]
    pub security_token: Option<String>,
    /// When they end, RFC 3339.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// What an action is tried with.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenAction {
    /// The ids, at most as many as the action's `batch`.
    pub ids: Vec<String>,
    /// The parameters by key.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

/// What a view is tried with.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenView {
    /// The id.
    pub id: String,
    /// The parameters by key.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

impl ApiEntry {
    pub(super) fn check(&self, place: &str) -> Result<(), AnswersError> {
        if self
            .when
            .values()
            .any(|value| value.is_array() || value.is_object())
        {
            return Err(invalid(
                format!("{place}.when"),
                "must give a text or null for each parameter",
            ));
        }
        one_of(place, self.body.is_some(), &self.error)
    }
}

impl HttpEntry {
    pub(super) fn check(&self, place: &str) -> Result<(), AnswersError> {
        let answers = self.status.is_some() || self.body.is_some();
        one_of(place, answers, &self.error)
    }
}

impl ProgramEntry {
    pub(super) fn check(&self, place: &str) -> Result<(), AnswersError> {
        let answers = self.stdout.is_some() || self.exit_code != success();
        one_of(place, answers, &self.error)
    }
}

impl PageEntry {
    pub(super) fn check(&self, place: &str) -> Result<(), AnswersError> {
        one_of(place, self.parameters.is_some(), &self.error)
    }
}

impl ReplyEntry {
    pub(super) fn check(&self, place: &str) -> Result<(), AnswersError> {
        one_of(place, self.reply.is_some(), &self.error)
    }
}

fn one_of(place: &str, answers: bool, error: &Option<Error>) -> Result<(), AnswersError> {
    match (answers, error) {
        (true, Some(_)) => Err(invalid(place, "must not have both an answer and an error")),
        (false, None) => Err(invalid(place, "has neither an answer nor an error")),
        _ => Ok(()),
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "what serde calls for a field of this type"
)]
fn success() -> Option<i32> {
    Some(0)
}

/// A value that is there, `null` too.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// An error whose kind is known: on the wire an unknown one is read as `failed`, here it is a slip of the pen.
fn error<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Error>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let kind = value["kind"].as_str().map(str::to_owned);
    let error: Error = serde_json::from_value(value).map_err(de::Error::custom)?;
    match kind {
        Some(kind) if error.kind == ErrorKind::Failed && kind != "failed" => {
            Err(de::Error::custom(format!("there is no error kind \"{kind}\"")))
        }
        _ => Ok(Some(error)),
    }
}
