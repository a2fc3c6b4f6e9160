//! `file.read`, `env.get`, `secret.*` and `profile.credentials`: what lies on this machine.

use serde::{Deserialize, Serialize};

use crate::secret::{self, Secret};

/// `file.read`: reads a text file that the manifest names, at most 1 MiB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileRead {
    /// The path: absolute, beginning with `~/`, or relative to the working directory of `yun`.
    pub path: String,
}

/// The answer to [`FileRead`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileContent {
    /// The content, which may be a secret. What is no UTF-8 is the error `file_not_text`.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub content: Secret,
}

/// `env.get`, `secret.get` and `secret.remove`: which one is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Wanted {
    /// The variable's name, or the secret's key.
    pub name: String,
}

/// The answer to `env.get` and `secret.get`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Value {
    /// The value; none if there is none, or an empty one.
    #[serde(default, with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub value: Option<Secret>,
}

/// `secret.put`: keeps a secret with the profile, in the place where its other secrets lie. A profile that is not saved
/// yet keeps it once it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecretPut {
    /// One of the keys that the mode's `stores` names.
    pub name: String,
    /// The secret.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub value: Secret,
}

/// `profile.credentials`: the credentials of another profile. The host has them before the call begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceCredentials {
    /// The field of type `profile` that names it.
    pub field: String,
}
