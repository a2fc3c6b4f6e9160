//! Attempts to reach what is outside: each says whether it got there, and if not, what the system said.

mod files;
mod kernel;
mod network;
mod processes;
mod system_call;

use std::io;

use yun_plugin_api::Row;

/// What came of an attempt: what was reached, or why not.
pub(crate) type Attempt = io::Result<String>;

/// Makes an attempt, aimed at `target`: `reached` or `refused`, and as name what was found or said.
pub(crate) fn row(attempt: &str, target: &str) -> Row {
    let outcome = files::attempt(attempt, target)
        .or_else(|| network::attempt(attempt, target))
        .or_else(|| processes::attempt(attempt, target))
        .or_else(|| kernel::attempt(attempt));
    let (status, name) = match outcome {
        None => ("Unknown", attempt.to_owned()),
        Some(Ok(found)) => ("reached", found),
        Some(Err(error)) => ("refused", named(&error)),
    };
    Row::new()
        .with("id", attempt.to_owned())
        .with("name", name)
        .with("status", status)
        .with("region", "here")
}

fn named(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(libc::EPERM) => "EPERM".to_owned(),
        Some(libc::EACCES) => "EACCES".to_owned(),
        Some(libc::ENOSYS) => "ENOSYS".to_owned(),
        _ => error.to_string(),
    }
}
