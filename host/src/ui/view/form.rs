//! A form: a row for each field with what is wrong with it below, and what the one is for that the cursor is on.

use ratatui_core::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::{
    Line, Typing, dialogs,
    home::put,
    sheet,
    text::{cut, wrapped},
    typing,
};
use crate::{
    text::{message, visible},
    ui::state::{FieldValue, Filled, Form, FormDialog, State},
};

/// Between a title and a value, and before what is wrong.
const GAP: usize = 2;

/// A row of a form.
pub(super) enum Row<'a> {
    /// A field, by its place.
    Field(usize, &'a Filled),
    /// A button, by its place below the fields.
    Button(usize, String),
    /// What is said.
    Said(Line),
}

/// Draws a form over a page.
pub(super) fn draw(state: &State, dialog: &FormDialog, area: Rect, buffer: &mut Buffer) -> Typing {
    let form = &dialog.form;
    let room = dialogs::room(area);
    let mut shown: Vec<Row<'_>> = Vec::new();
    if !dialog.help.is_empty() {
        shown.extend(faint(state, &dialog.help, room).into_iter().map(Row::Said));
        shown.push(Row::Said((String::new(), Style::new())));
    }
    shown.extend(rows(state, form, room));
    // As high as the longest help makes it, so that nothing moves as the cursor does, and a row between where there is room.
    let tallest = form.fields.iter().map(|filled| help(state, filled, room).len());
    let below = tallest.max().unwrap_or(0) + 2;
    let area = dialogs::middle(area, shown.len() + below);
    dialogs::cleared(state, area, buffer);
    let inner = dialogs::framed(state, &dialog.title, area, buffer);
    let help = form.pointed().map(|filled| help(state, filled, room));
    let help = help.unwrap_or_default();
    let (list, below) = sheet::split(inner, help.len() + 1);
    super::lines(buffer, below, &help, 0);
    let keys = match form.pointed() {
        Some(filled) if filled.is_typed() => message!("ui-form-keys"),
        Some(filled) if filled.may_be_typed() => message!("ui-form-keys-either"),
        _ => message!("ui-form-keys-turning"),
    };
    let last = Rect::new(inner.x, inner.bottom().saturating_sub(1), inner.width, 1);
    super::line(buffer, last, &" ".repeat(room), Style::new());
    super::line(buffer, last, &state.language.say(&keys), state.look.faint());
    draw_rows(state, form, &shown, list, buffer)
}

/// The rows of the fields.
pub(super) fn rows<'a>(state: &State, form: &'a Form, room: usize) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (at, filled) in form.fields.iter().enumerate() {
        rows.push(Row::Field(at, filled));
        if let Some(wrong) = &filled.wrong {
            let lines = wrapped(&visible(&state.language.say(wrong)), room.saturating_sub(GAP));
            let said = |line| Row::Said((format!("{}{line}", " ".repeat(GAP)), state.look.bad()));
            rows.extend(lines.into_iter().map(said));
        }
    }
    rows
}

/// What a field is for.
pub(super) fn help(state: &State, filled: &Filled, room: usize) -> Vec<Line> {
    faint(state, state.language.pick(&filled.field.help), room)
}

/// What is said beside, in lines of so many columns.
pub(super) fn faint(state: &State, text: &str, room: usize) -> Vec<Line> {
    let lines = wrapped(&visible(text), room).into_iter();
    lines.map(|line| (line, state.look.faint())).collect()
}

/// Draws as many rows as have room, the one that the cursor is on among them.
pub(super) fn draw_rows(
    state: &State,
    form: &Form,
    rows: &[Row<'_>],
    area: Rect,
    buffer: &mut Buffer,
) -> Typing {
    let titles = form.fields.iter().map(|filled| title(state, filled).width());
    // On a narrow screen values have half of it at least.
    let indent = (titles.max().unwrap_or(0) + GAP).min(usize::from(area.width) / 2);
    let place = |row: &Row<'_>| match row {
        Row::Field(at, _) => Some(*at),
        Row::Button(at, _) => Some(form.fields.len() + at),
        Row::Said(_) => None,
    };
    let is_pointed = |row: &Row<'_>| place(row) == Some(form.cursor);
    let cursor = rows.iter().position(is_pointed).unwrap_or(0);
    // What is wrong with a field is seen with it.
    let behind = rows.iter().skip(cursor + 1);
    let said = behind.take_while(|row| place(row).is_none()).count();
    let height = usize::from(area.height);
    let last = cursor + said.min(height.saturating_sub(1));
    let above = (last + 1).saturating_sub(height);
    let mut typing = None;
    for (row, line) in rows.iter().skip(above).zip(area.rows()) {
        match row {
            Row::Field(_, filled) => {
                let typed = draw_field(state, filled, is_pointed(row), indent, line, buffer);
                typing = typed.or(typing);
            }
            Row::Button(_, title) => {
                put(buffer, line, line.x, &format!("[ {title} ]"), state.look.key());
                if is_pointed(row) {
                    buffer.set_style(line, state.look.cursor());
                }
            }
            Row::Said((text, style)) => super::line(buffer, line, text, *style),
        }
    }
    typing
}

fn draw_field(
    state: &State,
    filled: &Filled,
    is_pointed: bool,
    indent: usize,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let look = state.look;
    let title = cut(&title(state, filled), indent.saturating_sub(1), look.ellipsis());
    let style = match filled.wrong {
        Some(_) => look.bad(),
        None => look.heading(),
    };
    put(buffer, area, area.x, &title, style);
    let column = area.x + u16::try_from(indent).unwrap_or(u16::MAX);
    let field = Rect {
        x: column.min(area.right()),
        width: area.right().saturating_sub(column),
        ..area
    };
    match &filled.value {
        FieldValue::Text(typed) | FieldValue::Secret { typed, .. } if is_pointed => {
            let hidden = matches!(filled.value, FieldValue::Secret { .. }).then(|| look.hidden());
            buffer.set_style(field, look.field());
            Some(typing::draw(typed, hidden, field, look.field(), buffer))
        }
        _ => {
            let (text, style) = value(state, filled);
            let text = cut(&visible(&text), usize::from(field.width), look.ellipsis());
            put(buffer, field, field.x, &text, style);
            if is_pointed {
                buffer.set_style(area, look.cursor());
            }
            None
        }
    }
}

/// A field's title; what must be given is marked.
fn title(state: &State, filled: &Filled) -> String {
    let title = visible(state.language.pick(&filled.field.title));
    match filled.is_required() {
        true => format!("{title} *"),
        false => title,
    }
}

/// What was given, as a person reads it.
fn value(state: &State, filled: &Filled) -> Line {
    let (language, look) = (state.language, state.look);
    let turned = |text: &str| format!("< {text} >");
    match &filled.value {
        FieldValue::Text(typed) => (typed.text().to_owned(), Style::new()),
        FieldValue::Secret { typed, stored } => match (typed.text().chars().count(), stored) {
            (0, true) => (language.say(&message!("ui-secret-kept")), look.faint()),
            (count, _) => (look.hidden().repeat(count), Style::new()),
        },
        FieldValue::Choice(chosen) => match chosen.and_then(|at| filled.field.choices.get(at)) {
            Some(choice) => (turned(language.pick(&choice.title)), Style::new()),
            None => (turned(&language.say(&message!("ui-field-none"))), look.faint()),
        },
        FieldValue::Bool(true) => (turned(&language.say(&message!("cell-yes"))), Style::new()),
        FieldValue::Bool(false) => (turned(&language.say(&message!("cell-no"))), Style::new()),
    }
}
