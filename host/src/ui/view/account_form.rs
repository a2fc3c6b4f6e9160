//! The form of a profile: its fields, and buttons, and below what came of them.

use ratatui_core::{buffer::Buffer, layout::Rect};

use super::{
    Line, Typing, error_lines,
    form::{self, Row},
    sheet,
    text::wrapped,
};
use crate::{
    output::Tone,
    text::message,
    ui::state::{AccountForm, Button, State},
};

/// The form's title.
pub(super) fn title(state: &State, form: &AccountForm) -> String {
    state.language.say(&match form.edited() {
        Some(name) => message!("ui-account-edit", name = name),
        None => message!("ui-account-add"),
    })
}

pub(super) fn draw(state: &State, account: &AccountForm, area: Rect, buffer: &mut Buffer) -> Typing {
    let area = sheet::indented(area);
    let room = usize::from(area.width);
    let help = help(state, account, room);
    let (area, below) = sheet::split(area, help.len());
    super::lines(buffer, below, &help, 0);
    let mut rows = form::rows(state, &account.form, room);
    let buttons = Button::ALL.into_iter().enumerate();
    rows.extend(buttons.map(|(at, button)| Row::Button(at, button_title(state, account, button))));
    if let Some((_, verified)) = &account.verified {
        let style = state.look.tone(Tone::Good);
        let lines = wrapped(&state.language.say(verified), room).into_iter();
        rows.extend(lines.map(|line| Row::Said((line, style))));
    }
    if let Some(error) = &account.failed {
        let lines = error_lines(error, state, room);
        rows.extend(lines.into_iter().map(Row::Said));
    }
    form::draw_rows(state, &account.form, &rows, area, buffer)
}

fn button_title(state: &State, account: &AccountForm, button: Button) -> String {
    state.language.say(&match button {
        Button::Verify if account.has_login() => message!("ui-command-log-in"),
        Button::Verify => message!("ui-command-verify"),
        Button::Save => message!("ui-save"),
        Button::SaveUnverified => message!("ui-save-unverified"),
    })
}

/// What is to be known of the field or button that the cursor is on.
fn help(state: &State, account: &AccountForm, room: usize) -> Vec<Line> {
    if let Some(filled) = account.form.pointed() {
        return form::help(state, filled, room);
    }
    let help = match account.button() {
        Some(Button::SaveUnverified) => message!("help-option-no-verify"),
        Some(Button::Save) => message!("ui-help-save"),
        Some(Button::Verify) if account.has_login() => message!("ui-help-log-in"),
        Some(Button::Verify) | None => message!("ui-help-verify"),
    };
    form::faint(state, &state.language.say(&help), room)
}
