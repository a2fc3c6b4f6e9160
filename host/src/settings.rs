//! The settings that this version knows: what each is for, what it may be, and what it is when nobody set it.
//!
//! Where they lie, `[settings]` in `config.toml`, is in [`crate::profile::config`].

mod changing;

use crate::{
    error::Error,
    index,
    output::Format,
    profile::config::Config,
    suggest,
    text::{Message, Several, message},
    ui::{preferences, theme},
};

/// Says what is wrong with a value.
type Form = fn(&str) -> Result<(), Error>;

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name as people type it, with dashes.
    pub name: &'static str,
    /// What holds when it is not set.
    pub default: &'static str,
    /// The words that it may be.
    pub choices: &'static [&'static str],
    /// What holds a value against what it may be, where that is more than these words.
    form: Option<Form>,
    /// What is shown of a value, where that is not all of it.
    shown: Option<fn(&str) -> String>,
    title: fn() -> Message,
    help: fn() -> Message,
}

/// All settings, in the order of their names.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: BELL,
        default: "on",
        choices: &["on", "off"],
        form: None,
        shown: None,
        title: || message!("setting-title-bell"),
        help: || message!("setting-bell"),
    },
    Setting {
        name: BORDERS,
        default: "auto",
        choices: &["auto", "unicode", "ascii"],
        form: None,
        shown: None,
        title: || message!("setting-title-borders"),
        help: || message!("setting-borders"),
    },
    Setting {
        name: "color",
        default: "auto",
        choices: &["auto", "always", "never"],
        form: None,
        shown: None,
        title: || message!("setting-title-color"),
        help: || message!("setting-color"),
    },
    Setting {
        name: COLOR_DEPTH,
        default: "auto",
        choices: &["auto", "16", "256", "truecolor"],
        form: None,
        shown: None,
        title: || message!("setting-title-color-depth"),
        help: || message!("setting-color-depth"),
    },
    Setting {
        name: "language",
        default: "system",
        choices: &["system", "en", "zh"],
        form: None,
        shown: None,
        title: || message!("setting-title-language"),
        help: || message!("setting-language"),
    },
    Setting {
        name: MOUSE,
        default: "on",
        choices: &["on", "off"],
        form: None,
        shown: None,
        title: || message!("setting-title-mouse"),
        help: || message!("setting-mouse"),
    },
    Setting {
        name: "output",
        default: "table",
        choices: &Format::WORDS,
        form: None,
        shown: None,
        title: || message!("setting-title-output"),
        help: || message!("setting-output"),
    },
    Setting {
        name: PLUGIN_INDEX,
        default: "",
        choices: &[],
        form: Some(index::check_setting),
        shown: Some(index::shown_setting),
        title: || message!("setting-title-plugin-index"),
        help: || message!("setting-plugin-index"),
    },
    Setting {
        name: PLUGIN_SIGNATURES,
        default: "asked",
        choices: &["asked", "required"],
        form: None,
        shown: None,
        title: || message!("setting-title-plugin-signatures"),
        help: || message!("setting-plugin-signatures"),
    },
    Setting {
        name: REFRESH,
        default: "30",
        choices: &[preferences::OFF],
        form: Some(preferences::check_refresh),
        shown: None,
        title: || message!("setting-title-refresh"),
        help: || message!("setting-refresh", least = preferences::SHORTEST_REFRESH),
    },
    Setting {
        name: SCROLLBACK,
        default: "10000",
        choices: &[],
        form: Some(preferences::check_scrollback),
        shown: None,
        title: || message!("setting-title-scrollback"),
        help: || message!("setting-scrollback"),
    },
    Setting {
        name: SECRET_STORE,
        default: "auto",
        choices: &["auto", "keyring", "file"],
        form: None,
        shown: None,
        title: || message!("setting-title-secret-store"),
        help: || message!("setting-secret-store"),
    },
    Setting {
        name: THEME,
        default: theme::NAMES[0],
        choices: &theme::NAMES,
        form: Some(theme::check_setting),
        shown: None,
        title: || message!("setting-title-theme"),
        help: || message!("setting-theme"),
    },
];

/// The name of the setting for whether the terminal rings when an action is over.
pub const BELL: &str = "bell";
/// The name of the setting for what borders are made of.
pub const BORDERS: &str = "borders";
/// The name of the setting for how many colours the terminal has.
pub const COLOR_DEPTH: &str = "color-depth";
/// The name of the setting for whether the mouse is used.
pub const MOUSE: &str = "mouse";

/// The name of the setting for what is asked of the signature of a plugin that is to be installed.
pub const PLUGIN_SIGNATURES: &str = "plugin-signatures";
/// The name of the setting for how often rows are listed anew.
pub const REFRESH: &str = "refresh";
/// The name of the setting for how many lines of logs are kept.
pub const SCROLLBACK: &str = "scrollback";
/// The name of the setting for where secrets lie.
pub const SECRET_STORE: &str = "secret-store";
/// The name of the setting for what the terminal UI looks like.
pub const THEME: &str = "theme";
/// The name of the setting for the indexes of plugins that are asked.
pub const PLUGIN_INDEX: &str = "plugin-index";

impl Setting {
    /// The setting called `name`, with dashes or underscores.
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.replace('_', "-");
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// Its key in the file.
    pub fn key(&self) -> String {
        self.name.replace('-', "_")
    }

    /// What it is called where it is looked at.
    pub fn title(&self) -> Message {
        (self.title)()
    }

    /// What it is for.
    pub fn help(&self) -> Message {
        (self.help)()
    }

    /// Whether it may be more than one of some words, so that it is typed.
    pub fn is_free(&self) -> bool {
        self.form.is_some()
    }

    /// Whether much follows from it, so that one key alone does not change it: it moves secrets, or says which plugins are
    /// trusted or where they come from.
    pub fn is_weighty(&self) -> bool {
        matches!(self.name, SECRET_STORE | PLUGIN_SIGNATURES | PLUGIN_INDEX)
    }

    /// A value of it, without what may be a secret in it.
    pub fn shown(&self, value: &str) -> String {
        self.shown.map_or_else(|| value.to_owned(), |shown| shown(value))
    }

    /// What a value of it is called where it is looked at; none if it is what it is called.
    pub fn word(value: &str) -> Option<Message> {
        Some(match value {
            "" => message!("setting-word-none"),
            "always" => message!("setting-word-always"),
            "asked" => message!("setting-word-asked"),
            "auto" => message!("setting-word-auto"),
            "dark" => message!("setting-word-dark"),
            "en" => message!("setting-word-en"),
            "file" => message!("setting-word-file"),
            "high-contrast" => message!("setting-word-high-contrast"),
            "keyring" => message!("setting-word-keyring"),
            "light" => message!("setting-word-light"),
            "never" => message!("setting-word-never"),
            "off" => message!("setting-word-off"),
            "on" => message!("setting-word-on"),
            "required" => message!("setting-word-required"),
            "system" => message!("setting-word-system"),
            "zh" => message!("setting-word-zh"),
            _ => return None,
        })
    }

    /// What the configuration has for it, or its default; what stands in the file is not checked.
    pub fn value<'a>(&'a self, config: &'a Config) -> &'a str {
        config.setting(&self.key()).unwrap_or(self.default)
    }

    /// Holds a value against the choices, or against the form that it has to have.
    ///
    /// # Errors
    /// When it is none of them, with the choices; when it is of another form.
    pub fn check(&self, value: &str) -> Result<(), Error> {
        if let Some(form) = self.form {
            return form(value);
        }
        if self.choices.contains(&value) {
            return Ok(());
        }
        let choices = || message!("hint-choices", choices = Several(self.choices));
        let message = message!("error-setting-value", name = self.name, value = value);
        let hint = suggest::hint(value, self.choices.iter().copied(), choices);
        Err(Error::invalid_input("setting_invalid", message).hint(hint))
    }

    /// Holds what stands in the file against the choices.
    ///
    /// # Errors
    /// When it is no text or none of the choices, with the file's name.
    pub fn check_stored(&self, config: &Config) -> Result<(), Error> {
        let key = self.key();
        let checked = match config.setting(&key) {
            Some(value) => self.check(value).map_err(Some),
            None if !config.has_setting(&key) => Ok(()),
            None => Err(None),
        };
        let Err(wrong) = checked else {
            return Ok(());
        };
        let message = message!("error-setting-stored", name = self.name, path = config.path());
        if self.form.is_some() {
            let wrong = wrong.map(|error| error.because_of("setting_invalid", message.clone()));
            return Err(wrong.unwrap_or_else(|| {
                Error::invalid_input("setting_invalid", message)
                    .hint(message!("hint-setting-text", name = self.name))
            }));
        }
        let hint = message!(
            "hint-setting-stored",
            name = self.name,
            choices = Several(self.choices)
        );
        Err(Error::invalid_input("setting_invalid", message).hint(hint))
    }
}

/// The format of answers where the command line names none.
///
/// # Errors
/// When the file has one that this version does not know.
pub fn default_format(config: &Config) -> Result<Format, Error> {
    let Some(output) = Setting::named("output") else {
        return Ok(Format::default());
    };
    output.check_stored(config)?;
    Ok(Format::parse(output.value(config)).unwrap_or_default())
}

/// The error for a name that no setting has.
pub fn unknown(name: &str) -> Error {
    let names = || SETTINGS.iter().map(|setting| setting.name);
    let hint = suggest::hint(&name.replace('_', "-"), names(), || {
        message!("hint-settings", names = Several(&names().collect::<Vec<_>>()))
    });
    Error::invalid_input("setting_unknown", message!("error-unknown-setting", name = name)).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_one_of_the_choices() {
        for setting in SETTINGS {
            setting.check(setting.default).expect(setting.name);
            assert!(Format::WORDS.iter().all(|word| Format::parse(word).is_some()));
        }
        assert!(SETTINGS.is_sorted_by_key(|setting| setting.name));
    }
}
