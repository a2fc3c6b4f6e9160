//! A library in a child process, on the host's side: starts it, sends calls, answers its callbacks, ends it.

#[cfg(unix)]
pub(super) use unix::ChildRunner;

#[cfg(not(unix))]
pub(super) use elsewhere::ChildRunner;

#[cfg(unix)]
mod unix {
    use std::{
        collections::HashMap,
        io::{self, BufReader},
        os::{
            fd::OwnedFd,
            unix::{net::UnixStream, process::CommandExt, process::ExitStatusExt},
        },
        path::{Path, PathBuf},
        process::{Child as Process, Command, ExitStatus, Stdio},
        sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
        time::Duration,
    };

    use tokio::runtime::Handle;
    use yun_plugin_api::{__private as boundary, protocol::method};
    use zeroize::Zeroizing;

    use crate::{
        error::{Error, ErrorKind},
        runner::{
            Opened, Runner,
            child_process::{CHILD_ARGUMENT, Instruction},
            frame::{Frame, Kind},
        },
        services::Services,
        text::message,
    };

    /// How long a child may take to read what it is sent.
    const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

    /// Starts a child for a library when one is needed, and another when that one is gone.
    pub(in crate::runner) struct ChildRunner {
        plugin: Opened,
        executable: Option<PathBuf>,
        services: Arc<Services>,
        handle: Handle,
        children: Mutex<Vec<Arc<Child>>>,
    }

    impl ChildRunner {
        pub(in crate::runner) fn new(
            plugin: Opened,
            executable: Option<PathBuf>,
            services: Arc<Services>,
            handle: Handle,
        ) -> Self {
            Self {
                plugin,
                executable,
                services,
                handle,
                children: Mutex::default(),
            }
        }

        /// A child that takes calls, started if there is none.
        fn child(&self, sharing: Sharing) -> Result<Arc<Child>, Error> {
            let mut children = lock(&self.children);
            children.retain(|child| !child.has_ended());
            let usable = children
                .iter()
                .find(|child| child.sharing == Sharing::Shared && child.takes_calls());
            if let (Sharing::Shared, Some(child)) = (sharing, usable) {
                return Ok(Arc::clone(child));
            }
            let child = self.start(sharing)?;
            children.push(Arc::clone(&child));
            Ok(child)
        }

        fn start(&self, sharing: Sharing) -> Result<Arc<Child>, Error> {
            let known = self.executable.as_deref().ok_or_else(|| {
                io::Error::new(io::ErrorKind::NotFound, "the host's own executable is not known")
            });
            let started = known.and_then(|executable| {
                Child::start(
                    executable,
                    sharing,
                    &self.plugin,
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
            loop {
                // A child may be retired between finding it and calling it; then there is another.
                let outcome = self.child(Sharing::Shared)?.call(call_id, name, request);
                if !matches!(outcome, Outcome::NotTaken) {
                    return Ok(outcome);
                }
            }
        }

        fn crashed(&self, status: Option<ExitStatus>) -> Error {
            let how = match status.map(|status| (status.code(), status.signal())) {
                Some((Some(code), _)) => message!("crash-exited", code = code.to_string()),
                Some((None, Some(signal))) => message!("crash-signal", signal = signal.to_string()),
                _ => message!("crash-unknown"),
            };
            Error::new(
                ErrorKind::Plugin,
                "plugin_crashed",
                message!("error-plugin-crashed", path = self.plugin.path.as_path()),
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
                let child = self.child(Sharing::Exclusive)?;
                outcome = child.call(call_id, name, request);
                child.end();
            }
            match outcome {
                Outcome::Answer(bytes) => Ok(bytes),
                Outcome::Failure(bytes) => Err(self.plugin.failed(&bytes)),
                Outcome::NotOpened(bytes) => match boundary::decode::<yun_plugin_api::Error>(&bytes) {
                    Ok(error) => Err(self.plugin.not_opened(&error)),
                    Err(_) => Err(self.plugin.broke_protocol()),
                },
                Outcome::Gone { status, .. } => Err(self.crashed(status)),
                Outcome::NotTaken => Err(self.crashed(None)),
            }
        }

        fn abandon(&self, call_id: u64) {
            let children = lock(&self.children).clone();
            for child in children {
                child.abandon(call_id);
            }
        }

        fn end(&self) {
            for child in lock(&self.children).drain(..) {
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

    enum Outcome {
        Answer(Zeroizing<Vec<u8>>),
        Failure(Zeroizing<Vec<u8>>),
        NotOpened(Zeroizing<Vec<u8>>),
        /// The child ended; `alone` says that no other call was in it.
        Gone {
            status: Option<ExitStatus>,
            alone: bool,
        },
        /// The child takes no more calls.
        NotTaken,
    }

    /// Whether calls of the same plugin run side by side in one child.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Sharing {
        Shared,
        Exclusive,
    }

    /// A running child.
    struct Child {
        sharing: Sharing,
        process: Mutex<Process>,
        writer: Mutex<UnixStream>,
        calls: Mutex<Calls>,
    }

    #[derive(Default)]
    struct Calls {
        waiting: HashMap<u64, mpsc::Sender<Outcome>>,
        /// It gets no new calls: one that was abandoned still runs in it, or it has ended.
        retired: bool,
        ended: bool,
    }

    impl Child {
        fn start(
            executable: &Path,
            sharing: Sharing,
            plugin: &Opened,
            services: Arc<Services>,
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
                process: Mutex::new(process),
                writer: Mutex::new(ours.try_clone()?),
                calls: Mutex::default(),
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

        fn takes_calls(&self) -> bool {
            !lock(&self.calls).retired
        }

        fn has_ended(&self) -> bool {
            lock(&self.calls).ended
        }

        fn send(&self, frame: &Frame) -> io::Result<()> {
            frame.write(&mut *lock(&self.writer))
        }

        fn call(&self, call_id: u64, name: &str, request: &[u8]) -> Outcome {
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
            answer.recv().unwrap_or(Outcome::NotTaken)
        }

        /// Forgets a call that takes too long. The child ends when its other calls are done.
        fn abandon(&self, call_id: u64) {
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
        fn end(&self) -> Option<ExitStatus> {
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
            stream: UnixStream,
            plugin: &str,
            services: &Arc<Services>,
            handle: &Handle,
        ) {
            let mut stream = BufReader::new(stream);
            while let Ok(Some(frame)) = Frame::read(&mut stream) {
                match frame.kind {
                    Kind::Answer => self.finish(frame.call_id, Outcome::Answer(frame.payload)),
                    Kind::Failure => self.finish(frame.call_id, Outcome::Failure(frame.payload)),
                    Kind::NotOpened => self.finish(frame.call_id, Outcome::NotOpened(frame.payload)),
                    Kind::Service => self.serve(frame, plugin, services, handle),
                    Kind::Open | Kind::Call | Kind::ServiceAnswer | Kind::ServiceFailure => break,
                }
            }
            // Whatever ended the conversation: a child that cannot be talked to is of no use.
            self.reap();
        }

        fn serve(self: &Arc<Self>, frame: Frame, plugin: &str, services: &Arc<Services>, handle: &Handle) {
            let (child, services, plugin) = (Arc::clone(self), Arc::clone(services), plugin.to_owned());
            let blocking = handle.clone();
            handle.spawn(async move {
                let served = services
                    .serve(&plugin, frame.call_id, &frame.method, &frame.payload)
                    .await;
                let (kind, bytes) = match served {
                    Ok(bytes) => (Kind::ServiceAnswer, bytes),
                    Err(error) => (Kind::ServiceFailure, boundary::encode(&error).unwrap_or_default()),
                };
                let answer = Frame::new(kind, frame.call_id, bytes).sequence(frame.sequence);
                // The child may be slow to read. If it is gone, its reader says so.
                blocking.spawn_blocking(move || drop(child.send(&answer)));
            });
        }
    }

    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::{path::PathBuf, sync::Arc};

    use tokio::runtime::Handle;
    use zeroize::Zeroizing;

    use crate::{
        error::{Error, ErrorKind},
        runner::{Opened, Runner},
        services::Services,
        text::message,
    };

    /// The child runner needs a pair of connected sockets, which only Unix has under that name.
    pub(in crate::runner) struct ChildRunner {
        plugin: Opened,
    }

    impl ChildRunner {
        pub(in crate::runner) fn new(
            plugin: Opened,
            _executable: Option<PathBuf>,
            _services: Arc<Services>,
            _handle: Handle,
        ) -> Self {
            Self { plugin }
        }
    }

    impl Runner for ChildRunner {
        fn call(&self, _call_id: u64, _method: &str, _request: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
            let reason = std::io::Error::from(std::io::ErrorKind::Unsupported).to_string();
            let message = message!("error-runner-not-started", reason = reason);
            Err(Error::new(ErrorKind::Plugin, "runner_not_started", message)
                .by_plugin(&self.plugin.manifest.id))
        }

        fn abandon(&self, _call_id: u64) {}

        fn end(&self) {}
    }
}
