//! What is done to resources: what somebody is asked to confirm, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use yun_plugin_api::manifest::{Action, Risk, Text};

use super::{Asked, Input};
use crate::{
    acting::{Done, Finished, Rehearsal, Stage},
    api::OUTCOME_UNKNOWN,
    error::{Error, ErrorKind},
    text::{Language, Message, Several, message, visible},
    ui::{
        effect::{Order, Subject},
        event::{Generation, Moment, Planned},
    },
};

/// How many deeds that are over are kept to be looked at.
const MOST_OVER: usize = 50;

/// An action that somebody is asked to confirm.
pub(in crate::ui) struct Confirm {
    /// The action, and what it is for.
    pub(in crate::ui) order: Order,
    /// What it comes to, by a look at each resource as it is now.
    pub(in crate::ui) planned: Asked<Planned>,
    /// The number under which what was planned is held, to be carried out as it was read.
    pub(in crate::ui) of: Generation,
    /// Which of the answers the cursor is on.
    pub(in crate::ui) answer: Answer,
    /// The word that a grave action takes, while it is typed.
    pub(in crate::ui) typed: Option<Input>,
    /// Whether another word was entered.
    pub(in crate::ui) is_wrong: bool,
    /// How many lines are above the first that is shown.
    pub(in crate::ui) above: usize,
}

/// The answers to whether it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Answer {
    /// It is to be done.
    Yes,
    /// It is to be tried, without changing anything.
    Try,
    /// It is not meant.
    No,
}

impl Answer {
    /// All of them, in their order on the screen.
    pub(in crate::ui) const ALL: [Self; 3] = [Self::Yes, Self::Try, Self::No];
}

impl Confirm {
    /// A question of which nobody knows yet what it comes to. What is not meant is not done by Enter alone.
    pub(in crate::ui) fn new(order: Order, of: Generation) -> Self {
        Self {
            order,
            planned: Asked::Waiting(of),
            of,
            answer: Answer::No,
            typed: None,
            is_wrong: false,
            above: 0,
        }
    }

    /// The word that has to be typed, as it is shown in this language; none where choosing is enough.
    pub(in crate::ui) fn word(&self, language: Language) -> Option<&str> {
        let action = &self.order.action;
        let is_grave = action.risk == Risk::Destructive;
        let word = match language {
            Language::English => action.name.as_str(),
            Language::Chinese => action.title.zh.as_str(),
        };
        is_grave.then_some(word)
    }

    /// Whether this is the word that has to be typed: the action's name, or its title in either language.
    pub(in crate::ui) fn is_word(&self, typed: &str) -> bool {
        let action = &self.order.action;
        let words = [&action.name, &action.title.en, &action.title.zh];
        words.iter().any(|word| **word == typed)
    }

    /// The answers that there are: where there is nothing to do, only to leave it.
    pub(in crate::ui) fn answers(&self) -> &'static [Answer] {
        match self.planned.known() {
            Some(planned) if planned.has_work() => &Answer::ALL,
            _ => &Answer::ALL[2..],
        }
    }
}

/// An action that was begun.
pub(in crate::ui) struct Deed {
    /// Its number.
    pub(in crate::ui) of: Generation,
    /// The resource type.
    pub(in crate::ui) resource_type: String,
    /// The action's title.
    pub(in crate::ui) title: Text,
    /// Whether it is meant.
    pub(in crate::ui) rehearsal: Rehearsal,
    /// What it is done to, by profile, region and id.
    pub(in crate::ui) each: BTreeMap<(String, String, String), Piece>,
    /// What would be sent.
    pub(in crate::ui) would_send: Vec<String>,
    /// Why it ended before its time.
    pub(in crate::ui) failed: Option<Error>,
    /// When it was over; none while it is under way.
    pub(in crate::ui) ended_at: Option<Moment>,
}

/// One resource that something is done to.
pub(in crate::ui) struct Piece {
    /// Its name; empty for one without.
    pub(in crate::ui) name: String,
    /// How it stands.
    pub(in crate::ui) fate: Fate,
}

/// How a resource stands to what is done to it.
#[derive(Debug)]
pub(in crate::ui) enum Fate {
    /// Nothing was sent for it.
    Pending,
    /// It was sent, and is not answered yet.
    Sent,
    /// The API took it on; this is the last status that was seen.
    Going(String),
    /// It is well.
    Done {
        /// By the action, or before it.
        done: Done,
        /// The status that it has now; empty for a type without one.
        status: String,
    },
    /// It must not be, or may not be.
    Refused(Error),
    /// It went wrong.
    Failed(Error),
    /// Nobody knows whether it was carried out.
    Unknown(Error),
}

impl Deed {
    /// A deed that begins now.
    pub(in crate::ui) fn new(of: Generation, order: &Order, rehearsal: Rehearsal) -> Self {
        let piece = |subject: &Subject| {
            let piece = Piece {
                name: order.names.get(&subject.id).cloned().unwrap_or_default(),
                fate: Fate::Pending,
            };
            (key(subject), piece)
        };
        Self {
            of,
            resource_type: order.resource_type.clone(),
            title: order.action.title.clone(),
            rehearsal,
            each: order.subjects.iter().map(piece).collect(),
            would_send: Vec::new(),
            failed: None,
            ended_at: None,
        }
    }

    /// How it stands, in a few words.
    pub(in crate::ui) fn summary(&self, language: Language) -> Message {
        let mut action = language.pick(&self.title).to_owned();
        let (over, all, unwell) = (self.over(), self.each.len(), self.unwell());
        let is_meant = self.rehearsal == Rehearsal::None;
        let mut pieces = self.each.iter();
        if let (false, Some(((_, _, id), piece)), None) = (is_meant, pieces.next(), pieces.next()) {
            let name = if piece.name.is_empty() { id } else { &piece.name };
            action = format!("{action} {}", visible(name));
        }
        match (self.ended_at, unwell, is_meant) {
            (None, _, true) => message!("ui-deed-going", action = action, count = over, all = all),
            (None, _, false) => message!("ui-tried-going", action = action, count = over, all = all),
            (Some(_), 0, true) => message!("ui-deed-done", action = action, count = all),
            (Some(_), 0, false) => message!("ui-tried", action = action, count = all),
            (Some(_), _, true) => message!("ui-deed-failed", action = action, count = unwell, all = all),
            (Some(_), _, false) => message!("ui-tried-failed", action = action, count = unwell, all = all),
        }
    }

    /// Whether it is not over yet.
    pub(in crate::ui) fn is_under_way(&self) -> bool {
        self.ended_at.is_none()
    }

    /// How many of its resources are over.
    pub(in crate::ui) fn over(&self) -> usize {
        self.each.values().filter(|piece| piece.fate.is_over()).count()
    }

    /// How many of its resources are over and not well.
    pub(in crate::ui) fn unwell(&self) -> usize {
        let is_unwell =
            |piece: &&Piece| matches!(piece.fate, Fate::Refused(_) | Fate::Failed(_) | Fate::Unknown(_));
        self.each.values().filter(is_unwell).count() + usize::from(self.failed.is_some())
    }
}

impl Fate {
    /// How far it is, as it is noted while it is acted.
    pub(in crate::ui) fn of_stage(stage: Stage) -> Option<Self> {
        match stage {
            Stage::Untouched => Some(Self::Pending),
            Stage::Sent => Some(Self::Sent),
            Stage::Going(status) => Some(Self::Going(status)),
            Stage::Finished => None,
        }
    }

    /// What became of it.
    pub(in crate::ui) fn of_finished(finished: Finished) -> Self {
        match finished.outcome {
            Ok(done) => Self::Done {
                done,
                status: finished.status.unwrap_or_default(),
            },
            Err(error) if error.code() == OUTCOME_UNKNOWN => Self::Unknown(error),
            Err(error) if error.kind() == ErrorKind::Permission => Self::Refused(error),
            Err(error) => Self::Failed(error),
        }
    }

    /// Whether nothing more will come of it.
    pub(in crate::ui) fn is_over(&self) -> bool {
        !matches!(self, Self::Pending | Self::Sent | Self::Going(_))
    }
}

/// The status of what is where an action leads already, if that is by its status; nothing otherwise.
pub(in crate::ui) fn reached<'a>(action: &Action, status: &'a str) -> &'a str {
    let waits = action.waits.as_ref();
    let is_reached = waits.is_some_and(|waits| waits.until.iter().any(|state| state == status));
    if is_reached { status } else { "" }
}

/// What is said beside an action of those that nothing is sent for: on their way already, or there with these statuses.
pub(in crate::ui) fn beside<'a>(on_the_way: usize, there: impl Iterator<Item = &'a str>) -> Vec<Message> {
    let mut said = Vec::new();
    if on_the_way > 0 {
        said.push(message!("ui-count-on-the-way", count = on_the_way));
    }
    let mut statuses: BTreeMap<&str, usize> = BTreeMap::new();
    there.for_each(|status| *statuses.entry(status).or_default() += 1);
    said.extend(statuses.into_iter().map(|(status, count)| match status {
        "" => message!("ui-count-already-so", count = count),
        status => message!("ui-count-already", count = count, status = status),
    }));
    said
}

/// What goes on of these deeds though nobody waits for it any more, and what was not begun: as commands say it.
pub(in crate::ui) fn goes_on(deeds: &[Deed]) -> Vec<Message> {
    let (mut going, mut sent, mut pending) = (Vec::new(), Vec::new(), Vec::new());
    let mut kinds = BTreeSet::new();
    let meant = deeds
        .iter()
        .filter(|deed| deed.is_under_way() && deed.rehearsal == Rehearsal::None);
    for deed in meant {
        for ((_, _, id), piece) in &deed.each {
            match &piece.fate {
                Fate::Going(status) if status.is_empty() => going.push(visible(id)),
                Fate::Going(status) => going.push(format!("{} ({})", visible(id), visible(status))),
                Fate::Sent => sent.push(visible(id)),
                Fate::Pending => pending.push(visible(id)),
                _ => continue,
            }
            kinds.insert((deed.resource_type.as_str(), matches!(piece.fate, Fate::Pending)));
        }
    }
    let mut said = Vec::new();
    for (ids, message) in [
        (&going, message!("note-still-going", ids = Several(&going))),
        (&sent, message!("note-sent-unanswered", ids = Several(&sent))),
        (&pending, message!("note-not-sent", ids = Several(&pending))),
    ] {
        if !ids.is_empty() {
            said.push(message);
        }
    }
    let begun = kinds.into_iter().filter(|(_, is_pending)| !is_pending);
    said.extend(begun.map(|(kind, _)| message!("note-look-later", kind = kind, given = "")));
    said
}

/// What a deed knows a resource by.
pub(in crate::ui) fn key(subject: &Subject) -> (String, String, String) {
    (
        subject.profile.clone(),
        subject.region.clone(),
        subject.id.clone(),
    )
}

/// Keeps a deed, and not too many that are over.
pub(in crate::ui) fn keep(deeds: &mut Vec<Deed>, deed: Deed) {
    deeds.push(deed);
    let over = deeds.iter().filter(|deed| deed.ended_at.is_some()).count();
    if over > MOST_OVER
        && let Some(oldest) = deeds.iter().position(|deed| deed.ended_at.is_some())
    {
        deeds.remove(oldest);
    }
}
