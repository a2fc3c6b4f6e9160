//! A child process that runs a library, as the host sees it: its calls, its callbacks, its end.

use std::{
    collections::HashMap,
    io,
    os::{
        fd::OwnedFd,
        unix::{net::UnixStream, process::CommandExt},
    },
    path::Path,
    process::{Child as Process, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, OnceLock, mpsc},
    time::Duration,
};

use tokio::{runtime::Handle, sync::Semaphore};
use yun_plugin_api::__private as boundary;
use zeroize::Zeroizing;

use super::{
    Confinement, Opened,
    child_process::{CHILD_ARGUMENT, Instruction},
    frame::{Frame, Kind},
};
use crate::{
    mutex::lock,
    services::{Serve, host_panicked},
};

/// How long a child may take to read what it is sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How many callbacks of one child are answered at once.
const MOST_CALLBACKS: usize = 256;

/// What became of a call.
pub(super) enum Outcome {
    Answer(Zeroizing<Vec<u8>>),
    Failure(Zeroizing<Vec<u8>>),
    NotOpened(Zeroizing<Vec<u8>>),
    /// The child ended; `alone` says that no other call was in it.
    Gone {
        status: Option<ExitStatus>,
        alone: bool,
    },
    /// The child takes no more calls: another one may.
    NotTaken,
    /// Nobody waits for the call any more.
    Abandoned,
}

/// Whether calls of the same plugin run side by side in one child.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    Shared,
    Exclusive,
}

/// A running child.
pub(super) struct Child {
    pub(super) sharing: Sharing,
    /// What it has said that it is confined to.
    confinement: Arc<OnceLock<Confinement>>,
    process: Mutex<Process>,
    writer: Mutex<UnixStream>,
    calls: Mutex<Calls>,
    /// Places for callbacks that are being answered.
    callbacks: Arc<Semaphore>,
}

#[derive(Default)]
struct Calls {
    waiting: HashMap<u64, mpsc::Sender<Outcome>>,
    /// It gets no new calls: one that was abandoned still runs in it, or it has ended.
    retired: bool,
    ended: bool,
}

impl Child {
    pub(super) fn start(
        executable: &Path,
        sharing: Sharing,
        plugin: &Opened,
        confinement: Arc<OnceLock<Confinement>>,
        services: Arc<dyn Serve>,
        handle: Handle,
    ) -> io::Result<Arc<Self>> {
        let (ours, theirs) = UnixStream::pair()?;
        ours.set_write_timeout(Some(WRITE_TIMEOUT))?;
        let process = Command::new(executable)
            .arg(CHILD_ARGUMENT)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // The terminal's Ctrl-C is the host's to handle.
            .process_group(0)
            .spawn()?;
        let child = Arc::new(Self {
            sharing,
            confinement,
            process: Mutex::new(process),
            writer: Mutex::new(ours.try_clone()?),
            calls: Mutex::default(),
            callbacks: Arc::new(Semaphore::new(MOST_CALLBACKS)),
        });
        let instruction = Instruction::encode(&plugin.path, &plugin.manifest)?;
        child.send(&Frame::new(Kind::Open, 0, instruction))?;
        let reading = Arc::clone(&child);
        let plugin = plugin.manifest.id.clone();
        std::thread::Builder::new()
            .name("plugin child reader".to_owned())
            .spawn(move || reading.read_frames(ours, &plugin, &services, &handle))?;
        Ok(child)
    }

    pub(super) fn takes_calls(&self) -> bool {
        !lock(&self.calls).retired
    }

    pub(super) fn has_ended(&self) -> bool {
        lock(&self.calls).ended
    }

    fn send(&self, frame: &Frame) -> io::Result<()> {
        frame.write(&mut *lock(&self.writer))
    }

    pub(super) fn call(&self, call_id: u64, name: &str, request: &[u8]) -> Outcome {
        let (sender, answer) = mpsc::channel();
        {
            let mut calls = lock(&self.calls);
            if calls.retired {
                return Outcome::NotTaken;
            }
            calls.waiting.insert(call_id, sender);
        }
        let frame = Frame::new(Kind::Call, call_id, request.to_vec()).method(name);
        if self.send(&frame).is_err() {
            self.reap();
        }
        // Whoever drops the sender has abandoned the call, and nobody reads its outcome.
        answer.recv().unwrap_or(Outcome::Abandoned)
    }

    /// Forgets a call that takes too long. The child ends when its other calls are done.
    pub(super) fn abandon(&self, call_id: u64) {
        let idle = {
            let mut calls = lock(&self.calls);
            if calls.waiting.remove(&call_id).is_none() {
                return;
            }
            calls.retired = true;
            calls.waiting.is_empty()
        };
        if idle {
            self.end();
        }
    }

    fn finish(&self, call_id: u64, outcome: Outcome) {
        let (sender, idle) = {
            let mut calls = lock(&self.calls);
            (
                calls.waiting.remove(&call_id),
                calls.retired && calls.waiting.is_empty(),
            )
        };
        if let Some(sender) = sender {
            // Nobody listens when the call was abandoned just now.
            let _ = sender.send(outcome);
        }
        if idle {
            self.end();
        }
    }

    /// Ends the child at once.
    pub(super) fn end(&self) -> Option<ExitStatus> {
        {
            let mut calls = lock(&self.calls);
            calls.retired = true;
            calls.ended = true;
        }
        let mut process = lock(&self.process);
        // This fails only if the child has ended already, and then its own status is what counts.
        let _ = process.kill();
        process.wait().ok()
    }

    /// Collects the ended child and tells everybody who waits.
    fn reap(&self) {
        let status = self.end();
        let waiting = std::mem::take(&mut lock(&self.calls).waiting);
        let alone = waiting.len() == 1;
        for sender in waiting.into_values() {
            let _ = sender.send(Outcome::Gone { status, alone });
        }
    }

    /// Reads until the child ends. Runs no handler itself, so that the child can always write.
    fn read_frames(
        self: &Arc<Self>,
        mut stream: UnixStream,
        plugin: &str,
        services: &Arc<dyn Serve>,
        handle: &Handle,
    ) {
        while let Ok(Some(frame)) = Frame::read(&mut stream) {
            match frame.kind {
                Kind::Answer => self.finish(frame.call_id, Outcome::Answer(frame.payload)),
                Kind::Failure => self.finish(frame.call_id, Outcome::Failure(frame.payload)),
                Kind::NotOpened => self.finish(frame.call_id, Outcome::NotOpened(frame.payload)),
                // The first thing that a child says, before it has opened anything.
                Kind::Confined => match serde_json::from_slice(&frame.payload) {
                    Ok(confinement) => drop(self.confinement.set(confinement)),
                    Err(_) => break,
                },
                Kind::Service => self.serve(frame, plugin, services, handle),
                Kind::Open | Kind::Call | Kind::ServiceAnswer | Kind::ServiceFailure => break,
            }
        }
        // Whatever ended the conversation: a child that cannot be talked to is of no use.
        self.reap();
    }

    /// Answers a callback of the plugin. While too many are under way the child is not read, and so waits.
    fn serve(self: &Arc<Self>, frame: Frame, plugin: &str, services: &Arc<dyn Serve>, handle: &Handle) {
        let Ok(place) = handle.block_on(Arc::clone(&self.callbacks).acquire_owned()) else {
            return;
        };
        let (child, services, plugin) = (Arc::clone(self), Arc::clone(services), plugin.to_owned());
        let (call_id, sequence) = (frame.call_id, frame.sequence);
        let serving = handle.spawn(async move {
            services
                .serve(&plugin, frame.call_id, &frame.method, &frame.payload)
                .await
        });
        let blocking = handle.clone();
        handle.spawn(async move {
            let served = serving.await.unwrap_or_else(|_| Err(host_panicked()));
            let (kind, bytes) = match served {
                Ok(bytes) => (Kind::ServiceAnswer, bytes),
                Err(error) => (Kind::ServiceFailure, boundary::encode(&error).unwrap_or_default()),
            };
            let answer = Frame::new(kind, call_id, bytes).sequence(sequence);
            // The child may be slow to read. One that was sent half a frame cannot be talked to any more.
            blocking.spawn_blocking(move || {
                if child.send(&answer).is_err() {
                    child.reap();
                }
                drop(place);
            });
        });
    }
}
