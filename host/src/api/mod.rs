//! Calls to Alibaba Cloud: endpoint, signature, limit, retry, HTTP, answer.

mod answer;
mod client;
mod clocks;
mod encoding;
mod endpoint;
mod http;
mod limit;
mod retry;
mod signature_v3;
mod unreachable;

pub use client::{ApiClient, Request};
pub use endpoint::Endpoints;
