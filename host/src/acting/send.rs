//! Sends an action in batches, and finds out what became of it where nobody says so.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::time::Instant;
use yun_plugin_api::{
    ActRequest, ActResult, Row,
    manifest::{Manifest, Permission},
};

use super::{
    Accepted, Acting, Done, Event, Finished, Rehearsal, Stage, Subject,
    judge::{self, Progress},
};
use crate::{
    api::OUTCOME_UNKNOWN,
    core::plugin_answer,
    error::{Error, ErrorKind},
    hex,
    listing::Target,
    mutex::lock,
    services::ActCall,
    text::message,
};

/// How often a batch is sent whose answers are lost.
const MOST_SENDS: u32 = 5;
/// How long to wait before a batch is sent again; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// A part of a batch, how often it was sent, and what became of it if it was and nobody has looked at that yet.
struct Part {
    batch: Vec<Subject>,
    sends: u32,
    answered: Option<Answered>,
}

impl Part {
    fn unsent(batch: Vec<Subject>, sends: u32) -> Self {
        Self {
            batch,
            sends,
            answered: None,
        }
    }
}

/// What became of one request.
enum Answered {
    /// A result for each id.
    Each(Vec<ActResult>),
    /// It was refused as a whole.
    Refused(Error),
    /// Nobody knows whether it was carried out.
    Lost(Error),
}

impl Acting {
    /// Sends a batch of one target; answers with what the API took on. What failed is finished.
    pub(super) async fn send(&self, batch: Vec<Subject>) -> Vec<Accepted> {
        let mut taken = Vec::new();
        let mut open = vec![Part::unsent(batch, 0)];
        while let Some(Part {
            batch,
            sends,
            answered,
        }) = open.pop()
        {
            let answered = match answered {
                Some(answered) => answered,
                None => self.once(&batch).await,
            };
            match answered {
                Answered::Each(results) => taken.extend(self.sorted(batch, results, sends).await),
                Answered::Lost(error) => {
                    let (accepted, again) = self.aftermath(batch, &error, sends + 1).await;
                    taken.extend(accepted);
                    if !again.is_empty() {
                        tokio::time::sleep(FIRST_PAUSE * 2u32.pow(sends)).await;
                        open.push(Part::unsent(again, sends + 1));
                    }
                }
                Answered::Refused(error) if batch.len() > 1 && may_be_for_one(&error) => {
                    match self.halved(&batch, sends, &error).await {
                        Some(halves) => open.extend(halves),
                        None => self.refuse_all(batch, &error),
                    }
                }
                Answered::Refused(error) => {
                    let refused = batch.into_iter().map(|subject| (subject, error.clone()));
                    taken.extend(self.refused(refused.collect(), sends).await);
                }
            }
        }
        taken
    }

    /// The halves of a batch that was refused as a whole. Who may not act on either half, may not act: none then, so
    /// that a user without the right does not ask for each id.
    async fn halved(&self, batch: &[Subject], sends: u32, error: &Error) -> Option<[Part; 2]> {
        let (first, second) = batch.split_at(batch.len() / 2);
        let mut halves = [
            Part::unsent(first.to_vec(), sends),
            Part::unsent(second.to_vec(), sends),
        ];
        if error.kind() == ErrorKind::Permission {
            let mut is_refused = true;
            for half in &mut halves {
                let answered = self.once(&half.batch).await;
                is_refused &=
                    matches!(&answered, Answered::Refused(error) if error.kind() == ErrorKind::Permission);
                half.answered = Some(answered);
            }
            if is_refused {
                return None;
            }
        }
        Some(halves)
    }

    fn refuse_all(&self, batch: Vec<Subject>, error: &Error) {
        for subject in batch {
            self.fail(&subject, error.clone());
        }
    }

    /// An error with where it happened.
    pub(super) fn located(&self, subject: &Subject, error: Error) -> Error {
        let target = &self.targets[subject.target];
        error.for_profile(target.session.name()).in_region(&target.region)
    }

    /// Has the plugin send one request.
    async fn once(&self, batch: &[Subject]) -> Answered {
        let Some(Target { session, region }) = batch.first().map(|first| &self.targets[first.target]) else {
            return Answered::Each(Vec::new());
        };
        let deed = &self.deed;
        let served = match self.core.catalog.resource(&deed.resource.resource_type) {
            Ok(served) => served,
            Err(error) => return Answered::Refused(error),
        };
        let act = ActCall {
            client_token: deed.action.client_token.then(client_token).flatten(),
            ..ActCall::default()
        };
        let request = ActRequest {
            resource_type: served.provided.resource_type.clone(),
            region: region.clone(),
            action: deed.action.name.clone(),
            ids: batch.iter().map(|subject| subject.id.clone()).collect(),
            params: deed.params.clone(),
            dry_run: deed.rehearsal == Rehearsal::Native,
            client_token: act.client_token.clone(),
        };
        let (taken_down, may_have_acted) = (act.taken_down.clone(), act.may_have_acted.clone());
        let acting = async {
            if self.core.is_cancelled() {
                let message = message!("error-interrupted");
                return Err(Error::new(ErrorKind::Cancelled, "interrupted", message));
            }
            if deed.rehearsal == Rehearsal::None {
                for subject in batch {
                    self.moved(&subject.id, Stage::Sent);
                }
            }
            let allowed = (self.permission(), act);
            self.core.act(&served, session, allowed, &request).await
        };
        let answer = self.places.run(acting).await;
        let calls = std::mem::take(&mut *lock(&taken_down));
        if !calls.is_empty() {
            for call in calls {
                let _unheard = self.events.send(Event::WouldSend(Box::new(call)));
            }
            let accepted = |subject: &Subject| ActResult::accepted(&subject.id);
            return Answered::Each(batch.iter().map(accepted).collect());
        }
        match answer {
            Ok(answer) => Answered::Each(answer.results),
            // What the plugin says of a change that was let through is its own word; whether it was carried out is seen.
            Err(error) if may_have_acted.load(Ordering::SeqCst) => Answered::Lost(error),
            Err(error) => Answered::Refused(error),
        }
    }

    fn permission(&self) -> Permission {
        let resource_type = self.deed.resource.resource_type.clone();
        let action = self.deed.action.name.clone();
        match self.deed.rehearsal {
            Rehearsal::TakenDown => Permission::Preview {
                resource_type,
                action,
            },
            rehearsal => Permission::Act {
                resource_type,
                action,
                dry_run: rehearsal == Rehearsal::Native,
            },
        }
    }

    /// What the results say of each id. One that has none was not answered by the plugin.
    async fn sorted(&self, batch: Vec<Subject>, results: Vec<ActResult>, sends: u32) -> Vec<Accepted> {
        let mut results: BTreeMap<String, ActResult> = results
            .into_iter()
            .map(|result| (result.id.clone(), result))
            .collect();
        let manifest = self.served_manifest();
        let (mut taken, mut refused, mut unanswered) = (Vec::new(), Vec::new(), Vec::new());
        for subject in batch {
            match results.remove(&subject.id) {
                Some(result) if result.ok => taken.push(self.accepted(subject, result, sends)),
                Some(result) => {
                    let error = match (result.error, &manifest) {
                        (Some(error), Some(manifest)) => Error::from_plugin(error, manifest),
                        _ => plugin_answer(&self.deed.resource.resource_type),
                    };
                    refused.push((subject, error));
                }
                None if self.deed.rehearsal == Rehearsal::None => unanswered.push(subject),
                None => {
                    let error = plugin_answer(&self.deed.resource.resource_type);
                    refused.push((subject, error));
                }
            }
        }
        taken.extend(self.refused(refused, sends).await);
        if !unanswered.is_empty() {
            let error = plugin_answer(&self.deed.resource.resource_type);
            let (accepted, _) = self.aftermath(unanswered, &error, MOST_SENDS).await;
            taken.extend(accepted);
        }
        taken
    }

    fn served_manifest(&self) -> Option<Arc<Manifest>> {
        let served = self
            .core
            .catalog
            .resource(&self.deed.resource.resource_type)
            .ok()?;
        Some(Arc::clone(served.manifest))
    }

    fn accepted(&self, subject: Subject, result: ActResult, sends: u32) -> Accepted {
        let present = |status: Option<String>| status.filter(|status| !status.is_empty());
        let was = present(result.previous_status).or_else(|| present(Some(subject.status())));
        let status = present(result.status).or_else(|| was.clone());
        let waits = self.deed.action.waits.as_ref();
        let left = match (waits, &status) {
            (Some(waits), Some(status)) => judge::is_outside(waits, status),
            _ => false,
        };
        if self.deed.rehearsal == Rehearsal::None {
            self.moved(&subject.id, Stage::Going(status.clone().unwrap_or_default()));
        }
        Accepted {
            subject,
            // What was sent before may have done it.
            done: match result.unchanged && sends == 0 {
                true => Done::Unchanged,
                false => Done::Changed,
            },
            was,
            status,
            left,
            since: Instant::now(),
        }
    }

    /// Ids that the API refused. Somebody else may have led them to where the action leads meanwhile, or what was sent
    /// before and seemed lost.
    async fn refused(&self, refused: Vec<(Subject, Error)>, sends: u32) -> Vec<Accepted> {
        let may_be_there = |error: &Error| {
            self.deed.action.state_setting && self.deed.rehearsal == Rehearsal::None && is_of_its_state(error)
        };
        let (open, closed): (Vec<_>, Vec<_>) =
            refused.into_iter().partition(|(_, error)| may_be_there(error));
        let mut taken = Vec::new();
        for chunk in open.chunks(self.deed.resource.most_got()) {
            let ids: Vec<String> = chunk.iter().map(|(subject, _)| subject.id.clone()).collect();
            let mut rows = match chunk.first() {
                Some((first, _)) => self.get(first.target, &ids).await.ok(),
                None => None,
            };
            for (subject, error) in chunk {
                let now = rows.as_mut().map(|rows| rows.remove(&subject.id));
                match now.and_then(|now| self.led_there(subject, now.as_ref(), sends)) {
                    Some(accepted) => taken.push(accepted),
                    None => self.fail(subject, error.clone()),
                }
            }
        }
        for (subject, error) in closed {
            // It was sent before and seemed lost: that this time it was refused says nothing of that.
            if sends > 0 {
                let (accepted, _) = self.aftermath(vec![subject], &error, MOST_SENDS).await;
                taken.extend(accepted);
            } else {
                self.fail(&subject, error);
            }
        }
        taken
    }

    /// What is where the action leads, or on its way there, though the API refused it.
    fn led_there(&self, subject: &Subject, now: Option<&Row>, sends: u32) -> Option<Accepted> {
        let progress = self.progress(subject, now, false);
        let is_as_wanted = now.is_none_or(|now| judge::is_set(&self.deed.action, &self.deed.params, now));
        let is_there = match progress {
            Progress::Done if !is_as_wanted => return None,
            Progress::Done => true,
            Progress::Going => false,
            _ => return None,
        };
        Some(Accepted {
            subject: subject.clone(),
            done: match sends {
                0 => Done::Unchanged,
                _ => Done::Changed,
            },
            was: Some(subject.status()).filter(|status| !status.is_empty()),
            status: now.map(|row| super::text_of(row, "status")),
            left: is_there,
            since: Instant::now(),
        })
    }

    fn fail(&self, subject: &Subject, error: Error) {
        let error = self.located(subject, error);
        self.finish(Finished::of(subject, Err(error)));
    }

    /// Looks at what became of a batch whose answer was lost, after so many sends: what was begun is taken on, and what
    /// may be sent again is answered as such. The rest is finished as unknown.
    async fn aftermath(
        &self,
        batch: Vec<Subject>,
        lost: &Error,
        sends: u32,
    ) -> (Vec<Accepted>, Vec<Subject>) {
        let Some(target) = batch.first().map(|first| first.target) else {
            return (Vec::new(), Vec::new());
        };
        let mut rows = BTreeMap::new();
        let ids: Vec<String> = batch.iter().map(|subject| subject.id.clone()).collect();
        for chunk in ids.chunks(self.deed.resource.most_got()) {
            match self.get(target, chunk).await {
                Ok(found) => rows.extend(found),
                Err(_) => {
                    // Nobody can say anything about any of them.
                    for subject in &batch {
                        self.unknown(subject, lost);
                    }
                    return (Vec::new(), Vec::new());
                }
            }
        }
        let may_repeat = self.deed.action.state_setting && sends < MOST_SENDS;
        let (mut taken, mut again) = (Vec::new(), Vec::new());
        for subject in batch {
            let now = rows.remove(&subject.id);
            let status = now.as_ref().map(|row| super::text_of(row, "status"));
            match self.progress(&subject, now.as_ref(), false) {
                progress @ (Progress::Done | Progress::Going | Progress::Failed) => {
                    let status = status.filter(|status| !status.is_empty());
                    self.moved(&subject.id, Stage::Going(status.clone().unwrap_or_default()));
                    taken.push(Accepted {
                        was: Some(subject.status()).filter(|status| !status.is_empty()),
                        left: progress == Progress::Done || self.has_left(&subject, now.as_ref()),
                        subject,
                        done: Done::Changed,
                        status,
                        since: Instant::now(),
                    });
                }
                Progress::NotBegun if may_repeat => again.push(subject),
                Progress::NotBegun | Progress::Gone => self.unknown(&subject, lost),
            }
        }
        (taken, again)
    }

    pub(super) fn progress(&self, subject: &Subject, now: Option<&Row>, left: bool) -> Progress {
        judge::progress(&self.deed.action, &self.deed.params, (&subject.row, now), left)
    }

    pub(super) fn has_left(&self, subject: &Subject, now: Option<&Row>) -> bool {
        match (&self.deed.action.waits, now) {
            (Some(waits), Some(now)) => judge::has_left(waits, &subject.row, now),
            _ => false,
        }
    }

    /// Finishes an id of which nobody knows whether it was acted on.
    fn unknown(&self, subject: &Subject, lost: &Error) {
        let resource_type = self.deed.resource.resource_type.as_str();
        let error = if lost.code() == OUTCOME_UNKNOWN {
            lost.clone()
        } else {
            let message = message!("error-outcome-unknown", action = self.deed.action.name.as_str());
            lost.clone().because_of(OUTCOME_UNKNOWN, message)
        };
        let hint = message!(
            "hint-outcome-look",
            kind = resource_type,
            id = subject.id.as_str(),
            region = self.targets[subject.target].region.as_str()
        );
        let error = self.located(subject, error.retryable(false).hint(hint));
        self.finish(Finished::of(subject, Err(error)));
    }
}

/// Whether a batch may have been refused for some of its ids, so that the others are worth trying without them.
fn may_be_for_one(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::Failed | ErrorKind::InvalidInput | ErrorKind::Permission
    )
}

/// Whether the API may have refused an id for being in another state than it was when it was looked at.
fn is_of_its_state(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Failed)
}

/// A token that makes the API carry out a repeated request once: at most 64 ASCII characters. None without randomness:
/// no token is better than one that somebody else may have.
fn client_token() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(format!("yun-{}", hex::encode(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_ascii_short_and_new_each_time() {
        let token = || client_token().expect("randomness");
        let (one, other) = (token(), token());
        assert!(one.is_ascii() && one.len() <= 64 && one != other, "{one} {other}");
    }
}
