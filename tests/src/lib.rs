//! What the end-to-end tests stand on: a local cloud that behaves as the real one does, and homes in which the built
//! `yun` runs without touching, or knowing, the machine that it runs on.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "what a test unwraps is what it expects")
)]

#[cfg(unix)]
pub mod cases;
#[expect(
    clippy::disallowed_methods,
    reason = "the local cloud's clock is the machine's, moved by an offset"
)]
pub mod cloud;
#[cfg(unix)]
pub mod demonstration;
#[cfg(unix)]
pub mod gallery;
#[cfg(unix)]
pub mod harness;
pub mod picture;
