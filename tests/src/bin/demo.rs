//! `cargo demo`.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    match yun_tests::demonstration::play() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) | Err(_) => ExitCode::FAILURE,
    }
}

/// The hermetic home ends processes as Unix does.
#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::FAILURE
}
