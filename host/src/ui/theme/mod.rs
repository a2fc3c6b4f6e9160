//! What things look like: a role says what something is, and a theme what that looks like.

mod colour;
mod depth;
mod file;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::{
    error::Error,
    output::Tone,
    store,
    text::{Several, message},
};

pub use colour::{ANSI, Colour};
pub use depth::Depth;

/// What something on the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Text, and all that is empty.
    Text,
    /// What matters less.
    Dim,
    /// What is to be seen first.
    Accent,
    /// The title of a page or a pane.
    Title,
    /// The heading of a column.
    Heading,
    /// The border of a pane.
    Border,
    /// The border of the pane that keys go to.
    Focus,
    /// The row or the tab that the cursor is on.
    Selected,
    /// A row that is marked.
    Marked,
    /// What a filter found.
    Found,
    /// A field that is typed into.
    Field,
    /// The name of a key.
    Key,
    /// A line that says where one is.
    Bar,
    /// It works.
    Good,
    /// It is on its way, or to be minded.
    Warning,
    /// It does nothing.
    Idle,
    /// It failed, or somebody has to look.
    Bad,
}

impl Role {
    /// All, with the names that themes have for them.
    pub const ALL: [(&'static str, Self); 17] = [
        ("text", Self::Text),
        ("dim", Self::Dim),
        ("accent", Self::Accent),
        ("title", Self::Title),
        ("heading", Self::Heading),
        ("border", Self::Border),
        ("focus", Self::Focus),
        ("selected", Self::Selected),
        ("marked", Self::Marked),
        ("found", Self::Found),
        ("field", Self::Field),
        ("key", Self::Key),
        ("bar", Self::Bar),
        ("good", Self::Good),
        ("warning", Self::Warning),
        ("idle", Self::Idle),
        ("bad", Self::Bad),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, role)| *role)
    }
}

impl From<Tone> for Role {
    /// The role of a status that says this at a glance, as in the tables of `list`.
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Good => Self::Good,
            Tone::Busy => Self::Warning,
            Tone::Idle => Self::Idle,
            Tone::Bad => Self::Bad,
        }
    }
}

/// What something looks like. Where it has no colour, the terminal's own is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ink {
    /// The colour of letters.
    pub color: Option<Colour>,
    /// The colour behind them.
    pub background: Option<Colour>,
    /// Whether letters are bold.
    pub bold: bool,
    /// Whether they are dim.
    pub dim: bool,
    /// Whether they are underlined.
    pub underline: bool,
    /// Whether the two colours are exchanged.
    pub reverse: bool,
}

impl Ink {
    /// The ink on a terminal of this depth. Where there are no colours, what would have one behind it is reversed.
    fn reduced(self, depth: Depth) -> Self {
        let reduced = |colour: Option<Colour>| colour.and_then(|colour| colour.reduced(depth));
        Self {
            color: reduced(self.color),
            background: reduced(self.background),
            reverse: self.reverse || (depth == Depth::None && self.background.is_some()),
            ..self
        }
    }
}

/// The inks of all roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    inks: [Ink; Role::ALL.len()],
}

/// The themes that there are without a file, by their names in the settings; the first is the default.
pub const NAMES: [&str; 3] = ["dark", "light", "high-contrast"];

const SOURCES: [&str; 3] = [
    include_str!("dark.toml"),
    include_str!("light.toml"),
    include_str!("high-contrast.toml"),
];

impl Theme {
    /// The theme of this name, if it is one that needs no file.
    pub fn named(name: &str) -> Option<Self> {
        let place = NAMES.iter().position(|known| *known == name)?;
        let plain = Self {
            inks: [Ink::default(); Role::ALL.len()],
        };
        let theme = file::parse(SOURCES[place], Path::new(name), plain);
        Some(theme.expect("the themes within are read by a test"))
    }

    /// The theme that the setting `theme` says: a name, or the whole path of a file.
    ///
    /// # Errors
    /// When it is neither; when the file cannot be read, or is no theme: then with the line.
    pub fn of_setting(value: &str) -> Result<Self, Error> {
        if let Some(theme) = Self::named(value) {
            return Ok(theme);
        }
        let path = Path::new(value);
        if !path.is_absolute() {
            let message = message!("error-setting-value", name = "theme", value = value);
            let hint = message!("hint-setting-theme", names = Several(&NAMES));
            return Err(Error::invalid_input("setting_invalid", message).hint(hint));
        }
        let Some(text) = store::read(path)? else {
            let message = message!("error-theme-absent", path = path);
            let hint = message!("hint-setting-theme", names = Several(&NAMES));
            return Err(Error::invalid_input("theme_absent", message).hint(hint));
        };
        file::parse(&text, path, Self::default())
    }

    /// The ink of a role.
    pub fn ink(&self, role: Role) -> Ink {
        self.inks[role as usize]
    }

    /// The theme on a terminal of this depth.
    #[must_use]
    pub fn reduced(&self, depth: Depth) -> Self {
        Self {
            inks: self.inks.map(|ink| ink.reduced(depth)),
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::named(NAMES[0]).expect("it is one of the names")
    }
}

/// Holds a value of the setting `theme` against what it may be; a file is read.
///
/// # Errors
/// Those of [`Theme::of_setting`].
pub fn check_setting(value: &str) -> Result<(), Error> {
    Theme::of_setting(value).map(drop)
}
