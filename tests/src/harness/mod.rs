//! The hermetic environment of end-to-end tests: what is built ([`Built`]), where it is installed ([`Layout`]), whose
//! home it runs in ([`Home`]), and what came of a run ([`Ran`]).
//!
//! Every run is searched for the secrets of the local cloud's users: in arguments, standard output and standard
//! error at once, in the home's files when the home ends.

pub(crate) mod built;
mod home;
mod invocation;
mod keyring;
mod lasting;
mod layout;
mod library;
mod process;
mod program;
mod publisher;
mod running;
mod secrets;
mod signing;
pub(crate) mod surroundings;
mod terminal;
mod workshop;

use std::time::{Duration, Instant};

pub use self::built::Built;
pub use self::home::Home;
pub use self::invocation::{Invocation, Runner, in_both_runners};
pub use self::keyring::Keyring;
pub use self::lasting::Lasting;
pub use self::layout::{Layout, SHIPPED};
pub use self::library::{
    foreign_architecture, library_name, mode_of, replace_in_manifest, replace_in_section, sha256, sha256_of,
};
pub use self::program::make_program;
pub use self::publisher::{Index, Publisher, Version, platform};
pub use self::running::{Ran, Running};
pub use self::signing::Signer;
pub use self::surroundings::{everything_is_tested, is_installed, mentions_missing, writes_guide};
pub use self::terminal::{AtTerminal, Key, Stdout};
pub use self::workshop::{ForeignCrate, Workshop};

/// How long one run of `yun` may take before the test fails: far more than any needs.
pub const LONGEST_RUN: Duration = Duration::from_secs(60);

/// Waits until something that no descriptor announces has come about.
///
/// # Panics
/// When it has not after [`LONGEST_RUN`].
pub fn eventually(what: &str, mut has_come: impl FnMut() -> bool) {
    let start = Instant::now();
    while !has_come() {
        assert!(start.elapsed() < LONGEST_RUN, "it never came about that {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
