//! Runners: a library in this process, or in a child, behind one trait. Same library, same bytes.

mod bounds;
#[cfg(unix)]
mod child;
mod child_process;
mod confinement;
mod frame;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod in_process;
mod loader;
#[cfg(not(unix))]
mod no_child;
mod process;
#[cfg(unix)]
mod room;
#[cfg(unix)]
mod running_child;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use yun_plugin_api::manifest::Manifest;
use zeroize::Zeroizing;

#[cfg(unix)]
use child::ChildRunner;
#[cfg(not(unix))]
use no_child::ChildRunner;

use crate::{
    catalog::{Library, Origin},
    environment::Environment,
    error::{Error, ErrorKind},
    mutex::lock,
    services::Serve,
    text::message,
};

pub use child_process::{CHILD_ARGUMENT, run as run_child};
pub use confinement::{Confinement, Force};
#[doc(hidden)]
pub use loader::open as open_library;
pub use process::{end_process, hide_memory};

/// Where a library runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunnerKind {
    /// In the host's own process.
    InProcess,
    /// In a child process.
    Child,
}

impl RunnerKind {
    /// Both, by the words of `--runner`.
    pub const WORDS: [&'static str; 2] = ["in-process", "child"];

    /// The runner called by this word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "in-process" => Some(Self::InProcess),
            "child" => Some(Self::Child),
            _ => None,
        }
    }

    /// The word in tables and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::InProcess => "in-process",
            Self::Child => "child",
        }
    }

    /// Where a library of this origin runs unless something else was chosen.
    pub fn of_origin(origin: Origin) -> Self {
        match origin {
            Origin::Bundled => Self::InProcess,
            Origin::Installed | Origin::Path => Self::Child,
        }
    }
}

/// Runs the calls of one library.
pub trait Runner: Send + Sync {
    /// Runs one call and waits for it; the library is opened by the first. Called on a thread of its own.
    ///
    /// # Errors
    /// The plugin's error, or what kept it from answering.
    fn call(&self, call_id: u64, method: &str, request: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error>;

    /// Nobody waits for this call any more.
    fn abandon(&self, call_id: u64);

    /// What the library is confined to: known once it was opened in a child, nothing in this process.
    fn confinement(&self) -> Option<Confinement> {
        None
    }

    /// Ends what runs outside this process. Called last, before the process ends.
    fn end(&self);
}

/// The runners of a command, one a library, made when first needed.
pub struct Runners {
    chosen: Option<RunnerKind>,
    executable: Option<PathBuf>,
    services: Arc<dyn Serve>,
    handle: Handle,
    shared: Mutex<HashMap<PathBuf, Arc<dyn Runner>>>,
    all: Mutex<Vec<Arc<dyn Runner>>>,
}

impl Runners {
    /// Creates runners that answer callbacks through `services`; `chosen` overrides where libraries run.
    pub fn new(
        environment: &Environment,
        chosen: Option<RunnerKind>,
        services: Arc<dyn Serve>,
        handle: Handle,
    ) -> Self {
        let executable = environment.executable().map(ToOwned::to_owned);
        Self {
            chosen,
            executable,
            services,
            handle,
            shared: Mutex::default(),
            all: Mutex::default(),
        }
    }

    /// Where this library runs.
    pub fn kind(&self, library: &Library) -> RunnerKind {
        let recorded = library.installed.as_ref().map(|installed| installed.runner);
        self.chosen
            .or(recorded)
            .unwrap_or_else(|| RunnerKind::of_origin(library.origin))
    }

    /// The runner of a library.
    pub fn of(&self, library: &Library, manifest: &Arc<Manifest>) -> Arc<dyn Runner> {
        let mut shared = lock(&self.shared);
        let runner = shared
            .entry(library.path.clone())
            .or_insert_with(|| self.make(library, manifest, self.kind(library)));
        Arc::clone(runner)
    }

    /// A runner of a library that nobody else uses.
    pub fn make(&self, library: &Library, manifest: &Arc<Manifest>, kind: RunnerKind) -> Arc<dyn Runner> {
        let plugin = Opened {
            file: library.clone(),
            manifest: Arc::clone(library.carried.as_ref().unwrap_or(manifest)),
        };
        let (services, handle) = (Arc::clone(&self.services), self.handle.clone());
        let runner: Arc<dyn Runner> = match kind {
            RunnerKind::InProcess => Arc::new(in_process::InProcess::new(plugin, services, handle)),
            RunnerKind::Child => Arc::new(ChildRunner::new(
                plugin,
                self.executable.clone(),
                services,
                handle,
            )),
        };
        lock(&self.all).push(Arc::clone(&runner));
        runner
    }

    /// Ends every child.
    pub fn end(&self) {
        for runner in lock(&self.all).iter() {
            runner.end();
        }
    }
}

/// Which library a runner runs.
#[derive(Clone)]
struct Opened {
    file: Library,
    /// What the file says of itself, whatever was granted.
    manifest: Arc<Manifest>,
}

impl Opened {
    /// Holds the file against what was installed. Asked before each time that it is loaded.
    fn check(&self) -> Result<(), Error> {
        let checked = self.file.check_hash();
        checked.map_err(|refusal| self.file.refused_for(&refusal))
    }

    /// The error for a library that could not be opened.
    fn not_opened(&self, error: &yun_plugin_api::Error) -> Error {
        let message = message!(
            "error-plugin-not-opened",
            path = self.file.shown(),
            reason = error.message.as_str()
        );
        let code = if error.code == "plugin_layout" {
            "plugin_layout"
        } else {
            "plugin_not_opened"
        };
        Error::new(ErrorKind::Plugin, code, message)
            .hint(message!("hint-plugin-list"))
            .by_plugin(&self.manifest.id)
    }

    /// The error that a method of the plugin answered with.
    fn failed(&self, error: &[u8]) -> Error {
        if bounds::is_too_long_an_error(error) {
            return self.answered_too_much();
        }
        match yun_plugin_api::__private::decode::<yun_plugin_api::Error>(error) {
            Ok(error) if error.code == bounds::TOO_LARGE => self.answered_too_much(),
            Ok(error) => Error::from_plugin(error.clone(), &self.manifest).source(error),
            Err(_) => self.broke_protocol(),
        }
    }

    /// The error for an answer that is more than the host takes in.
    fn answered_too_much(&self) -> Error {
        let message = message!(
            "error-plugin-answer-too-large",
            plugin = self.manifest.id.as_str()
        );
        Error::new(ErrorKind::Plugin, bounds::TOO_LARGE, message).by_plugin(&self.manifest.id)
    }

    fn broke_protocol(&self) -> Error {
        crate::core::plugin_answer(&self.manifest.id)
    }
}
