//! Actions, by the steps that commands take: look and plan, and once somebody has said that it is meant, carry out.
//!
//! Each resource is looked for under the profile and in the region that its row was listed in, and nowhere else: what is
//! done is done under the account of that row, whichever was chosen since. What was planned is kept until it is carried
//! out or given up, so that what is done is what somebody read.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::effects::Tools;
use crate::{
    acting::{self, Acting, Finished, Plan, Rehearsal},
    error::Error,
    listing::{Places, Regions, Target, side_by_side},
    mutex::lock,
    ui::{
        effect::{Order, Subject},
        event::{Acted, Event, Generation, Looked, Planned, Seen},
        rows::Place,
    },
};

/// An action that was planned.
pub(super) struct Prepared {
    parts: Vec<Part>,
    /// What cannot be asked for at all, as where its profile is gone.
    unusable: Vec<(Subject, Finished)>,
}

/// The part of an action that concerns one place.
struct Part {
    place: Place,
    resource_type: String,
    acting: Arc<Acting>,
    plan: Plan,
    events: UnboundedReceiver<acting::Event>,
}

impl Tools {
    /// Looks at what an action is for, and keeps what comes of it.
    pub(super) async fn plan(self: &Arc<Self>, of: Generation, order: Order) -> Result<Planned, Error> {
        let prepared = self.prepared(order, Rehearsal::None).await;
        let planned = prepared.planned();
        lock(&self.planned).insert(of, prepared);
        Ok(planned)
    }

    /// Gives up what was planned.
    pub(super) fn give_up(&self, of: Generation) {
        lock(&self.planned).remove(&of);
    }

    /// Carries out what was planned.
    pub(super) async fn act(self: &Arc<Self>, of: Generation) -> Result<(), Error> {
        let prepared = lock(&self.planned).remove(&of);
        if let Some(prepared) = prepared {
            self.carry_out(of, prepared).await;
        }
        Ok(())
    }

    /// Plans an action and tries it, without changing anything.
    pub(super) async fn rehearse(self: &Arc<Self>, of: Generation, order: Order) -> Result<(), Error> {
        let rehearsal = Rehearsal::of(&order.action);
        let prepared = self.prepared(order, rehearsal).await;
        self.carry_out(of, prepared).await;
        Ok(())
    }

    async fn prepared(self: &Arc<Self>, order: Order, rehearsal: Rehearsal) -> Prepared {
        let places = Places::new(self.concurrency);
        let mut ids: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for subject in &order.subjects {
            let place = (subject.profile.clone(), subject.region.clone());
            let there = ids.entry(place).or_default();
            if !there.contains(&subject.id) {
                there.push(subject.id.clone());
            }
        }
        let order = Arc::new(order);
        let parts = ids.into_iter().map(|((profile, region), ids)| {
            let place = Place { profile, region };
            let (tools, order, places) = (Arc::clone(self), Arc::clone(&order), places.clone());
            async move {
                let part = tools.part(&order, rehearsal, &place, &ids, places).await;
                (place, ids, part)
            }
        });
        let mut prepared = Prepared {
            parts: Vec::new(),
            unusable: Vec::new(),
        };
        for (place, ids, part) in side_by_side(parts).await {
            match part {
                Ok(part) => prepared.parts.push(part),
                Err(error) => prepared.unusable.extend(ids.into_iter().map(|id| {
                    let subject = subject(&order.resource_type, &place, &id);
                    (subject, Finished::unseen(id, error.clone()))
                })),
            }
        }
        prepared
    }

    async fn part(
        self: &Arc<Self>,
        order: &Order,
        rehearsal: Rehearsal,
        place: &Place,
        ids: &[String],
        places: Places,
    ) -> Result<Part, Error> {
        let core = self.core();
        let resource = core.catalog.resource(&order.resource_type)?.provided.clone();
        let session = self.session(vec![place.profile.clone()]).await?;
        let (sender, events) = mpsc::unbounded_channel();
        let acting = Arc::new(Acting {
            core,
            deed: acting::Deed {
                resource,
                action: order.action.clone(),
                params: order.params.clone(),
                rehearsal,
                wait: Some(acting::USUAL_WAIT),
            },
            targets: vec![Target {
                session,
                region: place.region.clone(),
            }],
            regions: Regions::Named(vec![place.region.clone()]),
            places,
            ledger: Arc::default(),
            events: sender,
        });
        let found = acting::look(&acting, ids).await;
        let mut plan = Plan::of(&acting.deed, found.subjects);
        plan.finished.extend(found.missing);
        Ok(Part {
            place: place.clone(),
            resource_type: order.resource_type.clone(),
            acting,
            plan,
            events,
        })
    }

    async fn carry_out(self: &Arc<Self>, of: Generation, prepared: Prepared) {
        for (subject, finished) in prepared.unusable {
            self.tell(of, Acted::Finished(subject, Box::new(finished))).await;
        }
        let parts = prepared.parts.into_iter().map(|part| {
            let tools = Arc::clone(self);
            async move { tools.carry_out_part(of, part).await }
        });
        side_by_side(parts).await;
    }

    /// Carries out what concerns one place, tells of each resource as it goes, and looks at them all at the end.
    async fn carry_out_part(self: &Arc<Self>, of: Generation, part: Part) {
        let Part {
            place,
            resource_type,
            acting,
            plan,
            mut events,
        } = part;
        let touched = plan.ready.iter().chain(&plan.on_the_way);
        let touched: Vec<String> = touched.map(|subject| subject.id.clone()).collect();
        let rehearsal = acting.deed.rehearsal;
        let mut work = tokio::spawn(Arc::clone(&acting).carry_out(plan));
        loop {
            tokio::select! {
                biased;
                Some(event) = events.recv() => self.tell(of, acted(event, &resource_type, &place)).await,
                ended = &mut work => {
                    if let Err(failed) = ended {
                        std::panic::resume_unwind(failed.into_panic());
                    }
                    break;
                }
            }
        }
        while let Ok(event) = events.try_recv() {
            self.tell(of, acted(event, &resource_type, &place)).await;
        }
        if rehearsal != Rehearsal::None {
            return;
        }
        for ids in touched.chunks(acting.deed.resource.most_got()) {
            // What cannot be looked at stays as it was last seen.
            let Ok(rows) = acting.get(0, ids).await else {
                continue;
            };
            let is_gone = |id: &&String| !rows.contains_key(*id);
            let seen = Seen {
                resource_type: resource_type.clone(),
                place: place.clone(),
                gone: ids.iter().filter(is_gone).cloned().collect(),
                rows: rows.into_values().collect(),
            };
            self.tell(of, Acted::Seen(seen)).await;
        }
    }

    async fn tell(&self, of: Generation, acted: Acted) {
        let _nobody_listens = self.answers.send(Event::Acted(of, acted)).await;
    }
}

impl Prepared {
    fn planned(&self) -> Planned {
        let mut planned = Planned {
            ready: Vec::new(),
            on_the_way: Vec::new(),
            over: self.unusable.clone(),
        };
        for part in &self.parts {
            let looked = |found: &acting::Subject| Looked {
                subject: subject(&part.resource_type, &part.place, &found.id),
                name: found.name(),
                status: found.status(),
            };
            planned.ready.extend(part.plan.ready.iter().map(looked));
            planned.on_the_way.extend(part.plan.on_the_way.iter().map(looked));
            let over = part.plan.finished.iter().map(|finished| {
                let subject = subject(&part.resource_type, &part.place, &finished.id);
                (subject, finished.clone())
            });
            planned.over.extend(over);
        }
        planned
    }
}

fn acted(event: acting::Event, resource_type: &str, place: &Place) -> Acted {
    match event {
        acting::Event::Moved(id, stage) => Acted::Moved(subject(resource_type, place, &id), stage),
        acting::Event::Finished(finished) => {
            Acted::Finished(subject(resource_type, place, &finished.id), finished)
        }
        acting::Event::WouldSend(call) => Acted::WouldSend(acting::in_words(&call)),
    }
}

fn subject(resource_type: &str, place: &Place, id: &str) -> Subject {
    Subject {
        resource_type: resource_type.to_owned(),
        profile: place.profile.clone(),
        region: place.region.clone(),
        id: id.to_owned(),
    }
}
