//! `browser.*` and `prompt.*`: what needs a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    manifest::Text,
    secret::{self, Secret},
};

/// `browser.authorize`: opens a login page and waits until it leads back to this machine.
///
/// The host listens on 127.0.0.1, adds `redirect_uri` and `state` to the URL, opens the page with `$BROWSER` or the
/// system's browser, checks the state that comes back and answers the browser. Where no browser can be opened it shows the
/// address and takes the one pasted back. Only within a login: other calls get the error `login_required`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Authorization {
    /// The URL of the page, with everything but `redirect_uri` and `state`.
    pub url: String,
    /// The name under which users may set another address, see [`HttpRequest::service`](super::HttpRequest::service).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The ports that the login service lets a redirect go to, in the order in which they are tried; none is any port.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// The path of the redirect, `/cli/callback` for instance.
    pub path: String,
}

/// The answer to [`Authorization`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Authorized {
    /// The `redirect_uri` that the page was given; token endpoints want it again.
    pub redirect_uri: String,
    /// What came back in the query, the state apart: `code`, or `error` and what belongs to it.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub parameters: BTreeMap<String, Secret>,
}

/// `browser.open`: opens a page and does not wait, for logins that are polled for. Only within a login.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenPage {
    /// The URL.
    pub url: String,
    /// The name under which users may set another address, see [`HttpRequest::service`](super::HttpRequest::service).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The code that the person compares with the page's, or types there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The answer of `browser.proof_key`: a fresh pair for PKCE (RFC 7636, method S256).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProofKey {
    /// The verifier, 128 characters.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub verifier: Secret,
    /// The challenge: base64url of the verifier's SHA-256, without padding.
    pub challenge: String,
}

/// `prompt.ask`: asks the person at the terminal. Without one, or with `--no-input`, it is the error
/// `prompt_unavailable`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Question {
    /// What is asked for.
    pub title: Text,
    /// What to give, and where to find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// The answers to [`QuestionKind::Choice`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QuestionKind {
    /// By a line of text.
    Text,
    /// By a text that is not shown.
    Secret,
    /// By one of several.
    Choice,
    /// By yes or no: the answer is `true` or `false`.
    Confirm,
    /// A kind of a newer protocol, which cannot be asked.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// What is answered.
    pub value: String,
    /// What is shown.
    pub title: String,
}

/// The answer to [`Question`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// What was answered.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub value: Secret,
}

/// `prompt.show`: shows a text to the person, on standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Show {
    /// The text.
    pub text: Text,
}
