//! A form: a row for each field, and below the one that the cursor is on what it is for and what is wrong with it.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{Line, Typing, dialogs, text::wrapped, typing};
use crate::{
    text::{message, visible},
    ui::state::{FieldValue, Filled, Form, State},
};

/// Between a title and a value.
const GAP: usize = 2;

pub(super) fn draw(state: &State, form: &Form, area: Rect, buffer: &mut Buffer) -> Typing {
    let room = usize::from(dialogs::inner(dialogs::middle(area, 1)).width);
    let mut text: Vec<Line> = wrapped(&visible(&form.help), room)
        .into_iter()
        .map(|line| (line, state.look.faint()))
        .collect();
    text.push((String::new(), Style::new()));
    let widest = form
        .fields
        .iter()
        .map(|filled| title(state, filled).width())
        .max();
    // On a narrow screen values have half of it at least.
    let indent = (widest.unwrap_or(0) + GAP).min(room / 2);
    let (mut from, mut to) = (0, 0);
    for (at, filled) in form.fields.iter().enumerate() {
        let is_pointed = at == form.cursor;
        if is_pointed {
            from = text.len();
        }
        let title = super::text::cut(
            &title(state, filled),
            indent.saturating_sub(1),
            state.look.ellipsis(),
        );
        let gap = " ".repeat(indent.saturating_sub(title.width()));
        let style = match is_pointed {
            true => state.look.cursor(),
            false => Style::new(),
        };
        // What is being typed is drawn around its cursor.
        let value = match is_pointed && form.is_typed() {
            true => String::new(),
            false => value(state, filled),
        };
        text.push((format!("{title}{gap}{value}"), style));
        if is_pointed {
            text.extend(about(state, form, filled, room));
            to = text.len();
        }
    }
    let area = dialogs::middle(area, text.len() + 1);
    dialogs::cleared(state, area, buffer);
    let inner = dialogs::framed(state, &form.title, area, buffer);
    let list = Rect {
        height: inner.height.saturating_sub(1),
        ..inner
    };
    let height = usize::from(list.height);
    // The field and what is said of it are seen in any case, the field before the rest.
    let above = to.saturating_sub(height).min(from);
    super::lines(buffer, list, &text, above);
    let keys = Rect::new(inner.x, inner.bottom().saturating_sub(1), inner.width, 1);
    super::line(buffer, keys, &hint(state, form), state.look.faint());
    let typed = match &form.fields.get(form.cursor)?.value {
        FieldValue::Text(input) => input,
        _ => return None,
    };
    let indent = u16::try_from(indent).unwrap_or(u16::MAX).min(list.width);
    let row = list.y + u16::try_from(from - above).unwrap_or(u16::MAX);
    let field = Rect::new(list.x + indent, row.min(list.bottom()), list.width - indent, 1);
    Some(typing::draw(typed, None, field, state.look.cursor(), buffer))
}

fn title(state: &State, filled: &Filled) -> String {
    let title = visible(state.language.pick(&filled.field.title));
    match filled.field.required {
        true => format!("{title} *"),
        false => title,
    }
}

/// What was given, as a person reads it.
fn value(state: &State, filled: &Filled) -> String {
    match &filled.value {
        FieldValue::Text(input) => visible(input.text()),
        FieldValue::Bool(true) => "[x]".to_owned(),
        FieldValue::Bool(false) => "[ ]".to_owned(),
        FieldValue::Choice(chosen) => {
            let choice = chosen.and_then(|at| filled.field.choices.get(at));
            let title = choice.map(|choice| visible(state.language.pick(&choice.title)));
            format!(
                "< {} >",
                title.unwrap_or_else(|| state.language.say(&message!("ui-field-none")))
            )
        }
    }
}

fn about(state: &State, form: &Form, filled: &Filled, room: usize) -> Vec<Line> {
    let help = visible(state.language.pick(&filled.field.help));
    let indented = |text: &str, style| -> Vec<Line> {
        let lines = wrapped(text, room.saturating_sub(GAP)).into_iter();
        lines.map(|line| (format!("  {line}"), style)).collect()
    };
    let wrong = form.wrong.as_ref().map(|wrong| state.language.say(wrong));
    let mut about = wrong.map_or_else(Vec::new, |wrong| indented(&wrong, state.look.bad()));
    about.extend(indented(&help, state.look.faint()));
    about
}

/// The keys that work on the field.
fn hint(state: &State, form: &Form) -> String {
    state.language.say(&match form.is_typed() {
        true => message!("ui-form-keys"),
        false => message!("ui-form-keys-turning"),
    })
}
