//! A run that is under way, and what came of it.

use std::{
    io::{Read, Write},
    os::unix::process::ExitStatusExt as _,
    process::{Child, ExitStatus},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::{LONGEST_RUN, process::peak_memory, secrets::Secrets};

/// A run that is under way. One that nobody waits for is ended when this is dropped.
pub struct Running {
    words: String,
    pid: Pid,
    secrets: Secrets,
    end: Receiver<(ExitStatus, Vec<u8>, Vec<u8>)>,
    finished: bool,
}

impl Running {
    pub(super) fn new(mut process: Child, stdin: Option<Vec<u8>>, words: String, secrets: Secrets) -> Self {
        let pid = Pid::from_child(&process);
        if let (Some(mut pipe), Some(text)) = (process.stdin.take(), stdin) {
            // Who does not read what was offered closes the pipe, and that is theirs to do.
            thread::spawn(move || pipe.write_all(&text));
        }
        let stdout = collect(process.stdout.take().expect("standard output is a pipe"));
        let stderr = collect(process.stderr.take().expect("standard error is a pipe"));
        let (sender, end) = mpsc::channel();
        thread::spawn(move || {
            let status = process.wait().expect("a child can be waited for");
            // A test that has given up listens no more.
            let _unheard = sender.send((
                status,
                stdout.recv().unwrap_or_default(),
                stderr.recv().unwrap_or_default(),
            ));
        });
        Self {
            words,
            pid,
            secrets,
            end,
            finished: false,
        }
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Does what Ctrl-C in a terminal does.
    pub fn interrupt(&self) {
        kill_process(self.pid, Signal::INT).expect("a running process can be interrupted");
    }

    /// Waits for its end, and tells how much memory it held at most, in bytes. It is looked at every millisecond: what
    /// comes and goes within less may be missed.
    ///
    /// # Panics
    /// As [`finish`](Self::finish).
    pub fn finish_with_peak_memory(self) -> (Ran, usize) {
        let id = self.id();
        let (ended, end) = mpsc::channel::<()>();
        let watching = thread::spawn(move || {
            let mut most = 0;
            while end.recv_timeout(Duration::from_millis(1)) == Err(RecvTimeoutError::Timeout) {
                most = peak_memory(id).unwrap_or(0).max(most);
            }
            most
        });
        let ran = self.finish();
        drop(ended);
        (ran, watching.join().expect("the watch does not fail"))
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it takes longer than [`LONGEST_RUN`], or a secret stands in what it wrote.
    pub fn finish(mut self) -> Ran {
        let Ok((status, stdout, stderr)) = self.end.recv_timeout(LONGEST_RUN) else {
            panic!(
                "`{}` has not ended after {} seconds",
                self.words,
                LONGEST_RUN.as_secs()
            );
        };
        self.finished = true;
        let ran = Ran {
            words: std::mem::take(&mut self.words),
            code: status
                .code()
                .unwrap_or_else(|| -status.signal().unwrap_or_default()),
            stdout: String::from_utf8(stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(stderr).expect("standard error is UTF-8"),
        };
        assert!(
            !self.secrets.stand_in(&[&ran.stdout, &ran.stderr]),
            "a secret shows in what `{}` wrote:\n{}{}",
            ran.words,
            ran.stdout,
            ran.stderr
        );
        ran
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.finished {
            // Gone already, there is nothing to end.
            let _gone = kill_process(self.pid, Signal::KILL);
        }
    }
}

/// Reads a pipe on a thread of its own, so that a full one never holds the process up.
fn collect(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, whole) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A pipe that breaks has given what it had.
        let _broken = pipe.read_to_end(&mut bytes);
        let _unheard = sender.send(bytes);
    });
    whole
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The command line, for messages.
    pub words: String,
    /// The exit code; the negative number of the signal that ended it.
    pub code: i32,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Ran {
    /// Checks the exit code.
    ///
    /// # Panics
    /// When it is another one.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "the exit code of `{}`\n{}\n{}",
            self.words, self.stdout, self.stderr
        );
        self
    }

    /// Checks that it exited with 0.
    ///
    /// # Panics
    /// When it did not.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        self.exits(0)
    }

    /// Checks that standard error holds all of these.
    ///
    /// # Panics
    /// When one is missing.
    #[track_caller]
    pub fn says(self, wanted: &[&str]) -> Self {
        for part in wanted {
            assert!(
                self.stderr.contains(part),
                "`{}` does not say {part:?}:\n{}",
                self.words,
                self.stderr
            );
        }
        self
    }

    /// Standard output as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        let parsed = serde_json::from_str(&self.stdout);
        parsed.unwrap_or_else(|error| {
            panic!(
                "`{}` wrote no JSON, {error}:\n{}{}",
                self.words, self.stdout, self.stderr
            )
        })
    }

    /// The rows of a list in JSON.
    ///
    /// # Panics
    /// When standard output is no array.
    #[track_caller]
    pub fn rows(&self) -> Vec<Value> {
        let json = self.json();
        json.as_array()
            .unwrap_or_else(|| panic!("`{}` wrote no array: {json}", self.words))
            .clone()
    }

    /// The ids of the rows of a list in JSON.
    ///
    /// # Panics
    /// When standard output is no array.
    #[track_caller]
    pub fn ids(&self) -> Vec<String> {
        self.rows()
            .iter()
            .map(|row| row["id"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The error objects on standard error, one a line.
    pub fn errors(&self) -> Vec<Value> {
        let lines = self.stderr.lines().filter(|line| line.starts_with('{'));
        let objects = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
        objects
            .filter_map(|object| object.get("error").cloned())
            .collect()
    }

    /// The one error object on standard error.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[track_caller]
    pub fn error(&self) -> Value {
        let errors = self.errors();
        assert_eq!(
            errors.len(),
            1,
            "`{}` wrote one error:\n{}",
            self.words,
            self.stderr
        );
        errors.into_iter().next().unwrap_or_default()
    }
}
