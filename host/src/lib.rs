//! The host: everything behind the command `yun`.
//!
//! It knows no credential mode and no resource type by itself; each is a plugin. `ARCHITECTURE.md` beside this
//! crate's manifest follows a command through these modules.

pub mod account;
mod acting;
pub mod api;
mod blocking;
pub mod catalog;
pub mod cli;
pub mod clock;
pub mod conformance;
pub mod core;
mod credential_cache;
mod credentials;
pub mod doctor;
pub mod environment;
pub mod error;
#[cfg(fuzzing)]
pub mod fuzzing;
mod hex;
pub mod index;
pub mod installing;
pub mod listing;
mod mutex;
pub mod output;
mod params;
pub mod profile;
pub mod prompt;
mod ram_policy;
mod region_cache;
pub mod runner;
mod runtime;
mod sdk;
pub mod services;
pub mod session;
pub mod settings;
pub mod standing;
mod store;
mod suggest;
pub mod terminal;
pub mod text;
pub mod trust;
pub mod ui;
