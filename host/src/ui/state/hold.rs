//! Keys that are not taken for a moment, because something else than before would take them.

use std::time::Duration;

use super::State;
use crate::ui::event::Moment;

/// How long no keys are taken once something came up by itself: long enough to see it, and to stop typing.
const HOLD: Duration = Duration::from_millis(700);
/// How long nothing must have been typed before keys are taken again: longer than between two keys of who types fast.
const PAUSE: Duration = Duration::from_millis(300);

impl State {
    /// Takes no keys for a moment. Something came up, or went away, that nobody pressed a key for: whoever types just
    /// now means something else.
    pub(in crate::ui) fn hold(&mut self) {
        self.held_until = Some(self.now + HOLD);
    }

    /// Whether keys are not taken just now.
    pub(in crate::ui) fn is_held(&self) -> bool {
        self.held_until.is_some()
    }

    /// A key came that is not taken: whoever pressed it may be about to press the next.
    pub(in crate::ui) fn hold_on(&mut self) {
        let pause = self.now + PAUSE;
        self.held_until = self.held_until.map(|until| until.max(pause));
    }

    /// Takes keys again if it is time; whether it was.
    pub(in crate::ui) fn let_go(&mut self, now: Moment) -> bool {
        let is_over = self.held_until.is_some_and(|until| until <= now);
        if is_over {
            self.held_until = None;
        }
        is_over
    }
}
