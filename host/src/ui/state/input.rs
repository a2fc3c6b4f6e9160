//! A line of text that is being typed.

use zeroize::Zeroizing;

/// Room for what is typed, in bytes: up to there it never moves in memory, and so leaves no copy behind. More is not
/// taken, however much is pasted; the longest secrets, private keys, have room several times.
const ROOM: usize = 16 * 1024;

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
        let mut input = Self {
            text: Zeroizing::new(String::with_capacity(ROOM)),
            cursor: 0,
        };
        input.paste(text);
        input
    }

    /// What was typed.
    pub(in crate::ui) fn text(&self) -> &str {
        &self.text
    }

    /// What was typed before the cursor.
    pub(in crate::ui) fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// What was typed behind the cursor.
    pub(in crate::ui) fn behind(&self) -> &str {
        &self.text[self.cursor..]
    }

    /// Types a character; those that steer a terminal are not taken.
    pub(in crate::ui) fn insert(&mut self, c: char) {
        if !crate::text::is_unprintable(c) && self.text.len() + c.len_utf8() <= ROOM {
            self.text.insert(self.cursor, c);
            self.cursor += c.len_utf8();
        }
    }

    /// Types a text at once: as much of it as there is room for, without what steers a terminal.
    pub(in crate::ui) fn paste(&mut self, text: &str) {
        let mut room = ROOM - self.text.len();
        let behind = Zeroizing::new(self.behind().to_owned());
        self.text.truncate(self.cursor);
        for c in text.chars().filter(|c| !crate::text::is_unprintable(*c)) {
            if c.len_utf8() > room {
                break;
            }
            room -= c.len_utf8();
            self.text.push(c);
        }
        self.cursor = self.text.len();
        self.text.push_str(&behind);
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

    fn parts(input: &Input) -> (&str, &str) {
        (input.before(), input.behind())
    }

    #[test]
    fn characters_of_any_width_are_typed_and_taken_back() {
        let mut input = Input::default();
        "a主库😀".chars().for_each(|c| input.insert(c));
        assert_eq!(parts(&input), ("a主库😀", ""));
        input.left();
        input.backspace();
        input.insert('\u{1b}');
        assert_eq!(parts(&input), ("a主", "😀"));
        input.delete();
        input.delete();
        assert_eq!(input.text(), "a主");
        input.home();
        input.left();
        input.backspace();
        input.right();
        assert_eq!(parts(&input), ("a", "主"));
        input.paste("\u{1b}[2J库\n\u{7}b");
        assert_eq!(parts(&input), ("a[2J库b", "主"));
    }

    #[test]
    fn what_is_typed_never_moves_in_memory_and_no_paste_is_too_much() {
        let mut input = Input::default();
        let before = input.text().as_ptr();
        input.paste(&"库".repeat(ROOM));
        input.left();
        (0..2 * ROOM).for_each(|_| input.insert('x'));
        input.paste("y");
        assert_eq!((input.text().as_ptr(), input.text().len()), (before, ROOM));
        assert_eq!(input.behind(), "库");
        assert!(Input::of(&"x".repeat(2 * ROOM)).text().len() == ROOM);
    }
}
