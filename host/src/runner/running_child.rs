//! A child process that runs a library, as the host sees it: its calls, its callbacks, its end.

use std::{
    collections::{HashMap, HashSet},
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

use tokio::runtime::Handle;
use yun_plugin_api::{__private as boundary, Error as PluginError, ErrorKind};
use zeroize::Zeroizing;

use super::{
    Confinement, Opened,
    child_process::{CHILD_ARGUMENT, Instruction},
    frame::{Frame, Kind},
    room::{Expected, Room, Taken},
};
use crate::{
    mutex::lock,
    services::{Serve, host_panicked},
};

/// How long a child may take to read what it is sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// What became of a call.
pub(super) enum Outcome {
    Answer(Zeroizing<Vec<u8>>),
    Failure(Zeroizing<Vec<u8>>),
    NotOpened(Zeroizing<Vec<u8>>),
    /// The child ended; `alone` says that no other call was ever in it.
    Gone {
        end: End,
        alone: bool,
    },
    /// The child takes no more calls: another one may.
    NotTaken,
    /// Nobody waits for the call any more.
    Abandoned,
}

/// How a child ended.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// By itself.
    Itself(Option<ExitStatus>),
    /// By the host, since what it sent was not the protocol's.
    BrokeProtocol,
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
    /// What is to be sent, on the way to the thread that sends it; none once the child has ended.
    outbox: Mutex<Option<mpsc::Sender<Letter>>>,
    calls: Mutex<Calls>,
    room: Room,
}

/// A frame to send, and what it takes up until then.
struct Letter {
    frame: Frame,
    _room: Option<(Taken, Expected)>,
}

#[derive(Default)]
struct Calls {
    waiting: HashMap<u64, mpsc::Sender<Outcome>>,
    /// How many it was given so far.
    given: usize,
    /// Calls that nobody waits for any more, and that may still be answered.
    abandoned: HashSet<u64>,
    /// It gets no new calls: one that was abandoned still runs in it, or it has ended.
    retired: bool,
    ended: bool,
    /// It sent what is not the protocol's.
    broke_protocol: bool,
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
        let (outbox, letters) = mpsc::channel();
        let child = Arc::new(Self {
            sharing,
            confinement,
            process: Mutex::new(process),
            outbox: Mutex::new(Some(outbox)),
            calls: Mutex::default(),
            room: Room::default(),
        });
        let instruction = Instruction::encode(&plugin.file.path, &plugin.manifest)?;
        let (sending, writer) = (Arc::clone(&child), ours.try_clone()?);
        spawn("plugin child writer", move || {
            sending.send_letters(writer, &letters);
        })?;
        child.send(Frame::new(Kind::Open, 0, instruction), None);
        let reading = Arc::clone(&child);
        let plugin = plugin.manifest.id.clone();
        spawn("plugin child reader", move || {
            reading.read_frames(ours, &plugin, &services, &handle);
        })?;
        Ok(child)
    }

    pub(super) fn takes_calls(&self) -> bool {
        !lock(&self.calls).retired
    }

    pub(super) fn has_ended(&self) -> bool {
        lock(&self.calls).ended
    }

    /// Has a frame sent. A child that has ended gets none, and does not miss it.
    fn send(&self, frame: Frame, room: Option<(Taken, Expected)>) {
        if let Some(outbox) = &*lock(&self.outbox) {
            // Who sends ends only with the child.
            let _ = outbox.send(Letter { frame, _room: room });
        }
    }

    /// Sends what is to be sent, one after the other, until the child has ended or does not read. A thread of its own
    /// does that: whoever has something for a child that does not read must not wait for it.
    fn send_letters(&self, mut writer: UnixStream, letters: &mpsc::Receiver<Letter>) {
        for letter in letters {
            if letter.frame.write(&mut writer).is_err() {
                // One that was sent half a frame cannot be talked to any more.
                return self.reap();
            }
        }
    }

    pub(super) fn call(&self, call_id: u64, name: &str, request: &[u8]) -> Outcome {
        let frame = Frame::new(Kind::Call, call_id, request.to_vec()).method(name);
        if !frame.fits() {
            return Outcome::Failure(too_large("request_too_large", "what it is asked is too large"));
        }
        let (sender, answer) = mpsc::channel();
        {
            let mut calls = lock(&self.calls);
            if calls.retired {
                return Outcome::NotTaken;
            }
            calls.waiting.insert(call_id, sender);
            calls.given += 1;
        }
        self.send(frame, None);
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
            calls.abandoned.insert(call_id);
            calls.waiting.is_empty()
        };
        if idle {
            self.end();
        }
    }

    /// Hands on what became of a call; false if no such call is under way.
    fn finish(&self, call_id: u64, outcome: Outcome) -> bool {
        let (sender, idle) = {
            let mut calls = lock(&self.calls);
            let sender = calls.waiting.remove(&call_id);
            if sender.is_none() && !calls.abandoned.remove(&call_id) {
                return false;
            }
            (sender, calls.retired && calls.waiting.is_empty())
        };
        if let Some(sender) = sender {
            // Nobody listens when the call was abandoned just now.
            let _ = sender.send(outcome);
        }
        if idle {
            self.end();
        }
        true
    }

    /// Ends the child at once, and what it may have started.
    pub(super) fn end(&self) -> Option<ExitStatus> {
        let ended_before = {
            let mut calls = lock(&self.calls);
            calls.retired = true;
            std::mem::replace(&mut calls.ended, true)
        };
        lock(&self.outbox).take();
        let mut process = lock(&self.process);
        if !ended_before {
            // Not waited for yet, its id is still its own, and its group's.
            let _ = rustix::process::kill_process_group(
                rustix::process::Pid::from_child(&process),
                rustix::process::Signal::KILL,
            );
        }
        // This fails only if the child has ended already, and then its own status is what counts.
        let _ = process.kill();
        process.wait().ok()
    }

    /// Collects the ended child and tells everybody who waits.
    fn reap(&self) {
        let status = self.end();
        let (waiting, end) = {
            let mut calls = lock(&self.calls);
            let end = match calls.broke_protocol {
                true => End::BrokeProtocol,
                false => End::Itself(status),
            };
            (std::mem::take(&mut calls.waiting), end)
        };
        // What an earlier call has left behind may have ended it too.
        let alone = lock(&self.calls).given == 1;
        for sender in waiting.into_values() {
            let _ = sender.send(Outcome::Gone { end, alone });
        }
    }

    /// Reads until the child ends, or sends what is not the protocol's. Runs no handler itself, so that the child can
    /// always write.
    fn read_frames(
        self: &Arc<Self>,
        mut stream: UnixStream,
        plugin: &str,
        services: &Arc<dyn Serve>,
        handle: &Handle,
    ) {
        let mut is_confined = false;
        loop {
            let is_expected = match Frame::read(&mut stream) {
                // The first thing that a child says, and before it has opened anything.
                Ok(Some(frame)) if !is_confined => {
                    is_confined = true;
                    self.learn_confinement(&frame)
                }
                Ok(Some(frame)) => self.take(frame, plugin, services, handle),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => false,
                Ok(None) | Err(_) => return self.reap(),
            };
            if !is_expected {
                tracing::warn!(
                    plugin,
                    "its process sent what is not the protocol's, and was ended"
                );
                lock(&self.calls).broke_protocol = true;
                return self.reap();
            }
        }
    }

    fn learn_confinement(&self, frame: &Frame) -> bool {
        let told = serde_json::from_slice(&frame.payload);
        match (frame.kind, told) {
            (Kind::Confined, Ok(confinement)) => {
                // Another child of this plugin may have said so before.
                let _ = self.confinement.set(confinement);
                true
            }
            _ => false,
        }
    }

    /// Takes what the child sent; false if it had no reason to send that.
    fn take(
        self: &Arc<Self>,
        frame: Frame,
        plugin: &str,
        services: &Arc<dyn Serve>,
        handle: &Handle,
    ) -> bool {
        match frame.kind {
            Kind::Answer => self.finish(frame.call_id, Outcome::Answer(frame.payload)),
            Kind::Failure => self.finish(frame.call_id, Outcome::Failure(frame.payload)),
            Kind::NotOpened => self.finish(frame.call_id, Outcome::NotOpened(frame.payload)),
            Kind::Service => {
                self.serve(frame, plugin, services, handle);
                true
            }
            Kind::Open | Kind::Call | Kind::ServiceAnswer | Kind::ServiceFailure | Kind::Confined => false,
        }
    }

    /// Answers a callback of the plugin. While too many are under way, or too large ones, the child is not read, and so
    /// waits.
    fn serve(self: &Arc<Self>, frame: Frame, plugin: &str, services: &Arc<dyn Serve>, handle: &Handle) {
        let Some(taken) = handle.block_on(self.room.take(frame.payload.len())) else {
            return;
        };
        let (child, services, plugin) = (Arc::clone(self), Arc::clone(services), plugin.to_owned());
        let (call_id, sequence) = (frame.call_id, frame.sequence);
        handle.spawn(async move {
            let expected = child.room.expect(&frame.method).await;
            // In a task of its own, so that a panic ends nothing else.
            let serving = tokio::spawn(async move {
                services
                    .serve(&plugin, frame.call_id, &frame.method, &frame.payload)
                    .await
            });
            let served = serving.await.unwrap_or_else(|_| Err(host_panicked()));
            let answer = match served {
                Ok(bytes) => Frame::new(Kind::ServiceAnswer, call_id, bytes),
                Err(error) => failure(call_id, &error),
            };
            let answer = match answer.fits() {
                true => answer,
                false => failure(call_id, &answer_too_large()),
            };
            child.send(answer.sequence(sequence), Some((taken, expected)));
        });
    }
}

fn failure(call_id: u64, error: &PluginError) -> Frame {
    Frame::new(
        Kind::ServiceFailure,
        call_id,
        boundary::encode(error).unwrap_or_default(),
    )
}

fn answer_too_large() -> PluginError {
    PluginError::new(
        ErrorKind::Failed,
        "answer_too_large",
        "the service's answer is too large",
    )
}

fn too_large(code: &str, what: &str) -> Zeroizing<Vec<u8>> {
    let error = PluginError::new(ErrorKind::Plugin, code, what);
    Zeroizing::new(boundary::encode(&error).unwrap_or_default())
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map(drop)
}
