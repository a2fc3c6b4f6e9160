//! The manifest: what a library says of itself, read without loading it.
//!
//! Authors write it as `manifest.json` beside their `Cargo.toml` and hand it to
//! [`export_plugin!`](crate::export_plugin), which embeds it. From manifests alone the host builds its nouns,
//! flags, prompts, help and completions.

mod capability;
mod credential;
mod grant;
mod origin;
mod permission;
mod reserved;
mod resource;
mod validate;

pub use capability::{ApiAction, Capability, HttpTarget, Target};
pub use credential::{
    AliyunCliMode, AliyunCliRefusal, Choice, CredentialManifest, EnvironmentRule, Field, FieldType,
};
pub use grant::Grant;
pub use origin::Origin;
pub use permission::{Permission, is_host_parameter, is_named_like_a_read};
pub use reserved::{RESERVED_FLAGS, RESERVED_TYPES, RESERVED_VERBS};
pub use resource::{
    Action, ActionRefusal, Column, ColumnKind, DryRun, FilterManifest, Lack, ResourceManifest, Risk, Scope,
    Tone, View, Waits,
};
pub use validate::ManifestError;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The schema that this crate reads; a manifest's `schema` must be this number.
pub const SCHEMA: u32 = 1;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese, simplified.
    pub zh: String,
}

/// The protocols that a plugin speaks, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Manifest {
    /// The manifest's own format: 1.
    pub schema: u32,
    /// The plugin's id: lower-case letters, digits and `-`, at most 64. No two plugins share one.
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
    /// The protocols that it speaks. A host that speaks none of them says so and does not load the library.
    pub protocol: ProtocolRange,
    /// The services that it uses, see [`Capability`].
    #[serde(default)]
    pub capabilities: Vec<Capability>,
    /// API actions that change nothing though their names do not say so, `Sts/AssumeRole` for instance. Names that begin
    /// with Describe, List, Get, Query, Check, Search or Count say so.
    #[serde(default)]
    pub reads: Vec<ApiAction>,
    /// What it provides, one thing at least.
    pub provides: Vec<Provided>,
    /// Modes of Alibaba Cloud CLI that it knows and does not serve.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliyun_cli_refused: Vec<AliyunCliRefusal>,
    /// Texts for the codes of its errors; `{name}` stands for the error's param of that name.
    #[serde(default)]
    pub messages: BTreeMap<String, Text>,
}

/// One thing that a library provides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Provided {
    /// A credential mode.
    Credential(CredentialManifest),
    /// A resource type.
    Resource(ResourceManifest),
    /// Something that a newer host knows.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
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
}
