//! How the state changes by what happens, and what is to be done then.
//!
//! Nothing here knows a clock, the surroundings or the world: the time comes by events, and so do answers. An answer to
//! a question that is asked no more changes nothing.

mod account_form;
mod accounts;
mod actions;
mod answers;
mod choices;
mod deeds;
mod detail;
mod dialogs;
mod form;
mod home;
mod keys;
mod mouse;
mod plugins;
mod search;
mod settings;
mod settling;
mod sure;
mod viewing;

mod accounts_tests;
mod acting_tests;
mod choosing_tests;
mod random_tests;
mod reading_tests;
#[cfg(test)]
mod tests;

use super::{
    command::Command,
    effect::Effect,
    event::{Event, Moment},
    state::{Asked, State, TURN},
};
use crate::{error::Error, text::message};

/// What is to be done at first.
pub(super) fn begin(state: &mut State) -> Vec<Effect> {
    let asked = state.ask();
    state.profiles = Asked::Waiting(asked);
    vec![Effect::Profiles(asked)]
}

/// Changes the state by an event; says what is to be done.
pub(super) fn update(state: &mut State, event: Event) -> Vec<Effect> {
    let mut effects = Vec::new();
    state.changed |= !matches!(event, Event::Tick(_));
    match event {
        Event::Key(key) => keys::pressed(state, &key, &mut effects),
        Event::Mouse(mouse) => mouse::used(state, &mouse, &mut effects),
        Event::Paste(text) => keys::pasted(state, text),
        Event::Resize(columns, rows) => state.size = (columns, rows),
        Event::Tick(now) => passed(state, now, &mut effects),
        Event::Profiles(of, known) => answers::profiles(state, of, known),
        Event::Listing(of, listing) => answers::listing(state, of, listing),
        Event::Regions(of, regions) => choices::take_regions(state, of, regions),
        Event::ResourceGroups(of, groups) => choices::take_groups(state, of, groups),
        Event::Shown(of, shown) => detail::take(state, of, shown),
        Event::Viewed(of, news) => viewing::take(state, of, news),
        Event::Planned(of, planned) => actions::planned(state, of, planned, &mut effects),
        Event::Acted(of, acted) => deeds::take(state, of, acted, &mut effects),
        Event::Chosen(of, chosen) => settings::take(state, of, chosen, &mut effects),
        Event::Plugins(of, known) => plugins::take(state, of, known),
        Event::Plugin(of, info) => plugins::take_info(state, of, info),
        Event::Switched(of, switched) => plugins::switched(state, of, switched, &mut effects),
        Event::Accounts(of, read) => accounts::take(state, of, read),
        Event::Editable(of, editable) => accounts::take_editable(state, of, editable),
        Event::Checked(of, checked) => account_form::checked(state, of, checked),
        Event::Saved(of, saved) => account_form::saved(state, of, saved, &mut effects),
        Event::Offered(of, offered) => choices::take_offered(state, of, offered),
        Event::Used(of, used) => choices::used(state, of, used, &mut effects),
        Event::Dealt(of, dealt) => accounts::dealt(state, of, dealt, &mut effects),
        Event::Verdict(of, verdict) => accounts::take_verdict(state, of, verdict),
        Event::Imported(of, imported) => accounts::imported(state, of, imported, &mut effects),
        Event::Copied(Ok(text)) => state.note(match text.lines().count() {
            0 | 1 => message!("ui-copied", text = text),
            count => message!("ui-copied-several", count = count),
        }),
        Event::Copied(Err(error)) => {
            let reason = error.sentence(state.language);
            state.note(message!("ui-not-copied", reason = reason));
        }
        Event::Asked(id, asked) => dialogs::asked(state, id, asked),
        Event::Unasked(id) => dialogs::unasked(state, id),
        Event::Told(text) => dialogs::told(state, text),
        Event::Progress(text) => state.progress = Some(text),
        Event::Logged(line) => state.log(line),
    }
    settling::settle(state, &mut effects);
    effects
}

/// What the time alone changes.
fn passed(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    let pictures = |moment: Moment| moment.as_millis() / TURN.as_millis();
    let turns = state.is_loading() && pictures(now) != pictures(state.now);
    let age = |state: &State| state.age().map(|age| age.as_secs());
    let before = age(state);
    state.now = now;
    let is_older = age(state) != before;
    let is_over = state.notice.as_ref().is_some_and(|notice| notice.until <= now);
    if is_over {
        state.notice = None;
    }
    let refreshes = state.refreshes_at().is_some_and(|at| at <= now);
    if refreshes {
        home::refresh(state, effects);
    }
    let is_let_go = state.let_go(now);
    state.changed |= turns || is_older || is_over || refreshes || is_let_go;
}

/// Moves the cursor of a list of which a page shows so many rows, if the command does: what failed for the row before is
/// told no more.
fn moved<T>(
    command: Command,
    rows: usize,
    items: &Asked<Vec<T>>,
    cursor: &mut usize,
    failed: &mut Option<Error>,
) -> bool {
    let last = items.known().map_or(0, |known| known.len().saturating_sub(1));
    let Some(to) = command.moves(*cursor, last, rows) else {
        return false;
    };
    (*cursor, *failed) = (to, None);
    true
}
