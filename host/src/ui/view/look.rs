//! How parts of the screen look: by the theme, and by what the terminal can show.

use ratatui_core::style::{Color, Modifier, Style};
use ratatui_core::symbols::border;

use crate::{
    output::Tone,
    ui::{
        preferences::{Borders, Preferences},
        theme::{Colour, Ink, Role, Theme},
    },
};

/// How parts of the screen look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct Look {
    theme: Theme,
    /// Whether there are lines, marks and ellipses beyond ASCII.
    unicode: bool,
}

/// Borders of ASCII.
const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Look {
    /// How the settings have it look.
    pub(in crate::ui) fn of(preferences: &Preferences) -> Self {
        Self {
            theme: preferences.theme,
            unicode: preferences.borders == Borders::Unicode,
        }
    }

    /// Nothing but ASCII, and no colours.
    #[cfg(test)]
    pub(super) fn plain() -> Self {
        Self {
            theme: Theme::default().reduced(crate::ui::theme::Depth::None),
            unicode: false,
        }
    }

    pub(super) fn border(self) -> border::Set<'static> {
        if self.unicode { border::PLAIN } else { ASCII }
    }

    /// What stands where a text is cut.
    pub(super) fn ellipsis(self) -> &'static str {
        if self.unicode { "…" } else { "~" }
    }

    /// What stands for a character that is not to be read.
    pub(super) fn hidden(self) -> &'static str {
        if self.unicode { "•" } else { "*" }
    }

    /// What stands before what is marked, one column wide.
    pub(super) fn mark(self) -> &'static str {
        if self.unicode { "●" } else { "*" }
    }

    /// What stands before what is old, one column wide.
    pub(super) fn old(self) -> &'static str {
        "~"
    }

    /// What stands behind the heading that rows are sorted by.
    pub(in crate::ui) fn arrow(self, descending: bool) -> &'static str {
        match (self.unicode, descending) {
            (true, false) => "↑",
            (true, true) => "↓",
            (false, false) => "^",
            (false, true) => "v",
        }
    }

    /// What turns while something is loaded.
    pub(super) fn turning(self, picture: u128) -> char {
        let pictures = if self.unicode {
            "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
        } else {
            "|/-\\"
        };
        let count = pictures.chars().count() as u128;
        let at = usize::try_from(picture % count).unwrap_or_default();
        pictures.chars().nth(at).unwrap_or(' ')
    }

    fn role(self, role: Role) -> Style {
        style(self.theme.ink(role))
    }

    /// Text, and all that is empty.
    pub(super) fn text(self) -> Style {
        self.role(Role::Text)
    }

    /// What is to be seen first.
    pub(super) fn accent(self) -> Style {
        self.role(Role::Accent)
    }

    /// The title of a page or a pane.
    pub(super) fn title(self) -> Style {
        self.role(Role::Title)
    }

    /// The frame of what stands over a page.
    pub(super) fn frame(self) -> Style {
        self.role(Role::Border)
    }

    /// A heading.
    pub(super) fn heading(self) -> Style {
        self.role(Role::Heading)
    }

    /// What is there to be looked up.
    pub(super) fn faint(self) -> Style {
        self.role(Role::Dim)
    }

    /// What went wrong.
    pub(super) fn bad(self) -> Style {
        self.role(Role::Bad)
    }

    /// What the cursor is on.
    pub(super) fn cursor(self) -> Style {
        self.role(Role::Selected)
    }

    /// A row that is marked.
    pub(super) fn marked(self) -> Style {
        self.role(Role::Marked)
    }

    /// A field that is typed into.
    pub(super) fn field(self) -> Style {
        self.role(Role::Field)
    }

    /// The name of a key.
    pub(super) fn key(self) -> Style {
        self.role(Role::Key)
    }

    /// A status of this tone; its word says the same.
    pub(super) fn tone(self, tone: Tone) -> Style {
        self.role(tone.into())
    }
}

/// An ink as the terminal is told of it.
fn style(ink: Ink) -> Style {
    let modifiers = [
        (ink.bold, Modifier::BOLD),
        (ink.dim, Modifier::DIM),
        (ink.underline, Modifier::UNDERLINED),
        (ink.reverse, Modifier::REVERSED),
    ];
    let modifiers = modifiers.into_iter().filter(|(is_on, _)| *is_on);
    let style = Style {
        fg: ink.color.map(colour),
        bg: ink.background.map(colour),
        ..Style::new()
    };
    modifiers.fold(style, |style, (_, modifier)| style.add_modifier(modifier))
}

fn colour(colour: Colour) -> Color {
    /// The first 16 by their numbers; terminals have sequences of their own for them.
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match colour {
        Colour::Ansi(number) => NAMED[usize::from(number) % NAMED.len()],
        Colour::Palette(number) => Color::Indexed(number),
        Colour::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}
