//! One line on stderr that tells how far a command is; only where stderr is a terminal.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often it is drawn, so that one sees that something goes on.
const TICK: Duration = Duration::from_millis(120);

/// The line. It goes away when dropped.
#[derive(Clone)]
pub struct ProgressLine {
    bar: ProgressBar,
}

impl ProgressLine {
    /// Creates the line, which stays invisible if `wanted` is false or stderr is no terminal.
    #[expect(
        clippy::disallowed_methods,
        reason = "a line that is drawn over again goes to the terminal by itself"
    )]
    pub fn new(wanted: bool) -> Self {
        let visible = wanted && std::io::stderr().is_terminal();
        let target = if visible {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        if visible {
            bar.enable_steady_tick(TICK);
        }
        Self { bar }
    }

    /// Whether anybody sees it.
    pub fn is_shown(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// Replaces the line's text. One that was taken away stays away: something else is written where it was.
    pub fn say(&self, text: String) {
        self.bar.set_message(text);
    }

    /// Begins with something else, and shows the line again if it was taken away.
    pub fn begin(&self, text: String) {
        if self.bar.is_finished() && self.is_shown() {
            self.bar.reset();
            self.bar.enable_steady_tick(TICK);
        }
        self.say(text);
    }

    /// Takes the line away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
