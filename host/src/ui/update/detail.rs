//! One resource in full.

use yun_plugin_api::Resource;

use super::home::{self, Part};
use crate::{
    error::Error,
    ui::{
        command::Command,
        effect::Effect,
        event::Generation,
        state::{Asked, Detail, State},
        view,
    },
};

/// Opens the resource that the cursor is on.
pub(super) fn open(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(subject) = state.home.tab().and_then(home::subject) else {
        return;
    };
    let asked = state.ask();
    effects.push(Effect::Show(asked, Box::new(subject.clone())));
    state.home.detail = Some(Detail {
        subject,
        resource: Asked::Waiting(asked),
        raw: false,
        above: 0,
        viewed: None,
        is_for_view: false,
    });
}

/// It came, or cannot be had.
pub(super) fn take(state: &mut State, of: Generation, shown: Result<Option<Resource>, Error>) {
    let detail = state.home.detail.as_mut();
    if let Some(detail) = detail.filter(|detail| detail.resource.waits_for(of)) {
        detail.resource = match shown {
            Ok(resource) => Asked::Known(resource),
            Err(error) => Asked::Failed(error),
        };
    }
}

/// Carries out a command.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let page = view::table_rows(state).max(1);
    match command {
        Command::CopyId => return home::copy_shown(state, Part::Id, effects),
        Command::CopyIp => return home::copy_shown(state, Part::Ip, effects),
        Command::Refresh => return again(state, effects),
        _ => {}
    }
    let Some(detail) = state.home.detail.as_mut() else {
        return;
    };
    match command {
        Command::Back => {
            if let Asked::Waiting(asked) = detail.resource {
                effects.push(Effect::Forget(asked));
            }
            state.home.detail = None;
        }
        Command::Raw => {
            detail.raw = !detail.raw;
            detail.above = 0;
        }
        command => scroll(&mut detail.above, command, page),
    }
}

/// Fetches it anew.
fn again(state: &mut State, effects: &mut Vec<Effect>) {
    effects.push(Effect::Renew);
    fetch(state, effects);
}

/// Fetches it, whatever is known of it.
pub(super) fn fetch(state: &mut State, effects: &mut Vec<Effect>) {
    let asked = state.ask();
    if let Some(detail) = state.home.detail.as_mut() {
        if let Asked::Waiting(before) = detail.resource {
            effects.push(Effect::Forget(before));
        }
        effects.push(Effect::Show(asked, Box::new(detail.subject.clone())));
        detail.resource = Asked::Waiting(asked);
    }
}

/// Scrolls lines; how far is bounded once all is settled.
pub(super) fn scroll(above: &mut usize, command: Command, page: usize) {
    *above = command.moves(*above, usize::MAX, page).unwrap_or(*above);
}
