//! Rows under headings.

use std::borrow::Cow;

use ratatui_core::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use super::{
    home::put,
    text::{cut, cut_inside},
};
use crate::{
    text::{Language, message},
    ui::{
        rows::Direction,
        state::{State, TYPE, Tab},
    },
};

/// Between columns.
const GAP: usize = 2;
/// For the mark before a row.
const MARGIN: usize = 2;
/// No column that is wider is made narrower than this.
const NARROWEST: usize = 12;
/// The same of the first column, which tells rows apart, where there is room for two of such a width.
const NARROWEST_FIRST: usize = 24;
/// The same of names, where there is as much room.
const NARROWEST_NAME: usize = 16;
/// The column whose cells are cut in the middle: ids begin alike.
const ID: &str = "id";
/// The column of names, which has what room is left before the others.
const NAME: &str = "name";

/// The heading of a column.
pub(in crate::ui) fn column_title(tab: &Tab, at: usize, language: Language) -> String {
    let key = &tab.rows.columns()[at].key;
    let declared = tab.resource.columns.iter().find(|column| column.key == *key);
    match declared {
        Some(column) => language.pick(&column.title).to_owned(),
        None => language.say(&message!("column-profile")),
    }
}

/// What is shown of a cell: of a type its title.
pub(in crate::ui) fn cell_text<'a>(state: &'a State, tab: &'a Tab, row: u32, column: usize) -> Cow<'a, str> {
    let text = tab.rows.text(row, column);
    if tab.rows.columns()[column].key != TYPE {
        return text;
    }
    match state.home.tab_of(&text) {
        Some(of) => Cow::Borrowed(state.language.pick(&of.resource.title)),
        None => text,
    }
}

/// The columns that are on the screen, by their places.
pub(in crate::ui) fn columns_on_screen(state: &State) -> Vec<usize> {
    let fitted = state
        .home
        .tab()
        .map(|tab| fitted(state, tab, usize::from(state.size.0)));
    fitted.into_iter().flatten().map(|(column, _)| column).collect()
}

/// The heading of a column with the direction, if rows are sorted by it.
fn heading(state: &State, tab: &Tab, column: usize) -> String {
    let title = column_title(tab, column, state.language);
    let sort = tab.rows.sort();
    match sort.column == Some(column) {
        true => format!(
            "{title}{}",
            state.look.arrow(sort.direction == Direction::Descending)
        ),
        false => title,
    }
}

/// The columns that have room, each with its width.
fn fitted(state: &State, tab: &Tab, room: usize) -> Vec<(usize, usize)> {
    let wanted = tab.columns(&state.scope.profiles).into_iter();
    let natural: Vec<(usize, usize)> = wanted
        .map(|column| {
            (
                column,
                tab.widths[column].max(heading(state, tab, column).width()),
            )
        })
        .collect();
    let is_name = |column: usize| tab.rows.columns()[column].key == NAME;
    let mut free = room.saturating_sub(MARGIN);
    let mut fitted: Vec<(usize, usize)> = Vec::new();
    for (column, natural) in &natural {
        let has_room = free > 2 * NARROWEST_FIRST;
        let narrowest = match (fitted.is_empty(), is_name(*column)) {
            (true, _) if has_room => NARROWEST_FIRST,
            (false, true) if has_room => NARROWEST_NAME,
            _ => NARROWEST,
        };
        let least = *natural.min(&narrowest);
        let taken = least + if fitted.is_empty() { 0 } else { GAP };
        if taken > free {
            break;
        }
        free -= taken;
        fitted.push((*column, least));
    }
    // Names are what people look for.
    for named in [true, false] {
        let columns = fitted.iter_mut().zip(&natural);
        for ((_, width), (_, natural)) in columns.filter(|((column, _), _)| is_name(*column) == named) {
            let more = (natural - *width).min(free);
            *width += more;
            free -= more;
        }
    }
    fitted
}

/// How many columns have no room.
pub(super) fn left_out(state: &State, tab: &Tab) -> usize {
    let fitted = fitted(state, tab, usize::from(state.size.0));
    let wanted = tab.columns(&state.scope.profiles).len();
    wanted.saturating_sub(fitted.len())
}

pub(super) fn draw(state: &State, tab: &Tab, area: Rect, buffer: &mut Buffer) {
    let columns = fitted(state, tab, usize::from(area.width));
    let look = state.look;
    let cell = |buffer: &mut Buffer, row: Rect, at: &mut usize, text: String, width: usize, style| {
        let column = row.x + u16::try_from(*at).unwrap_or(u16::MAX);
        put(buffer, row, column, &text, style);
        *at += width + GAP;
    };
    let mut rows = area.rows();
    let Some(first) = rows.next() else {
        return;
    };
    let mut at = MARGIN;
    for (column, width) in &columns {
        cell(
            buffer,
            first,
            &mut at,
            cut(&heading(state, tab, *column), *width, look.ellipsis()),
            *width,
            look.heading(),
        );
    }
    let cursor = tab.rows.cursor();
    let shown = tab.rows.view().iter().enumerate().skip(tab.above);
    for ((place, row), area) in shown.zip(rows) {
        let is_old = tab.old.contains_key(tab.rows.place(*row));
        if tab.rows.is_marked(*row) {
            put(buffer, area, area.x, look.mark(), look.marked());
        } else if is_old {
            put(buffer, area, area.x, look.old(), look.faint());
        }
        let mut at = MARGIN;
        for (column, width) in &columns {
            let tone = tab.rows.tone(*row, *column);
            let style = match tone {
                _ if is_old => look.faint(),
                Some(tone) => look.tone(tone),
                None => ratatui_core::style::Style::default(),
            };
            let text = cell_text(state, tab, *row, *column);
            let text = match tab.rows.columns()[*column].key.as_str() {
                ID => cut_inside(&text, *width, look.ellipsis()),
                _ => cut(&text, *width, look.ellipsis()),
            };
            cell(buffer, area, &mut at, text, *width, style);
        }
        if cursor == Some(place) {
            buffer.set_style(area, look.cursor());
        }
    }
}
