//! The host's own questions whether something is meant: what a single key must not do.
//!
//! Whoever has such a thing gives [`ask`] a [`Meant`], and says in `carry_out` what a yes does.

use crossterm::event::{KeyCode, KeyEvent};

use super::{accounts, detail::scroll, plugins, settings};
use crate::ui::{
    account::Deal,
    command::Command,
    effect::Effect,
    plugin::Switch,
    state::{Dialog, Meant, State, Sure},
    view,
};

/// Asks whether this is meant; it is done if it is.
pub(super) fn ask(state: &mut State, meant: Meant) {
    state.dialogs.push(Dialog::Sure(Sure::new(meant)));
}

/// Carries out a command in the confirmation on top.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let page = view::table_rows(state).max(1);
    let Some(Dialog::Sure(sure)) = state.dialogs.last_mut() else {
        return;
    };
    match command {
        Command::Up | Command::First => sure.yes = true,
        Command::Down | Command::Last => sure.yes = false,
        Command::Back => drop(state.dialogs.pop()),
        Command::Open => {
            let is_meant = sure.yes;
            if let Some(Dialog::Sure(sure)) = state.dialogs.pop()
                && is_meant
            {
                carry_out(state, sure.meant, effects);
            }
        }
        command => scroll(&mut sure.above, command, page),
    }
}

/// Yes and no have letters of their own; they are taken by Enter.
pub(super) fn chosen_by_letter(sure: &mut Sure, key: &KeyEvent) {
    match key.code {
        KeyCode::Char('y') => sure.yes = true,
        KeyCode::Char('n') => sure.yes = false,
        _ => {}
    }
}

/// Does what was confirmed.
fn carry_out(state: &mut State, meant: Meant, effects: &mut Vec<Effect>) {
    match meant {
        Meant::Leave { .. } => effects.push(Effect::Quit),
        Meant::Setting { setting, to, .. } => settings::change(state, setting, to, effects),
        Meant::Remove { name } => accounts::deal(state, Deal::Remove(name), effects),
        Meant::Discard => state.accounts.form = None,
        Meant::Disable { id, .. } => plugins::carry_out(state, id, Switch::Off, effects),
    }
}
