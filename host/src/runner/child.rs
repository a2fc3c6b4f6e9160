//! Runs a library in child processes: one that its calls share, and one alone for a call that may not be innocent.

use std::{
    io,
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock},
};

use tokio::runtime::Handle;
use yun_plugin_api::{__private as boundary, protocol::method};
use zeroize::Zeroizing;

use super::{
    Confinement, Opened, Runner, bounds,
    running_child::{Child, End, Outcome, Sharing},
};
use crate::{
    error::{Error, ErrorKind},
    mutex::lock,
    services::Serve,
    text::message,
};

/// Starts a child for a library when one is needed, and another when that one is gone.
pub(super) struct ChildRunner {
    plugin: Opened,
    executable: Option<PathBuf>,
    services: Arc<dyn Serve>,
    handle: Handle,
    children: Mutex<Children>,
    confinement: Arc<OnceLock<Confinement>>,
}

#[derive(Default)]
struct Children {
    running: Vec<Arc<Child>>,
    /// No more are started: the command is over.
    ended: bool,
}

impl ChildRunner {
    pub(super) fn new(
        plugin: Opened,
        executable: Option<PathBuf>,
        services: Arc<dyn Serve>,
        handle: Handle,
    ) -> Self {
        Self {
            plugin,
            executable,
            services,
            handle,
            children: Mutex::default(),
            confinement: Arc::default(),
        }
    }

    /// A child that takes calls, started if there is none; none at all once the command is over.
    fn child(&self, sharing: Sharing) -> Result<Option<Arc<Child>>, Error> {
        let mut children = lock(&self.children);
        if children.ended {
            return Ok(None);
        }
        children.running.retain(|child| !child.has_ended());
        let usable = children
            .running
            .iter()
            .find(|child| child.sharing == Sharing::Shared && child.takes_calls());
        if let (Sharing::Shared, Some(child)) = (sharing, usable) {
            return Ok(Some(Arc::clone(child)));
        }
        let child = self.start(sharing)?;
        children.running.push(Arc::clone(&child));
        Ok(Some(child))
    }

    fn start(&self, sharing: Sharing) -> Result<Arc<Child>, Error> {
        self.plugin.check()?;
        let known = self
            .executable
            .as_deref()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the host's own executable is not known"));
        let started = known.and_then(|executable| {
            Child::start(
                executable,
                sharing,
                &self.plugin,
                Arc::clone(&self.confinement),
                Arc::clone(&self.services),
                self.handle.clone(),
            )
        });
        started.map_err(|error| {
            Error::new(
                ErrorKind::Plugin,
                "runner_not_started",
                message!("error-runner-not-started", reason = error.to_string()),
            )
            .by_plugin(&self.plugin.manifest.id)
            .source(error)
        })
    }

    /// Runs the call in a child that other calls share.
    fn call_shared(&self, call_id: u64, name: &str, request: &[u8]) -> Result<Outcome, Error> {
        // A child may be retired between finding it and calling it; then there is another.
        while let Some(child) = self.child(Sharing::Shared)? {
            let outcome = child.call(call_id, name, request);
            if !matches!(outcome, Outcome::NotTaken) {
                return Ok(outcome);
            }
        }
        Ok(Outcome::Abandoned)
    }

    /// Runs the call in a child of its own.
    fn call_alone(&self, call_id: u64, name: &str, request: &[u8]) -> Result<Outcome, Error> {
        let Some(child) = self.child(Sharing::Exclusive)? else {
            return Ok(Outcome::Abandoned);
        };
        let outcome = child.call(call_id, name, request);
        child.end();
        Ok(outcome)
    }

    fn given_up(&self) -> Error {
        let message = message!("error-interrupted");
        Error::new(ErrorKind::Cancelled, "call_ended", message).by_plugin(&self.plugin.manifest.id)
    }

    fn crashed(&self, end: End) -> Error {
        let how = match end {
            End::BrokeProtocol => message!("crash-protocol"),
            End::Itself(status) => match status.map(|status| (status.code(), status.signal())) {
                Some((Some(code), _)) => message!("crash-exited", code = code.to_string()),
                Some((None, Some(signal))) => message!("crash-signal", signal = signal.to_string()),
                _ => message!("crash-unknown"),
            },
        };
        Error::new(
            ErrorKind::Plugin,
            "plugin_crashed",
            message!("error-plugin-crashed", path = self.plugin.file.shown()),
        )
        .reason(how)
        .by_plugin(&self.plugin.manifest.id)
    }
}

impl Runner for ChildRunner {
    fn call(&self, call_id: u64, name: &str, request: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut outcome = self.call_shared(call_id, name, request)?;
        if matches!(outcome, Outcome::Gone { alone: false, .. }) && is_harmless_to_repeat(name) {
            // Another call of the same child may have ended it. Alone, only this one can.
            outcome = self.call_alone(call_id, name, request)?;
        }
        match outcome {
            Outcome::Answer(bytes) if bounds::is_too_much(&bytes) => Err(self.plugin.answered_too_much()),
            Outcome::Answer(bytes) => Ok(bytes),
            Outcome::Failure(bytes) => Err(self.plugin.failed(&bytes)),
            Outcome::NotOpened(bytes) => match boundary::decode::<yun_plugin_api::Error>(&bytes) {
                Ok(error) => Err(self.plugin.not_opened(&error)),
                Err(_) => Err(self.plugin.broke_protocol()),
            },
            // Nobody reads this: whoever ended the command has an error of their own, and it is none of the plugin's.
            _ if lock(&self.children).ended => Err(self.given_up()),
            Outcome::Gone { end, .. } => Err(self.crashed(end)),
            // It took too long: that is no crash.
            Outcome::Abandoned => Err(self.given_up()),
            // Its child ended before it had the call.
            Outcome::NotTaken => Err(self.crashed(End::Itself(None))),
        }
    }

    fn abandon(&self, call_id: u64) {
        let children = lock(&self.children).running.clone();
        for child in children {
            child.abandon(call_id);
        }
    }

    fn confinement(&self) -> Option<Confinement> {
        self.confinement.get().copied()
    }

    fn end(&self) {
        let running = {
            let mut children = lock(&self.children);
            children.ended = true;
            std::mem::take(&mut children.running)
        };
        for child in running {
            child.end();
        }
    }
}

impl Drop for ChildRunner {
    fn drop(&mut self) {
        self.end();
    }
}

/// Calls that change nothing by themselves.
fn is_harmless_to_repeat(name: &str) -> bool {
    !matches!(
        name,
        method::RESOURCE_ACT | method::CREDENTIAL_LOGIN | method::CREDENTIAL_LOGOUT
    )
}
