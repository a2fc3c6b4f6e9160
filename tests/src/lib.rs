//! What the end-to-end tests stand on: a local cloud that behaves as the real one does.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "what a test unwraps is what it expects")
)]

pub mod cloud;
