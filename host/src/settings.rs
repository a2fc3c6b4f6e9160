//! The settings that this version knows: what each is for, what it may be, and what it is when nobody set it.
//!
//! Where they lie, `[settings]` in `config.toml`, is in [`crate::profile::config`].

use crate::{
    error::Error,
    output::Format,
    profile::config::Config,
    suggest,
    text::{Message, message},
};

/// A setting.
pub struct Setting {
    /// Its name as people type it, with dashes.
    pub name: &'static str,
    /// What holds when it is not set.
    pub default: &'static str,
    /// What it may be.
    pub choices: &'static [&'static str],
    help: fn() -> Message,
}

/// All settings, in the order of their names.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "color",
        default: "auto",
        choices: &["auto", "always", "never"],
        help: || message!("setting-color"),
    },
    Setting {
        name: "language",
        default: "system",
        choices: &["system", "en", "zh"],
        help: || message!("setting-language"),
    },
    Setting {
        name: "output",
        default: "table",
        choices: &Format::WORDS,
        help: || message!("setting-output"),
    },
    Setting {
        name: SECRET_STORE,
        default: "auto",
        choices: &["auto", "keyring", "file"],
        help: || message!("setting-secret-store"),
    },
];

/// The name of the setting for where secrets lie.
pub const SECRET_STORE: &str = "secret-store";

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

    /// What it is for.
    pub fn help(&self) -> Message {
        (self.help)()
    }

    /// What the configuration has for it, or its default; what stands in the file is not checked.
    pub fn value<'a>(&'a self, config: &'a Config) -> &'a str {
        config.setting(&self.key()).unwrap_or(self.default)
    }

    /// Holds a value against the choices.
    ///
    /// # Errors
    /// When it is none of them, with the choices.
    pub fn check(&self, value: &str) -> Result<(), Error> {
        if self.choices.contains(&value) {
            return Ok(());
        }
        let choices = || message!("hint-choices", choices = self.choices.join(", "));
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
        let fits = match config.setting(&key) {
            Some(value) => self.check(value).is_ok(),
            None => !config.has_setting(&key),
        };
        if fits {
            return Ok(());
        }
        let message = message!("error-setting-stored", name = self.name, path = config.path());
        let hint = message!(
            "hint-setting-stored",
            name = self.name,
            choices = self.choices.join(", ")
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
        message!("hint-settings", names = names().collect::<Vec<_>>().join(", "))
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
