//! Waits until what was taken on is done: many ids in one call, ever more slowly.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::time::Instant;
use yun_plugin_api::Row;

use super::{Accepted, Acting, Done, Rehearsal, Stage, judge::Progress, text_of};
use crate::{
    error::{Error, ErrorKind},
    listing::side_by_side,
    text::message,
};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long the look at the end of a wait may take.
const LAST_LOOK: Duration = Duration::from_secs(2);
/// How long the states that must be left are waited for to be left, once the API took the action on. What leaves them
/// and comes back between two looks was never seen elsewhere.
const LEAVE_WITHIN: Duration = Duration::from_secs(15);

/// What a look at several ids showed.
type Rows = Result<BTreeMap<String, Row>, Error>;

impl Acting {
    /// Waits for what one target took on, and finishes it all.
    pub(super) async fn wait(self: &Arc<Self>, mut pending: Vec<Accepted>) {
        let limit = match (&self.deed.action.waits, self.deed.wait) {
            (Some(_), Some(limit)) if self.deed.rehearsal == Rehearsal::None => limit,
            _ => {
                for accepted in pending {
                    self.finish(accepted.finished(Ok(accepted.done)));
                }
                return;
            }
        };
        let deadline = Instant::now() + limit;
        let mut pause = FIRST_PAUSE;
        while !pending.is_empty() {
            let next = (Instant::now() + pause).min(deadline);
            tokio::time::sleep_until(next).await;
            pause = pause.mul_f64(1.5).min(LONGEST_PAUSE);
            // A look that takes longer than the wait may is given up; what was seen before it stays.
            let looked = tokio::time::timeout_at(deadline + LAST_LOOK, self.look_at(&pending)).await;
            match looked {
                Ok(seen) => pending = self.judged_all(pending, seen),
                Err(_) => break,
            }
            if next >= deadline {
                break;
            }
        }
        for accepted in pending {
            let error = self.out_of_time(&accepted, limit);
            self.finish(accepted.finished(Err(error)));
        }
    }

    /// Looks once at all that is pending, many ids in one call. How many calls run at once is decided where each takes
    /// its place.
    async fn look_at(self: &Arc<Self>, pending: &[Accepted]) -> Vec<Rows> {
        let looks = pending.chunks(self.deed.resource.most_got()).map(|chunk| {
            let ids: Vec<String> = chunk.iter().map(|accepted| accepted.subject.id.clone()).collect();
            let (acting, target) = (Arc::clone(self), chunk[0].subject.target);
            async move { acting.get(target, &ids).await }
        });
        side_by_side(looks).await
    }

    /// Finishes what the looks show to be over; answers with what still is pending.
    fn judged_all(&self, pending: Vec<Accepted>, looks: Vec<Rows>) -> Vec<Accepted> {
        let chunks = pending.chunks(self.deed.resource.most_got());
        chunks
            .zip(looks)
            .flat_map(|(chunk, rows)| self.judged(chunk.to_vec(), rows))
            .collect()
    }

    fn judged(&self, chunk: Vec<Accepted>, rows: Rows) -> Vec<Accepted> {
        let mut rows = match rows {
            Ok(rows) => rows,
            // It may pass until the time is over.
            Err(error) if error.is_retryable() => return chunk,
            Err(error) => {
                for accepted in chunk {
                    let unseen = message!("error-end-unseen", action = self.deed.action.name.as_str());
                    let error = error.clone().because_of("end_unseen", unseen);
                    self.finish(accepted.finished(Err(error)));
                }
                return Vec::new();
            }
        };
        let look = |accepted: Accepted| {
            let now = rows.remove(&accepted.subject.id);
            self.seen(accepted, now.as_ref())
        };
        chunk.into_iter().filter_map(look).collect()
    }

    /// Finishes what is done or failed; answers with what is still going on.
    fn seen(&self, mut accepted: Accepted, now: Option<&Row>) -> Option<Accepted> {
        accepted.left |= self.must_have_left(&accepted);
        let progress = self.progress(&accepted.subject, now, accepted.left);
        let status = now.map(|row| text_of(row, "status"));
        let has_moved = status != accepted.status;
        accepted.status = status.filter(|status| !status.is_empty());
        match progress {
            Progress::Done => self.finish(accepted.finished(Ok(accepted.done))),
            Progress::Failed => {
                let error = self.ended_badly(&accepted);
                self.finish(accepted.finished(Err(error)));
            }
            Progress::Gone => {
                let message = message!("error-gone", action = self.deed.action.name.as_str());
                let error = Error::new(ErrorKind::NotFound, "gone", message);
                let error = self.located(&accepted.subject, error);
                self.finish(accepted.finished(Err(error)));
            }
            Progress::Going | Progress::NotBegun => {
                accepted.left |= self.has_left(&accepted.subject, now);
                if has_moved {
                    let status = accepted.status.clone().unwrap_or_default();
                    self.moved(&accepted.subject.id, Stage::Going(status));
                }
                return Some(accepted);
            }
        }
        None
    }

    /// Whether the states that must be left must have been by now, though nobody saw it. Where a column would have told,
    /// it is believed.
    fn must_have_left(&self, accepted: &Accepted) -> bool {
        let waits = self.deed.action.waits.as_ref();
        let column = waits.and_then(|waits| waits.renews.as_deref());
        let tells = column.is_some_and(|column| !text_of(&accepted.subject.row, column).is_empty());
        !tells && accepted.since.elapsed() >= LEAVE_WITHIN
    }

    fn ended_badly(&self, accepted: &Accepted) -> Error {
        let message = message!(
            "error-action-failed",
            action = self.deed.action.name.as_str(),
            status = accepted.status.clone().unwrap_or_default()
        );
        self.located(
            &accepted.subject,
            Error::new(ErrorKind::Failed, "action_failed", message),
        )
    }

    fn out_of_time(&self, accepted: &Accepted, limit: Duration) -> Error {
        let (action, seconds) = (self.deed.action.name.as_str(), limit.as_secs_f64().to_string());
        let status = accepted.status.clone().unwrap_or_default();
        let message = match accepted.done {
            Done::Changed => message!(
                "error-wait-timeout",
                action = action,
                seconds = seconds,
                status = status
            ),
            Done::Unchanged => message!(
                "error-wait-timeout-unsent",
                action = action,
                seconds = seconds,
                status = status
            ),
        };
        let error = Error::new(ErrorKind::Unavailable, "wait_timeout", message)
            .hint(message!("hint-wait-timeout"))
            .retryable(false);
        self.located(&accepted.subject, error)
    }
}
