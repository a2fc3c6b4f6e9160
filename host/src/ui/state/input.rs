//! A line of text that is being typed.

use unicode_width::UnicodeWidthStr;
use zeroize::Zeroizing;

/// Room for what is typed, in bytes: up to there it never moves in memory, and so leaves no copy behind.
const ROOM: usize = 1024;

/// A line of text that is being typed; wiped when it is dropped, since it may be a secret.
pub(in crate::ui) struct Input {
    text: Zeroizing<String>,
    /// Where the next character goes, in bytes.
    cursor: usize,
}

impl Default for Input {
    fn default() -> Self {
        Self::of("")
    }
}

impl Input {
    /// A line that holds this already.
    pub(in crate::ui) fn of(text: &str) -> Self {
        let mut held = Zeroizing::new(String::with_capacity(ROOM));
        held.push_str(text);
        Self {
            cursor: held.len(),
            text: held,
        }
    }

    /// What was typed.
    pub(in crate::ui) fn text(&self) -> &str {
        &self.text
    }

    /// How many columns there are before the cursor.
    pub(in crate::ui) fn column(&self) -> usize {
        self.text[..self.cursor].width()
    }

    /// How many characters there are before the cursor.
    pub(in crate::ui) fn characters_before(&self) -> usize {
        self.text[..self.cursor].chars().count()
    }

    /// Types a character; those that steer a terminal are not taken.
    pub(in crate::ui) fn insert(&mut self, c: char) {
        if !crate::text::is_unprintable(c) && self.text.len() + c.len_utf8() <= ROOM {
            self.text.insert(self.cursor, c);
            self.cursor += c.len_utf8();
        }
    }

    /// Takes back the character before the cursor.
    pub(in crate::ui) fn backspace(&mut self) {
        if let Some(c) = self.text[..self.cursor].chars().next_back() {
            self.cursor -= c.len_utf8();
            self.text.remove(self.cursor);
        }
    }

    /// Takes away the character behind the cursor.
    pub(in crate::ui) fn delete(&mut self) {
        if self.cursor < self.text.len() {
            self.text.remove(self.cursor);
        }
    }

    /// One character back.
    pub(in crate::ui) fn left(&mut self) {
        let before = self.text[..self.cursor].chars().next_back();
        self.cursor -= before.map_or(0, char::len_utf8);
    }

    /// One character on.
    pub(in crate::ui) fn right(&mut self) {
        let behind = self.text[self.cursor..].chars().next();
        self.cursor += behind.map_or(0, char::len_utf8);
    }

    /// Before the first character.
    pub(in crate::ui) fn home(&mut self) {
        self.cursor = 0;
    }

    /// Behind the last character.
    pub(in crate::ui) fn end(&mut self) {
        self.cursor = self.text.len();
    }

    /// Takes everything away.
    pub(in crate::ui) fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_any_width_are_typed_and_taken_back() {
        let mut input = Input::default();
        "a主库😀".chars().for_each(|c| input.insert(c));
        assert_eq!((input.text(), input.column()), ("a主库😀", 7));
        input.left();
        input.backspace();
        input.insert('\u{1b}');
        assert_eq!((input.text(), input.column()), ("a主😀", 3));
        input.delete();
        input.delete();
        assert_eq!(input.text(), "a主");
        input.home();
        input.left();
        input.backspace();
        input.right();
        assert_eq!((input.column(), input.characters_before()), (1, 1));
    }

    #[test]
    fn what_is_typed_never_moves_in_memory() {
        let mut input = Input::default();
        let before = input.text().as_ptr();
        (0..2 * ROOM).for_each(|_| input.insert('x'));
        assert_eq!((input.text().as_ptr(), input.text().len()), (before, ROOM));
    }
}
