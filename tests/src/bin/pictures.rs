//! `cargo pictures`: the pictures of the terminal UI that the README shows, from the built yun against the local cloud.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    match yun_tests::gallery::draw() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// The hermetic home ends processes as Unix does.
#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::FAILURE
}
