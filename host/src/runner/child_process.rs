//! The child's side: the host binary started again as the runner of one library.
//!
//! The connection to the host arrives as standard input and is moved to a descriptor of its own before anything
//! else happens; the reader runs no plugin code.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
};

use serde::{Deserialize, Serialize};
use yun_plugin_api::{
    __private::{
        self as boundary,
        abi::{
            HostServices, HostServices_TO, PluginInstanceBox,
            abi_stable::{
                sabi_trait::prelude::TD_Opaque,
                std_types::{RArc, RResult, RSlice, RStr, RVec},
            },
        },
    },
    Error, ErrorKind,
    manifest::Manifest,
};
use zeroize::Zeroizing;

use super::{
    bounds, confinement,
    frame::{Frame, Kind},
    loader,
};
use crate::mutex::lock;

/// The argument that makes the host binary a runner. It is of no use on a command line: the instruction and the
/// calls come over a socket.
pub const CHILD_ARGUMENT: &str = "__plugin-child";

/// What a child is told first.
#[derive(Serialize, Deserialize)]
pub(super) struct Instruction {
    path: PathBuf,
    manifest: Manifest,
}

impl Instruction {
    pub(super) fn encode(path: &Path, manifest: &Manifest) -> io::Result<Vec<u8>> {
        let instruction = Self {
            path: path.to_owned(),
            manifest: manifest.clone(),
        };
        serde_json::to_vec(&instruction).map_err(io::Error::other)
    }
}

/// Runs the child until the host closes the connection, and returns its exit code. Plugin threads may still run
/// then: nobody waits for them.
pub fn run() -> u8 {
    match connect() {
        Ok((reader, writer)) => serve(reader, writer),
        Err(_) => crate::error::exit::USAGE,
    }
}

#[cfg(unix)]
type Stream = std::os::unix::net::UnixStream;
#[cfg(not(unix))]
type Stream = std::net::TcpStream;

/// Moves the connection away from standard input, which becomes empty.
#[cfg(unix)]
fn connect() -> io::Result<(Stream, Stream)> {
    use std::os::fd::AsFd;
    super::process::close_inherited_descriptors();
    confinement::offer_to_the_system();
    super::process::hide_memory();
    #[expect(
        clippy::disallowed_methods,
        reason = "the host hands the connection over as standard input"
    )]
    let stream = Stream::from(io::stdin().as_fd().try_clone_to_owned()?);
    // A descriptor that is no socket has no peer: somebody typed the argument.
    stream.peer_addr()?;
    rustix::stdio::dup2_stdin(std::fs::File::open("/dev/null")?)?;
    Ok((stream.try_clone()?, stream))
}

#[cfg(not(unix))]
fn connect() -> io::Result<(Stream, Stream)> {
    Err(io::ErrorKind::Unsupported.into())
}

fn serve(mut reader: Stream, writer: Stream) -> u8 {
    let link = Arc::new(Link {
        writer: Mutex::new(writer),
        answers: Mutex::default(),
        next: AtomicU64::new(1),
        opened: OnceLock::new(),
    });
    let Ok(Some(Frame {
        kind: Kind::Open,
        payload,
        ..
    })) = Frame::read(&mut reader)
    else {
        return crate::error::exit::USAGE;
    };
    let Ok(instruction) = serde_json::from_slice::<Instruction>(&payload) else {
        return crate::error::exit::USAGE;
    };
    let confinement = confinement::confine(&instruction.path);
    let told = serde_json::to_vec(&confinement).unwrap_or_default();
    if link.send(&Frame::new(Kind::Confined, 0, told)).is_err() {
        return crate::error::exit::USAGE;
    }
    let instruction = Arc::new(instruction);
    while let Ok(Some(frame)) = Frame::read(&mut reader) {
        match frame.kind {
            Kind::Call => {
                let (link, instruction) = (Arc::clone(&link), Arc::clone(&instruction));
                let spawned = std::thread::Builder::new()
                    .name("plugin call".to_owned())
                    .spawn(move || link.run_call(&instruction, &frame));
                if spawned.is_err() {
                    break;
                }
            }
            Kind::ServiceAnswer => link.answered(frame.sequence, Ok(frame.payload)),
            Kind::ServiceFailure => link.answered(frame.sequence, Err(frame.payload)),
            _ => break,
        }
    }
    crate::error::exit::DONE
}

type ServiceOutcome = Result<Zeroizing<Vec<u8>>, Zeroizing<Vec<u8>>>;

/// What the threads of the child share.
struct Link {
    writer: Mutex<Stream>,
    answers: Mutex<HashMap<u64, mpsc::Sender<ServiceOutcome>>>,
    next: AtomicU64,
    opened: OnceLock<Result<PluginInstanceBox, Error>>,
}

impl Link {
    fn run_call(self: &Arc<Self>, instruction: &Instruction, frame: &Frame) {
        let opened = self.opened.get_or_init(|| {
            let services = HostServices_TO::from_ptr(RArc::new(Callbacks(Arc::clone(self))), TD_Opaque);
            loader::open(&instruction.path, &instruction.manifest, services)
        });
        let (kind, payload) = match opened {
            Err(error) => (Kind::NotOpened, boundary::encode(error).unwrap_or_default()),
            Ok(instance) => {
                let request = RSlice::from(&frame.payload[..]);
                match instance.call(frame.call_id, RStr::from(frame.method.as_str()), request) {
                    RResult::ROk(answer) => (Kind::Answer, answer.into_vec()),
                    RResult::RErr(error) => (Kind::Failure, error.into_vec()),
                }
            }
        };
        let sent = self.send(&Frame::new(kind, frame.call_id, payload));
        if sent.is_err_and(|error| error.kind() == io::ErrorKind::InvalidInput) {
            let error = Error::new(
                ErrorKind::Plugin,
                bounds::TOO_LARGE,
                "the plugin's answer is too large",
            );
            let payload = boundary::encode(&error).unwrap_or_default();
            // If this cannot be sent either, the host is gone and the reader ends the process.
            let _ = self.send(&Frame::new(Kind::Failure, frame.call_id, payload));
        }
    }

    fn send(&self, frame: &Frame) -> io::Result<()> {
        frame.write(&mut *lock(&self.writer))
    }

    fn answered(&self, sequence: u64, outcome: ServiceOutcome) {
        if let Some(sender) = lock(&self.answers).remove(&sequence) {
            // The plugin's thread waits for this; if it was ended, nobody does.
            let _ = sender.send(outcome);
        }
    }

    fn call_host(&self, call_id: u64, method: &str, request: &[u8]) -> ServiceOutcome {
        // The host would end the child for it.
        if let Some(error) = bounds::refuse(method, request) {
            return Err(Zeroizing::new(boundary::encode(&error).unwrap_or_default()));
        }
        let sequence = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = mpsc::channel();
        lock(&self.answers).insert(sequence, sender);
        let frame = Frame::new(Kind::Service, call_id, request.to_vec())
            .method(method)
            .sequence(sequence);
        let sent = self.send(&frame);
        if let Err(error) = sent {
            lock(&self.answers).remove(&sequence);
            let error = Error::new(ErrorKind::Plugin, "host_unreachable", error.to_string());
            return Err(Zeroizing::new(boundary::encode(&error).unwrap_or_default()));
        }
        answer.recv().unwrap_or_else(|_| Err(Zeroizing::default()))
    }
}

struct Callbacks(Arc<Link>);

impl HostServices for Callbacks {
    fn call(&self, call_id: u64, method: RStr<'_>, request: RSlice<'_, u8>) -> RResult<RVec<u8>, RVec<u8>> {
        match self.0.call_host(call_id, method.as_str(), request.as_slice()) {
            Ok(answer) => RResult::ROk(RVec::from(answer.to_vec())),
            Err(error) => RResult::RErr(RVec::from(error.to_vec())),
        }
    }
}
