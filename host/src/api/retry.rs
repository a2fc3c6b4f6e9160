//! When to try again: full-jitter backoff, and a budget for the whole command.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

/// How often one call is tried at most.
pub(super) const MOST_TRIES: u32 = 6;
/// How often a call is tried that got no answer in time: a dead endpoint stays dead.
pub(super) const MOST_SILENT_TRIES: u32 = 2;

const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What retries may cost in all: one each, and each success gives a fifth back.
///
/// When a service is down for every region, the command ends instead of trying each call six times.
pub(super) struct Budget {
    fifths: AtomicI64,
}

const WHOLE: i64 = 5;
const MOST: i64 = 100 * WHOLE;

impl Default for Budget {
    fn default() -> Self {
        Self {
            fifths: AtomicI64::new(MOST),
        }
    }
}

impl Budget {
    /// Takes a retry out of the budget, if one is left.
    pub(super) fn take(&self) -> bool {
        let take = |fifths| (fifths >= WHOLE).then_some(fifths - WHOLE);
        self.fifths
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_ok()
    }

    /// A call succeeded.
    pub(super) fn refund(&self) {
        let refund = |fifths: i64| Some((fifths + 1).min(MOST));
        let _ = self
            .fifths
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, refund);
    }
}

/// How long to wait before the try after `tries` failed ones; `random` is from 0 to 1.
pub(super) fn backoff(tries: u32, random: f64) -> Duration {
    let ceiling = FIRST_WAIT
        .saturating_mul(2u32.saturating_pow(tries.saturating_sub(1)))
        .min(LONGEST_WAIT);
    ceiling.mul_f64(random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_ceiling_and_are_spread_below_it() {
        assert_eq!(backoff(1, 1.0), Duration::from_millis(200));
        assert_eq!(backoff(3, 0.5), Duration::from_millis(400));
        assert_eq!(backoff(30, 1.0), LONGEST_WAIT);
        assert_eq!(backoff(3, 0.0), Duration::ZERO);
    }

    #[test]
    fn the_budget_ends_and_successes_fill_it() {
        let budget = Budget::default();
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
        (0..5).for_each(|_| budget.refund());
        assert!(budget.take());
        assert!(!budget.take());
    }
}
