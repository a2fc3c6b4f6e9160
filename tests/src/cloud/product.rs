//! What a product is to the gateway: a version, actions, and the permission that each of them needs.

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::answer::Answer;
use super::error::ApiError;
use super::held::Held;
use super::identity::Identity;
use super::policy::Policy;
use super::request::{ApiRequest, Parameters};
use super::{eci, ecs, resource_manager, sts, swas};

/// The products that the local cloud serves. They share one address; the version tells them apart.
pub(crate) const PRODUCTS: [&Product; 5] = [
    &ecs::PRODUCT,
    &eci::PRODUCT,
    &swas::PRODUCT,
    &sts::PRODUCT,
    &resource_manager::PRODUCT,
];

/// A product.
pub(crate) struct Product {
    pub(crate) code: &'static str,
    pub(crate) version: &'static str,
    pub(crate) actions: &'static [Action],
}

/// One of a product's actions.
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) permission: Permission,
    pub(crate) answer: fn(&mut Call<'_>) -> Result<Content, ApiError>,
}

impl Action {
    /// An action that needs the RAM permission of this name.
    pub(crate) const fn ram(
        name: &'static str,
        permission: &'static str,
        answer: fn(&mut Call<'_>) -> Result<Content, ApiError>,
    ) -> Self {
        Self {
            name,
            permission: Permission::Ram(permission),
            answer,
        }
    }
}

/// What the caller needs.
pub(crate) enum Permission {
    /// The RAM permission of this name.
    Ram(&'static str),
    /// Nothing beyond a right signature.
    SignedOnly,
    /// Nothing, not even a signature: the parameters say who asks.
    Anonymous,
}

/// A call that may be done: checked, permitted, and with the world in its hands.
pub(crate) struct Call<'a> {
    pub(crate) parameters: &'a Parameters,
    pub(crate) request: &'a ApiRequest,
    /// Nobody for an action that is not signed.
    pub(crate) caller: Option<&'a Caller>,
    pub(crate) world: &'a mut Held,
    /// The time on the local cloud's clock.
    pub(crate) now: DateTime<Utc>,
}

impl<'a> Call<'a> {
    /// Who signed the request.
    pub(crate) fn caller(&self) -> Result<&'a Caller, ApiError> {
        self.caller.ok_or_else(|| ApiError::missing("AccessKeyId"))
    }
}

/// What an action answers, without the request's id.
pub(crate) enum Content {
    /// Made for this request.
    Fresh(Value),
    /// The text of an object with at least one field, made once for all requests of the same meaning.
    Kept(Bytes),
    /// The whole answer, in a form of its own.
    Whole(Answer),
}

impl From<Value> for Content {
    fn from(value: Value) -> Self {
        Self::Fresh(value)
    }
}

/// Who signed the request.
pub(crate) struct Caller {
    pub(crate) identity: Identity,
    pub(crate) policy: Policy,
}

/// The product with this version.
pub(crate) fn product_of_version(version: &str) -> Option<&'static Product> {
    PRODUCTS.into_iter().find(|product| product.version == version)
}

impl Product {
    pub(crate) fn action(&self, name: &str) -> Option<&'static Action> {
        self.actions.iter().find(|action| action.name == name)
    }
}
