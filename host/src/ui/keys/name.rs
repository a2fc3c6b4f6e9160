//! Keys by names, as the configuration has them: `ctrl-x`, `alt-enter`, `f5`, `shift-tab`, `?`.

use crossterm::event::KeyCode;

use super::Press;

/// Keys that have a name; of those that have several, the first is the usual one.
const NAMED: [(&str, KeyCode); 21] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("return", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("escape", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("del", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("page-up", KeyCode::PageUp),
    ("pgup", KeyCode::PageUp),
    ("page-down", KeyCode::PageDown),
    ("pgdn", KeyCode::PageDown),
    ("pgdown", KeyCode::PageDown),
];

/// How many keys `f1` and so on there are.
const MOST_F: u8 = 24;
/// What terminals send with Ctrl as other keys: Tab, Enter, Enter, Esc.
const OTHERS_WITH_CONTROL: [char; 4] = ['i', 'j', 'm', '['];

impl Press {
    /// The key of this name, if there is one that terminals tell apart from others.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut held = Self::of(KeyCode::Null);
        let (mut shift, mut rest) = (false, name);
        // A key of one character is no prefix: `-` is a key, and so is `ctrl--`.
        while let Some((prefix, key)) = rest
            .split_once('-')
            .filter(|(prefix, key)| !prefix.is_empty() && !key.is_empty())
        {
            match prefix.to_ascii_lowercase().as_str() {
                "ctrl" if !held.control => held.control = true,
                "alt" if !held.alt => held.alt = true,
                "shift" if !shift => shift = true,
                _ => break,
            }
            rest = key;
        }
        let code = match (code(rest)?, shift) {
            (KeyCode::Char(c), _)
                if held.control && OTHERS_WITH_CONTROL.contains(&c.to_ascii_lowercase()) =>
            {
                return None;
            }
            (KeyCode::Char(c), _) if held.control => KeyCode::Char(c.to_ascii_lowercase()),
            (KeyCode::Char(c), true) if c.is_lowercase() => KeyCode::Char(c.to_uppercase().next()?),
            (KeyCode::Tab, true) => KeyCode::BackTab,
            (_, true) => return None,
            (code, false) => code,
        };
        Some(Self { code, ..held })
    }

    /// Its name in the configuration.
    pub(crate) fn name(self) -> String {
        let held = [(self.control, "ctrl-"), (self.alt, "alt-")].into_iter();
        let held: String = held
            .filter(|(is_held, _)| *is_held)
            .map(|(_, name)| name)
            .collect();
        let named = NAMED.iter().find(|(_, code)| *code == self.code);
        let key = match (named, self.code) {
            (Some((name, _)), _) => (*name).to_owned(),
            (None, KeyCode::Char(c)) => c.to_string(),
            (None, KeyCode::F(number)) => format!("f{number}"),
            (None, KeyCode::BackTab) => "shift-tab".to_owned(),
            (None, code) => format!("{code:?}").to_ascii_lowercase(),
        };
        held + &key
    }

    /// Whether it types something where something is typed.
    pub(crate) fn types(self) -> bool {
        self.character().is_some()
    }
}

fn code(name: &str) -> Option<KeyCode> {
    let mut characters = name.chars();
    if let (Some(c), None) = (characters.next(), characters.next()) {
        return (!c.is_control() && !c.is_whitespace()).then_some(KeyCode::Char(c));
    }
    let name = name.to_ascii_lowercase();
    let numbered = || {
        let number = name.strip_prefix('f')?.parse().ok()?;
        (1..=MOST_F).contains(&number).then_some(KeyCode::F(number))
    };
    let named = NAMED.iter().find(|(known, _)| *known == name);
    named.map(|(_, code)| *code).or_else(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_write_them_and_come_back() {
        for (name, usual, title) in [
            ("ctrl-x", "ctrl-x", "Ctrl-X"),
            ("Ctrl-X", "ctrl-x", "Ctrl-X"),
            ("alt-enter", "alt-enter", "Alt-Enter"),
            ("f5", "f5", "F5"),
            ("shift-tab", "shift-tab", "Shift-Tab"),
            ("shift-a", "A", "A"),
            ("A", "A", "A"),
            ("?", "?", "?"),
            ("-", "-", "-"),
            ("alt--", "alt--", "Alt--"),
            ("space", "space", "Space"),
            ("PgUp", "page-up", "PgUp"),
            ("page-down", "page-down", "PgDn"),
            ("ctrl-alt-del", "ctrl-alt-delete", "Ctrl-Alt-Delete"),
            ("中", "中", "中"),
        ] {
            let press = Press::parse(name).expect(name);
            assert_eq!(
                (press.name(), press.title()),
                (usual.to_owned(), title.to_owned()),
                "{name}"
            );
            assert_eq!(Press::parse(usual), Some(press));
        }
        for name in [
            "",
            " ",
            "ctrl-",
            "ctrl-ctrl-x",
            "super-x",
            "f0",
            "f25",
            "shift-f5",
            "shift-?",
            "ctrl-i",
            "ctrl-M",
            "ctrl-[",
            "word",
            "\u{1b}",
        ] {
            assert_eq!(Press::parse(name), None, "{name:?}");
        }
    }
}
