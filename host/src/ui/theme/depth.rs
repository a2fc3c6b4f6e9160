//! How many colours a terminal has.

use crate::environment::Environment;

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: only bold, underlined and reversed.
    None,
    /// 16.
    Ansi,
    /// 256.
    Palette,
    /// All that red, green and blue make.
    TrueColour,
}

/// Terminals that have all colours and do not say so in `COLORTERM`, by how their `TERM` begins.
const TRUE_COLOUR: [&str; 5] = ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm"];

impl Depth {
    /// The depth where `color` says whether there is colour (`auto`, `always`, `never`) and `said`, the setting
    /// `color-depth`, how much of it (`auto`, `16`, `256`, `truecolor`); what is left open, the variables tell.
    pub fn of(color: &str, said: &str, environment: &Environment) -> Self {
        let is_plain =
            environment.variable("NO_COLOR").is_some() || environment.variable("TERM") == Some("dumb");
        match (color, said) {
            ("never", _) => Self::None,
            ("always", _) => Self::said(said).unwrap_or_else(|| Self::told(environment)),
            _ if is_plain => Self::None,
            _ => Self::said(said).unwrap_or_else(|| Self::told(environment)),
        }
    }

    fn said(word: &str) -> Option<Self> {
        Some(match word {
            "16" => Self::Ansi,
            "256" => Self::Palette,
            "truecolor" => Self::TrueColour,
            _ => return None,
        })
    }

    /// What the variables tell of the terminal; 16 colours if they tell nothing.
    fn told(environment: &Environment) -> Self {
        let variable = |name| environment.variable(name).unwrap_or_default();
        let term = variable("TERM");
        let is_true = matches!(variable("COLORTERM"), "truecolor" | "24bit")
            || environment.variable("WT_SESSION").is_some()
            || term.ends_with("-direct")
            || TRUE_COLOUR.iter().any(|name| term.starts_with(name));
        match is_true {
            true => Self::TrueColour,
            false if term.contains("256color") => Self::Palette,
            false => Self::Ansi,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_counts_before_what_variables_tell() {
        let of = |color, said, pairs: &[(&str, &str)]| {
            Depth::of(color, said, &Environment::of_variables(pairs.iter().copied()))
        };
        for (color, said, variables, depth) in [
            ("auto", "auto", &[("TERM", "xterm-256color")][..], Depth::Palette),
            (
                "auto",
                "auto",
                &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
                Depth::TrueColour,
            ),
            ("auto", "auto", &[("TERM", "xterm-kitty")], Depth::TrueColour),
            ("auto", "auto", &[("TERM", "linux")], Depth::Ansi),
            ("auto", "auto", &[], Depth::Ansi),
            ("auto", "16", &[("COLORTERM", "24bit")], Depth::Ansi),
            ("auto", "truecolor", &[("TERM", "linux")], Depth::TrueColour),
            ("auto", "truecolor", &[("NO_COLOR", "1")], Depth::None),
            ("auto", "256", &[("TERM", "dumb")], Depth::None),
            (
                "always",
                "auto",
                &[("NO_COLOR", "1"), ("TERM", "xterm-256color")],
                Depth::Palette,
            ),
            ("never", "truecolor", &[("COLORTERM", "truecolor")], Depth::None),
        ] {
            assert_eq!(of(color, said, variables), depth, "{color} {said} {variables:?}");
        }
    }
}
