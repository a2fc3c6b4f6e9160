//! Acting on resources: look at them, judge what is to be done, send it in batches, look where an answer was lost, and
//! wait until it is done.
//!
//! What an action means stands in its manifest; nothing here knows a product. The way of an id:
//!
//! 1. [`look`](look::look) finds it in one of the targets, and how it is before.
//! 2. [`Plan`] holds that against the action: refused, there already, on its way, or to be acted on.
//! 3. [`send`](send) hands the plugin as many ids as the API takes. A batch that is refused whole is halved until those
//!    are found that are to blame; one whose answer is lost is looked at, and sent again only where that is harmless.
//! 4. [`wait`](wait) asks for many ids at once, ever more slowly, until each is where the action leads.

mod judge;
mod ledger;
mod look;
mod plan;
mod rehearsal;
mod send;
mod wait;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::{sync::mpsc, time::Instant};
use yun_plugin_api::{
    Cell, Row,
    manifest::{Action, ResourceManifest},
};

use crate::{
    api::OUTCOME_UNKNOWN,
    core::Core,
    error::{Error, ErrorKind},
    listing::{Places, Regions, Target, side_by_side},
    text::{Language, Several, message, visible},
};

pub(crate) use judge::{Outlook, outlook};
pub(crate) use ledger::{Ledger, Stage};
pub(crate) use look::{look, matching};
pub(crate) use plan::Plan;
pub(crate) use rehearsal::{Rehearsal, in_words};

/// How long is waited until an action is done, unless somebody says otherwise.
pub(crate) const USUAL_WAIT: Duration = Duration::from_secs(600);

/// How many ids are named where many are meant.
const MOST_NAMED: usize = 3;

/// What is to be done, to whatever.
pub(crate) struct Deed {
    pub(crate) resource: ResourceManifest,
    pub(crate) action: Action,
    pub(crate) params: BTreeMap<String, String>,
    pub(crate) rehearsal: Rehearsal,
    /// How long to wait until it is done; not at all without one.
    pub(crate) wait: Option<Duration>,
}

/// A resource that something is to be done to, as it was found.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) id: String,
    /// Its place among the targets.
    pub(crate) target: usize,
    pub(crate) row: Row,
}

impl Subject {
    /// Its name; empty for one without.
    pub(crate) fn name(&self) -> String {
        text_of(&self.row, "name")
    }

    /// Its status when it was found; empty for a type without one.
    pub(crate) fn status(&self) -> String {
        text_of(&self.row, "status")
    }
}

/// What became of an id.
#[derive(Debug, Clone)]
pub(crate) struct Finished {
    pub(crate) id: String,
    /// Where it is; none for an id that was found nowhere.
    pub(crate) target: Option<usize>,
    pub(crate) name: String,
    pub(crate) outcome: Result<Done, Error>,
    /// The last status that was seen.
    pub(crate) status: Option<String>,
    pub(crate) previous_status: Option<String>,
}

/// How an action came to a good end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// By the action.
    Changed,
    /// It was where the action leads already, or on its way.
    Unchanged,
}

impl Finished {
    /// The end of a subject whose status is as it was.
    pub(crate) fn of(subject: &Subject, outcome: Result<Done, Error>) -> Self {
        let status = Some(subject.status()).filter(|status| !status.is_empty());
        Self {
            id: subject.id.clone(),
            target: Some(subject.target),
            name: subject.name(),
            outcome,
            status: status.clone(),
            previous_status: status,
        }
    }

    /// An id that was found nowhere.
    pub(crate) fn unseen(id: String, error: Error) -> Self {
        Self {
            id,
            target: None,
            name: String::new(),
            outcome: Err(error),
            status: None,
            previous_status: None,
        }
    }

    /// The same with the status that it has now.
    #[must_use]
    pub(crate) fn now(mut self, status: Option<String>) -> Self {
        self.status = status;
        self
    }
}

/// What happens while it is acted.
pub(crate) enum Event {
    /// An id is finished.
    Finished(Box<Finished>),
    /// What would be sent, in a rehearsal.
    WouldSend(Box<yun_plugin_api::ApiCall>),
    /// An id was sent, or seen: so far it is, as the ledger has it.
    Moved(String, Stage),
}

/// A deed under way: what its parts share.
pub(crate) struct Acting {
    pub(crate) core: Arc<Core>,
    pub(crate) deed: Deed,
    pub(crate) targets: Vec<Target>,
    /// Which regions were asked for: one that is closed to the account is no failure unless it was named.
    pub(crate) regions: Regions,
    /// How many calls run at once.
    pub(crate) places: Places,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) events: mpsc::UnboundedSender<Event>,
}

impl Acting {
    /// Carries the plan out: each of its subjects ends as an [`Event::Finished`].
    pub(crate) async fn carry_out(self: Arc<Self>, plan: Plan) {
        let mut by_target: BTreeMap<usize, (Vec<Subject>, Vec<Accepted>)> = BTreeMap::new();
        for subject in plan.ready {
            by_target.entry(subject.target).or_default().0.push(subject);
        }
        for subject in plan.on_the_way {
            self.moved(&subject.id, Stage::Going(subject.status()));
            let accepted = Accepted::on_the_way(subject);
            by_target
                .entry(accepted.subject.target)
                .or_default()
                .1
                .push(accepted);
        }
        for finished in plan.finished {
            self.finish(finished);
        }
        let each = by_target.into_values();
        let each = each.map(|(ready, on_the_way)| Arc::clone(&self).act_on_target(ready, on_the_way));
        side_by_side(each).await;
    }

    /// Sends all batches of one target side by side, and waits for what came of them.
    async fn act_on_target(self: Arc<Self>, ready: Vec<Subject>, mut going: Vec<Accepted>) {
        let batches = batches_of(&self.deed.action, ready).into_iter();
        let sent = batches.map(|batch| {
            let acting = Arc::clone(&self);
            async move { acting.send(batch).await }
        });
        going.extend(side_by_side(sent).await.into_iter().flatten());
        self.wait(going).await;
    }

    /// Tells that an id is finished.
    fn finish(&self, mut finished: Finished) {
        self.name_anew(&mut finished);
        // What was interrupted, or may be going on, is not over.
        let is_over = match &finished.outcome {
            Ok(_) => true,
            Err(error) => error.kind() != ErrorKind::Cancelled && error.code() != OUTCOME_UNKNOWN,
        };
        if is_over {
            self.ledger.note(&finished.id, Stage::Finished);
            self.ledger.end(finished.clone());
        }
        // Nobody listens once the command is over.
        let _unheard = self.events.send(Event::Finished(Box::new(finished)));
    }

    /// What was given another name is called by that one.
    fn name_anew(&self, finished: &mut Finished) {
        let name = self.deed.action.sets.get("name").and_then(|value| {
            let param = value.strip_prefix('{')?.strip_suffix('}')?;
            self.deed.params.get(param)
        });
        if let (Some(name), Ok(_), Rehearsal::None) = (name, &finished.outcome, self.deed.rehearsal) {
            finished.name.clone_from(name);
        }
    }

    fn moved(&self, id: &str, stage: Stage) {
        self.ledger.note(id, stage.clone());
        let _unheard = self.events.send(Event::Moved(id.to_owned(), stage));
    }
}

/// What the API took on.
#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    subject: Subject,
    done: Done,
    /// The status before.
    was: Option<String>,
    /// The last status that was seen.
    status: Option<String>,
    /// Whether the states that must be left were.
    left: bool,
    /// When the API took it on.
    since: Instant,
}

impl Accepted {
    fn on_the_way(subject: Subject) -> Self {
        Self {
            was: Some(subject.status()),
            status: Some(subject.status()),
            subject,
            done: Done::Unchanged,
            left: true,
            since: Instant::now(),
        }
    }

    fn finished(&self, outcome: Result<Done, Error>) -> Finished {
        Finished {
            previous_status: self.was.clone(),
            ..Finished::of(&self.subject, outcome).now(self.status.clone())
        }
    }
}

/// Ids one after the other; how many more there are, if there are many.
pub(crate) fn named(ids: &[&str], language: Language) -> String {
    let shown: Vec<String> = ids.iter().take(MOST_NAMED).map(|id| visible(id)).collect();
    match ids.len().saturating_sub(MOST_NAMED) {
        0 => language.list(&shown),
        more => language.say(&message!("ids-and-more", ids = Several(&shown), more = more)),
    }
}

/// As many at once as the API takes. What is not in a state that the action asks for goes by itself: the API judges it,
/// and refuses a whole batch for it where it cannot refuse a part.
fn batches_of(action: &Action, ready: Vec<Subject>) -> Vec<Vec<Subject>> {
    let fits =
        |subject: &Subject| action.applies_when.is_empty() || action.applies_when.contains(&subject.status());
    let (fit, unfit): (Vec<_>, Vec<_>) = ready.into_iter().partition(fits);
    let size = action.batch.max(1) as usize;
    [fit, unfit]
        .iter()
        .flat_map(|subjects| subjects.chunks(size).map(<[Subject]>::to_vec))
        .collect()
}

/// A cell as text: `true` and `false` for yes and no, empty for nothing.
fn text_of(row: &Row, column: &str) -> String {
    match row.cell(column) {
        None | Some(Cell::Empty) => String::new(),
        Some(Cell::Bool(yes)) => yes.to_string(),
        Some(Cell::Integer(number)) => number.to_string(),
        Some(Cell::Float(number)) => number.to_string(),
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::List(texts)) => texts.join(", "),
    }
}
