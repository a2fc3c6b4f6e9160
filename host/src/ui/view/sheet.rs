//! A list of a page other than that of resources: few rows, each of a few texts under headings.

use ratatui_core::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use super::{Line, home::put, text::cut};
use crate::{text::visible, ui::state::State};

/// Between columns, and before the first.
const GAP: usize = 2;
/// No column that is wider is made narrower than this.
const NARROWEST: usize = 12;
/// The same of the first column, which tells rows apart, where there is room for two of such a width.
const NARROWEST_FIRST: usize = 24;

/// Rows under headings.
pub(super) struct Sheet {
    /// The headings, the most important first.
    pub(super) headings: Vec<String>,
    /// The rows, a text and how it looks for each heading.
    pub(super) rows: Vec<Vec<Line>>,
    /// Which of the rows have a mark before them.
    pub(super) marked: Vec<bool>,
}

/// Divides the body of a page: above is the list, below is what is said of the row that the cursor is on. Half of it at
/// least is for the list.
pub(super) fn split(area: Rect, below: usize) -> (Rect, Rect) {
    let below = u16::try_from(below).unwrap_or(u16::MAX).min(area.height / 2);
    let above = Rect {
        height: area.height - below,
        ..area
    };
    let below = Rect {
        y: above.bottom(),
        height: below,
        ..area
    };
    (above, below)
}

/// Without the columns at the left and at the right.
pub(super) fn indented(area: Rect) -> Rect {
    let gap = GAP as u16;
    Rect {
        x: area.x + gap,
        width: area.width.saturating_sub(2 * gap),
        ..area
    }
}

/// Which rows are on the screen, in an area of this height with the headings: the page that the cursor is on.
pub(in crate::ui) fn above(cursor: usize, height: u16) -> usize {
    let rows = usize::from(height.saturating_sub(1)).max(1);
    cursor / rows * rows
}

pub(super) fn draw(state: &State, sheet: &Sheet, cursor: usize, area: Rect, buffer: &mut Buffer) {
    let widths = widths(sheet, usize::from(area.width).saturating_sub(GAP));
    let mut areas = area.rows();
    let Some(first) = areas.next() else {
        return;
    };
    let headings = sheet
        .headings
        .iter()
        .map(|heading| (heading, state.look.heading()));
    cells(state, headings, &widths, first, buffer);
    let rows = sheet.rows.iter().enumerate().skip(above(cursor, area.height));
    for ((at, row), area) in rows.zip(areas) {
        let texts = row.iter().map(|(text, style)| (text, *style));
        cells(state, texts, &widths, area, buffer);
        if sheet.marked.get(at) == Some(&true) {
            put(buffer, area, area.x, state.look.mark(), state.look.marked());
        }
        if at == cursor {
            buffer.set_style(area, state.look.cursor());
        }
    }
}

fn cells<'a>(
    state: &State,
    texts: impl Iterator<Item = (&'a String, ratatui_core::style::Style)>,
    widths: &[usize],
    area: Rect,
    buffer: &mut Buffer,
) {
    let mut at = GAP;
    for ((text, style), width) in texts.zip(widths) {
        let text = cut(&visible(text), *width, state.look.ellipsis());
        let column = area.x + u16::try_from(at).unwrap_or(u16::MAX);
        put(buffer, area, column, &text, style);
        at += width + GAP;
    }
}

/// The widths of as many columns as have room, the first ones being the last to lose something.
fn widths(sheet: &Sheet, room: usize) -> Vec<usize> {
    let natural = sheet.headings.iter().enumerate().map(|(at, heading)| {
        let cells = sheet.rows.iter().filter_map(|row| row.get(at));
        let widest = cells.map(|(text, _)| visible(text).width()).max();
        widest.unwrap_or(0).max(heading.width())
    });
    let natural: Vec<usize> = natural.collect();
    let mut free = room;
    let mut widths: Vec<usize> = Vec::new();
    for natural in &natural {
        let narrowest = match widths.is_empty() && free > 2 * NARROWEST_FIRST {
            true => NARROWEST_FIRST,
            false => NARROWEST,
        };
        let least = *natural.min(&narrowest);
        let taken = least + if widths.is_empty() { 0 } else { GAP };
        if taken > free {
            break;
        }
        free -= taken;
        widths.push(least);
    }
    for (width, natural) in widths.iter_mut().zip(&natural) {
        let more = (natural - *width).min(free);
        *width += more;
        free -= more;
    }
    widths
}

#[cfg(test)]
mod tests {
    use ratatui_core::style::Style;

    use super::*;

    #[test]
    fn the_first_columns_have_room_first() {
        let row = |texts: [&str; 3]| texts.map(|text| (text.to_owned(), Style::new())).into();
        let sheet = Sheet {
            headings: ["Name", "Mode", "Region"].map(str::to_owned).into(),
            rows: vec![row(["a name that is long", "AccessKey", "cn-hangzhou"])],
            marked: Vec::new(),
        };
        assert_eq!(widths(&sheet, 80), [19, 9, 11]);
        assert_eq!(widths(&sheet, 36), [12, 9, 11]);
        assert_eq!(widths(&sheet, 30), [19, 9]);
        assert_eq!(widths(&sheet, 5), [] as [usize; 0]);
    }

    #[test]
    fn the_page_of_the_cursor_is_shown() {
        assert_eq!([above(0, 6), above(4, 6), above(5, 6), above(3, 0)], [0, 0, 5, 3]);
    }
}
