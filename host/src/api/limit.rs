//! Adaptive limits: none until the API asks to slow down, then halved, and grown again with each success.
//!
//! One limit for each (account, product, action), shared by all regions of a command.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::sync::Notify;

use crate::mutex::lock;

/// Whose calls share a limit: the profile, the product, the action.
pub(super) type Bucket = (String, String, String);

/// All limits of a command.
#[derive(Default)]
pub(super) struct Limits {
    buckets: Mutex<HashMap<Bucket, Arc<Limit>>>,
}

impl Limits {
    /// The limit of a bucket.
    pub(super) fn of(&self, bucket: Bucket) -> Arc<Limit> {
        let mut buckets = lock(&self.buckets);
        Arc::clone(buckets.entry(bucket).or_default())
    }
}

/// How many calls may be under way at once.
#[derive(Default)]
pub(super) struct Limit {
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Default)]
struct State {
    in_flight: usize,
    /// None until the first throttle.
    most: Option<f64>,
    /// Counts the times that the limit was lowered, so that calls begun before do not lower it again.
    lowered: u64,
}

/// A place among the calls under way, given back when dropped.
pub(super) struct Place {
    limit: Arc<Limit>,
    lowered: u64,
}

impl Limit {
    /// Waits for a place.
    pub(super) async fn place(self: &Arc<Self>) -> Place {
        loop {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            if let Some(place) = self.try_place() {
                return place;
            }
            freed.await;
        }
    }

    fn try_place(self: &Arc<Self>) -> Option<Place> {
        let mut state = self.lock();
        #[expect(clippy::cast_precision_loss, reason = "thousands at most")]
        let free = state
            .most
            .is_none_or(|most| (state.in_flight as f64) < most.floor());
        free.then(|| {
            state.in_flight += 1;
            Place {
                limit: Arc::clone(self),
                lowered: state.lowered,
            }
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Place {
    /// The API asked to slow down: half as many from now on, one at least.
    pub(super) fn throttled(&self) {
        let mut state = self.limit.lock();
        if state.lowered != self.lowered {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "thousands at most")]
        let now = state.most.unwrap_or(state.in_flight as f64);
        state.most = Some((now / 2.0).max(1.0));
        state.lowered += 1;
    }

    /// The call was let through: about one more after as many successes as there are places.
    pub(super) fn succeeded(&self) {
        let mut state = self.limit.lock();
        state.most = state.most.map(|most| most + 1.0 / most);
        drop(state);
        self.limit.freed.notify_waiters();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.limit.lock().in_flight -= 1;
        self.limit.freed.notify_waiters();
    }
}

/// The longest wait that a `x-acs-retry-after` is obeyed for.
pub(super) const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    fn places(limit: &Arc<Limit>, wanted: usize) -> Vec<Place> {
        (0..wanted).map_while(|_| limit.try_place()).collect()
    }

    #[test]
    fn there_is_no_limit_until_the_first_throttle_then_half_and_growth() {
        let limit = Arc::new(Limit::default());
        let sixteen = places(&limit, 16);
        assert_eq!(sixteen.len(), 16);
        sixteen[0].throttled();
        sixteen[1].throttled();
        drop(sixteen);
        let eight = places(&limit, 16);
        assert_eq!(eight.len(), 8, "calls begun before the cut do not cut again");
        for _ in 0..3 {
            eight.iter().for_each(Place::succeeded);
        }
        drop(eight);
        let grown = places(&limit, 16).len();
        assert!((10..=11).contains(&grown), "{grown}");
    }

    #[test]
    fn one_place_is_always_left() {
        let limit = Arc::new(Limit::default());
        for _ in 0..5 {
            limit.try_place().expect("one").throttled();
        }
        assert_eq!(places(&limit, 5).len(), 1);
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let limit = Arc::new(Limit::default());
        let first = limit.place().await;
        first.throttled();
        let waiting = tokio::spawn({
            let limit = Arc::clone(&limit);
            async move { drop(limit.place().await) }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(first);
        waiting.await.expect("the waiting call gets the place");
    }
}
