//! The bench: runs one call of the plugin in a child process, within bounds, and says how it ended.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, sync::watch};
use yun_plugin_api::{
    Error as PluginError, Fields,
    manifest::{Manifest, Permission},
    testing::answers::Answers,
};
use zeroize::Zeroizing;

use super::{
    answering::Answering,
    sandbox::{Call, Event, Kept, Sandbox},
    seen::Seen,
};
use crate::{
    catalog::Library,
    environment::Environment,
    error::Error,
    runner::{Runner, RunnerKind, Runners},
    services::Serve,
    text::Language,
};

/// How long a check may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// One call.
    pub call: Duration,
    /// A call that was cancelled, or whose services have ended.
    pub ending: Duration,
    /// All of it.
    pub whole: Duration,
}

/// After so many calls without an end the rest is not tried: each costs its whole time.
const MOST_HANGS: u32 = 4;
/// After so many processes that ended the rest is not tried.
const MOST_CRASHES: u32 = 60;

/// One call to be tried.
#[derive(Clone)]
pub(super) struct Trial {
    pub(super) method: String,
    pub(super) request: Vec<u8>,
    pub(super) permission: Permission,
    pub(super) mode: Option<String>,
    pub(super) fields: Fields,
    pub(super) answering: Answering,
    pub(super) kept: Kept,
}

/// How a call ended.
pub(super) enum Outcome {
    Answer(Zeroizing<Vec<u8>>),
    Error(PluginError),
    Panicked(String),
    /// The process has ended, and how.
    Crashed(String),
    /// The answer, or the error, cannot be read.
    Unreadable,
    /// The answer is more than a host takes in.
    TooLarge,
    OutOfTime,
    NotOpened(String),
    /// There was no time left for it.
    NotTried,
}

/// Runs calls of one library.
pub(super) struct Bench {
    tried: Library,
    pub(super) manifest: Arc<Manifest>,
    sandbox: Arc<Sandbox>,
    runners: Runners,
    runner: RefCell<Arc<dyn Runner>>,
    language: Language,
    limits: Limits,
    began: Instant,
    hangs: Cell<u32>,
    crashes: Cell<u32>,
    next_id: Cell<u64>,
    over: Cell<bool>,
}

impl Bench {
    pub(super) fn new(
        (library, manifest): (Library, Arc<Manifest>),
        answers: Answers,
        limits: Limits,
        (environment, language, handle): (&Environment, Language, Handle),
    ) -> Self {
        let sandbox = Arc::new(Sandbox::new(Arc::clone(&manifest), answers));
        let services: Arc<dyn Serve> = Arc::<Sandbox>::clone(&sandbox);
        let runners = Runners::new(environment, Some(RunnerKind::Child), services, handle);
        let runner = RefCell::new(runners.make(&library, &manifest, RunnerKind::Child));
        Self {
            tried: library,
            manifest,
            sandbox,
            runners,
            runner,
            language,
            limits,
            began: Instant::now(),
            hangs: Cell::new(0),
            crashes: Cell::new(0),
            next_id: Cell::new(1),
            over: Cell::new(false),
        }
    }

    /// The answers file.
    pub(super) fn answers(&self) -> &Answers {
        &self.sandbox.answers
    }

    /// Whether something was not tried because there was no time left.
    pub(super) fn is_over(&self) -> bool {
        self.over.get()
    }

    /// What was asked for outside any call since this was asked last.
    pub(super) fn take_strays(&self) -> BTreeSet<String> {
        self.sandbox.take_strays()
    }

    /// Runs the calls to come in a new process.
    pub(super) fn anew(&self) {
        self.runner.borrow().end();
        let runner = self.runners.make(&self.tried, &self.manifest, RunnerKind::Child);
        *self.runner.borrow_mut() = runner;
    }

    /// Ends every process.
    pub(super) fn end(&self) {
        self.runners.end();
    }

    /// Runs one call. Where services stay silent, it is cancelled as soon as it waits for one.
    pub(super) fn run(&self, trial: &Trial) -> (Outcome, Seen) {
        let is_spent = self.hangs.get() >= MOST_HANGS || self.crashes.get() >= MOST_CRASHES;
        if is_spent || self.began.elapsed() >= self.limits.whole {
            self.over.set(true);
            return (Outcome::NotTried, Seen::default());
        }
        let (events, happened) = mpsc::channel();
        let call = Arc::new(Call {
            permission: trial.permission.clone(),
            mode: trial.mode.clone(),
            fields: trial.fields.clone(),
            answering: trial.answering.clone(),
            kept: Arc::clone(&trial.kept),
            seen: Mutex::default(),
            cancelled: watch::Sender::new(false),
            events: events.clone(),
        });
        let id = self.next_id.get();
        // No neighbours: an id that is guessed from another's is none.
        self.next_id.set(
            id.wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407),
        );
        self.sandbox.begin(id, Arc::clone(&call));
        let runner = Arc::clone(&self.runner.borrow());
        let spawned = std::thread::Builder::new()
            .name("plugin check".to_owned())
            .spawn({
                let (method, request) = (trial.method.clone(), trial.request.clone());
                // Nobody listens if the call was given up.
                move || drop(events.send(Event::Ended(runner.call(id, &method, &request))))
            });
        if spawned.is_err() {
            self.sandbox.end(id);
            self.over.set(true);
            return (Outcome::NotTried, Seen::default());
        }
        let ended = self.wait(&call, &happened);
        let outcome = match ended {
            Some(ended) => {
                self.sandbox.end(id);
                self.outcome(ended)
            }
            None => {
                self.sandbox.give_up(id);
                call.cancelled.send_replace(true);
                self.runner.borrow().abandon(id);
                self.hangs.set(self.hangs.get() + 1);
                Outcome::OutOfTime
            }
        };
        let seen = std::mem::take(&mut *crate::mutex::lock(&call.seen));
        (outcome, seen)
    }

    /// What the call came to, within its time.
    fn wait(
        &self,
        call: &Call,
        happened: &mpsc::Receiver<Event>,
    ) -> Option<Result<Zeroizing<Vec<u8>>, Error>> {
        let mut until = Instant::now() + self.limits.call;
        loop {
            match happened.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Event::Ended(ended)) => return Some(ended),
                Ok(Event::Waits) if !call.cancelled.send_replace(true) => {
                    until = Instant::now() + self.limits.ending;
                }
                // What is asked for after the end is answered with the end at once.
                Ok(Event::Waits) => {}
                Err(_) => return None,
            }
        }
    }

    fn outcome(&self, ended: Result<Zeroizing<Vec<u8>>, Error>) -> Outcome {
        let error = match ended {
            Ok(answer) => return Outcome::Answer(answer),
            Err(error) => error,
        };
        match error.of_plugin() {
            Some(error) if error.code == "plugin_panic" => Outcome::Panicked(error.message.clone()),
            Some(error) => Outcome::Error(error.clone()),
            None => match error.code() {
                "plugin_answer" => Outcome::Unreadable,
                "plugin_answer_too_large" => Outcome::TooLarge,
                "plugin_crashed" => {
                    self.crashes.set(self.crashes.get() + 1);
                    let sentence = || error.sentence(self.language);
                    Outcome::Crashed(error.why(self.language).unwrap_or_else(sentence))
                }
                _ => Outcome::NotOpened(error.sentence(self.language)),
            },
        }
    }
}
