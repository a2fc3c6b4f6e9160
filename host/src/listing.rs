//! Lists and shows over profiles and regions: side by side, bounded, partial failures kept.

use std::{
    collections::HashSet,
    future::Future,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
};
use yun_plugin_api::{
    Filter, GetAnswer, GetRequest, ListPage, ListRequest, Resource, Row,
    manifest::{ResourceManifest, Scope},
    protocol::method,
};

use crate::{
    catalog::Served,
    core::{Core, plugin_answer},
    error::{Error, ErrorKind, exit},
    session::Session,
    text::message,
};

/// One profile in one region.
#[derive(Clone)]
pub struct Target {
    /// The profile.
    pub session: Arc<Session>,
    /// The region.
    pub region: String,
}

/// Which regions were asked for.
pub enum Regions {
    /// Each profile's own.
    Default,
    /// These.
    Named(Vec<String>),
    /// All that the account may use.
    All,
}

/// What came of asking several targets.
pub struct Outcome<T> {
    /// What the targets answered, in the targets' order.
    pub answers: Vec<(Target, T)>,
    /// The errors of the others.
    pub failures: Vec<Error>,
}

impl<T> Outcome<T> {
    /// The exit code: 0 when all went well, 3 when some did, and the errors' own when all failed alike.
    pub fn exit_code(&self) -> u8 {
        let Some(first) = self.failures.first() else {
            return exit::DONE;
        };
        if !self.answers.is_empty() {
            return exit::PARTIAL;
        }
        let alike = self
            .failures
            .iter()
            .all(|failure| failure.exit_code() == first.exit_code());
        if alike { first.exit_code() } else { exit::FAILED }
    }
}

/// The targets of a command. A profile whose regions cannot be listed is a failure beside them.
pub async fn targets(
    core: &Core,
    sessions: &[Arc<Session>],
    regions: &Regions,
    resource: &ResourceManifest,
) -> (Vec<Target>, Vec<Error>) {
    let (mut targets, mut failures) = (Vec::new(), Vec::new());
    for session in sessions {
        let own = vec![session.profile.region.as_str().to_owned()];
        let named = match (regions, resource.scope) {
            (_, Scope::Global) | (Regions::Default, _) => Ok(own),
            (Regions::Named(named), _) => Ok(named.clone()),
            (Regions::All, _) => core.region_ids(session).await,
        };
        match named {
            Ok(named) => targets.extend(named.into_iter().map(|region| Target {
                session: Arc::clone(session),
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
    let places = Arc::new(Semaphore::new(concurrency));
    let mut asked = JoinSet::new();
    for (index, target) in targets.into_iter().enumerate() {
        let (places, asking) = (Arc::clone(&places), ask_one(target.clone()));
        asked.spawn(async move {
            let _place = places.acquire().await.expect("nobody closes the semaphore");
            (index, target, asking.await)
        });
    }
    let mut finished = Vec::new();
    while let Some(joined) = asked.join_next().await {
        match joined {
            Ok(one) => finished.push(one),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }
    finished.sort_by_key(|(index, ..)| *index);
    let mut outcome = Outcome {
        answers: Vec::new(),
        failures: Vec::new(),
    };
    for (_, target, result) in finished {
        match result {
            Ok(answer) => outcome.answers.push((target, answer)),
            Err(error) => outcome.failures.push(error.for_profile(target.session.name())),
        }
    }
    outcome
}

/// The error of a target, or the news that its region does not exist if that is what it comes to.
async fn explained(core: &Core, target: &Target, error: Error) -> Error {
    let error = core.explain_region(&target.session, &target.region, error).await;
    error.in_region(&target.region)
}

/// What to list.
#[derive(Clone)]
pub struct Query {
    /// The resource group, if the command named one; otherwise each profile's own counts.
    pub resource_group: Option<String>,
    /// The filters.
    pub filters: Vec<Filter>,
    /// At most so many rows.
    pub limit: Option<u64>,
}

/// What happens while targets are listed.
pub enum Event {
    /// A page of rows came.
    Rows {
        /// The target's place among the targets.
        target: usize,
        /// The rows.
        rows: Vec<Row>,
    },
    /// A target is done, or has failed.
    Done,
}

/// Lists a resource type over the targets and tells of each page as it comes; answers with the places of the targets
/// that are whole. Ends early once nobody listens any more.
pub async fn list(
    core: Arc<Core>,
    resource_type: String,
    targets: Vec<Target>,
    query: Query,
    concurrency: usize,
    events: mpsc::Sender<Event>,
) -> Outcome<usize> {
    let places = AtomicUsize::new(0);
    ask(targets, concurrency, |target| {
        let place = places.fetch_add(1, Ordering::Relaxed);
        let (core, query, resource_type) = (Arc::clone(&core), query.clone(), resource_type.clone());
        let events = events.clone();
        async move {
            let listed = list_target(&core, &resource_type, (place, &target), &query, &events).await;
            // Nobody listens: then nobody counts either.
            let _unheard = events.send(Event::Done).await;
            match listed {
                Ok(()) => Ok(place),
                Err(error) => Err(explained(&core, &target, error).await),
            }
        }
    })
    .await
}

/// A list that goes on for this many pages without a row will not end.
const MOST_EMPTY_PAGES: usize = 100;

/// Follows the pages of one target.
async fn list_target(
    core: &Core,
    resource_type: &str,
    (place, target): (usize, &Target),
    query: &Query,
    events: &mpsc::Sender<Event>,
) -> Result<(), Error> {
    let served = core.catalog.resource(resource_type)?;
    let mut request = ListRequest::new(&served.provided.resource_type, &target.region);
    if served.provided.resource_group {
        let own = || target.session.profile.resource_group.clone();
        request.resource_group = query.resource_group.clone().or_else(own);
    }
    request.filters.clone_from(&query.filters);
    let mut left = query.limit;
    let (mut tokens, mut pages) = (HashSet::new(), HashSet::new());
    let mut empty_pages = 0;
    loop {
        request.wanted = left;
        let mut page: ListPage = core
            .call_resource(
                &served,
                &target.session,
                &target.region,
                method::RESOURCE_LIST,
                &request,
            )
            .await?;
        if page.rows.iter().any(|row| row.id().is_none()) {
            return Err(plugin_answer(&served.manifest.id));
        }
        empty_pages = if page.rows.is_empty() { empty_pages + 1 } else { 0 };
        if empty_pages > MOST_EMPTY_PAGES {
            let message = message!(
                "error-pages-empty",
                title = core.language.pick(&served.provided.title)
            );
            return Err(
                Error::new(ErrorKind::Unavailable, "pages_empty", message).by_plugin(&served.manifest.id)
            );
        }
        // Whatever the token says, rows that came before mean that the list goes round in circles.
        if !page.rows.is_empty() && !pages.insert(fingerprint(&page.rows)) {
            return Err(never_ends(core, &served));
        }
        if let Some(left) = &mut left {
            page.rows.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= page.rows.len() as u64;
        }
        let rows = page.rows;
        let is_heard = events.send(Event::Rows { target: place, rows }).await.is_ok();
        let Some(token) = page.token.filter(|_| is_heard && left != Some(0)) else {
            return Ok(());
        };
        if !tokens.insert(token.clone()) {
            return Err(never_ends(core, &served));
        }
        request.token = Some(token);
    }
}

/// The error for a list that gives the same page again.
fn never_ends(core: &Core, served: &Served<'_, ResourceManifest>) -> Error {
    let title = core.language.pick(&served.provided.title);
    let message = message!("error-token-repeats", title = title);
    Error::new(ErrorKind::Unavailable, "token_repeats", message).by_plugin(&served.manifest.id)
}

/// What tells a page from another one: the ids on it.
fn fingerprint(rows: &[Row]) -> u64 {
    let mut hasher = DefaultHasher::new();
    rows.iter().for_each(|row| row.id().hash(&mut hasher));
    hasher.finish()
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
