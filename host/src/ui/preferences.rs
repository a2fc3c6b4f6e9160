//! What the settings say about the terminal UI, as it works with it.

use std::time::Duration;

use super::theme::{Depth, Theme};
use crate::{
    environment::Environment,
    error::Error,
    profile::config::Config,
    settings::{BELL, BORDERS, COLOR_DEPTH, MOUSE, REFRESH, SCROLLBACK, Setting, THEME},
    text::{Message, message},
};

/// The word of a setting that switches something off.
pub const OFF: &str = "off";
/// No refresh comes sooner than after so many seconds: each lists every region that is looked at.
pub const SHORTEST_REFRESH: u64 = 5;
const LONGEST_REFRESH: u64 = 24 * 60 * 60;
const LEAST_SCROLLBACK: u64 = 100;
const MOST_SCROLLBACK: u64 = 1_000_000;

/// What borders are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Borders {
    /// Lines.
    #[default]
    Unicode,
    /// `+`, `-` and `|`.
    Ascii,
}

/// What the settings say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// What things look like, in the colours that the terminal has.
    pub theme: Theme,
    /// How many those are.
    pub depth: Depth,
    /// What borders are made of.
    pub borders: Borders,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// After how long rows are listed anew; none if they are not.
    pub refresh: Option<Duration>,
    /// How many lines of a log are kept.
    pub scrollback: usize,
    /// Whether the terminal rings when an action is over.
    pub bell: bool,
}

impl Preferences {
    /// Reads them, where `color` is what `--color` or the setting says; and what is wrong with settings whose defaults
    /// hold therefore.
    pub fn read(config: &Config, color: &str, environment: &Environment) -> (Self, Vec<Error>) {
        let mut wrong = Vec::new();
        let mut value = |name| {
            let setting = Setting::named(name).expect("it is one of the settings");
            match setting.check_stored(config) {
                Ok(()) => setting.value(config),
                Err(error) => {
                    wrong.push(error);
                    setting.default
                }
            }
        };
        let depth = Depth::of(color, value(COLOR_DEPTH), environment);
        // It was read when it was checked; whoever changed it in between is told the next time.
        let theme = Theme::of_setting(value(THEME)).unwrap_or_default();
        let preferences = Self {
            theme: theme.reduced(depth),
            depth,
            borders: borders(value(BORDERS), environment),
            mouse: value(MOUSE) != OFF,
            refresh: value(REFRESH).parse().ok().map(Duration::from_secs),
            scrollback: value(SCROLLBACK).parse().unwrap_or(LEAST_SCROLLBACK as usize),
            bell: value(BELL) != OFF,
        };
        (preferences, wrong)
    }
}

/// What the setting says, or else what the locale can show.
fn borders(said: &str, environment: &Environment) -> Borders {
    let locale = || {
        let variables = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
        let locale = variables.filter_map(|name| environment.variable(name)).next();
        locale.unwrap_or_default().to_ascii_lowercase().replace('-', "")
    };
    match said {
        "ascii" => Borders::Ascii,
        "unicode" => Borders::Unicode,
        // Windows and macOS have no such variables where programs are not started from a shell.
        _ if cfg!(not(target_os = "linux")) || locale().contains("utf8") => Borders::Unicode,
        _ => Borders::Ascii,
    }
}

/// Holds a value of the setting `refresh` against what it may be.
///
/// # Errors
/// When it is neither `off` nor a number of seconds that is allowed.
pub fn check_refresh(value: &str) -> Result<(), Error> {
    if value == OFF {
        return Ok(());
    }
    let hint = message!(
        "hint-setting-refresh",
        least = SHORTEST_REFRESH,
        most = LONGEST_REFRESH
    );
    check_number(REFRESH, value, SHORTEST_REFRESH, LONGEST_REFRESH, hint)
}

/// Holds a value of the setting `scrollback` against what it may be.
///
/// # Errors
/// When it is no number of lines that is allowed.
pub fn check_scrollback(value: &str) -> Result<(), Error> {
    let hint = message!(
        "hint-setting-number",
        least = LEAST_SCROLLBACK,
        most = MOST_SCROLLBACK
    );
    check_number(SCROLLBACK, value, LEAST_SCROLLBACK, MOST_SCROLLBACK, hint)
}

fn check_number(name: &str, value: &str, least: u64, most: u64, hint: Message) -> Result<(), Error> {
    let is_plain = value.bytes().all(|byte| byte.is_ascii_digit());
    match value.parse::<u64>() {
        Ok(number) if is_plain && (least..=most).contains(&number) => Ok(()),
        _ => {
            let message = message!("error-setting-value", name = name, value = value);
            Err(Error::invalid_input("setting_invalid", message).hint(hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &str, variables: &[(&str, &str)]) -> (Preferences, Vec<Error>) {
        let home = tempfile::tempdir().expect("a directory");
        std::fs::write(home.path().join("config.toml"), format!("[settings]\n{settings}")).expect("a file");
        let directory = [("YUN_CONFIG_DIR", home.path().to_str().expect("a path"))];
        let variables = variables.iter().copied().chain(directory);
        let environment = Environment::of_variables(variables);
        Preferences::read(&Config::load(&environment).expect("loads"), "auto", &environment)
    }

    #[test]
    fn what_is_set_counts_and_defaults_hold_otherwise() {
        let (preferences, wrong) = read("", &[("TERM", "xterm-256color"), ("LANG", "en_US.UTF-8")]);
        assert!(wrong.is_empty());
        let expected = Preferences {
            theme: Theme::default().reduced(Depth::Palette),
            depth: Depth::Palette,
            borders: Borders::Unicode,
            mouse: true,
            refresh: Some(Duration::from_secs(30)),
            scrollback: 10_000,
            bell: true,
        };
        assert_eq!(preferences, expected);
        let all = "theme = \"light\"\ncolor_depth = \"16\"\nborders = \"ascii\"\nmouse = \"off\"\nrefresh = \"off\"\nscrollback = \"500\"\nbell = \"off\"\n";
        let (preferences, wrong) = read(all, &[("TERM", "xterm-256color"), ("LANG", "en_US.UTF-8")]);
        assert!(wrong.is_empty());
        let expected = Preferences {
            theme: Theme::named("light").expect("a theme").reduced(Depth::Ansi),
            depth: Depth::Ansi,
            borders: Borders::Ascii,
            mouse: false,
            refresh: None,
            scrollback: 500,
            bell: false,
        };
        assert_eq!(preferences, expected);
    }

    #[test]
    fn what_is_set_wrongly_is_told_each_and_its_default_holds() {
        let all = "theme = \"dusk\"\ncolor_depth = 16\nborders = \"double\"\nmouse = \"yes\"\nrefresh = \"4\"\nscrollback = \"-1\"\nbell = true\n";
        let (preferences, wrong) = read(all, &[("TERM", "linux")]);
        let (defaults, none) = read("", &[("TERM", "linux")]);
        assert_eq!((preferences, none.len(), wrong.len()), (defaults, 0, 7));
        assert!(wrong.iter().all(|error| error.code() == "setting_invalid"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn borders_are_what_the_locale_can_show() {
        for (variables, expected) in [
            (&[("LANG", "zh_CN.UTF-8")][..], Borders::Unicode),
            (&[("LANG", "C.utf8")], Borders::Unicode),
            (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], Borders::Ascii),
            (&[], Borders::Ascii),
        ] {
            assert_eq!(read("", variables).0.borders, expected, "{variables:?}");
        }
    }

    #[test]
    fn numbers_are_held_against_their_bounds() {
        for value in ["off", "5", "86400"] {
            check_refresh(value).expect(value);
        }
        for value in ["", "4", "86401", "+5", "5s", "1.5", "on"] {
            check_refresh(value).expect_err(value);
        }
        check_scrollback("100").expect("the least");
        check_scrollback("99").expect_err("too few");
        check_scrollback(OFF).expect_err("a number is wanted");
    }
}
