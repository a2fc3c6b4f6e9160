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
mod probe;
pub mod product;
mod retry;
mod signature_v1;
mod signature_v3;
mod transport;
mod unreachable;

pub use client::{ApiClient, Request};
pub use endpoint::Endpoints;
#[doc(hidden)]
pub use outgoing::signed_length;
pub use probe::Probed;
