//! A run of `yun` with somebody at the terminal: keys go in, and the screen is what the terminal would show.

use std::{
    io::{Read as _, Write as _},
    num::NonZero,
    process::{Child, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use pty_process::{
    Size,
    blocking::{Command, Pty},
};

use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{LocalModes, tcgetattr};

use super::{Invocation, LONGEST_RUN, Ran, secrets::Secrets};
use crate::picture::{Ground, svg};

/// Between two looks at the screen.
const PAUSE: Duration = Duration::from_millis(5);

/// A key that is no letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Takes what stands there.
    Enter,
    /// Leaves the question.
    Escape,
    /// Ctrl-C.
    Interrupt,
    /// Moves down in a list.
    Down,
    /// Moves up in a list.
    Up,
    /// Takes a letter back.
    Backspace,
}

impl Key {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Enter => b"\r",
            Self::Escape => b"\x1b",
            Self::Interrupt => b"\x03",
            Self::Down => b"\x1b[B",
            Self::Up => b"\x1b[A",
            Self::Backspace => b"\x7f",
        }
    }
}

/// Where standard output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stdout {
    /// To the terminal, like everything else.
    Shown,
    /// Into a pipe, as in a script's `$(…)`.
    Piped,
}

/// Before a frame that is to be shown at once, and after it.
const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

/// What came out of the terminal so far.
struct Shown {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    /// How many of the bytes the screen shows.
    drawn: usize,
}

impl Shown {
    /// Takes what came; like a terminal, shows a frame once all of it is there.
    fn take(&mut self, came: &[u8]) {
        self.bytes.extend_from_slice(came);
        let waiting = &self.bytes[self.drawn..];
        let ended = last(waiting, FRAME_ENDS).map_or(0, |at| at + FRAME_ENDS.len());
        let begun = last(&waiting[ended..], FRAME_BEGINS).map(|at| ended + at);
        let cut = (1..FRAME_BEGINS.len())
            .map(|length| &FRAME_BEGINS[..length])
            .find(|part| waiting.ends_with(part));
        let whole = begun.unwrap_or(waiting.len() - cut.map_or(0, <[u8]>::len));
        self.draw(self.drawn + whole);
    }

    fn draw(&mut self, end: usize) {
        self.parser.process(&self.bytes[self.drawn..end]);
        self.drawn = end;
    }
}

/// Where the last of these is.
fn last(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes.windows(sought.len()).rposition(|place| place == sought)
}

/// A run with a terminal of its own. One that nobody waits for is ended when this is dropped.
pub struct AtTerminal {
    words: String,
    process: Child,
    terminal: Arc<Pty>,
    /// How the terminal took keys before.
    before: LocalModes,
    shown: Arc<Mutex<Shown>>,
    reading: Option<JoinHandle<()>>,
    secrets: Secrets,
}

impl Invocation {
    /// Starts it with a terminal of so many columns and rows.
    ///
    /// # Panics
    /// When it does not start.
    pub fn at_terminal(self, columns: u16, rows: u16, stdout: Stdout) -> AtTerminal {
        let (terminal, other_end) = pty_process::blocking::open().expect("there is a terminal to be had");
        terminal
            .resize(Size::new(rows, columns))
            .expect("a terminal can be resized");
        let before = local_modes(&terminal);
        let parts = self.into_parts();
        let mut command = Command::new(&parts.yun)
            .args(&parts.arguments)
            .env_clear()
            .envs([("TERM", "xterm-256color")])
            .envs(&parts.variables)
            .current_dir(&parts.directory);
        if stdout == Stdout::Piped {
            command = command.stdout(Stdio::piped());
        }
        let process = command
            .spawn(other_end)
            .unwrap_or_else(|error| panic!("{} does not start: {error}", parts.yun.display()));
        let terminal = Arc::new(terminal);
        let shown = Arc::new(Mutex::new(Shown {
            parser: vt100::Parser::new(some(rows), some(columns), 0),
            bytes: Vec::new(),
            drawn: 0,
        }));
        AtTerminal {
            words: parts.words,
            process,
            reading: Some(read(Arc::clone(&terminal), Arc::clone(&shown))),
            terminal,
            before,
            shown,
            secrets: parts.secrets,
        }
    }
}

fn some(length: u16) -> NonZero<u16> {
    NonZero::new(length).expect("a screen has rows and columns")
}

/// Feeds the screen until the process has gone.
fn read(terminal: Arc<Pty>, shown: Arc<Mutex<Shown>>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = (&*terminal).read(&mut buffer) {
            lock(&shown).take(&buffer[..length]);
        }
        let mut shown = lock(&shown);
        let end = shown.bytes.len();
        shown.draw(end);
    })
}

fn lock(shown: &Mutex<Shown>) -> MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AtTerminal {
    /// The screen, a line a row.
    pub fn screen(&self) -> String {
        lock(&self.shown).parser.screen().contents()
    }

    /// The screen as a picture.
    pub fn picture(&self, ground: Ground) -> String {
        svg(lock(&self.shown).parser.screen(), ground)
    }

    /// Whether anything on the screen has a colour.
    pub fn has_colour(&self) -> bool {
        let shown = lock(&self.shown);
        let screen = shown.parser.screen();
        let (rows, columns) = screen.size();
        let mut places =
            (0..u16::from(rows)).flat_map(|row| (0..u16::from(columns)).map(move |column| (row, column)));
        places.any(|(row, column)| {
            let cell = screen.cell(row, column);
            cell.is_some_and(|cell| cell.fgcolor() != vt100::Color::Default)
        })
    }

    /// Waits until the screen shows this. Where a line is broken does not count.
    ///
    /// # Panics
    /// When it never does.
    #[track_caller]
    pub fn waits_for(&self, text: &str) -> &Self {
        let wanted = unbroken(text);
        let what = format!("`{}` shows {text:?}", self.words);
        let start = Instant::now();
        while !unbroken(&self.screen()).contains(&wanted) {
            let late = start.elapsed() > LONGEST_RUN / 3;
            assert!(!late, "it never came about that {what}:\n{}", self.screen());
            thread::sleep(PAUSE);
        }
        self
    }

    /// Gives the terminal another size.
    ///
    /// # Panics
    /// When the terminal is gone.
    pub fn resizes(&self, columns: u16, rows: u16) -> &Self {
        lock(&self.shown)
            .parser
            .screen_mut()
            .set_size(some(rows), some(columns));
        self.terminal
            .resize(Size::new(rows, columns))
            .expect("a terminal can be resized");
        self
    }

    /// Waits until the screen does not show this any more.
    ///
    /// # Panics
    /// When it always does.
    #[track_caller]
    pub fn waits_until_gone(&self, text: &str) -> &Self {
        let start = Instant::now();
        while unbroken(&self.screen()).contains(&unbroken(text)) {
            let late = start.elapsed() > LONGEST_RUN / 3;
            assert!(
                !late,
                "{text:?} stays on the screen of `{}`:\n{}",
                self.words,
                self.screen()
            );
            thread::sleep(PAUSE);
        }
        self
    }

    /// Tells the process to end.
    ///
    /// # Panics
    /// When it is gone already.
    pub fn told_to_end(&self) -> &Self {
        self.signalled(Signal::TERM)
    }

    /// Tells the process that its terminal was closed.
    ///
    /// # Panics
    /// When it is gone already.
    pub fn hung_up(&self) -> &Self {
        self.signalled(Signal::HUP)
    }

    fn signalled(&self, signal: Signal) -> &Self {
        let id = i32::try_from(self.process.id()).expect("a process id");
        let pid = Pid::from_raw(id).expect("a process id");
        kill_process(pid, signal).expect("the process is there");
        self
    }

    /// Types a text.
    ///
    /// # Panics
    /// When the terminal is gone.
    pub fn types(&self, text: &str) -> &Self {
        self.sends(text.as_bytes())
    }

    /// Presses a key.
    ///
    /// # Panics
    /// When the terminal is gone.
    pub fn presses(&self, key: Key) -> &Self {
        self.sends(key.bytes())
    }

    /// Waits for a question, types the answer and takes it.
    ///
    /// # Panics
    /// When the question never comes.
    #[track_caller]
    pub fn answers(&self, question: &str, answer: &str) -> &Self {
        self.waits_for(question).types(answer).presses(Key::Enter)
    }

    fn sends(&self, bytes: &[u8]) -> &Self {
        (&*self.terminal)
            .write_all(bytes)
            .expect("the terminal takes keys");
        self
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits for its end; what it showed is taken for standard error.
    ///
    /// # Panics
    /// When it takes too long, or a secret was shown.
    #[track_caller]
    pub fn finish(mut self) -> Ran {
        let mut status = None;
        let start = Instant::now();
        while status.is_none() {
            status = self.process.try_wait().expect("a child can be waited for");
            let late = start.elapsed() > LONGEST_RUN / 3;
            assert!(!late, "`{}` does not end:\n{}", self.words, self.screen());
            thread::sleep(PAUSE);
        }
        let mut stdout = String::new();
        if let Some(mut pipe) = self.process.stdout.take() {
            pipe.read_to_string(&mut stdout).expect("it wrote UTF-8");
        }
        if let Some(reading) = self.reading.take() {
            // What a panic there would say has been printed.
            let _ended = reading.join();
        }
        let shown = lock(&self.shown);
        let written = String::from_utf8_lossy(&shown.bytes).into_owned();
        let screen = unbroken(&shown.parser.screen().contents());
        assert!(
            !self.secrets.stand_in(&[&written, &screen, &stdout]),
            "a secret shows in what `{}` wrote: {written}{stdout}",
            self.words
        );
        let screen = shown.parser.screen();
        let is_as_before = !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste();
        drop(shown);
        assert!(
            is_as_before,
            "`{}` leaves the screen otherwise than it was",
            self.words
        );
        let modes = local_modes(&self.terminal);
        assert_eq!(
            modes, self.before,
            "`{}` leaves keys otherwise than they were",
            self.words
        );
        Ran {
            words: self.words.clone(),
            code: status.and_then(|status| status.code()).unwrap_or(-1),
            stdout,
            stderr: self.screen(),
        }
    }
}

impl Drop for AtTerminal {
    fn drop(&mut self) {
        // One that has ended needs no end.
        let _ended = self.process.kill();
        let _waited = self.process.wait();
    }
}

/// How a terminal takes keys: whether it shows them, gathers lines, and makes signals of some.
fn local_modes(terminal: &Pty) -> LocalModes {
    tcgetattr(terminal).expect("a terminal has modes").local_modes
}

/// A text without the spaces and line breaks that depend on the terminal's width.
fn unbroken(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
