//! Keys: to the command that they stand for where one is, or into the line that is being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use zeroize::Zeroize as _;

use super::{
    accounts, actions, choices, deeds, detail, dialogs, form, home, plugins, settings, sure, viewing,
};
use crate::ui::{
    command::Command,
    effect::Effect,
    keys::{Context, Press},
    state::{Dialog, Input, Line, Lines, Meant, Page, State, TextPane, goes_on},
    view,
};

/// A key was pressed.
pub(super) fn pressed(state: &mut State, key: &KeyEvent, effects: &mut Vec<Effect>) {
    if key.kind == KeyEventKind::Release {
        return;
    }
    let press = Press::of_event(key);
    let command = state.keys.command(state.context(), press);
    // What cannot be seen is not done either.
    if state.is_held() || view::is_too_small(state) {
        state.hold_on();
        // There is a way out at any time; a letter may be a part of what is being typed.
        if let Some(command @ (Command::Quit | Command::Redraw)) = command
            && !press.types()
        {
            obey(state, command, effects);
        }
        return;
    }
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
        Command::Quit => leave(state, effects),
        Command::Redraw => effects.push(Effect::Redraw),
        Command::Help => {
            let about = Lines::Keys(state.context());
            state.dialogs.push(Dialog::Text(TextPane::of(about)));
        }
        Command::Palette => choices::commands(state),
        Command::Settings => settings::enter(state, effects),
        Command::Plugins => plugins::enter(state, effects),
        Command::Accounts => accounts::enter(state, effects),
        Command::Log => state.dialogs.push(Dialog::Text(TextPane::at_end(Lines::Log))),
        Command::Failures => state.dialogs.push(Dialog::Text(TextPane::of(Lines::Failures))),
        Command::Actions => actions::menu(state),
        Command::Results => deeds::results(state),
        Command::View => viewing::menu(state, effects),
        command if matches!(state.dialogs.last(), Some(Dialog::Form(_))) => {
            form::fill(state, command, effects);
        }
        command if matches!(state.dialogs.last(), Some(Dialog::Confirm(_))) => {
            actions::obey(state, command, effects);
        }
        command => match state.context() {
            Context::Choice if matches!(state.dialogs.last(), Some(Dialog::Choice(_))) => {
                choices::obey(state, command, effects);
            }
            Context::Choice if matches!(state.dialogs.last(), Some(Dialog::Sure(_))) => {
                sure::obey(state, command, effects);
            }
            Context::Text | Context::Choice => dialogs::obey(state, command, effects),
            Context::Line if !state.dialogs.is_empty() => dialogs::obey(state, command, effects),
            Context::Settings => settings::obey(state, command, effects),
            Context::Line if state.page == Page::Settings => settings::obey(state, command, effects),
            Context::Accounts | Context::Form => accounts::obey(state, command, effects),
            Context::Line if state.page == Page::Accounts => accounts::obey(state, command, effects),
            Context::Plugins | Context::Plugin => plugins::obey(state, command, effects),
            Context::View => viewing::obey(state, command, effects),
            Context::Detail => detail::obey(state, command, effects),
            Context::Table | Context::Line => home::obey(state, command, effects),
        },
    }
}

/// Ends the UI; asks first while something is under way, and no second time.
fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    let is_asked =
        |dialog: &Dialog| matches!(dialog, Dialog::Sure(sure) if matches!(sure.meant, Meant::Leave { .. }));
    let goes_on = goes_on(&state.deeds);
    if goes_on.is_empty() || state.dialogs.iter().any(is_asked) {
        effects.push(Effect::Quit);
    } else {
        sure::ask(state, Meant::Leave { goes_on });
    }
}

/// A text was pasted: it is typed where something can be. It may be a secret, and is wiped.
pub(super) fn pasted(state: &mut State, mut text: String) {
    if state.is_held() || view::is_too_small(state) {
        state.hold_on();
    } else if let Some(input) = line(state) {
        input.paste(&text);
        changed(state);
    } else {
        form::begin(state, &text);
    }
    text.zeroize();
}

/// The line that is being typed into, if one is: what [`State::line`] says, to be changed.
pub(super) fn line(state: &mut State) -> Option<&mut Input> {
    match (state.line()?, state.dialogs.last_mut()) {
        (Line::Choice, Some(Dialog::Choice(choice))) => Some(&mut choice.typed),
        (Line::Answer, Some(Dialog::Question(question))) => Some(&mut question.typed),
        (Line::Field, Some(Dialog::Form(dialog))) => dialog.form.line(),
        (Line::Field, _) => state.accounts.form.as_mut()?.form.line(),
        (Line::Word, Some(Dialog::Confirm(confirm))) => confirm.typed.as_mut(),
        (Line::Setting, _) => state.settings.editing.as_mut(),
        (Line::Filter, _) => state.home.filtering.as_mut(),
        (Line::Renaming, _) => state.accounts.renaming.as_mut(),
        (Line::Choice | Line::Answer | Line::Word, _) => None,
    }
}

fn typed(state: &mut State, key: &KeyEvent) {
    if state.context() == Context::Form && state.line().is_none() {
        return form::pressed(state, key);
    }
    match state.dialogs.last_mut() {
        Some(Dialog::Question(question)) if !question.is_typed() => {
            dialogs::chosen_by_letter(question, key);
        }
        Some(Dialog::Sure(sure)) => sure::chosen_by_letter(sure, key),
        Some(Dialog::Confirm(confirm)) if confirm.typed.is_none() => {
            if let KeyCode::Char(letter) = key.code {
                actions::chosen_by_letter(confirm, letter);
            }
        }
        _ => {}
    }
    if line(state).is_some_and(|input| edited(input, key)) {
        changed(state);
    }
}

/// What is typed has changed: what it narrows down is narrowed down anew.
fn changed(state: &mut State) {
    match (state.line(), state.dialogs.last_mut()) {
        (Some(Line::Choice), Some(Dialog::Choice(choice))) => choice.cursor = 0,
        (Some(Line::Field), Some(Dialog::Form(dialog))) => dialog.form.changed(),
        (Some(Line::Word), Some(Dialog::Confirm(confirm))) => confirm.is_wrong = false,
        (Some(Line::Setting), _) => state.settings.failed = None,
        (Some(Line::Filter), _) => home::filter(state),
        (Some(Line::Renaming), _) => state.accounts.failed = None,
        (Some(Line::Field), _) => {
            if let Some(form) = &mut state.accounts.form {
                form.changed();
            }
        }
        (Some(Line::Choice | Line::Answer | Line::Word) | None, _) => {}
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
