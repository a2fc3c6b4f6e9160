//! A line that is being typed, in a room that may be too small for it: the part around the cursor.

use std::borrow::Cow;

use ratatui_core::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::home::put;
use crate::ui::state::Input;

/// Of the room, one part in so many shows what is behind the cursor, if there is so much.
const BEHIND: usize = 3;

/// Draws it into a row; answers with where its cursor is. `hidden` stands for each character of what nobody may read.
pub(super) fn draw(
    input: &Input,
    hidden: Option<&str>,
    area: Rect,
    style: Style,
    buffer: &mut Buffer,
) -> Position {
    let of = |text| hidden.map_or(Cow::Borrowed(text), |hidden| covered(text, hidden));
    let (before, behind) = (of(input.before()), of(input.behind()));
    let before = last_part(&before, &behind, usize::from(area.width));
    let column = area.x + u16::try_from(before.width()).unwrap_or(u16::MAX);
    put(buffer, area, area.x, &format!("{before}{behind}"), style);
    Position::new(column.min(area.right().saturating_sub(1)), area.y)
}

fn covered<'a>(text: &str, hidden: &str) -> Cow<'a, str> {
    Cow::Owned(hidden.repeat(text.chars().count()))
}

/// As much of the end of `before` as has room with the cursor and some of what is behind it.
fn last_part<'a>(before: &'a str, behind: &str, room: usize) -> &'a str {
    let ahead = behind.width().clamp(1, (room / BEHIND).max(1));
    let mut left = room.saturating_sub(ahead);
    let fits = |(_, c): &(usize, char)| {
        let width = c.width().unwrap_or_default();
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let first = before.char_indices().rev().take_while(fits).last();
    &before[first.map_or(before.len(), |(at, _)| at)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(input: &Input, hidden: Option<&str>, room: u16) -> (String, u16) {
        let area = Rect::new(0, 0, room, 1);
        let mut buffer = Buffer::empty(area);
        let cursor = draw(input, hidden, area, Style::new(), &mut buffer);
        let mut text = String::new();
        let mut at = 0;
        while at < room {
            text.push_str(buffer[(at, 0)].symbol());
            at += u16::try_from(buffer[(at, 0)].symbol().width().max(1)).expect("few columns");
        }
        (text.trim_end().to_owned(), cursor.x)
    }

    #[test]
    fn the_part_around_the_cursor_is_shown() {
        let mut input = Input::of("0123456789");
        assert_eq!(drawn(&input, None, 11), ("0123456789".into(), 10));
        assert_eq!(drawn(&input, None, 10), ("123456789".into(), 9));
        assert_eq!(drawn(&input, None, 6), ("56789".into(), 5));
        (0..3).for_each(|_| input.left());
        assert_eq!(drawn(&input, None, 6), ("345678".into(), 4));
        input.home();
        assert_eq!(drawn(&input, None, 6), ("012345".into(), 0));
    }

    #[test]
    fn wide_characters_and_hidden_ones_keep_the_cursor_where_it_is() {
        let mut input = Input::of("生产主库");
        assert_eq!(drawn(&input, None, 9), ("生产主库".into(), 8));
        assert_eq!(drawn(&input, None, 6), ("主库".into(), 4));
        input.left();
        assert_eq!(drawn(&input, None, 9), ("生产主库".into(), 6));
        assert_eq!(drawn(&input, Some("*"), 9), ("****".into(), 3));
        assert_eq!(drawn(&input, Some("*"), 0), (String::new(), 0));
    }
}
