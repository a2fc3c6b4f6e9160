//! A machine that has neither this repository nor Rust: what ships is installed on it by dpkg, used as somebody would who
//! knows nothing else of yun, upgraded and removed.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it expects")]

mod debian;
mod machine;
mod third_parties;
