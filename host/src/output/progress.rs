//! One line on stderr that tells how far a command is; only where stderr is a terminal.

use std::{
    io::IsTerminal,
    sync::{Arc, Mutex},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::mutex::lock;

/// How often it is drawn, so that one sees that something goes on.
const TICK: Duration = Duration::from_millis(120);

/// The line. It goes away when dropped.
#[derive(Clone)]
pub struct ProgressLine {
    bar: ProgressBar,
    standing: Arc<Mutex<Standing>>,
}

/// Whether the line is to be seen.
struct Standing {
    is_wanted: bool,
    /// How many have the terminal to themselves just now.
    asides: usize,
}

/// The line stands aside for as long as this is there, so that it is not drawn over what else the terminal shows.
#[must_use]
pub struct Aside(ProgressLine);

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
        Self::on(target, visible)
    }

    fn on(target: ProgressDrawTarget, visible: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        if visible {
            bar.enable_steady_tick(TICK);
        }
        let standing = Standing {
            is_wanted: visible,
            asides: 0,
        };
        Self {
            bar,
            standing: Arc::new(Mutex::new(standing)),
        }
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
        let mut standing = lock(&self.standing);
        standing.is_wanted = true;
        self.settle(&standing);
        self.say(text);
    }

    /// Takes the line away.
    pub fn clear(&self) {
        let mut standing = lock(&self.standing);
        standing.is_wanted = false;
        self.settle(&standing);
    }

    /// Takes the line away for as long as something else has the terminal, a question for instance.
    pub fn stand_aside(&self) -> Aside {
        let mut standing = lock(&self.standing);
        standing.asides += 1;
        self.settle(&standing);
        Aside(self.clone())
    }

    /// Shows the line, or takes it away, as it stands.
    fn settle(&self, standing: &Standing) {
        let is_seen = standing.is_wanted && standing.asides == 0;
        if !is_seen {
            self.bar.finish_and_clear();
        } else if self.bar.is_finished() && self.is_shown() {
            self.bar.reset();
            self.bar.enable_steady_tick(TICK);
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let Self(line) = self;
        let mut standing = lock(&line.standing);
        standing.asides -= 1;
        line.settle(&standing);
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use indicatif::TermLike;

    use super::*;

    /// A terminal that keeps what is written to it.
    #[derive(Clone, Debug, Default)]
    struct Kept(Arc<Mutex<String>>);

    impl TermLike for Kept {
        fn width(&self) -> u16 {
            80
        }

        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            lock(&self.0).push_str(text);
            Ok(())
        }

        fn clear_line(&self) -> io::Result<()> {
            lock(&self.0).clear();
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn line() -> (ProgressLine, Kept) {
        let kept = Kept::default();
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(kept.clone()), 255);
        (ProgressLine::on(target, true), kept)
    }

    /// What the terminal shows after the line was drawn, or was to be.
    fn drawn(line: &ProgressLine, kept: &Kept) -> String {
        line.bar.force_draw();
        lock(&kept.0).trim().to_owned()
    }

    #[test]
    fn nothing_is_drawn_while_something_else_has_the_terminal() {
        let (line, kept) = line();
        line.say("listing".to_owned());
        assert!(drawn(&line, &kept).contains("listing"));
        let (one, other) = (line.stand_aside(), line.stand_aside());
        line.say("still listing".to_owned());
        assert_eq!(drawn(&line, &kept), "");
        drop(one);
        assert_eq!(drawn(&line, &kept), "");
        drop(other);
        assert!(drawn(&line, &kept).contains("still listing"));
    }

    #[test]
    fn what_was_taken_away_meanwhile_stays_away_and_what_was_begun_comes() {
        let (line, kept) = line();
        let aside = line.stand_aside();
        line.clear();
        drop(aside);
        assert_eq!(drawn(&line, &kept), "");
        let aside = line.stand_aside();
        line.begin("listing".to_owned());
        assert_eq!(drawn(&line, &kept), "");
        drop(aside);
        assert!(drawn(&line, &kept).contains("listing"));
    }
}
