//! Draws the state, and decides nothing.

mod account_form;
mod accounts;
mod acting_tests;
mod advice;
mod areas;
mod confirm;
mod deeds;
mod detail;
mod dialogs;
mod form;
mod home;
mod look;
mod plugins;
mod settings;
mod sheet;
mod status;
mod sure;
mod table;
mod text;
mod typing;
mod viewed;

#[cfg(test)]
mod tests;

use ratatui_core::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    terminal::Frame,
};

pub(in crate::ui) use look::Look;
pub(in crate::ui) use table::{cell_text, column_title, columns_on_screen};

use super::state::{Asked, Dialog, Page, State};
use crate::{error::Error, text::message};

/// Draws everything.
pub(in crate::ui) fn draw(state: &State, frame: &mut Frame<'_>) {
    // The screen may be of another size by now than the last event said.
    let area = frame.area();
    let buffer = frame.buffer_mut();
    if areas::is_too_small((area.width, area.height)) {
        let (columns, rows) = areas::LEAST;
        let message = message!(
            "ui-too-small",
            columns = usize::from(columns),
            rows = usize::from(rows)
        );
        line(buffer, area, &state.language.say(&message), Style::new());
        return;
    }
    buffer.set_style(area, state.look.text());
    let mut cursor = match state.page {
        Page::Home => home::draw(state, (area.width, area.height), buffer),
        Page::Settings => settings::draw(state, (area.width, area.height), buffer),
        Page::Accounts => accounts::draw(state, (area.width, area.height), buffer),
        Page::Plugins => {
            plugins::draw(state, (area.width, area.height), buffer);
            None
        }
    };
    for dialog in &state.dialogs {
        cursor = dialogs::draw(state, dialog, area, buffer);
    }
    if let Some(cursor) = cursor.filter(|_| state.line().is_some()) {
        frame.set_cursor_position(cursor);
    }
}

/// Whether the screen is too small for anything to be shown.
pub(in crate::ui) fn is_too_small(state: &State) -> bool {
    areas::is_too_small(state.size)
}

/// How many rows of a table the screen has.
pub(in crate::ui) fn table_rows(state: &State) -> usize {
    usize::from(areas::areas(state.size).body.height.saturating_sub(1))
}

/// Which of a table's rows on the screen is in this row of it, from 0.
pub(in crate::ui) fn table_row(state: &State, row: u16) -> Option<usize> {
    // The first row of the body has the headings.
    let below = row.checked_sub(areas::areas(state.size).body.y + 1)?;
    Some(usize::from(below)).filter(|below| *below < table_rows(state))
}

/// How many lines can be above the first that is shown of the text on top.
pub(in crate::ui) fn most_above(state: &State) -> usize {
    let area = Rect::new(0, 0, state.size.0, state.size.1);
    match (state.dialogs.last(), &state.home.detail) {
        (Some(Dialog::Text(pane)), _) => {
            let room = dialogs::inner(dialogs::pane_area(area)).width;
            let lines = dialogs::lines(state, pane, usize::from(room));
            let inner = dialogs::inner(dialogs::fitted(area, &lines));
            lines.len().saturating_sub(usize::from(inner.height))
        }
        (Some(Dialog::Sure(sure)), _) => sure::most_above(state, sure, area),
        (None, _) if state.page == Page::Plugins => state.plugins.detail.as_ref().map_or(0, |detail| {
            let inner = dialogs::inner(areas::areas(state.size).body);
            let lines = plugins::lines(state, detail, usize::from(inner.width));
            lines.len().saturating_sub(usize::from(inner.height))
        }),
        (Some(Dialog::Confirm(asked)), _) => confirm::most_above(state, asked, area),
        (None, Some(detail)) => {
            let inner = dialogs::inner(areas::areas(state.size).body);
            let lines = detail::lines(state, detail, usize::from(inner.width));
            lines.len().saturating_sub(usize::from(inner.height))
        }
        _ => 0,
    }
}

/// The first line that is shown of the view that is read, where its end is.
pub(in crate::ui) fn first_of_end(state: &State) -> usize {
    let viewed = state.home.viewed();
    viewed.map_or(0, |viewed| viewed::first_of_end(state, viewed))
}

/// Where somebody types, if they do.
type Typing = Option<Position>;

/// A line of text with how it looks.
type Line = (String, Style);

/// Writes a text into the first row of an area, as far as there is room.
fn line(buffer: &mut Buffer, area: Rect, text: &str, style: Style) {
    if area.height > 0 {
        buffer.set_stringn(area.x, area.y, text, usize::from(area.width), style);
    }
}

/// Writes lines into an area, from this one on.
fn lines(buffer: &mut Buffer, area: Rect, lines: &[Line], above: usize) {
    let shown = lines.iter().skip(above).take(usize::from(area.height));
    for ((text, style), row) in shown.zip(area.rows()) {
        line(buffer, row, text, *style);
    }
}

/// An error in lines of so many columns.
fn error_lines(error: &Error, state: &State, room: usize) -> Vec<Line> {
    let text = error.to_text_advising(state.language, advice::advice(error, state));
    let mut style = state.look.bad();
    let mut shown = Vec::new();
    for part in text.split('\n') {
        let words = part.trim_start();
        let indent = &part[..part.len() - words.len()];
        let lines = text::wrapped(words, room.saturating_sub(indent.len())).into_iter();
        shown.extend(lines.map(|line| (format!("{indent}{line}"), style)));
        // What follows says more about it.
        style = Style::new();
    }
    shown
}

/// What stands where an answer is waited for or is none.
fn waiting_lines<T>(asked: &Asked<T>, state: &State, room: usize) -> Vec<Line> {
    match asked {
        Asked::Waiting(_) => {
            let text = state.language.say(&message!("ui-loading"));
            vec![(format!("{} {text}", turning(state)), state.look.faint())]
        }
        Asked::Failed(error) => error_lines(error, state, room),
        Asked::Known(_) => Vec::new(),
    }
}

/// What turns while something is loaded.
fn turning(state: &State) -> char {
    state
        .look
        .turning(state.now.as_millis() / super::state::TURN.as_millis())
}
