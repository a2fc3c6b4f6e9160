//! `[settings]` in `config.toml`.

use toml_edit::Item;

use super::{Config, misplaced, set_text};
use crate::{error::Error, store};

impl Config {
    /// The setting called `key`, if it is a text.
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.document.get("settings")?.get(key)?.as_str()
    }

    /// Whether something stands under this key, a text or not.
    pub fn has_setting(&self, key: &str) -> bool {
        self.settings_table().is_some_and(|table| table.contains_key(key))
    }

    /// All settings in the file's order, with their values as people read them.
    pub fn settings(&self) -> Vec<(&str, String)> {
        let shown = |item: &Item| match item.as_str() {
            Some(text) => text.to_owned(),
            None => item.to_string().trim().to_owned(),
        };
        self.settings_table()
            .map(|table| table.iter().map(|(key, item)| (key, shown(item))).collect())
            .unwrap_or_default()
    }

    /// Sets a setting; the comment behind it stays.
    ///
    /// # Errors
    /// When something that is no table stands where the settings belong, or a table where the text belongs.
    pub fn set_setting(&mut self, key: &str, text: &str) -> Result<(), Error> {
        let misplaced = misplaced(&self.path, "settings");
        let table = store::table_in(self.document.as_table_mut(), "settings").ok_or(misplaced)?;
        set_text(&self.path, table, key, text)
    }

    /// Removes a setting; one that is not there is no error.
    ///
    /// # Errors
    /// When something that is no table stands where the settings belong.
    pub fn unset_setting(&mut self, key: &str) -> Result<(), Error> {
        let misplaced = misplaced(&self.path, "settings");
        let table = store::table_in(self.document.as_table_mut(), "settings").ok_or(misplaced)?;
        table.remove(key);
        Ok(())
    }

    /// Whether something that is no table stands where the settings belong.
    pub fn settings_misplaced(&self) -> Option<Error> {
        let is_wrong = |item: &Item| !item.is_table_like();
        self.document
            .get("settings")
            .is_some_and(is_wrong)
            .then(|| misplaced(&self.path, "settings"))
    }

    fn settings_table(&self) -> Option<&dyn toml_edit::TableLike> {
        self.document.get("settings").and_then(Item::as_table_like)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::home;
    use super::*;

    #[test]
    fn a_setting_comes_and_goes_and_everything_else_stays() {
        let before = "# mine\n[settings]\nlanguage = \"zh\" # spoken\nfuture = 7\n\n[profiles.a]\nmode = \"X\"\nregion = \"cn-beijing\"\n";
        let (home, environment) = home(before);
        let read = || std::fs::read_to_string(home.path().join("config.toml")).expect("reads");
        Config::edit(&environment, |config| config.set_setting("language", "en")).expect("edits");
        assert_eq!(read(), before.replace("\"zh\"", "\"en\""));
        Config::edit(&environment, |config| config.set_setting("output", "json")).expect("edits");
        let config = Config::load(&environment).expect("loads");
        let settings = [("language", "en"), ("future", "7"), ("output", "json")];
        assert_eq!(
            config.settings(),
            settings.map(|(key, value)| (key, value.to_owned()))
        );
        assert!(config.setting("future").is_none() && config.has_setting("future"));
        Config::edit(&environment, |config| config.unset_setting("output")).expect("edits");
        assert_eq!(read(), before.replace("\"zh\"", "\"en\""));
    }

    #[test]
    fn what_stands_in_the_place_of_settings_is_not_lost() {
        for before in [
            "settings = 5\n",
            "settings.output.kept = 1\n",
            "[[settings.output]]\nkept = 1\n",
        ] {
            let (home, environment) = home(before);
            let error = Config::edit(&environment, |config| config.set_setting("output", "json"));
            let key = if before.contains("output") {
                "output"
            } else {
                "settings"
            };
            assert!(
                error.expect_err("in the way").to_string().contains(key),
                "{before}"
            );
            let kept = std::fs::read_to_string(home.path().join("config.toml")).expect("reads");
            assert_eq!(kept, before);
        }
    }
}
