//! What was done to resources and is being done: each is followed until it is over, and its row shows how it is.

use yun_plugin_api::Row;

use super::detail;
use crate::{
    acting::{Rehearsal, Stage},
    error::{Error, ErrorKind},
    text::message,
    ui::{
        effect::{Effect, Subject},
        event::{Acted, Generation, Seen},
        state::{Dialog, Fate, Lines, State, TextPane, key},
    },
};

/// Shows what was done and is being done.
pub(super) fn results(state: &mut State) {
    let is_open =
        |dialog: &Dialog| matches!(dialog, Dialog::Text(pane) if matches!(pane.about, Lines::Deeds));
    state.dialogs.retain(|dialog| !is_open(dialog));
    state.dialogs.push(Dialog::Text(TextPane::of(Lines::Deeds)));
}

/// Something of an action that was begun.
pub(super) fn take(state: &mut State, of: Generation, acted: Acted, effects: &mut Vec<Effect>) {
    let Some(deed) = state.deeds.iter_mut().find(|deed| deed.of == of) else {
        return;
    };
    match acted {
        Acted::Moved(subject, stage) => {
            let status = match &stage {
                Stage::Going(status) => Some(status.clone()),
                _ => None,
            };
            let piece = deed.each.get_mut(&key(&subject));
            if let (Some(piece), Some(fate)) = (piece, Fate::of_stage(stage)) {
                piece.fate = fate;
            }
            set_status(state, &subject, status);
        }
        Acted::Finished(subject, finished) => {
            let status = finished.status.clone();
            let is_rehearsal = deed.rehearsal != Rehearsal::None;
            if let Some(piece) = deed.each.get_mut(&key(&subject)) {
                if !finished.name.is_empty() {
                    piece.name.clone_from(&finished.name);
                }
                if !matches!(piece.fate, Fate::Refused(_)) {
                    piece.fate = Fate::of_finished(*finished);
                }
            }
            set_status(state, &subject, status.filter(|_| !is_rehearsal));
        }
        Acted::WouldSend(call) => deed.would_send.push(call),
        Acted::Seen(seen) => seen_after(state, seen, effects),
        Acted::Ended(ended) => end(state, of, ended, effects),
    }
}

/// Shows the status that a resource has by now.
fn set_status(state: &mut State, subject: &Subject, status: Option<String>) {
    let Some(status) = status.filter(|status| !status.is_empty()) else {
        return;
    };
    let place = subject.place();
    for tab in state.home.tabs_mut() {
        if tab.may_hold(&subject.resource_type) {
            for rows in std::iter::once(&mut tab.rows).chain(&mut tab.newer) {
                rows.set(&place, &subject.id, "status", status.as_str().into());
            }
        }
    }
}

/// Shows resources as they are after an action.
fn seen_after(state: &mut State, seen: Seen, effects: &mut Vec<Effect>) {
    for tab in state.home.tabs_mut() {
        let is_of_type = tab.resource.resource_type == seen.resource_type;
        if tab.may_hold(&seen.resource_type) {
            for rows in std::iter::once(&mut tab.rows).chain(&mut tab.newer) {
                // What is found has columns of its own; its status is shown already.
                for row in seen.rows.iter().filter(|_| is_of_type) {
                    rows.amend(&seen.place, row);
                }
                rows.remove(&seen.place, &seen.gone);
            }
        }
    }
    let is_shown = state.home.detail.as_ref().is_some_and(|detail| {
        let subject = &detail.subject;
        let ids = seen.rows.iter().filter_map(Row::id);
        let mut ids = ids.chain(seen.gone.iter().map(String::as_str));
        subject.resource_type == seen.resource_type
            && (&subject.profile, &subject.region) == (&seen.place.profile, &seen.place.region)
            && ids.any(|id| id == subject.id)
    });
    if is_shown {
        detail::fetch(state, effects);
    }
}

/// All of an action is over, or it ended before its time.
fn end(state: &mut State, of: Generation, ended: Result<(), Error>, effects: &mut Vec<Effect>) {
    let now = state.now;
    let Some(deed) = state.deeds.iter_mut().find(|deed| deed.of == of) else {
        return;
    };
    deed.ended_at = Some(now);
    let error = ended.err();
    for piece in deed.each.values_mut() {
        let unfinished = || {
            let error = error.clone();
            error.unwrap_or_else(|| Error::new(ErrorKind::Failed, "internal", message!("error-ui-internal")))
        };
        piece.fate = match std::mem::replace(&mut piece.fate, Fate::Pending) {
            Fate::Pending => Fate::Failed(unfinished()),
            Fate::Sent | Fate::Going(_) => Fate::Unknown(unfinished()),
            over => over,
        };
    }
    deed.failed = error;
    let said = deed.summary(state.language);
    state.note(said);
    if state.bell {
        effects.push(Effect::Bell);
    }
}
