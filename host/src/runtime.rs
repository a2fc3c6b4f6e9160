//! The runtime that commands and the UI do their work in, and the signals that end it.

use tokio::runtime::{Builder, Handle, Runtime};

use crate::{
    error::{Error, ErrorKind},
    text::message,
};

/// Starts a runtime.
///
/// # Errors
/// When the system has no threads for it.
pub(crate) fn start() -> Result<Runtime, Error> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| {
            Error::new(
                ErrorKind::Failed,
                "no_runtime",
                message!("error-thread", reason = error.to_string()),
            )
            .source(error)
        })
}

/// Waits for Ctrl-C, or to be told to end; for ever if the signals cannot be had.
pub(crate) async fn interrupted() {
    tokio::select! {
        () = interrupted_by_key() => {}
        () = told_to_end() => {}
    }
}

/// The same, or for the terminal to be gone: what shows itself on one ends with it, where a command may go on without.
/// A signal that comes after this call is not lost, however late it is waited for.
pub(crate) fn interrupted_or_hung_up(runtime: &Handle) -> impl Future<Output = ()> {
    let _within = runtime.enter();
    let (interrupted, told, gone) = (interrupted_by_key(), told_to_end(), hung_up());
    async {
        tokio::select! {
            () = interrupted => {}
            () = told => {}
            () = gone => {}
        }
    }
}

/// The error of what was ended so.
pub(crate) fn was_interrupted() -> Error {
    Error::new(ErrorKind::Cancelled, "interrupted", message!("error-interrupted"))
}

#[cfg(unix)]
fn interrupted_by_key() -> impl Future<Output = ()> {
    came(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(unix)]
fn told_to_end() -> impl Future<Output = ()> {
    came(tokio::signal::unix::SignalKind::terminate())
}

#[cfg(unix)]
fn hung_up() -> impl Future<Output = ()> {
    came(tokio::signal::unix::SignalKind::hangup())
}

#[cfg(unix)]
fn came(kind: tokio::signal::unix::SignalKind) -> impl Future<Output = ()> {
    let signal = tokio::signal::unix::signal(kind);
    async {
        match signal {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
async fn interrupted_by_key() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    std::future::pending().await
}

#[cfg(not(unix))]
async fn hung_up() {
    std::future::pending().await
}
