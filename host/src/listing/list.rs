//! Lists of types: each profile side by side with the others, in it each type, in that each region.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::mpsc;

use super::{
    About, Event, Listed, Outcome, Places, Regions, Remark, Target, Wanted,
    ask::{explained, side_by_side},
    denial::{self, Sight},
    pages::{Ended, OneTarget, Taken},
    regions,
};
use crate::{core::Core, error::Error, session::Session};

/// What all of a listing share.
pub(super) struct Listing {
    pub(super) core: Arc<Core>,
    pub(super) wanted: Vec<Wanted>,
    pub(super) places: Places,
    pub(super) events: mpsc::Sender<Event>,
    regions: Regions,
    slots: AtomicUsize,
}

/// What came of one type for one profile.
#[derive(Default)]
struct Part {
    answers: Vec<(Target, usize)>,
    failures: Vec<Error>,
    remarks: Vec<Remark>,
}

/// Lists these types for these profiles, and tells of each page as it comes. Every request takes one of the places.
/// Ends early once nobody listens any more.
pub async fn list(
    core: Arc<Core>,
    wanted: Vec<Wanted>,
    sessions: Vec<Arc<Session>>,
    regions: Regions,
    places: Places,
    events: mpsc::Sender<Event>,
) -> Listed {
    let listing = Arc::new(Listing {
        core,
        wanted,
        places,
        events,
        regions,
        slots: AtomicUsize::new(0),
    });
    let profiles = sessions
        .into_iter()
        .map(|session| Arc::clone(&listing).of_profile(session));
    let mut listed = Listed {
        outcome: Outcome {
            answers: Vec::new(),
            failures: Vec::new(),
        },
        remarks: Vec::new(),
    };
    for part in side_by_side(profiles).await.into_iter().flatten() {
        listed.outcome.answers.extend(part.answers);
        listed.outcome.failures.extend(part.failures);
        listed.remarks.extend(part.remarks);
    }
    listed
}

/// Lists a type in these targets, each of which is the slot of its place among them. A target whose list never came to
/// rest is a failure, whatever came of it.
pub async fn list_targets(
    core: Arc<Core>,
    wanted: Wanted,
    targets: Vec<Target>,
    places: Places,
    events: mpsc::Sender<Event>,
) -> Outcome<usize> {
    let listing = Arc::new(Listing {
        core,
        wanted: vec![wanted],
        places,
        events,
        regions: Regions::Default,
        slots: AtomicUsize::new(0),
    });
    let mut outcome = Outcome {
        answers: Vec::new(),
        failures: Vec::new(),
    };
    let taken = Taken::default();
    let tasks = targets
        .into_iter()
        .enumerate()
        .map(|(slot, target)| Arc::clone(&listing).of_target(target, 0, slot, taken.clone()));
    for (target, slot, ended) in side_by_side(tasks).await {
        match ended {
            Ended::Whole { .. } => outcome.answers.push((target, slot)),
            Ended::Unsettled { error, .. } | Ended::Failed(error) => {
                let error = error.in_region(&target.region);
                outcome.failures.push(error.for_profile(target.session.name()));
            }
        }
    }
    outcome
}

impl Listing {
    async fn of_profile(self: Arc<Self>, session: Arc<Session>) -> Vec<Part> {
        // Before its requests wait for places: those of all regions would hold places while one fetches them.
        if let Err(error) = self.places.run(self.core.credentials(&session)).await {
            return vec![Part::failed(error.for_profile(session.name()))];
        }
        let types =
            (0..self.wanted.len()).map(|wanted| Arc::clone(&self).of_type(Arc::clone(&session), wanted));
        side_by_side(types).await
    }

    async fn of_type(self: Arc<Self>, session: Arc<Session>, wanted: usize) -> Part {
        let resource = &self.wanted[wanted].resource;
        let regions = regions::of(&self.core, &self.places, &session, &self.regions, resource).await;
        let regions = match regions {
            Ok(regions) => regions,
            Err(error) => return Part::failed(error),
        };
        // Nobody listens: then nobody counts either.
        let _unheard = self.events.send(Event::Targets(regions.len())).await;
        let taken = Taken::default();
        let targets = regions.into_iter().map(|region| {
            let target = Target {
                session: Arc::clone(&session),
                region,
            };
            let slot = self.slots.fetch_add(1, Ordering::Relaxed);
            Arc::clone(&self).of_target(target, wanted, slot, taken.clone())
        });
        let ended = side_by_side(targets).await;
        self.judged(ended, &session, wanted).await
    }

    /// Lists one target.
    async fn of_target(
        self: Arc<Self>,
        target: Target,
        wanted: usize,
        slot: usize,
        taken: Taken,
    ) -> (Target, usize, Ended) {
        let ended = OneTarget::new(&self, wanted, slot, &target, taken).listed().await;
        let ended = match ended {
            Ended::Failed(error) if !self.regions.leaves_out(&error) => {
                let explaining = explained(&self.core, &target, error);
                let error = self.places.run(explaining).await;
                Ended::Failed(error.for_profile(target.session.name()))
            }
            ended => ended,
        };
        let _unheard = self.events.send(Event::Done).await;
        (target, slot, ended)
    }

    /// What the targets of a type and profile come to together.
    async fn judged(&self, ended: Vec<(Target, usize, Ended)>, session: &Session, wanted: usize) -> Part {
        let mut part = Part::default();
        let mut left_out = Vec::new();
        let mut total = 0;
        for (target, slot, ended) in ended {
            match ended {
                Ended::Whole { rows } => {
                    total += rows;
                    part.answers.push((target, slot));
                }
                Ended::Unsettled { rows, error } => {
                    total += rows;
                    part.failures
                        .push(error.in_region(&target.region).for_profile(session.name()));
                    part.answers.push((target, slot));
                }
                Ended::Failed(error) if self.regions.leaves_out(&error) => {
                    left_out.push((target.region, error));
                }
                Ended::Failed(error) => part.failures.push(error),
            }
        }
        let remark = |about| Remark {
            wanted,
            profile: session.name().to_owned(),
            about,
        };
        if part.answers.is_empty() && part.failures.is_empty() {
            // Nobody said anything: that no region is open is no list.
            let closed = left_out.into_iter();
            part.failures = closed
                .map(|(region, error)| error.in_region(&region).for_profile(session.name()))
                .collect();
        } else if !left_out.is_empty() {
            let regions = left_out.into_iter().map(|(region, _)| region).collect();
            part.remarks.push(remark(About::RegionsLeftOut(regions)));
        }
        let resource = &self.wanted[wanted].resource;
        if let (true, 0, [], [(target, _), ..]) =
            (resource.silent_denial, total, &*part.failures, &*part.answers)
        {
            match denial::sight(&self.core, &self.places, resource, target).await {
                Sight::Clear => {}
                Sight::Unknown => part.remarks.push(remark(About::MayBeDenied)),
                Sight::Denied(error) => {
                    part.answers.clear();
                    part.failures.push(error.for_profile(session.name()));
                }
            }
        }
        part
    }
}

impl Part {
    fn failed(error: Error) -> Self {
        Self {
            failures: vec![error],
            ..Self::default()
        }
    }
}
