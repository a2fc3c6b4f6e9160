//! What the local cloud serves besides the RPC APIs: told apart by method and path, not signed, and refused each in
//! its own form. Faults meet it as they meet actions.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::answer::Answer;
use super::cloud_sso;
use super::documents;
use super::error::ApiError;
use super::held::Held;
use super::metadata;
use super::oauth;
use super::request::ApiRequest;
use super::vault;
use super::world::World;

/// One method at one path.
pub(crate) struct Endpoint {
    /// The word for the group that it belongs to, like `OAUTH`: what a product's code is to an action.
    pub(crate) product: &'static str,
    /// Its name, like `Exchange`.
    pub(crate) action: &'static str,
    pub(crate) answer: fn(&mut Visit<'_>) -> Result<Answer, ApiError>,
    /// Writes an error, given the request's id.
    pub(crate) refuse: fn(&ApiError, &str) -> Answer,
}

/// A request to an endpoint, with the world in its hands.
pub(crate) struct Visit<'a> {
    pub(crate) request: &'a ApiRequest,
    pub(crate) request_id: &'a str,
    pub(crate) world: &'a mut Held,
    /// The time on the local cloud's clock.
    pub(crate) now: DateTime<Utc>,
}

impl Visit<'_> {
    /// A parameter from query, form or JSON body; an empty one counts as not given.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.request.parameters.text(name)
    }
}

/// What is at the path of this request. Documents come first, so that a test may put one anywhere.
pub(crate) fn endpoint_of(world: &World, request: &ApiRequest) -> Option<&'static Endpoint> {
    let (method, path) = (request.method.as_str(), request.path.as_str());
    if method == "GET" && world.documents.contains_key(path) {
        return Some(&documents::DOCUMENT);
    }
    Some(match (method, path) {
        ("GET", documents::CREDENTIALS_PATH) => &documents::CREDENTIALS,
        ("PUT", metadata::TOKEN_PATH) => &metadata::TOKEN,
        ("GET", path) if path.trim_end_matches('/') == metadata::CREDENTIALS_PATH => &metadata::ROLE,
        ("GET", path) if path.starts_with(metadata::CREDENTIALS_PATH) => &metadata::CREDENTIALS,
        ("GET", "/oauth2/v1/auth") => &oauth::AUTHORIZE,
        ("POST", "/v1/token") => &oauth::TOKEN,
        ("POST", "/v1/exchange") => &oauth::EXCHANGE,
        ("POST", "/device-authorization") => &cloud_sso::DEVICE_AUTHORIZATION,
        ("GET", cloud_sso::PORTAL_PATH) => &cloud_sso::VERIFY,
        ("POST", "/token") => &cloud_sso::TOKEN,
        ("GET", "/access-assignments/accounts") => &cloud_sso::ACCOUNTS,
        ("GET", "/access-assignments/access-configurations") => &cloud_sso::ACCESS_CONFIGURATIONS,
        ("POST", "/cloud-credentials") => &cloud_sso::CLOUD_CREDENTIALS,
        ("GET", vault::LOOKUP_PATH) => &vault::LOOKUP,
        ("PUT" | "POST", vault::REVOKE_PATH) => &vault::REVOKE,
        ("GET", path) if path.starts_with(vault::ROOT) => &vault::READ,
        _ => return None,
    })
}

/// How much longer than others this request takes, by what the world says of it.
pub(crate) fn delay_of(world: &World, request: &ApiRequest) -> Duration {
    let document = world.documents.get(&request.path);
    document.map_or(Duration::ZERO, |document| document.delay)
}
