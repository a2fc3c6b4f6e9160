//! A run of `yun` that is about to happen: arguments, variables, standard input.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{Ran, Running, home::SECRET_VARIABLE, secrets::Secrets, surroundings};
use crate::cloud::TestKeys;

/// Where plugins run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// In the host's process.
    InProcess,
    /// In child processes.
    Child,
}

impl Runner {
    /// The word that `--runner` takes.
    pub fn word(self) -> &'static str {
        match self {
            Self::InProcess => "in-process",
            Self::Child => "child",
        }
    }
}

/// Plays a scenario with either runner.
pub fn in_both_runners(mut scenario: impl FnMut(Runner)) {
    let only = surroundings::only_runner();
    for runner in [Runner::InProcess, Runner::Child] {
        if only.is_some_and(|only| only != runner) {
            continue;
        }
        #[expect(
            clippy::print_stderr,
            reason = "captured by the test's harness, and shown when the test fails"
        )]
        {
            eprintln!("runner: {}", runner.word());
        }
        scenario(runner);
    }
}

/// Nouns that run no plugin but to look at it, or whose words are handed on as they are.
const WITHOUT_RUNNER: [&str; 4] = ["completion", "help", "man", "plugin"];

/// A run that is about to happen.
pub struct Invocation {
    yun: PathBuf,
    arguments: Vec<OsString>,
    variables: BTreeMap<OsString, OsString>,
    directory: PathBuf,
    stdin: Option<Vec<u8>>,
    secrets: Secrets,
}

/// What it takes to start a run.
pub(super) struct Parts {
    pub(super) words: String,
    pub(super) yun: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) variables: BTreeMap<OsString, OsString>,
    pub(super) directory: PathBuf,
    pub(super) secrets: Secrets,
}

impl Invocation {
    pub(super) fn new(
        yun: PathBuf,
        arguments: Vec<OsString>,
        variables: BTreeMap<OsString, OsString>,
        directory: &Path,
        secrets: Secrets,
    ) -> Self {
        Self {
            yun,
            arguments,
            variables,
            directory: directory.to_owned(),
            stdin: None,
            secrets,
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn arguments<A: AsRef<OsStr>>(mut self, more: impl IntoIterator<Item = A>) -> Self {
        self.arguments
            .extend(more.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Chooses where plugins run.
    #[must_use]
    pub fn runner(self, runner: Runner) -> Self {
        self.arguments(["--runner", runner.word()])
    }

    /// Sets a variable for this run.
    #[must_use]
    pub fn variable(mut self, name: impl AsRef<OsStr>, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.as_ref().to_owned(), value.into());
        self
    }

    /// Unsets a variable for this run.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.variables.remove(OsStr::new(name));
        self
    }

    /// Gives the secret of these keys as `--access-key-secret`, from a variable.
    #[must_use]
    pub fn secret(self, keys: &TestKeys) -> Self {
        self.variable(SECRET_VARIABLE, &keys.access_key_secret)
            .arguments(["--access-key-secret", &format!("env:{SECRET_VARIABLE}")])
    }

    /// What stands on standard input; nothing by default.
    #[must_use]
    pub fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(text.into());
        self
    }

    /// Runs it and waits for its end.
    ///
    /// # Panics
    /// When it takes longer than [`LONGEST_RUN`](super::LONGEST_RUN), or a secret shows.
    pub fn run(self) -> Ran {
        self.start().finish()
    }

    /// Starts it without waiting for its end.
    ///
    /// # Panics
    /// When it does not start, or an argument holds a secret.
    pub fn start(self) -> Running {
        self.assert_no_secret_in_arguments();
        let mut command = Command::new(&self.yun);
        command
            .args(self.arguments_with_runner())
            .env_clear()
            .envs(&self.variables)
            .current_dir(&self.directory)
            .stdin(if self.stdin.is_some() {
                Stdio::piped()
            } else {
                Stdio::null()
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let process = command
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", self.yun.display()));
        let words = self.words();
        Running::new(process, self.stdin, words, self.secrets)
    }

    /// The arguments, with the runner that the whole suite is run with, unless the test says which.
    fn arguments_with_runner(&self) -> Vec<OsString> {
        let mut arguments = self.arguments.clone();
        let noun = arguments.first().and_then(|noun| noun.to_str()).unwrap_or("-");
        let is_said = arguments.iter().any(|argument| {
            let argument = argument.to_string_lossy();
            argument == "--runner" || argument.starts_with("--runner=")
        });
        let is_yun = self.yun.file_stem().is_some_and(|stem| stem == "yun");
        let takes_one = !noun.starts_with(['-', '_']) && !WITHOUT_RUNNER.contains(&noun);
        if surroundings::only_runner() == Some(Runner::Child) && is_yun && takes_one && !is_said {
            let chosen = ["--runner", Runner::Child.word()].map(OsString::from);
            arguments.splice(1..1, chosen);
        }
        arguments
    }

    fn assert_no_secret_in_arguments(&self) {
        for argument in &self.arguments {
            let shown = self.secrets.stand_in(&[&argument.to_string_lossy()]);
            assert!(!shown, "a test must not give a secret as an argument");
        }
    }

    fn words(&self) -> String {
        let words: Vec<_> = self
            .arguments
            .iter()
            .map(|argument| argument.to_string_lossy())
            .collect();
        format!("yun {}", words.join(" "))
    }

    /// What it takes to start it in another way.
    pub(super) fn into_parts(self) -> Parts {
        self.assert_no_secret_in_arguments();
        Parts {
            words: self.words(),
            arguments: self.arguments_with_runner(),
            yun: self.yun,
            variables: self.variables,
            directory: self.directory,
            secrets: self.secrets,
        }
    }
}
