//! Keys: to the command that they stand for where one is, or into the line that is being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::{choices, detail, dialogs, home, settings};
use crate::ui::{
    command::Command,
    effect::Effect,
    keys::{Context, Press},
    state::{Dialog, Input, Lines, Page, State, TextPane},
};

/// A key was pressed.
pub(super) fn pressed(state: &mut State, key: &KeyEvent, effects: &mut Vec<Effect>) {
    if key.kind == KeyEventKind::Release {
        return;
    }
    let press = Press::of_event(key);
    let command = state.keys.command(state.context(), press);
    match command {
        // A space is a part of names, where there is nothing to mark.
        Some(Command::Mark) if !state.marks() => typed(state, key),
        Some(command) => obey(state, command, effects),
        None => typed(state, key),
    }
}

/// Carries out a command where one is.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Quit => effects.push(Effect::Quit),
        Command::Redraw => effects.push(Effect::Redraw),
        Command::Help => {
            let about = Lines::Keys(state.context());
            state.dialogs.push(Dialog::Text(TextPane::of(about)));
        }
        Command::Palette => choices::commands(state),
        Command::Settings => settings::enter(state, effects),
        Command::Log => state.dialogs.push(Dialog::Text(TextPane::at_end(Lines::Log))),
        Command::Failures => state.dialogs.push(Dialog::Text(TextPane::of(Lines::Failures))),
        command => match state.context() {
            Context::Choice if matches!(state.dialogs.last(), Some(Dialog::Choice(_))) => {
                choices::obey(state, command, effects);
            }
            Context::Text | Context::Choice => dialogs::obey(state, command, effects),
            Context::Line if !state.dialogs.is_empty() => dialogs::obey(state, command, effects),
            Context::Settings => settings::obey(state, command, effects),
            Context::Line if state.page == Page::Settings => settings::obey(state, command, effects),
            Context::Detail => detail::obey(state, command, effects),
            Context::Table | Context::Line => home::obey(state, command, effects),
        },
    }
}

/// A text was pasted: it is typed where something can be.
pub(super) fn pasted(state: &mut State, text: &str) {
    if let Some(input) = line(state) {
        text.chars().for_each(|c| input.insert(c));
        changed(state);
    }
}

/// The line that is being typed, if one is.
fn line(state: &mut State) -> Option<&mut Input> {
    match state.dialogs.last_mut() {
        Some(Dialog::Choice(choice)) => Some(&mut choice.typed),
        Some(Dialog::Question(question)) if question.is_typed() => Some(&mut question.typed),
        Some(_) => None,
        None if state.page == Page::Settings => state.settings.editing.as_mut(),
        None => state.home.filtering.as_mut(),
    }
}

fn typed(state: &mut State, key: &KeyEvent) {
    if let Some(Dialog::Question(question)) = state.dialogs.last_mut()
        && !question.is_typed()
    {
        dialogs::chosen_by_letter(question, key);
        return;
    }
    if let Some(input) = line(state)
        && edited(input, key)
    {
        changed(state);
    }
}

/// What is typed has changed: what it narrows down is narrowed down anew.
fn changed(state: &mut State) {
    match state.dialogs.last_mut() {
        Some(Dialog::Choice(choice)) => choice.cursor = 0,
        Some(_) => {}
        None if state.page == Page::Settings => state.settings.failed = None,
        None => home::filter(state),
    }
}

/// Edits a line; whether the key did.
fn edited(input: &mut Input, key: &KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('u') if control => input.clear(),
        KeyCode::Char('a') if control => input.home(),
        KeyCode::Char('e') if control => input.end(),
        KeyCode::Char('h') if control => input.backspace(),
        KeyCode::Char(c) if Press::of_event(key).character() == Some(c) => input.insert(c),
        KeyCode::Backspace => input.backspace(),
        KeyCode::Delete => input.delete(),
        KeyCode::Left => input.left(),
        KeyCode::Right => input.right(),
        KeyCode::Home => input.home(),
        KeyCode::End => input.end(),
        _ => return false,
    }
    true
}
