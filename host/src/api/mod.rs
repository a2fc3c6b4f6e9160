//! Calls to Alibaba Cloud: endpoint, signature, limit, retry, HTTP, answer.

mod answer;
mod client;
mod encoding;
mod endpoint;
mod http;
mod limit;
mod probe;
mod retry;
mod signature_v3;

pub use client::{ApiClient, Request};
pub use endpoint::Endpoints;
pub use probe::Probed;
