//! The page of settings: each with its value, and of the one that the cursor is on what it is for.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{
    Line, Typing, areas, error_lines,
    home::put,
    status,
    text::{cut, wrapped},
    typing, waiting_lines,
};
use crate::{
    settings::Setting,
    text::{message, visible},
    ui::{chosen::Shown, state::State},
};

/// Between columns, and before them.
const GAP: usize = 2;

pub(super) fn draw(state: &State, size: (u16, u16), buffer: &mut Buffer) -> Typing {
    let areas = areas::areas(size);
    put(
        buffer,
        areas.header,
        1,
        &state.language.say(&message!("ui-settings")),
        state.look.title(),
    );
    let below = about(state, usize::from(areas.body.width).saturating_sub(2 * GAP));
    let room = usize::from(areas.body.height);
    // Half of the screen at least is for the settings themselves.
    let height = below.len().min(room / 2);
    let list = Rect {
        height: areas.body.height - u16::try_from(height).unwrap_or(0),
        ..areas.body
    };
    let typing = rows(state, list, buffer);
    let about = Rect::new(
        GAP as u16,
        list.bottom(),
        areas.body.width.saturating_sub(GAP as u16),
        areas.body.height - list.height,
    );
    super::lines(buffer, about, &below, 0);
    status::draw(state, areas.status, buffer);
    if let Some(hints) = areas.hints {
        status::hints(state, hints, buffer);
    }
    typing
}

fn rows(state: &State, area: Rect, buffer: &mut Buffer) -> Typing {
    let page = &state.settings;
    let Some(settings) = page.settings.known() else {
        super::lines(
            buffer,
            area,
            &waiting_lines(&page.settings, state, usize::from(area.width)),
            0,
        );
        return None;
    };
    let widest = settings
        .iter()
        .map(|shown| title(state, shown).width())
        .max()
        .unwrap_or(0);
    let height = usize::from(area.height).max(1);
    let above = page.cursor / height * height;
    let mut typed_at = None;
    for ((at, shown), row) in settings.iter().enumerate().skip(above).zip(area.rows()) {
        let is_pointed = at == page.cursor;
        let column = row.x + (GAP + widest + GAP) as u16;
        put(
            buffer,
            row,
            row.x + GAP as u16,
            &title(state, shown),
            state.look.heading(),
        );
        match page.editing.as_ref().filter(|_| is_pointed) {
            Some(typed) => {
                let field = Rect::new(
                    column.min(row.right()),
                    row.y,
                    row.right().saturating_sub(column),
                    1,
                );
                buffer.set_style(field, state.look.field());
                typed_at = Some(typing::draw(typed, None, field, state.look.field(), buffer));
            }
            None => {
                let room = usize::from(row.right().saturating_sub(column));
                let text = cut(&value(state, shown), room, state.look.ellipsis());
                let after = put(buffer, row, column, &text, value_style(state, shown)) + GAP as u16;
                put(buffer, row, after, &note(state, shown), state.look.faint());
                if is_pointed {
                    buffer.set_style(row, state.look.cursor());
                }
            }
        }
    }
    typed_at
}

fn title(state: &State, shown: &Shown) -> String {
    state.language.say(&shown.setting.title())
}

/// What a setting is, in words if there are any for it.
fn value(state: &State, shown: &Shown) -> String {
    let value = shown.setting.shown(shown.value());
    match Setting::word(&value) {
        Some(word) => state.language.say(&word),
        None => visible(&value),
    }
}

fn value_style(state: &State, shown: &Shown) -> Style {
    match (shown.is_wrong, shown.overridden.is_some()) {
        (true, _) => state.look.bad(),
        (false, true) => state.look.faint(),
        (false, false) => Style::new(),
    }
}

/// What is said behind a value.
fn note(state: &State, shown: &Shown) -> String {
    let say = |message| state.language.say(&message);
    match (&shown.overridden, &shown.stored) {
        (Some(by), _) => say(message!("ui-setting-overridden", by = by)),
        (None, _) if shown.is_wrong => say(message!("ui-setting-wrong", default = shown.setting.default)),
        (None, None) => say(message!("ui-setting-default")),
        (None, Some(_)) => String::new(),
    }
}

/// What the setting that the cursor is on is for, what it may be, and why the last change was none.
fn about(state: &State, room: usize) -> Vec<Line> {
    let Some(shown) = state.settings.pointed() else {
        return Vec::new();
    };
    let mut about = Vec::new();
    if let Some(error) = &state.settings.failed {
        about.extend(error_lines(error, state, room));
    }
    let help = state.language.say(&shown.setting.help());
    let named = message!("ui-setting-command", name = shown.setting.name);
    let lines = [help, state.language.say(&named)];
    let lines = lines.iter().flat_map(|text| wrapped(text, room));
    about.extend(lines.map(|line| (line, state.look.faint())));
    about
}
