//! The form of a profile: a line for each thing that can be entered, what is wrong with it below, and buttons.

use ratatui_core::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::{
    Line, Typing, error_lines,
    home::put,
    sheet,
    text::{cut, wrapped},
    typing,
};
use crate::{
    output::Tone,
    text::{message, visible},
    ui::{
        account::Target,
        state::{AccountForm, Button, FormEntry as Entry, Given, Slot, State},
    },
};

/// Between a title and its value.
const GAP: usize = 2;

/// A row of the form.
enum Row<'a> {
    /// A line, by its place.
    Slot(usize, &'a Slot),
    /// A button, by its place.
    Button(usize, Button),
    /// What is said.
    Said(Line),
}

/// The form's title.
pub(super) fn title(state: &State, form: &AccountForm) -> String {
    state.language.say(&match form.edited() {
        Some(name) => message!("ui-account-edit", name = name),
        None => message!("ui-account-add"),
    })
}

pub(super) fn draw(state: &State, form: &AccountForm, area: Rect, buffer: &mut Buffer) -> Typing {
    let area = sheet::indented(area);
    let room = usize::from(area.width);
    let help = wrapped(&help(state, form), room);
    let (area, below) = sheet::split(area, help.len());
    let help: Vec<Line> = help.into_iter().map(|line| (line, state.look.faint())).collect();
    super::lines(buffer, below, &help, 0);
    let rows = rows(state, form, room);
    let titles = form.slots.iter().map(|slot| label(state, slot).width());
    let indent = (titles.max().unwrap_or(0) + GAP).min(room / 2);
    let at = |row: &Row<'_>| match row {
        Row::Slot(at, _) | Row::Button(at, _) => *at == form.cursor,
        Row::Said(_) => false,
    };
    let cursor = rows.iter().position(at).unwrap_or(0);
    // What is wrong with a line is seen with it.
    let said = rows[cursor..]
        .iter()
        .skip(1)
        .take_while(|row| matches!(row, Row::Said(_)));
    let last = cursor + said.count().min(usize::from(area.height).saturating_sub(1));
    let above = (last + 1).saturating_sub(usize::from(area.height));
    let mut typing = None;
    for (row, line) in rows.iter().skip(above).zip(area.rows()) {
        match row {
            Row::Slot(at, slot) => {
                let typed = draw_slot(state, slot, *at == form.cursor, indent, line, buffer);
                typing = typed.or(typing);
            }
            Row::Button(at, button) => {
                let text = format!("[ {} ]", button_title(state, form, *button));
                put(buffer, line, line.x, &text, state.look.key());
                if *at == form.cursor {
                    buffer.set_style(line, state.look.cursor());
                }
            }
            Row::Said((text, style)) => super::line(buffer, line, text, *style),
        }
    }
    typing
}

fn rows<'a>(state: &State, form: &'a AccountForm, room: usize) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (at, slot) in form.slots.iter().enumerate() {
        rows.push(Row::Slot(at, slot));
        if let Some(wrong) = &slot.wrong {
            let lines = wrapped(&visible(&state.language.say(wrong)), room.saturating_sub(GAP));
            let said = |line| Row::Said((format!("{}{line}", " ".repeat(GAP)), state.look.bad()));
            rows.extend(lines.into_iter().map(said));
        }
    }
    for (at, button) in Button::ALL.into_iter().enumerate() {
        rows.push(Row::Button(form.slots.len() + at, button));
    }
    if let Some((_, verified)) = &form.verified {
        let lines = wrapped(&state.language.say(verified), room);
        let style = state.look.tone(Tone::Good);
        rows.extend(lines.into_iter().map(|line| Row::Said((line, style))));
    }
    if let Some(error) = &form.failed {
        let lines = error_lines(error, state, room);
        rows.extend(lines.into_iter().map(Row::Said));
    }
    rows
}

/// A line's title; what must be given is marked.
fn label(state: &State, slot: &Slot) -> String {
    let title = visible(&slot.about.title(state.language));
    match slot.about.is_required() {
        true => format!("{title} *"),
        false => title,
    }
}

fn draw_slot(
    state: &State,
    slot: &Slot,
    is_pointed: bool,
    indent: usize,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let look = state.look;
    let title = cut(&label(state, slot), indent.saturating_sub(1), look.ellipsis());
    let style = if slot.wrong.is_some() {
        look.bad()
    } else {
        look.heading()
    };
    put(buffer, area, area.x, &title, style);
    let column = area.x + u16::try_from(indent).unwrap_or(u16::MAX);
    let field = Rect {
        x: column.min(area.right()),
        width: area.right().saturating_sub(column),
        ..area
    };
    match &slot.value {
        Given::Text(typed) | Given::Secret { typed, .. } if is_pointed => {
            let hidden = matches!(slot.value, Given::Secret { .. }).then(|| look.hidden());
            buffer.set_style(field, look.field());
            Some(typing::draw(typed, hidden, field, look.field(), buffer))
        }
        _ => {
            let (text, style) = value(state, slot);
            let text = cut(&visible(&text), usize::from(field.width), look.ellipsis());
            put(buffer, field, field.x, &text, style);
            if is_pointed {
                buffer.set_style(area, look.cursor());
            }
            None
        }
    }
}

/// What was given, as it is shown.
fn value(state: &State, slot: &Slot) -> Line {
    let (language, look) = (state.language, state.look);
    let say = |message| (language.say(&message), look.faint());
    let chosen = |value: &String| match &slot.about {
        Entry::Mode => {
            let modes = &state.accounts.modes;
            let mode = modes.iter().find(|mode| mode.mode == *value);
            mode.map_or(value.clone(), |mode| mode_title(state, mode))
        }
        Entry::Field(field) => {
            let choice = field.choices.iter().find(|choice| choice.value == *value);
            choice.map_or(value.clone(), |choice| language.pick(&choice.title).to_owned())
        }
        _ => value.clone(),
    };
    match &slot.value {
        Given::Text(typed) => (typed.text().to_owned(), Style::new()),
        Given::Secret { typed, stored } => match (typed.text().chars().count(), stored) {
            (0, true) => say(message!("ui-secret-kept")),
            (0, false) => (String::new(), Style::new()),
            (count, _) => (look.hidden().repeat(count), Style::new()),
        },
        Given::Choice(values, at) => match at.and_then(|at| values.get(at)) {
            Some(value) => (chosen(value), Style::new()),
            None => say(message!("prompt-leave-empty")),
        },
        Given::Bool(yes) => {
            let word = if *yes {
                message!("cell-yes")
            } else {
                message!("cell-no")
            };
            (language.say(&word), Style::new())
        }
    }
}

fn mode_title(state: &State, mode: &yun_plugin_api::manifest::CredentialManifest) -> String {
    let title = state.language.pick(&mode.title);
    match mode.recommended {
        true => state.language.say(&message!("prompt-recommended", title = title)),
        false => title.to_owned(),
    }
}

fn button_title(state: &State, form: &AccountForm, button: Button) -> String {
    let has_login = form.target == Target::New && form.chosen_mode().is_some_and(|mode| mode.login);
    state.language.say(&match button {
        Button::Verify if has_login => message!("ui-command-log-in"),
        Button::Verify => message!("ui-command-verify"),
        Button::Save => message!("ui-save"),
        Button::SaveUnverified => message!("ui-save-unverified"),
    })
}

/// What is to be known of the line or button that the cursor is on.
fn help(state: &State, form: &AccountForm) -> String {
    let language = state.language;
    match (form.slot().map(|slot| &slot.about), form.button()) {
        (Some(Entry::Name), _) => language.say(&message!("prompt-help-name")),
        (Some(Entry::Mode), _) => {
            let mode = form.chosen_mode();
            mode.map(|mode| language.pick(&mode.help).to_owned())
                .unwrap_or_default()
        }
        (Some(Entry::Field(field)), _) => language.pick(&field.help).to_owned(),
        (Some(Entry::Region), _) => language.say(&message!("ui-help-region")),
        (Some(Entry::Group), _) => language.say(&message!("ui-help-group")),
        (Some(Entry::Signature), _) => language.say(&message!("help-option-signature")),
        (None, Some(Button::SaveUnverified)) => language.say(&message!("help-option-no-verify")),
        (None, Some(Button::Save)) => language.say(&message!("ui-help-save")),
        (None, _) => language.say(&message!("ui-help-verify")),
    }
}
