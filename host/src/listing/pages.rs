//! The pages of one target: one after the other by their tokens, or side by side where all tokens are known.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::mpsc;
use yun_plugin_api::{Cell, ListPage, ListRequest, Row, manifest::ResourceManifest, protocol::method};

use super::{
    Arrived, Event, Places, Target,
    ask::side_by_side,
    list::Listing,
    round::{MOST_ROUNDS, Round},
};
use crate::{
    catalog::Served,
    core::{Core, plugin_answer},
    error::{Error, ErrorKind},
    mutex::lock,
    text::message,
};

/// A list that goes on for this many pages without a row will not end.
const MOST_EMPTY_PAGES: usize = 100;

/// How many bytes of rows one type and profile may have: a plugin that has always another page would fill the memory.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// How the list of one target ended.
pub(super) enum Ended {
    /// All rows came, or as many as were wanted.
    Whole {
        /// How many.
        rows: u64,
    },
    /// Rows came, but the pages never agreed on how many there are: some may be missing.
    Unsettled {
        /// How many came.
        rows: u64,
        /// That they never agreed.
        error: Error,
    },
    /// The list cannot be had.
    Failed(Error),
}

/// The list of one target.
pub(super) struct OneTarget {
    core: Arc<Core>,
    places: Places,
    events: mpsc::Sender<Event>,
    wanted: usize,
    slot: usize,
    target: Target,
    /// The first page's request.
    request: ListRequest,
    told: Mutex<Told>,
    taken: Taken,
}

/// How many bytes of rows have come of a type and profile, of all their targets together.
#[derive(Clone, Default)]
pub(super) struct Taken(Arc<AtomicUsize>);

impl Taken {
    /// Adds a page, and tells whether that is still to be taken in.
    fn adds(&self, rows: &[Row]) -> bool {
        let bytes: usize = rows.iter().map(size).sum();
        self.0.fetch_add(bytes, Ordering::Relaxed) + bytes <= MOST_BYTES
    }
}

/// What listeners were told already.
struct Told {
    ids: HashSet<String>,
    /// How many rows are still wanted, if that is limited.
    left: Option<u64>,
    is_heard: bool,
}

/// A page whose rows were handed on.
pub(super) struct Page {
    pub(super) ids: Vec<String>,
    pub(super) token: Option<String>,
    pub(super) pages: Vec<String>,
    pub(super) total: Option<u64>,
}

/// About how many bytes a row takes.
fn size(row: &Row) -> usize {
    let texts = row.cells().map(|cell| match cell {
        Cell::Text(text) => text.len(),
        Cell::List(texts) => texts.iter().map(|text| size_of::<String>() + text.len()).sum(),
        _ => 0,
    });
    texts.map(|text| size_of::<Cell>() + text).sum()
}

impl OneTarget {
    pub(super) fn new(
        listing: &Listing,
        wanted: usize,
        slot: usize,
        target: &Target,
        taken: Taken,
    ) -> Arc<Self> {
        let super::Wanted { resource, query } = &listing.wanted[wanted];
        let mut request = ListRequest::new(&resource.resource_type, &target.region);
        if resource.resource_group {
            let own = || target.session.profile.resource_group.clone();
            request.resource_group = query.resource_group.clone().or_else(own);
        }
        request.filters.clone_from(&query.filters);
        request.wanted = query.limit;
        Arc::new(Self {
            core: Arc::clone(&listing.core),
            places: listing.places.clone(),
            events: listing.events.clone(),
            wanted,
            slot,
            target: target.clone(),
            request,
            told: Mutex::new(Told {
                ids: HashSet::new(),
                left: query.limit,
                is_heard: true,
            }),
            taken,
        })
    }

    /// Lists the target to its end.
    pub(super) async fn listed(self: Arc<Self>) -> Ended {
        let outcome = self.all_pages().await;
        let rows = lock(&self.told).ids.len() as u64;
        match outcome {
            Ok(()) => Ended::Whole { rows },
            Err(error) if error.code() == UNSETTLED => Ended::Unsettled { rows, error },
            Err(error) => Ended::Failed(error),
        }
    }

    async fn all_pages(self: &Arc<Self>) -> Result<(), Error> {
        let mut first = self.page(None, self.request.wanted).await?;
        if first.pages.is_empty() {
            let mut round = Round::of(&first);
            let mut guard = Guard::default();
            self.check(&mut guard, &first)?;
            return self.follow(first.token, &mut round, &mut guard).await;
        }
        for _ in 1..MOST_ROUNDS {
            if self.numbered(first).await?.is_settled() || self.is_done() {
                return Ok(());
            }
            // Rows have moved between the pages meanwhile.
            first = self.page(None, self.request.wanted).await?;
        }
        match self.numbered(first).await?.is_settled() || self.is_done() {
            true => Ok(()),
            false => Err(self.unsettled()),
        }
    }

    /// Asks for all pages that the first one names, as many at once as there are places; with a limit for no more than
    /// it takes.
    async fn numbered(self: &Arc<Self>, first: Page) -> Result<Round, Error> {
        let mut round = Round::of(&first);
        let mut guard = Guard::default();
        let mut tokens: Vec<String> = first.pages;
        tokens.retain(|token| guard.tokens.insert(token.clone()));
        let mut tokens = tokens.into_iter();
        let mut next = first.token;
        while !self.is_done() && tokens.len() > 0 {
            let batch: Vec<String> = tokens.by_ref().take(self.pages_left(first.ids.len())).collect();
            // Pages of another length would have other numbers: each is told what the first was told.
            let asked = batch.into_iter().map(|token| {
                let this = Arc::clone(self);
                async move { this.numbered_page(token).await }
            });
            for answer in side_by_side(asked).await {
                let (page, rows) = answer?;
                self.tell(rows).await;
                round.add(&page);
                next = page.token;
            }
        }
        self.follow(next, &mut round, &mut guard).await?;
        Ok(round)
    }

    /// One of the pages that the first one names. With a limit its rows are handed on later, in the pages' order: it
    /// decides which of them are the first.
    async fn numbered_page(&self, token: String) -> Result<(Page, Vec<Row>), Error> {
        if self.request.wanted.is_none() {
            return Ok((self.page(Some(token), None).await?, Vec::new()));
        }
        let asking = self.ask(Some(token), self.request.wanted);
        self.places.run(asking).await
    }

    /// How many pages of this length hold what is still wanted.
    fn pages_left(&self, length: usize) -> usize {
        let pages = |left: u64| left.div_ceil(length.max(1) as u64);
        let left = lock(&self.told).left;
        left.map_or(usize::MAX, |left| {
            usize::try_from(pages(left)).unwrap_or(usize::MAX)
        })
    }

    /// Follows page tokens to the last page.
    async fn follow(
        &self,
        mut token: Option<String>,
        round: &mut Round,
        guard: &mut Guard,
    ) -> Result<(), Error> {
        while let Some(next) = token.filter(|_| !self.is_done()) {
            if !guard.tokens.insert(next.clone()) {
                return Err(self.never_ends());
            }
            let left = lock(&self.told).left;
            let page = self.page(Some(next), left).await?;
            self.check(guard, &page)?;
            round.add(&page);
            token = page.token;
        }
        Ok(())
    }

    /// Whether nothing more is wanted.
    fn is_done(&self) -> bool {
        let told = lock(&self.told);
        told.left == Some(0) || !told.is_heard
    }

    /// Asks for a page and hands on those of its rows that are new. The place is held until they are taken: who reads
    /// slowly is not asked for ahead of time.
    async fn page(&self, token: Option<String>, wanted: Option<u64>) -> Result<Page, Error> {
        let asking = async {
            let (page, rows) = self.ask(token, wanted).await?;
            self.tell(rows).await;
            Ok(page)
        };
        self.places.run(asking).await
    }

    async fn ask(&self, token: Option<String>, wanted: Option<u64>) -> Result<(Page, Vec<Row>), Error> {
        let served = self.served()?;
        let request = ListRequest {
            token,
            wanted,
            ..self.request.clone()
        };
        let page: ListPage = self
            .core
            .call_resource(
                &served,
                &self.target.session,
                &self.target.region,
                method::RESOURCE_LIST,
                &request,
            )
            .await?;
        if !self.taken.adds(&page.rows) {
            return Err(self.too_large());
        }
        let ids = page.rows.iter().map(|row| row.id().map(str::to_owned));
        let ids: Option<Vec<String>> = ids.collect();
        let known = Page {
            ids: ids.ok_or_else(|| plugin_answer(&served.manifest.id))?,
            token: page.token,
            pages: page.pages,
            total: page.total,
        };
        Ok((known, page.rows))
    }

    async fn tell(&self, mut rows: Vec<Row>) {
        if rows.is_empty() {
            return;
        }
        {
            let mut told = lock(&self.told);
            rows.retain(|row| row.id().is_some_and(|id| told.ids.insert(id.to_owned())));
            if let Some(left) = &mut told.left {
                rows.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= rows.len() as u64;
            }
        }
        let event = Event::Rows(Arrived {
            wanted: self.wanted,
            slot: self.slot,
            target: self.target.clone(),
            rows,
        });
        if self.events.send(event).await.is_err() {
            lock(&self.told).is_heard = false;
        }
    }

    /// Refuses pages that lead nowhere.
    fn check(&self, guard: &mut Guard, page: &Page) -> Result<(), Error> {
        guard.empty_pages = if page.ids.is_empty() {
            guard.empty_pages + 1
        } else {
            0
        };
        if guard.empty_pages > MOST_EMPTY_PAGES {
            let title = self.title();
            return Err(self.unavailable("pages_empty", message!("error-pages-empty", title = title)));
        }
        // Whatever the token says, rows that came before mean that the list goes round in circles.
        if !page.ids.is_empty() && !guard.pages.insert(fingerprint(&page.ids)) {
            return Err(self.never_ends());
        }
        Ok(())
    }

    fn served(&self) -> Result<Served<'_, ResourceManifest>, Error> {
        self.core.catalog.resource(&self.request.resource_type)
    }

    fn title(&self) -> String {
        let title = |served: Served<'_, ResourceManifest>| {
            self.core.language().pick(&served.provided.title).to_owned()
        };
        self.served().map(title).unwrap_or_default()
    }

    /// The error for a list that gives the same page again.
    fn never_ends(&self) -> Error {
        let title = self.title();
        self.unavailable("token_repeats", message!("error-token-repeats", title = title))
    }

    /// The error for more rows than anybody could want.
    fn too_large(&self) -> Error {
        let mib = (MOST_BYTES >> 20) as u64;
        let message = message!("error-list-too-large", title = self.title(), mib = mib);
        self.unavailable("list_too_large", message)
            .hint(message!("hint-list-too-large"))
    }

    /// The error for pages that never agreed.
    fn unsettled(&self) -> Error {
        let title = self.title();
        let message = message!("error-list-unsettled", title = title, times = MOST_ROUNDS);
        self.unavailable(UNSETTLED, message)
            .hint(message!("hint-list-unsettled"))
            .retryable(true)
    }

    fn unavailable(&self, code: &'static str, message: crate::text::Message) -> Error {
        let error = Error::new(ErrorKind::Unavailable, code, message);
        match self.served() {
            Ok(served) => error.by_plugin(&served.manifest.id),
            Err(_) => error,
        }
    }
}

/// The code of the error for pages that never agreed.
const UNSETTLED: &str = "list_unsettled";

/// Tells when pages lead nowhere.
#[derive(Default)]
struct Guard {
    tokens: HashSet<String>,
    pages: HashSet<u64>,
    empty_pages: usize,
}

/// What tells a page from another one: the ids on it.
fn fingerprint(ids: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    ids.hash(&mut hasher);
    hasher.finish()
}
