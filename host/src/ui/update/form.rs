//! Forms: from field to field, and from value to value.

use crossterm::event::{KeyCode, KeyEvent};

use super::{actions, search, viewing};
use crate::ui::{
    command::Command,
    effect::{Effect, Order},
    state::{Dialog, Form, Purpose, State},
};

/// Carries out a command in the form on top.
pub(super) fn fill(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let Some(Dialog::Form(filled)) = state.dialogs.last_mut() else {
        return;
    };
    match command {
        Command::Back => drop(state.dialogs.pop()),
        Command::Open => {
            let Some(params) = filled.0.taken() else {
                return;
            };
            match &filled.1 {
                // The form stays below: whoever says no may change something.
                Purpose::Action(order) => {
                    let order = Order {
                        params,
                        ..order.as_ref().clone()
                    };
                    actions::confirm(state, order, effects);
                }
                Purpose::Search => {
                    state.dialogs.pop();
                    search::begin(state, params, effects);
                }
                Purpose::View(view) => {
                    let view = view.clone();
                    state.dialogs.pop();
                    viewing::show(state, view, params, effects);
                }
            }
        }
        command => obey(&mut filled.0, command),
    }
}

fn obey(form: &mut Form, command: Command) {
    match command {
        Command::Up => form.moved(|at, _| at.saturating_sub(1)),
        Command::Down => form.moved(|at, _| at + 1),
        Command::PageUp | Command::First => form.moved(|_, _| 0),
        Command::PageDown | Command::Last => form.moved(|_, last| last),
        _ => {}
    }
}

/// Keys that go from field to field, and those that change what is not typed.
pub(super) fn pressed(form: &mut Form, key: &KeyEvent) {
    match key.code {
        KeyCode::Tab => form.moved(|at, last| if at == last { 0 } else { at + 1 }),
        KeyCode::BackTab => form.moved(|at, last| at.checked_sub(1).unwrap_or(last)),
        _ if form.is_typed() => {}
        KeyCode::Right | KeyCode::Char(' ') => form.turn(true),
        KeyCode::Left => form.turn(false),
        _ => {}
    }
}
