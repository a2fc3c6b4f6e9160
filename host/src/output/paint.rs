//! Colour: which parts of a text have one, and whether there is any.

use console::Style;

/// What a status says at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It works.
    Good,
    /// It is on its way to somewhere else.
    Busy,
    /// It does nothing.
    Idle,
    /// Somebody has to look.
    Bad,
}

impl From<yun_plugin_api::manifest::Tone> for Tone {
    fn from(tone: yun_plugin_api::manifest::Tone) -> Self {
        use yun_plugin_api::manifest::Tone as Declared;
        match tone {
            Declared::Good => Self::Good,
            Declared::Busy => Self::Busy,
            Declared::Bad => Self::Bad,
            Declared::Idle => Self::Idle,
        }
    }
}

/// Whether texts are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paint {
    /// They are plain.
    #[default]
    Plain,
    /// They are.
    Coloured,
}

impl Paint {
    fn style(self, text: &str, style: Style) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => style.force_styling(true).apply_to(text).to_string(),
        }
    }

    /// A heading.
    pub fn heading(self, text: &str) -> String {
        self.style(text, Style::new().bold())
    }

    /// The label of an error.
    pub fn error(self, text: &str) -> String {
        self.style(text, Style::new().red().bold())
    }

    /// The label of a hint.
    pub fn hint(self, text: &str) -> String {
        self.style(text, Style::new().cyan())
    }

    /// A status of this tone.
    pub(super) fn tone(self, text: &str, tone: Tone) -> String {
        let style = match tone {
            Tone::Good => Style::new().green(),
            Tone::Busy => Style::new().yellow(),
            Tone::Idle => Style::new().dim(),
            Tone::Bad => Style::new().red(),
        };
        self.style(text, style)
    }
}
