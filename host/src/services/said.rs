//! How much a call may say: a plugin that says more is heard no more, and the log has one line about that.

use std::{
    borrow::Cow,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{mutex::lock, text::beginning};

/// How many lines a call may have in the log, refusals of what it asked for included.
const MOST_LINES: u32 = 1000;
/// How many characters of a text are taken.
const LONGEST_TEXT: usize = 1000;
/// How often the progress that people see may change.
const PROGRESS_EVERY: Duration = Duration::from_millis(20);

/// What a call has said so far.
#[derive(Debug, Default)]
pub(super) struct Said {
    lines: AtomicU32,
    progress: Mutex<Option<Instant>>,
}

impl Said {
    /// Whether another line of the plugin's call may be logged.
    pub(super) fn one_more_line(&self, plugin: &str) -> bool {
        // It stops counting above the limit, so that it never starts again.
        let count = |lines: u32| (lines <= MOST_LINES).then_some(lines + 1);
        match self
            .lines
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, count)
        {
            Ok(before) if before < MOST_LINES => true,
            Ok(_) => {
                tracing::error!(
                    plugin,
                    "the call logs more than {MOST_LINES} lines: the others are left out"
                );
                false
            }
            Err(_) => false,
        }
    }

    /// Whether its progress may be shown: at once the first time, later once in a while.
    pub(super) fn is_time_for_progress(&self) -> bool {
        let mut last = lock(&self.progress);
        let is_time = last.is_none_or(|last| last.elapsed() >= PROGRESS_EVERY);
        if is_time {
            *last = Some(Instant::now());
        }
        is_time
    }
}

/// As much of a text as is taken.
pub(super) fn taken(text: &str) -> Cow<'_, str> {
    beginning(text, LONGEST_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_heard_for_a_thousand_lines() {
        let said = Said::default();
        let heard = (0..3000).filter(|_| said.one_more_line("p")).count();
        assert_eq!(heard, 1000);
    }

    #[test]
    fn progress_is_shown_at_once_and_then_not_too_often() {
        let said = Said::default();
        let start = Instant::now();
        let shown = (0..100_000).filter(|_| said.is_time_for_progress()).count();
        let most = 1 + start.elapsed().as_millis() as usize / PROGRESS_EVERY.as_millis() as usize;
        assert!((1..=most).contains(&shown), "{shown} of {most}");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(taken("短"), "短");
        let cut = taken(&"长".repeat(5000)).into_owned();
        assert_eq!(cut.chars().count(), LONGEST_TEXT + 1);
        assert!(cut.ends_with('…'));
    }
}
