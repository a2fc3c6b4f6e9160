//! Forms over a page: filled in for an action, a view or a search.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};

use super::{actions, search, viewing};
use crate::ui::{
    command::Command,
    effect::{Effect, Order},
    keys::Press,
    state::{Dialog, Filled, Form, FormDialog, Purpose, State},
    view,
};

/// Has fields filled in.
pub(super) fn open(
    state: &mut State,
    (title, help): (String, String),
    fields: Vec<Filled>,
    purpose: Purpose,
) {
    state.dialogs.push(Dialog::Form(Box::new(FormDialog {
        title,
        help,
        form: Form::new(fields, 0),
        purpose,
    })));
}

/// Carries out a command in the form on top.
pub(super) fn fill(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let page = view::table_rows(state).max(1);
    let Some(Dialog::Form(dialog)) = state.dialogs.last_mut() else {
        return;
    };
    if dialog.form.moves(command, page) {
        return;
    }
    match command {
        Command::Back => drop(state.dialogs.pop()),
        Command::Open if dialog.form.fits(|_| None) => take(state, effects),
        _ => {}
    }
}

/// What was filled in is taken for what it is for.
fn take(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(Dialog::Form(dialog)) = state.dialogs.last() else {
        return;
    };
    // What was not given counts as its default.
    let fields = dialog.form.fields.iter();
    let value = |filled: &Filled| filled.given().or_else(|| filled.field.default.clone());
    let params = fields.filter_map(|filled| Some((filled.field.key.clone(), value(filled)?)));
    let params: BTreeMap<String, String> = params.collect();
    match dialog.purpose.clone() {
        // The form stays below: whoever says no may change something.
        Purpose::Action(order) => actions::confirm(state, Order { params, ..*order }, effects),
        Purpose::Search => {
            state.dialogs.pop();
            search::begin(state, params, effects);
        }
        Purpose::View(view) => {
            state.dialogs.pop();
            viewing::show(state, view, params, effects);
        }
    }
}

/// A key in a field that is not typed into: it turns what is chosen, or begins to type something else.
pub(super) fn pressed(state: &mut State, key: &KeyEvent) {
    let forward = match key.code {
        KeyCode::Right | KeyCode::Char(' ') => true,
        KeyCode::Left => false,
        _ => {
            let typed = Press::of_event(key).character();
            return typed.into_iter().for_each(|c| begin(state, &c.to_string()));
        }
    };
    match (state.dialogs.last_mut(), &mut state.accounts.form) {
        (Some(Dialog::Form(dialog)), _) => drop(dialog.form.turn(forward)),
        (None, Some(form)) => form.turn(forward),
        _ => {}
    }
}

/// Something was typed, or pasted, where nothing is typed into yet.
pub(super) fn begin(state: &mut State, text: &str) {
    if let Some(Dialog::Form(dialog)) = state.dialogs.last_mut() {
        dialog.form.begin(text);
    }
}
