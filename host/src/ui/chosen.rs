//! What somebody chose, as the UI works with it: settings, keys, and what the command line says instead.

use std::sync::Arc;

use super::{keys::Keys, preferences::Preferences};
use crate::{
    environment::Environment,
    error::Error,
    profile::{config::Config, moving::Moved},
    settings::{COLOR_DEPTH, SETTINGS, Setting},
    text::Language,
};

/// What the command line says, whatever the settings do.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// `--lang`.
    pub language: Option<Language>,
    /// `--color`.
    pub color: Option<String>,
}

/// A setting as the page of settings shows it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// Which one it is.
    pub(crate) setting: &'static Setting,
    /// What the configuration has for it, if it has something.
    pub(crate) stored: Option<String>,
    /// What counts instead: an option or a variable.
    pub(crate) overridden: Option<String>,
    /// Whether what the configuration has is none that this version knows.
    pub(crate) is_wrong: bool,
}

impl Shown {
    /// What it is, or would be.
    pub(crate) fn value(&self) -> &str {
        self.stored.as_deref().unwrap_or(self.setting.default)
    }
}

/// What somebody chose.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// All settings, in the order of their names.
    pub(crate) settings: Vec<Shown>,
    /// What they say about the UI.
    pub(crate) preferences: Preferences,
    /// The language of texts.
    pub(crate) language: Language,
    /// What keys do.
    pub(crate) keys: Keys,
    /// What is wrong with settings and keys of which the default holds therefore.
    pub(crate) wrong: Vec<Error>,
    /// Which secrets were moved by the change of a setting.
    pub(crate) moved: Option<Arc<Moved>>,
}

impl Chosen {
    /// Reads it.
    pub fn read(config: &Config, said: &Said, environment: &Environment) -> Self {
        let set = |name: &str| Setting::named(name).map_or("", |setting| setting.value(config));
        let color = said.color.as_deref().unwrap_or_else(|| set("color"));
        let (preferences, mut wrong) = Preferences::read(config, color, environment);
        let (keys, wrong_keys) = Keys::of_config(config);
        wrong.extend(wrong_keys);
        let shown = |setting: &'static Setting| Shown {
            setting,
            stored: config.setting(&setting.key()).map(str::to_owned),
            overridden: overridden(setting.name, color, said, environment),
            is_wrong: setting.check_stored(config).is_err(),
        };
        let language = said.language.or_else(|| Language::parse(set("language")));
        Self {
            settings: SETTINGS.iter().map(shown).collect(),
            preferences,
            language: language.unwrap_or_else(|| Language::of_locale(environment)),
            keys,
            wrong,
            moved: None,
        }
    }
}

/// The option or variable that counts instead of a setting.
fn overridden(name: &str, color: &str, said: &Said, environment: &Environment) -> Option<String> {
    let plain = || {
        let no_color = environment.variable("NO_COLOR").map(|_| "NO_COLOR".to_owned());
        no_color.or_else(|| (environment.variable("TERM") == Some("dumb")).then(|| "TERM=dumb".to_owned()))
    };
    let by_option = || said.color.as_ref().map(|color| format!("--color {color}"));
    match name {
        "language" => said
            .language
            .map(|language| format!("--lang {}", language.code())),
        "color" => by_option().or_else(|| (color == "auto").then(plain).flatten()),
        COLOR_DEPTH if color == "never" => by_option().or_else(|| Some("color = never".to_owned())),
        COLOR_DEPTH if color == "auto" => plain(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_instead_of_a_setting_is_said() {
        let of = |said: &Said, variables: &[(&str, &str)]| {
            let home = tempfile::tempdir().expect("a directory");
            std::fs::write(
                home.path().join("config.toml"),
                "[settings]\nlanguage = \"en\"\ntheme = \"dusk\"\n",
            )
            .expect("a file");
            let directory = [("YUN_CONFIG_DIR", home.path().to_str().expect("a path"))];
            let environment = Environment::of_variables(variables.iter().copied().chain(directory));
            Chosen::read(&Config::load(&environment).expect("loads"), said, &environment)
        };
        let by = |chosen: &Chosen, name: &str| {
            let shown = chosen
                .settings
                .iter()
                .find(|shown| shown.setting.name == name)
                .expect(name);
            shown.overridden.clone().unwrap_or_default()
        };
        let chosen = of(&Said::default(), &[]);
        assert!(chosen.settings.iter().all(|shown| shown.overridden.is_none()));
        assert_eq!((chosen.language, chosen.wrong.len()), (Language::English, 1));
        let wrong: Vec<&str> = chosen
            .settings
            .iter()
            .filter(|shown| shown.is_wrong)
            .map(|shown| shown.setting.name)
            .collect();
        assert_eq!(wrong, ["theme"]);
        let said = Said {
            language: Some(Language::Chinese),
            color: Some("never".to_owned()),
        };
        let chosen = of(&said, &[]);
        assert_eq!(chosen.language, Language::Chinese);
        assert_eq!(
            (by(&chosen, "language"), by(&chosen, "color")),
            ("--lang zh".to_owned(), "--color never".to_owned())
        );
        assert_eq!(by(&chosen, COLOR_DEPTH), "--color never");
        let chosen = of(&Said::default(), &[("NO_COLOR", "1")]);
        assert_eq!(
            (by(&chosen, "color"), by(&chosen, COLOR_DEPTH)),
            ("NO_COLOR".to_owned(), "NO_COLOR".to_owned())
        );
        let said = Said {
            language: None,
            color: Some("always".to_owned()),
        };
        let chosen = of(&said, &[("NO_COLOR", "1")]);
        assert_eq!(
            (by(&chosen, "color"), by(&chosen, COLOR_DEPTH)),
            ("--color always".to_owned(), String::new())
        );
    }
}
