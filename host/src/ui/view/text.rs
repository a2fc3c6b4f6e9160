//! Texts in a room that may be too small for them, by columns of the terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text cut to so many columns, `mark` being its last one then.
pub(super) fn cut(text: &str, room: usize, mark: &str) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut taken = mark.width();
    let fits = |c: &char| {
        taken += c.width().unwrap_or_default();
        taken <= room
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    if mark.width() <= room {
        cut.push_str(mark);
    }
    cut
}

/// A text cut to so many columns in the middle, where `mark` stands then: both ends of it are seen.
pub(super) fn cut_inside(text: &str, room: usize, mark: &str) -> String {
    if text.width() <= room || room <= 2 * mark.width() {
        return cut(text, room, mark);
    }
    let end = (room - mark.width()).div_ceil(2);
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.width().unwrap_or_default();
        taken <= end
    };
    let last: Vec<char> = text.chars().rev().take_while(fits).collect();
    let last: String = last.into_iter().rev().collect();
    cut(text, room - last.width(), mark) + &last
}

/// A text in lines of so many columns, broken between words where there are some.
pub(super) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let options = textwrap::Options::new(room.max(1)).word_splitter(textwrap::WordSplitter::NoHyphenation);
    let lines = text.split('\n').flat_map(|line| textwrap::wrap(line, &options));
    lines.map(|line| line.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_takes_the_room_and_no_more() {
        assert_eq!(cut("short", 5, "…"), "short");
        assert_eq!(cut("longer", 5, "…"), "long…");
        assert_eq!(cut("华东地域", 6, "…"), "华东…");
        assert_eq!(cut("华东地域", 5, "~"), "华东~");
        assert_eq!(cut("x", 0, "…"), "");
    }

    #[test]
    fn what_is_cut_inside_keeps_its_ends() {
        assert_eq!(cut_inside("i-bp1yun0007", 12, "…"), "i-bp1yun0007");
        assert_eq!(cut_inside("i-bp1yun00000007", 12, "…"), "i-bp1…000007");
        assert_eq!(cut_inside("华东地域一二", 8, "~"), "华~一二");
        assert_eq!(cut_inside("abcdef", 2, "…"), "a…");
    }
}
