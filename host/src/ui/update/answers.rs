//! Answers about profiles and lists.

use crate::{
    error::{Error, ErrorKind},
    ui::{
        event::{Generation, Known, Listing},
        rows::{Place, Rows},
        state::{Asked, State, Tab},
    },
};

/// The profiles are known, or cannot be.
pub(super) fn profiles(state: &mut State, of: Generation, known: Result<Known, Error>) {
    if state.rereading == Some(of) {
        // What was known is better than nothing; why there is no more is told where it is listed.
        state.rereading = None;
        if let (Ok(known), Asked::Known(profiles)) = (known, &mut state.profiles) {
            *profiles = known.profiles;
        }
        return;
    }
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
    let mut tabs = state.home.tabs_mut();
    let Some(tab) = tabs.find(|tab| tab.list.asked == Some(of)) else {
        return;
    };
    match listing {
        Listing::Targets(more) => tab.list.targets += more,
        Listing::Done => tab.list.done += 1,
        Listing::Rows(place, rows) => rows_of(tab).append(&place, rows),
        Listing::Ended { failures, remarks } => {
            let nobody_answered = |rows: &Rows| rows.is_empty() && !failures.is_empty();
            let came_to_nothing = nobody_answered(tab.newer.as_ref().unwrap_or(&tab.rows));
            if let Some(newer) = tab.newer.take() {
                swap(tab, newer, &failures);
            }
            tab.fresh_at = Some(now);
            tab.list.is_in_vain = came_to_nothing && are(&failures, FOR_A_PERSON);
            tab.list.asked = None;
            tab.list.ended_at = Some(now);
            tab.list.failures = failures;
            tab.list.remarks = remarks;
        }
    }
}

/// What is said to somebody who may not look. Where nobody answered, what was known before is better than nothing; but
/// not for them: whoever goes by the profile's name may be somebody else by now.
const REFUSALS: &[ErrorKind] = &[ErrorKind::Credentials, ErrorKind::Permission];
/// What somebody has to do something about before it is worth asking again.
const FOR_A_PERSON: &[ErrorKind] = &[ErrorKind::Credentials, ErrorKind::Cancelled];

fn are(failures: &[Error], kinds: &[ErrorKind]) -> bool {
    failures.iter().all(|failure| kinds.contains(&failure.kind()))
}

/// Puts the rows of a list in the place of those before. Where it failed, what was known is better than nothing: such
/// rows stay, and are old.
fn swap(tab: &mut Tab, mut newer: Rows, failures: &[Error]) {
    let concerns = |said: Option<&str>, is: &str| said.is_none_or(|said| said == is);
    let has_failed = |place: &Place| {
        let failures = failures.iter();
        let mut failures = failures.filter(|failure| !REFUSALS.contains(&failure.kind()));
        failures.any(|failure| {
            concerns(failure.profile(), &place.profile) && concerns(failure.region(), &place.region)
        })
    };
    let kept = newer.keep(&tab.rows, has_failed);
    let since = |place: &Place| tab.old.get(place).copied().or(tab.fresh_at).unwrap_or_default();
    let old = kept.into_iter().map(|place| (place.clone(), since(&place)));
    tab.old = old.collect();
    tab.rows.replace_with(newer);
}

/// The rows that what comes is added to.
fn rows_of(tab: &mut Tab) -> &mut Rows {
    match &mut tab.newer {
        Some(newer) => newer,
        None => &mut tab.rows,
    }
}
