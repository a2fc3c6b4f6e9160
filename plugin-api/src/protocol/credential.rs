//! Requests and answers of credential modes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, ErrorKind},
    secret::{self, Secret},
};

/// The fields of a profile, as its mode's manifest declares them; secrets apart from the rest.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fields {
    /// Fields of every type but `secret`, by key. Absent optional fields are absent here.
    #[serde(default)]
    pub plain: BTreeMap<String, String>,
    /// Fields of type `secret`, by key.
    #[serde(default, with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub secret: BTreeMap<String, Secret>,
}

impl Fields {
    /// Sets a plain field.
    #[must_use]
    pub fn with_text(mut self, key: impl Into<String>, text: impl Into<String>) -> Self {
        self.plain.insert(key.into(), text.into());
        self
    }

    /// Sets a secret field.
    #[must_use]
    pub fn with_secret(mut self, key: impl Into<String>, secret: Secret) -> Self {
        self.secret.insert(key.into(), secret);
        self
    }

    /// The plain field `key`, unless it is absent or empty.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.plain
            .get(key)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    /// The secret field `key`, unless it is absent or empty.
    pub fn secret(&self, key: &str) -> Option<&Secret> {
        self.secret.get(key).filter(|secret| !secret.is_empty())
    }

    /// The plain field `key`.
    ///
    /// # Errors
    /// `field_missing` when it is absent or empty.
    pub fn required_text(&self, key: &str) -> Result<&str, Error> {
        self.text(key).ok_or_else(|| missing(key))
    }

    /// Of two fields that are given together or not at all, the one that is given and the one that is not.
    pub fn half_given<'a>(&self, one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
        match (self.text(one), self.text(other)) {
            (Some(_), None) => Some((one, other)),
            (None, Some(_)) => Some((other, one)),
            _ => None,
        }
    }

    /// The secret field `key`.
    ///
    /// # Errors
    /// `field_missing` when it is absent or empty.
    pub fn required_secret(&self, key: &str) -> Result<&Secret, Error> {
        self.secret(key).ok_or_else(|| missing(key))
    }
}

fn missing(key: &str) -> Error {
    Error::new(
        ErrorKind::Credentials,
        "field_missing",
        format!("the profile has no {key}"),
    )
    .param("field", key)
}

/// `credential.check`: are these fields plausible? Asked before anything is sent; no service but `log` is there.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckRequest {
    /// The mode, as the manifest names it.
    pub mode: String,
    /// The fields as the user gave them.
    pub fields: Fields,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// The field's key.
    pub field: String,
    /// What is wrong with it; its text never holds the field's value if that is a secret.
    pub error: Error,
}

/// The answer to [`CheckRequest`]; no errors means plausible.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckAnswer {
    /// At most one error a field.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

/// `credential.resolve`: credentials, please.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolveRequest {
    /// The mode, as the manifest names it.
    pub mode: String,
    /// The profile's name, for texts.
    pub profile: String,
    /// The profile's default region.
    pub region: String,
    /// The profile's fields.
    pub fields: Fields,
}

/// Credentials, tagged on the wire by their kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Credentials {
    /// An AccessKey pair, with a token if it is temporary.
    Keys(Keys),
    /// A kind of a newer protocol.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// An AccessKey pair.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keys {
    /// The AccessKey id. Not a secret, yet not shown without need.
    pub access_key_id: String,
    /// The AccessKey secret.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub access_key_secret: Secret,
    /// The security token of temporary credentials.
    #[serde(default, with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub security_token: Option<Secret>,
}

/// The answer to [`ResolveRequest`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolveAnswer {
    /// The credentials.
    pub credentials: Credentials,
    /// When they end, RFC 3339 in UTC; absent for credentials without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

impl ResolveAnswer {
    /// Credentials without an end.
    pub fn permanent(keys: Keys) -> Self {
        Self {
            credentials: Credentials::Keys(keys),
            expires_at: None,
        }
    }

    /// The AccessKey pair, if the credentials are one: to take on a role with, for instance.
    pub fn into_keys(self) -> Option<Keys> {
        match self.credentials {
            Credentials::Keys(keys) => Some(keys),
            Credentials::Unknown => None,
        }
    }

    /// Credentials that end at `expires_at`, RFC 3339.
    pub fn temporary(keys: Keys, expires_at: impl Into<String>) -> Self {
        Self {
            credentials: Credentials::Keys(keys),
            expires_at: Some(expires_at.into()),
        }
    }
}

/// `credential.login`, `credential.logout`, `credential.status`: about the login of one profile.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionRequest {
    /// The mode, as the manifest names it.
    pub mode: String,
    /// The profile's name, for texts.
    pub profile: String,
    /// The profile's default region.
    pub region: String,
    /// The profile's fields.
    pub fields: Fields,
}

/// Whether a profile is logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LoginState {
    /// A login holds.
    LoggedIn,
    /// There is no login, or it has ended.
    LoggedOut,
    /// A state of a newer protocol.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// The answer to `credential.login` and `credential.status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionAnswer {
    /// Whether a login holds.
    pub state: LoginState,
    /// When it ends, RFC 3339 in UTC, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}
