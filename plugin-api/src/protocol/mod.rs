//! The protocol: the JSON that crosses the boundary, as serde types.
//!
//! It only grows. Fields that a reader does not know are ignored, which is why a field that would change what
//! is *done* if it were ignored is never optional: it comes with a new method, or with a declaration in the
//! manifest without which the host does not ask.

pub mod credential;
pub mod resource;
mod row;
pub mod service;

pub use row::{Cell, Row};

use serde::{Deserialize, Serialize};

/// The newest protocol that this crate speaks; a manifest's `protocol` must include one that the host speaks.
pub const PROTOCOL: u32 = 1;

/// The names of the methods of protocol 1.
pub mod method {
    /// Checks a profile's fields without asking anyone: [`CheckRequest`](super::credential::CheckRequest).
    pub const CREDENTIAL_CHECK: &str = "credential.check";
    /// Turns a profile's fields into credentials: [`ResolveRequest`](super::credential::ResolveRequest).
    pub const CREDENTIAL_RESOLVE: &str = "credential.resolve";
    /// Logs in, by a browser for instance: [`SessionRequest`](super::credential::SessionRequest).
    pub const CREDENTIAL_LOGIN: &str = "credential.login";
    /// Forgets a login: [`SessionRequest`](super::credential::SessionRequest).
    pub const CREDENTIAL_LOGOUT: &str = "credential.logout";
    /// Says whether a login holds: [`SessionRequest`](super::credential::SessionRequest).
    pub const CREDENTIAL_STATUS: &str = "credential.status";
    /// Lists one page of resources: [`ListRequest`](super::resource::ListRequest).
    pub const RESOURCE_LIST: &str = "resource.list";
    /// Fetches resources by id: [`GetRequest`](super::resource::GetRequest).
    pub const RESOURCE_GET: &str = "resource.get";
    /// Carries out an action: [`ActRequest`](super::resource::ActRequest).
    pub const RESOURCE_ACT: &str = "resource.act";
    /// Shows a view such as a log: [`ViewRequest`](super::resource::ViewRequest).
    pub const RESOURCE_VIEW: &str = "resource.view";
    /// Says in which regions a type can be: [`RegionsRequest`](super::resource::RegionsRequest). Asked of types whose
    /// manifest says `own_regions`.
    pub const RESOURCE_REGIONS: &str = "resource.regions";
    /// Says whether the caller may see a type's resources: [`AccessRequest`](super::resource::AccessRequest). Asked of
    /// types whose manifest says `silent_denial`.
    pub const RESOURCE_ACCESS: &str = "resource.access";
    /// Host service: sends an API call, [`ApiCall`](super::service::ApiCall); answers with the body as it came.
    pub const API_CALL: &str = "api.call";
    /// Host service: sends an HTTP request, [`HttpRequest`](super::service::HttpRequest).
    pub const HTTP_REQUEST: &str = "http.request";
    /// Host service: runs a program, [`ProcessRun`](super::service::ProcessRun).
    pub const PROCESS_RUN: &str = "process.run";
    /// Host service: has a person log in at a page, [`Authorization`](super::service::Authorization).
    pub const BROWSER_AUTHORIZE: &str = "browser.authorize";
    /// Host service: opens a page, [`OpenPage`](super::service::OpenPage).
    pub const BROWSER_OPEN: &str = "browser.open";
    /// Host service: makes a PKCE pair, answered by [`ProofKey`](super::service::ProofKey).
    pub const BROWSER_PROOF_KEY: &str = "browser.proof_key";
    /// Host service: asks a person, [`Question`](super::service::Question).
    pub const PROMPT_ASK: &str = "prompt.ask";
    /// Host service: shows a text to a person, [`Show`](super::service::Show).
    pub const PROMPT_SHOW: &str = "prompt.show";
    /// Host service: reads a file, [`FileRead`](super::service::FileRead).
    pub const FILE_READ: &str = "file.read";
    /// Host service: reads an environment variable, [`Wanted`](super::service::Wanted).
    pub const ENV_GET: &str = "env.get";
    /// Host service: reads a secret that the mode keeps, [`Wanted`](super::service::Wanted).
    pub const SECRET_GET: &str = "secret.get";
    /// Host service: keeps a secret, [`SecretPut`](super::service::SecretPut).
    pub const SECRET_PUT: &str = "secret.put";
    /// Host service: forgets a secret, [`Wanted`](super::service::Wanted).
    pub const SECRET_REMOVE: &str = "secret.remove";
    /// Host service: the credentials of another profile, [`SourceCredentials`](super::service::SourceCredentials);
    /// answered by [`ResolveAnswer`](super::credential::ResolveAnswer).
    pub const PROFILE_CREDENTIALS: &str = "profile.credentials";
    /// Host service: writes to the host's log, [`LogRecord`](super::service::LogRecord).
    pub const LOG: &str = "log";
    /// Host service: tells how far the call is, [`Progress`](super::service::Progress).
    pub const PROGRESS: &str = "progress";
    /// Host service: whether the call is no longer wanted, [`Cancelled`](super::service::Cancelled).
    pub const CANCELLED: &str = "cancelled";
}

/// What the host tells a plugin when it opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OpenRequest {
    /// The protocol that both speak and that will be spoken.
    pub protocol: u32,
    /// The host's version, for logs.
    pub host_version: String,
}

impl OpenRequest {
    /// Creates the request for `protocol` by a host of version `host_version`.
    pub fn new(protocol: u32, host_version: impl Into<String>) -> Self {
        Self {
            protocol,
            host_version: host_version.into(),
        }
    }
}

/// An answer without content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Done {}
