//! `process.run`.

use serde::{Deserialize, Serialize};

use crate::secret::{self, Secret};

/// `process.run`: runs a program and waits for its end. No shell takes part.
///
/// The program gets the user's environment and working directory, an empty standard input, and the terminal as its
/// standard error. It has a process group of its own, all of which ends with the call or at the time limit.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProcessRun {
    /// The command line, split by POSIX quoting rules. With the capability `process:{field}` it is the field's value;
    /// with `process:NAME` its first word is that name.
    pub command: String,
    /// Further arguments, as they are. Only with the capability `process:NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// What stands on standard input; nothing if absent.
    #[serde(default, with = "secret::wire", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub input: Option<Secret>,
    /// How long it may run, in seconds; 60 if absent, at most what is left of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
    /// How much it may write to standard output, in bytes; 1 MiB if absent, never more than 16 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
}

impl ProcessRun {
    /// Runs a command line.
    pub fn new(command: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            ..Self::default()
        }
    }
}

/// The answer to [`ProcessRun`]: the program has ended by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProcessOutput {
    /// Its exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output, which may hold secrets. What is no UTF-8 is the error `output_not_text`.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub output: Secret,
}

impl ProcessOutput {
    /// An outcome, for tests.
    pub fn new(code: i32, output: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            output: Secret::new(output.into()),
        }
    }
}
