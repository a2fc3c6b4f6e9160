//! What a yun plugin is written against.
//!
//! A plugin is a native library (`crate-type = ["cdylib"]`) that provides credential modes, resource types or
//! both. It implements [`CredentialMode`] or [`ResourceType`], describes itself in a `manifest.json`, and
//! exports both with [`export_plugin!`]. It is written in safe, blocking Rust; whatever it needs from outside
//! it asks the [`Host`] for, and the host grants what the manifest declares.
//!
//! ```
//! # // Compiled as it stands; `examples/team_hosts.rs` is the same in full, with a manifest and tests.
//! use yun_plugin_api::{
//!     CredentialMode, Error, Host, Keys, Plugin, ResolveAnswer, ResolveRequest,
//! };
//!
//! struct Vault;
//!
//! impl CredentialMode for Vault {
//!     fn resolve(&self, _host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
//!         Ok(ResolveAnswer::permanent(Keys {
//!             access_key_id: request.fields.required_text("access_key_id")?.to_owned(),
//!             access_key_secret: request.fields.required_secret("access_key_secret")?.clone(),
//!             security_token: None,
//!         }))
//!     }
//! }
//!
//! let plugin = Plugin::new().credential_mode("Vault", Vault);
//! ```
//!
//! # What cannot be caught
//!
//! A panic in a method, in the constructor or in `Drop` becomes an error of that call. An abort, a stack
//! overflow and a panic in a destructor of a thread-local value end the process: in the child runner that is an
//! error of the call, in-process it ends the host. A library built with `panic = "abort"` does not compile.

#[cfg(panic = "abort")]
compile_error!("a plugin must be built with panic = \"unwind\": its panics become errors of one call");

mod credential;
mod document;
mod error;
mod export;
mod guard;
mod host;
pub mod manifest;
#[cfg(yun_shipped)]
mod no_backtrace;
pub mod object;
mod plugin;
pub mod protocol;
pub mod query;
mod resource;
#[cfg(feature = "schema")]
mod schema;
pub mod secret;
pub mod sts;
pub mod testing;
mod timestamp;
mod wire;

pub use credential::CredentialMode;
pub use error::{Error, ErrorKind};
pub use host::Host;
pub use plugin::Plugin;
pub use protocol::{
    Cell, Row,
    credential::{
        CheckAnswer, CheckRequest, Credentials, FieldError, Fields, Keys, LoginState, ResolveAnswer,
        ResolveRequest, SessionAnswer, SessionRequest,
    },
    resource::{
        AccessAnswer, AccessRequest, ActAnswer, ActRequest, ActResult, Filter, GetAnswer, GetRequest,
        ListPage, ListRequest, RegionsAnswer, RegionsRequest, Resource, ViewAnswer, ViewRequest,
    },
    service::{
        ApiCall, Auth, Authorization, Authorized, ClientCertificate, HttpRequest, HttpResponse, Level,
        OpenPage, ProcessOutput, ProcessRun, Progress, ProofKey, Question, QuestionKind, percent_encode,
    },
};
pub use resource::ResourceType;
pub use secret::Secret;
pub use timestamp::Timestamp;

/// What [`export_plugin!`] expands to, and what a host needs to speak the same bytes. Not for authors.
#[doc(hidden)]
pub mod __private {
    pub use crate::{
        export::{Exported, compiled_manifest, digest, manifest_section, open},
        host::Services,
        wire::{decode, encode, wipe},
    };
    pub use yun_plugin_abi as abi;

    use std::sync::Arc;

    /// A handle for any call id at all: hosts check what they are given.
    pub fn host_with_call_id(services: Arc<dyn Services>, call_id: u64) -> crate::Host {
        crate::Host::new(services, call_id)
    }

    /// The call id and services that a handle carries.
    pub fn parts(host: &crate::Host) -> (Arc<dyn Services>, u64) {
        host.parts()
    }
}

/// The authoring guide, whose Rust is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../AUTHORING.md")]
struct AuthoringGuide;
