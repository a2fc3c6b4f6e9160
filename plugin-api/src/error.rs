//! The one error that crosses the boundary, in both directions.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// What sort of failure an [`Error`] is; the host's exit code follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request cannot be carried out as it was put: a wrong argument, filter or field (exit code 2).
    InvalidInput,
    /// Credentials are missing, rejected or expired (exit code 4).
    Credentials,
    /// The caller is known but may not do this (exit code 5).
    Permission,
    /// The thing asked for does not exist (exit code 6).
    NotFound,
    /// The service asked to slow down, and went on asking after the retries (exit code 7).
    Throttled,
    /// The service is down, unreachable or did not answer in time (exit code 7).
    Unavailable,
    /// The plugin broke a rule of the protocol, crashed or ran out of time (exit code 8).
    Plugin,
    /// The user interrupted the command (exit code 130).
    Cancelled,
    /// None of the above (exit code 1). Kinds of a newer protocol are read as this one.
    #[serde(other)]
    Failed,
}

/// A failure as it is shown to people, put into JSON and decided upon by the host.
///
/// `code` is for programs and stays the same for years: an API's own code (`InvalidInstanceId.NotFound`), or a
/// word of the plugin's (`token_file_empty`). Where the manifest's `messages` has an entry for `code`, the host
/// shows that text in the user's language, with `{name}` replaced from `params`; otherwise it shows `message`.
///
/// No text in an error may hold a secret.
///
/// ```
/// use yun_plugin_api::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::NotFound, "host_unknown", "no host is called web-1")
///     .param("name", "web-1")
///     .hint("list the hosts with `yun hosts list`");
/// assert_eq!(error.to_string(), "no host is called web-1");
/// assert!(!error.retryable);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Error {
    /// The sort of failure.
    pub kind: ErrorKind,
    /// A stable word for programs.
    pub code: String,
    /// What happened, in English: a lower-case fragment without a full stop.
    pub message: String,
    /// What to do about it, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Box<str>>,
    /// Whether the same request may succeed when sent again later.
    #[serde(default)]
    pub retryable: bool,
    /// The id that Alibaba Cloud gave to the failed request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Box<str>>,
    /// Values for the placeholders of the manifest's text for `code`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Error {
    /// Creates an error that is not retryable and has neither hint nor request id.
    pub fn new(kind: ErrorKind, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.into(),
            message: message.into(),
            hint: None,
            retryable: false,
            request_id: None,
            params: BTreeMap::new(),
        }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Box<str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Marks the error as one that may pass when the same request is sent again later.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }

    /// Names the API request that failed.
    #[must_use]
    pub fn request_id(mut self, request_id: impl Into<Box<str>>) -> Self {
        self.request_id = Some(request_id.into());
        self
    }

    /// Sets the value of the placeholder `{name}` in the manifest's text for this error's code.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }

    /// What a plugin gets for a change that was taken down instead of sent.
    #[doc(hidden)]
    pub fn not_sent() -> Self {
        Self::new(ErrorKind::Cancelled, "not_sent", "nothing is sent in a preview")
    }

    /// The answer of a plugin to a method that it does not have.
    pub fn unknown_method(method: &str) -> Self {
        Self::new(
            ErrorKind::Plugin,
            "unknown_method",
            format!("the plugin has no method {method}"),
        )
    }

    /// An API's answer that is not of the shape that its documentation gives: of kind
    /// [`Unavailable`](ErrorKind::Unavailable), with the code `unexpected_answer` and the params `action` and `reason`.
    /// The reason must not repeat what the answer says.
    pub fn unexpected_answer(action: &str, reason: &str) -> Self {
        let message = format!("{action} answered in an unexpected form: {reason}");
        Self::new(ErrorKind::Unavailable, "unexpected_answer", message)
            .param("action", action)
            .param("reason", reason)
    }

    /// The answer of a plugin to something that its manifest does not offer.
    pub fn unsupported(what: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::Plugin,
            "unsupported",
            format!("the plugin does not offer {what}"),
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_a_newer_protocol_is_read_as_failed() {
        let error: Error =
            serde_json::from_str(r#"{"kind":"quota","code":"c","message":"m"}"#).expect("valid error");
        assert_eq!(error.kind, ErrorKind::Failed);
    }

    #[test]
    fn empty_parts_stay_off_the_wire() {
        let json = serde_json::to_value(Error::new(ErrorKind::NotFound, "c", "m")).expect("encodes");
        assert_eq!(
            json,
            serde_json::json!({"kind": "not_found", "code": "c", "message": "m", "retryable": false})
        );
    }
}
