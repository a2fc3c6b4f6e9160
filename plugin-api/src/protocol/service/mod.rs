//! Requests and answers of the host's services.

mod api;
mod http;
mod interaction;
mod process;
mod reading;

pub use api::{ApiCall, Auth};
pub use http::{ClientCertificate, HttpRequest, HttpResponse, percent_encode};
pub use interaction::{
    Answer, Authorization, Authorized, Choice, OpenPage, ProofKey, Question, QuestionKind, Show,
};
pub use process::{ProcessOutput, ProcessRun};
pub use reading::{FileContent, FileRead, SecretPut, SourceCredentials, Value, Wanted};

use serde::{Deserialize, Serialize};

/// The level of a log record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Level {
    /// Something failed.
    Error,
    /// Something is odd.
    Warn,
    /// Worth knowing.
    Info,
    /// For the plugin's author.
    Debug,
    /// For the plugin's author, in detail. Levels of a newer protocol are read as this one.
    #[serde(other)]
    Trace,
}

/// `log`: one record for the host's log. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogRecord {
    /// The level.
    pub level: Level,
    /// The text.
    pub message: String,
}

/// `progress`: how far the call is, for a person who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Progress {
    /// What is going on, a few words.
    pub message: String,
    /// How much is done, in any unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// How much there is, in the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// The answer of `cancelled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cancelled {
    /// Whether nobody waits for this call any more.
    pub cancelled: bool,
}
