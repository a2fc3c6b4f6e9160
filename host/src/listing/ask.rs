//! Asking targets one question each.

use std::{future::Future, sync::Arc};

use tokio::task::JoinSet;
use yun_plugin_api::{GetAnswer, GetRequest, Resource, manifest::ResourceManifest, protocol::method};

use super::{Outcome, Places, Regions, Target, regions};
use crate::{
    core::Core,
    error::{Error, ErrorKind},
    session::Session,
};

/// The targets of a command, at most `concurrency` profiles being asked for their regions at once. A profile whose
/// regions cannot be had is a failure beside them.
pub async fn targets(
    core: &Arc<Core>,
    sessions: &[Arc<Session>],
    wanted: &Regions,
    resource: &ResourceManifest,
    concurrency: usize,
) -> (Vec<Target>, Vec<Error>) {
    let places = Places::new(concurrency);
    let asked = side_by_side(sessions.iter().cloned().map(|session| {
        let (core, places) = (Arc::clone(core), places.clone());
        let (wanted, resource) = (wanted.clone(), resource.clone());
        async move {
            let regions = regions::of(&core, &places, &session, &wanted, &resource).await;
            (session, regions)
        }
    }));
    let (mut targets, mut failures) = (Vec::new(), Vec::new());
    for (session, regions) in asked.await {
        match regions {
            Ok(regions) => targets.extend(regions.into_iter().map(|region| Target {
                session: Arc::clone(&session),
                region,
            })),
            Err(error) => failures.push(error),
        }
    }
    (targets, failures)
}

/// Asks every target, at most `concurrency` at once.
pub async fn ask<T, F>(targets: Vec<Target>, concurrency: usize, ask_one: impl Fn(Target) -> F) -> Outcome<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    let places = Places::new(concurrency);
    let asked = targets.into_iter().map(|target| {
        let (places, asking) = (places.clone(), ask_one(target.clone()));
        async move { (target, places.run(asking).await) }
    });
    let mut outcome = Outcome {
        answers: Vec::new(),
        failures: Vec::new(),
    };
    for (target, result) in side_by_side(asked).await {
        match result {
            Ok(answer) => outcome.answers.push((target, answer)),
            Err(error) => outcome.failures.push(error.for_profile(target.session.name())),
        }
    }
    outcome
}

/// What these answer, in their order. Those that are under way end when nobody waits for the rest any more.
pub(crate) async fn side_by_side<T, F>(tasks: impl IntoIterator<Item = F>) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut running = JoinSet::new();
    for (index, task) in tasks.into_iter().enumerate() {
        running.spawn(async move { (index, task.await) });
    }
    let mut finished = Vec::with_capacity(running.len());
    while let Some(joined) = running.join_next().await {
        match joined {
            Ok(one) => finished.push(one),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }
    finished.sort_by_key(|(index, _)| *index);
    finished.into_iter().map(|(_, answer)| answer).collect()
}

/// The error of a target, or the news that its region does not exist if that is what it comes to.
pub(crate) async fn explained(core: &Core, target: &Target, error: Error) -> Error {
    let error = core.explain_region(&target.session, &target.region, error).await;
    error.in_region(&target.region)
}

/// Looks for one id in every target.
pub async fn show(
    core: &Arc<Core>,
    resource_type: &str,
    targets: Vec<Target>,
    id: &str,
    concurrency: usize,
) -> Outcome<Option<Resource>> {
    ask(targets, concurrency, |target| {
        let (core, resource_type, id) = (Arc::clone(core), resource_type.to_owned(), id.to_owned());
        async move {
            let found = show_target(&core, &resource_type, &target, &id).await;
            match found {
                Ok(found) => Ok(found),
                Err(error) => Err(explained(&core, &target, error).await),
            }
        }
    })
    .await
}

async fn show_target(
    core: &Core,
    resource_type: &str,
    target: &Target,
    id: &str,
) -> Result<Option<Resource>, Error> {
    let served = core.catalog.resource(resource_type)?;
    let request = GetRequest {
        resource_type: served.provided.resource_type.clone(),
        region: target.region.clone(),
        ids: vec![id.to_owned()],
    };
    let answer: Result<GetAnswer, Error> = core
        .call_resource(
            &served,
            &target.session,
            &target.region,
            method::RESOURCE_GET,
            &request,
        )
        .await;
    match answer {
        Ok(answer) => Ok(answer
            .resources
            .into_iter()
            .find(|resource| resource.row.id() == Some(id))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
