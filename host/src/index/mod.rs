//! Indexes of plugins: TOML files that a company hosts, from which plugins are found, installed and upgraded.
//!
//! What one looks like, and how it is hosted, is in `plugin-api/INDEX.md`. Nothing here installs; see
//! [`crate::installing`].

mod address;
pub mod choice;
pub mod document;
pub(crate) mod fetch;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod load;
mod seen;
mod sources;

pub use address::Address;
pub use document::Index;
pub use load::Loaded;
pub(crate) use load::load;
pub use sources::{check_setting, chosen, each_once, set, shown_setting};
