//! Answers about profiles and lists.

use crate::{
    error::Error,
    ui::{
        event::{Generation, Known, Listing},
        rows::Rows,
        state::{Asked, State, Tab},
    },
};

/// The profiles are known, or cannot be.
pub(super) fn profiles(state: &mut State, of: Generation, known: Result<Known, Error>) {
    if !state.profiles.waits_for(of) {
        return;
    }
    match known {
        Ok(known) => {
            state.profiles = Asked::Known(known.profiles);
            if state.scope.profiles.is_empty() {
                state.scope.profiles = known.chosen;
            }
        }
        Err(error) => state.profiles = Asked::Failed(error),
    }
}

/// Something of a list.
pub(super) fn listing(state: &mut State, of: Generation, listing: Listing) {
    let now = state.now;
    let mut tabs = state.home.tabs.iter_mut();
    let Some(tab) = tabs.find(|tab| tab.list.asked == Some(of)) else {
        return;
    };
    match listing {
        Listing::Targets(more) => tab.list.targets += more,
        Listing::Done => tab.list.done += 1,
        Listing::Rows(place, rows) => rows_of(tab).append(&place, rows),
        Listing::Ended { failures, remarks } => {
            // Where nobody answered, what was known before is better than nothing.
            let nobody_answered = |newer: &Rows| newer.is_empty() && !failures.is_empty();
            if let Some(newer) = tab.newer.take().filter(|newer| !nobody_answered(newer)) {
                tab.rows.replace_with(newer);
            }
            tab.list.asked = None;
            tab.list.ended_at = Some(now);
            tab.list.failures = failures;
            tab.list.remarks = remarks;
        }
    }
}

/// The rows that what comes is added to.
fn rows_of(tab: &mut Tab) -> &mut Rows {
    match &mut tab.newer {
        Some(newer) => newer,
        None => &mut tab.rows,
    }
}
