//! The terminal while the UI owns it: raw, on a screen of its own, and as it was before on every way out.
//!
//! What is written to standard error meanwhile, by the log, by plugins' libraries or by programs that they start, would
//! stand all over the screen: where standard error is the terminal, lines of it are kept for the log instead.

use std::{
    io::{self, BufWriter, Stdout, Write as _},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor::Show,
    event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture},
    execute, queue,
    terminal::{
        BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
        disable_raw_mode, enable_raw_mode,
    },
};
use ratatui_core::{
    layout::Rect,
    terminal::{Frame, Terminal},
};
use ratatui_crossterm::CrosstermBackend;

use crate::{
    error::{Error, ErrorKind},
    text::message,
};

/// A frame goes out in one piece: the largest is a few ten thousand bytes.
const FRAME_ROOM: usize = 64 * 1024;
/// The longest text that terminals take for their clipboard, in bytes.
const MOST_COPIED: usize = 64 * 1024;

/// Whether the terminal is as the UI needs it.
static IS_OPEN: AtomicBool = AtomicBool::new(false);

/// The terminal while the UI owns it; as it was before once this is dropped.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal. `log` is handed each line that is written to standard error meanwhile, from a thread of its own.
    ///
    /// # Errors
    /// When the terminal does not do as it is told.
    #[expect(clippy::disallowed_methods, reason = "the UI draws on the terminal itself")]
    pub(super) fn open(log: impl Fn(String) + Send + 'static) -> Result<Self, Error> {
        restore_before_panics();
        IS_OPEN.store(true, Ordering::SeqCst);
        let opened = (|| {
            enable_raw_mode()?;
            standard_error::divert(log)?;
            let mut out = BufWriter::with_capacity(FRAME_ROOM, io::stdout());
            execute!(out, EnterAlternateScreen, EnableBracketedPaste)?;
            Terminal::new(CrosstermBackend::new(out))
        })();
        match opened {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                restore();
                Err(failed(error))
            }
        }
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal does not tell.
    pub(super) fn size(&self) -> Result<(u16, u16), Error> {
        let size = self.terminal.size().map_err(failed)?;
        Ok((size.width, size.height))
    }

    /// Draws a frame: what differs from the last one goes out, and shows at once where the terminal can.
    ///
    /// # Errors
    /// When the terminal takes nothing any more.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> Result<(), Error> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate).map_err(failed)?;
        self.terminal.draw(draw).map_err(failed)?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate).map_err(failed)
    }

    /// Has the terminal tell of the mouse, or leaves the mouse to it.
    ///
    /// # Errors
    /// When the terminal takes nothing any more.
    pub(super) fn mouse(&mut self, used: bool) -> Result<(), Error> {
        let out = self.terminal.backend_mut();
        match used {
            true => execute!(out, EnableMouseCapture),
            false => execute!(out, DisableMouseCapture),
        }
        .map_err(failed)
    }

    /// Has the next frame go out whole.
    ///
    /// # Errors
    /// When the terminal takes nothing any more.
    pub(super) fn forget(&mut self) -> Result<(), Error> {
        let size = self.terminal.size().map_err(failed)?;
        // `clear` would ask the terminal where its cursor is, and wait for an answer that the reader of keys gets.
        let whole = Rect::new(0, 0, size.width, size.height);
        self.terminal.resize(whole).map_err(failed)
    }

    /// Rings the bell.
    ///
    /// # Errors
    /// When the terminal takes nothing any more.
    pub(super) fn ring(&mut self) -> Result<(), Error> {
        let out = self.terminal.backend_mut();
        io::Write::write_all(out, b"\x07").map_err(failed)?;
        io::Write::flush(out).map_err(failed)
    }

    /// Hands a text to the terminal's clipboard, which may be on another machine than this.
    ///
    /// # Errors
    /// When the text is longer than terminals take, or the terminal takes nothing any more.
    pub(super) fn copy(&mut self, text: &str) -> Result<(), Error> {
        if text.len() > MOST_COPIED {
            let message = message!("error-copy-long", most = MOST_COPIED);
            return Err(Error::invalid_input("copy_too_long", message));
        }
        let out = self.terminal.backend_mut();
        queue!(out, CopyToClipboard::to_clipboard_from(text)).map_err(failed)?;
        io::Write::flush(out).map_err(failed)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Makes the terminal what it was; does nothing if it is.
#[expect(clippy::disallowed_methods, reason = "the UI draws on the terminal itself")]
fn restore() {
    if !IS_OPEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // A terminal that is gone needs nothing any more.
    let _gone = execute!(
        out,
        DisableMouseCapture,
        DisableBracketedPaste,
        EndSynchronizedUpdate,
        LeaveAlternateScreen,
        Show
    );
    let _flushed = out.flush();
    let _raw = disable_raw_mode();
    standard_error::give_back();
}

/// Has a panic of this thread, which ends the UI, tell of itself on a terminal that is as it was. Those of other threads
/// are caught where they run; what they say is kept for the log.
fn restore_before_panics() {
    let (here, before) = (thread::current().id(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == here {
            restore();
        }
        before(panic);
    }));
}

fn failed(error: io::Error) -> Error {
    let message = message!("error-terminal", reason = error.to_string());
    Error::new(ErrorKind::Failed, "terminal_failed", message).source(error)
}

#[cfg(unix)]
mod standard_error {
    //! Standard error goes into a pipe, where it is the terminal.

    use std::{
        io::{self, BufRead, BufReader, IsTerminal, Read as _},
        os::fd::OwnedFd,
        sync::Mutex,
        thread,
    };

    use crate::mutex::lock;

    /// The longest line that is kept whole, in bytes.
    const LONGEST_LINE: u64 = 4096;

    /// What standard error was.
    static BEFORE: Mutex<Option<OwnedFd>> = Mutex::new(None);

    #[expect(
        clippy::disallowed_methods,
        reason = "nobody can be told while the UI owns the screen"
    )]
    pub(super) fn divert(log: impl Fn(String) + Send + 'static) -> io::Result<()> {
        if !io::stderr().is_terminal() {
            return Ok(());
        }
        let before = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stderr(), 3)?;
        let (reader, writer) = io::pipe()?;
        rustix::stdio::dup2_stderr(&writer)?;
        *lock(&BEFORE) = Some(before);
        thread::Builder::new()
            .name("standard error".to_owned())
            .spawn(move || {
                let mut reader = BufReader::new(reader);
                let mut line = Vec::new();
                while let Ok(1..) = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
                    log(String::from_utf8_lossy(&line).trim_end().to_owned());
                    line.clear();
                }
            })?;
        Ok(())
    }

    pub(super) fn give_back() {
        if let Some(before) = lock(&BEFORE).take() {
            // Without it nobody can be told either.
            let _lost = rustix::stdio::dup2_stderr(&before);
        }
    }
}

#[cfg(not(unix))]
mod standard_error {
    //! Standard error stays what it is.

    pub(super) fn divert(_log: impl Fn(String) + Send + 'static) -> std::io::Result<()> {
        Ok(())
    }

    pub(super) fn give_back() {}
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read as _;

    use pty_process::blocking::{Command, open};
    use rustix::termios::tcgetattr;

    use super::*;
    use crate::environment::Environment;

    const SAID: &str = "something on the screen broke";

    #[test]
    #[ignore = "the test below runs it, in a terminal of its own"]
    fn breaks_on_the_screen() {
        let _screen = Screen::open(|_| {}).expect("there is a terminal");
        panic!("{SAID}");
    }

    #[test]
    fn a_panic_tells_of_itself_on_a_terminal_that_is_as_it_was() {
        let (mut terminal, other_end) = open().expect("there is a terminal to be had");
        let before = tcgetattr(&terminal).expect("a terminal has modes").local_modes;
        let environment = Environment::of_this_process();
        let this = environment.executable().expect("this is an executable");
        let mut process = Command::new(this)
            .args(["--exact", "ui::terminal::tests::breaks_on_the_screen"])
            .args(["--ignored", "--nocapture"])
            .spawn(other_end)
            .expect("it starts");
        let (mut shown, mut buffer) = (Vec::new(), [0; 4096]);
        while let Ok(length @ 1..) = terminal.read(&mut buffer) {
            shown.extend_from_slice(&buffer[..length]);
        }
        assert!(!process.wait().expect("it ends").success());
        let shown = String::from_utf8_lossy(&shown);
        let entered = shown.find("\u{1b}[?1049h").expect("it had a screen of its own");
        let left = shown.find("\u{1b}[?1049l").expect("it left that screen");
        let said = shown.find(SAID).expect("the panic is told");
        assert!(entered < left && left < said, "{shown}");
        let after = tcgetattr(&terminal).expect("a terminal has modes").local_modes;
        assert_eq!(after, before, "keys are taken otherwise than before");
    }
}
