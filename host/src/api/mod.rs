//! Calls to Alibaba Cloud: endpoint, signature, limit, retry, HTTP, answer.

mod answer;
mod client;
mod clocks;
mod encoding;
mod endpoint;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod http;
mod limit;
mod outgoing;
mod peer;
mod probe;
pub mod product;
mod retry;
mod signature_v1;
mod signature_v3;
mod transport;
mod unreachable;

use std::{borrow::Cow, collections::BTreeMap};

use yun_plugin_api::Secret;

/// Parameters of a call.
pub type Params = BTreeMap<Cow<'static, str>, String>;
/// Parameters whose values are secrets: they are sent in the body, never in a URL.
pub type SecretParams = BTreeMap<Cow<'static, str>, Secret>;

/// For calls that have no secret to tell.
pub static NO_SECRETS: SecretParams = BTreeMap::new();

pub(crate) use client::host_header;
pub use client::{ApiClient, Request};
pub use endpoint::Endpoints;
pub(crate) use endpoint::{is_loopback, without_login};
#[doc(hidden)]
pub use outgoing::signed_length;
pub(crate) use peer::Peer;
pub use probe::Probed;
pub(crate) use transport::{OUTCOME_UNKNOWN, broken, no_answer};
