//! Which key does what, where one is.

mod default;
mod name;
mod reading;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::Command;

/// Where one is, as far as keys are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Context {
    /// In a list of resources.
    Table,
    /// Before one resource in full.
    Detail,
    /// Before a view of one resource.
    View,
    /// Before the settings.
    Settings,
    /// In the list of profiles.
    Accounts,
    /// In the form of a profile.
    Form,
    /// In the list of plugins.
    Plugins,
    /// Before one plugin.
    Plugin,
    /// Before lines of text.
    Text,
    /// In a choice, where letters narrow it down.
    Choice,
    /// In a line of text that is being typed.
    Line,
}

/// A key with what is held beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Press {
    code: KeyCode,
    control: bool,
    alt: bool,
}

impl Press {
    /// A key alone.
    const fn of(code: KeyCode) -> Self {
        Self {
            code,
            control: false,
            alt: false,
        }
    }

    /// A letter with Ctrl.
    const fn control(letter: char) -> Self {
        Self {
            code: KeyCode::Char(letter),
            control: true,
            alt: false,
        }
    }

    /// The key of an event; a capital letter says itself that Shift is held.
    pub(crate) fn of_event(event: &KeyEvent) -> Self {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Char(c) if control => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        Self {
            code,
            control,
            // Esc and Ctrl-C right after it come as one key with Alt.
            alt: event.modifiers.contains(KeyModifiers::ALT) && !control,
        }
    }

    /// The character that it types, if it types one.
    pub(crate) fn character(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.control && !self.alt => Some(c),
            _ => None,
        }
    }

    /// As people read it: `Ctrl-C`, `PgDn`.
    pub(crate) fn title(self) -> String {
        let key = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(c) if self.control => c.to_ascii_uppercase().to_string(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::F(number) => format!("F{number}"),
            code => format!("{code:?}"),
        };
        let held = match (self.control, self.alt) {
            (true, true) => "Ctrl-Alt-",
            (true, false) => "Ctrl-",
            (false, true) => "Alt-",
            (false, false) => "",
        };
        format!("{held}{key}")
    }
}

/// What each key does.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    bound: Vec<(Context, Press, Command)>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            bound: default::bound(),
        }
    }
}

impl Keys {
    /// What a key does there.
    pub(crate) fn command(&self, context: Context, press: Press) -> Option<Command> {
        let is_meant = |bound: &&(Context, Press, Command)| bound.0 == context && bound.1 == press;
        self.bound.iter().find(is_meant).map(|bound| bound.2)
    }

    /// The keys that do this there, the usual one first.
    pub(crate) fn of(&self, context: Context, command: Command) -> impl Iterator<Item = Press> {
        let is_meant = move |bound: &&(Context, Press, Command)| bound.0 == context && bound.2 == command;
        self.bound.iter().filter(is_meant).map(|bound| bound.1)
    }
}
