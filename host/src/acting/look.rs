//! Finds resources by their ids, in whichever target they are.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::mpsc;
use yun_plugin_api::{GetAnswer, GetRequest, Row, protocol::method};

use super::{Acting, Finished, Subject};
use crate::{
    error::{Error, ErrorKind},
    listing::{self, Places, Query, Target, Wanted, explained, side_by_side},
    text::{Several, message},
};

/// How many pages may have come and not yet been looked through.
const PAGES_AHEAD: usize = 16;

/// What was found of the ids that were looked for.
pub(crate) struct Found {
    /// The resources, in the order of the ids.
    pub(crate) subjects: Vec<Subject>,
    /// The ids that are nowhere, or that nobody could say anything about.
    pub(crate) missing: Vec<Finished>,
}

/// Looks for ids in every target at once, as many in one call as the API takes. An id that several targets have, as two
/// profiles of one account do, is the first one's.
pub(crate) async fn look(acting: &Arc<Acting>, ids: &[String]) -> Found {
    let mut questions: Vec<(usize, Vec<String>)> = Vec::new();
    for target in 0..acting.targets.len() {
        let chunks = ids.chunks(acting.deed.resource.most_got());
        questions.extend(chunks.map(|chunk| (target, chunk.to_vec())));
    }
    let asked = questions.into_iter().map(|(target, chunk)| {
        let acting = Arc::clone(acting);
        async move {
            let found = acting.get(target, &chunk).await;
            (target, chunk, found)
        }
    });
    let mut rows: BTreeMap<String, Subject> = BTreeMap::new();
    let mut unasked: BTreeMap<String, (usize, Error)> = BTreeMap::new();
    // Of regions that are closed to the account, where no other one answered.
    let (mut closed, mut is_answered) = (None, false);
    for (target, chunk, found) in side_by_side(asked).await {
        match found {
            Ok(found) => {
                is_answered = true;
                for (id, row) in found {
                    let is_first = rows.get(&id).is_none_or(|known| target < known.target);
                    if is_first {
                        rows.insert(id.clone(), Subject { id, target, row });
                    }
                }
            }
            Err(error) if acting.regions.leaves_out(&error) => closed = Some(error),
            Err(error) => {
                for id in chunk {
                    let is_first = unasked.get(&id).is_none_or(|(known, _)| target < *known);
                    if is_first {
                        unasked.insert(id, (target, error.clone()));
                    }
                }
            }
        }
    }
    let mut found = Found {
        subjects: Vec::new(),
        missing: Vec::new(),
    };
    let denied = match rows.is_empty() && unasked.is_empty() {
        true => acting.denied().await,
        false => None,
    };
    for id in ids {
        if let Some(subject) = rows.remove(id) {
            found.subjects.push(subject);
            continue;
        }
        let error = match (unasked.remove(id), &closed) {
            (Some((_, error)), _) => error,
            (None, Some(closed)) if !is_answered => closed.clone(),
            (None, _) => acting.not_found(),
        };
        let error = denied.clone().unwrap_or(error);
        let mut missing = Finished::unseen(id.clone(), error);
        missing.target = (acting.targets.len() == 1).then_some(0);
        found.missing.push(missing);
    }
    found
}

/// Everything that the filters let through, and the targets that could not be asked.
pub(crate) async fn matching(
    acting: &Arc<Acting>,
    query: Query,
    concurrency: usize,
) -> (Vec<Subject>, Vec<Error>) {
    let (sender, mut events) = mpsc::channel(PAGES_AHEAD);
    let wanted = Wanted {
        resource: acting.deed.resource.clone(),
        query,
    };
    let listing = tokio::spawn(listing::list_targets(
        Arc::clone(&acting.core),
        wanted,
        acting.targets.clone(),
        Places::new(concurrency),
        sender,
    ));
    let mut subjects: BTreeMap<String, Subject> = BTreeMap::new();
    while let Some(event) = events.recv().await {
        let listing::Event::Rows(arrived) = event else {
            continue;
        };
        let target = arrived.slot;
        for row in arrived.rows {
            let Some(id) = row.id().map(str::to_owned) else {
                continue;
            };
            let is_first = subjects.get(&id).is_none_or(|known| target < known.target);
            if is_first {
                subjects.insert(id.clone(), Subject { id, target, row });
            }
        }
    }
    let outcome = listing
        .await
        .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
    // What is known of a target that failed half-way is not all that the filters let through: nothing of it is touched.
    let whole: Vec<usize> = outcome.answers.iter().map(|(_, place)| *place).collect();
    let subjects = subjects.into_values();
    let subjects: Vec<Subject> = subjects
        .filter(|subject| whole.contains(&subject.target))
        .collect();
    let mut failures = outcome.failures;
    if !whole.is_empty() {
        failures.retain(|failure| !acting.regions.leaves_out(failure));
    }
    if subjects.is_empty() && failures.is_empty() {
        failures.extend(acting.denied().await);
    }
    (subjects, failures)
}

impl Acting {
    /// The rows of those ids that the target has.
    ///
    /// # Errors
    /// When the target cannot be asked.
    pub(crate) async fn get(&self, target: usize, ids: &[String]) -> Result<BTreeMap<String, Row>, Error> {
        let mut rows = BTreeMap::new();
        // Some APIs refuse a question as a whole for one id that is not there: then each half is asked for.
        let mut open = vec![ids.to_vec()];
        while let Some(ids) = open.pop() {
            match self.get_once(target, &ids).await {
                Ok(answer) => {
                    for resource in answer.resources {
                        let id = resource.row.id().map(str::to_owned);
                        rows.extend(id.filter(|id| ids.contains(id)).map(|id| (id, resource.row)));
                    }
                }
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    let target = &self.targets[target];
                    let error = explained(&self.core, target, error).await;
                    return Err(error.for_profile(target.session.name()));
                }
                Err(_) if ids.len() == 1 => {}
                Err(_) => {
                    let (first, second) = ids.split_at(ids.len() / 2);
                    open.extend([second.to_vec(), first.to_vec()]);
                }
            }
        }
        Ok(rows)
    }

    async fn get_once(&self, target: usize, ids: &[String]) -> Result<GetAnswer, Error> {
        let Target { session, region } = &self.targets[target];
        let served = self.core.catalog.resource(&self.deed.resource.resource_type)?;
        let request = GetRequest {
            resource_type: served.provided.resource_type.clone(),
            region: region.clone(),
            ids: ids.to_vec(),
        };
        let asking = self
            .core
            .call_resource(&served, session, region, method::RESOURCE_GET, &request);
        self.places.run(asking).await
    }

    /// Why nothing at all is found, if that is because nobody who asks may see it.
    async fn denied(&self) -> Option<Error> {
        let target = self.targets.first()?;
        listing::denial(&self.core, &self.places, &self.deed.resource, target).await
    }

    fn not_found(&self) -> Error {
        let language = self.core.language();
        let mut regions: Vec<&str> = self.targets.iter().map(|target| target.region.as_str()).collect();
        regions.dedup();
        let message = message!(
            "error-not-found-there",
            title = language.pick(&self.deed.resource.title),
            regions = Several(&regions)
        );
        let error = Error::new(ErrorKind::NotFound, "not_found", message);
        match self.targets.as_slice() {
            [target] => error
                .hint(message!("hint-not-found"))
                .for_profile(target.session.name())
                .in_region(&target.region),
            _ => error,
        }
    }
}
