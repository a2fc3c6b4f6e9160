//! One resource in full: its fields, or the API's own object.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;
use yun_plugin_api::{Cell, Resource, manifest::Column};

use super::{Line, dialogs, text::wrapped, waiting_lines};
use crate::{
    output,
    text::{message, visible_lines},
    ui::state::{Asked, Detail, State},
};

/// Between a field's title and its value.
const GAP: usize = 2;

pub(super) fn draw(state: &State, detail: &Detail, area: Rect, buffer: &mut Buffer) {
    let inner = dialogs::framed(state, &detail.subject.id, area, buffer);
    let lines = lines(state, detail, usize::from(inner.width));
    super::lines(buffer, inner, &lines, detail.above);
}

/// All lines, of so many columns.
pub(super) fn lines(state: &State, detail: &Detail, room: usize) -> Vec<Line> {
    match &detail.resource {
        Asked::Known(Some(resource)) if detail.raw => raw(resource, room),
        Asked::Known(Some(resource)) => fields(state, detail, resource, room),
        Asked::Known(None) => {
            let text = state
                .language
                .say(&message!("ui-gone", id = detail.subject.id.as_str()));
            wrapped(&text, room)
                .into_iter()
                .map(|line| (line, Style::new()))
                .collect()
        }
        asked => waiting_lines(asked, state, room),
    }
}

fn raw(resource: &Resource, room: usize) -> Vec<Line> {
    let text = serde_json::to_string_pretty(&resource.raw).unwrap_or_default();
    let lines = visible_lines(&text);
    let lines = lines.split('\n').flat_map(|line| wrapped(line, room));
    lines.map(|line| (line, Style::new())).collect()
}

/// The fields that `show` has; the values under each other.
fn fields(state: &State, detail: &Detail, resource: &Resource, room: usize) -> Vec<Line> {
    let language = state.language;
    let mut tabs = state.home.tabs.iter();
    let Some(tab) = tabs.find(|tab| tab.resource.resource_type == detail.subject.resource_type) else {
        return Vec::new();
    };
    let columns = &tab.resource.columns;
    let widest = columns
        .iter()
        .map(|column| language.pick(&column.title).width())
        .max()
        .unwrap_or(0);
    let indent = (widest + GAP).min(room / 2);
    let mut shown = Vec::new();
    for column in columns {
        let title = language.pick(&column.title);
        let value = value(resource, column, detail, language);
        let style = tone(state, column, resource);
        let mut parts = wrapped(&value, room.saturating_sub(indent)).into_iter();
        let first = parts.next().unwrap_or_default();
        let gap = " ".repeat(indent.saturating_sub(title.width()).max(1));
        shown.push((format!("{title}{gap}{first}"), style));
        shown.extend(parts.map(|part| (format!("{}{part}", " ".repeat(indent)), style)));
    }
    shown
}

fn value(resource: &Resource, column: &Column, detail: &Detail, language: crate::text::Language) -> String {
    match (column.key.as_str(), resource.row.cell(&column.key)) {
        ("region", None | Some(Cell::Empty)) => detail.subject.region.clone(),
        (_, Some(cell)) => output::shown(cell, language),
        (_, None) => String::new(),
    }
}

fn tone(state: &State, column: &Column, resource: &Resource) -> Style {
    let word = match resource.row.cell(&column.key) {
        Some(Cell::Text(word)) => word.as_str(),
        _ => "",
    };
    let tone = column.tones.get(word).map(|tone| output::Tone::from(*tone));
    tone.map(|tone| state.look.tone(tone)).unwrap_or_default()
}
