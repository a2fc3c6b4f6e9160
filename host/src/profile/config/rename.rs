//! Giving a profile another name in `config.toml`, in its place and with its comments.

use toml_edit::{Item, Key, Table};

use super::{Config, set_text};
use crate::error::Error;

impl Config {
    /// Renames a profile where it stands; the current profile stays current.
    ///
    /// # Errors
    /// When there is none of the old name (`profile_unknown`), or its secrets lie where they would be left behind.
    pub fn rename(&mut self, old: &str, new: &str) -> Result<(), Error> {
        self.secret_place(old)?;
        rename_key(self.profiles_mut()?, old, new);
        if self.current() == Some(old) {
            self.set_current(new)?;
        }
        Ok(())
    }

    /// The keys of a profile's fields that hold this text, whether the rest of its table can be read or not.
    pub fn fields_with(&self, profile: &str, text: &str) -> Vec<String> {
        let fields = self
            .profiles()
            .and_then(|profiles| profiles.get(profile)?.get("fields"));
        let fields = fields
            .and_then(Item::as_table_like)
            .into_iter()
            .flat_map(|fields| fields.iter());
        fields
            .filter(|(_, item)| item.as_str() == Some(text))
            .map(|(key, _)| key.to_owned())
            .collect()
    }

    /// Sets a field of a profile that has fields.
    ///
    /// # Errors
    /// When something that is no table stands where the profiles belong, or a table where the text belongs.
    pub fn set_field(&mut self, profile: &str, key: &str, text: &str) -> Result<(), Error> {
        let path = self.path.clone();
        let fields = self
            .profiles_mut()?
            .get_mut(profile)
            .and_then(|profile| profile.get_mut("fields"));
        match fields {
            Some(Item::Table(fields)) => set_text(&path, fields, key, text)?,
            Some(Item::Value(toml_edit::Value::InlineTable(fields))) => {
                fields.insert(key, text.into());
            }
            _ => {}
        }
        Ok(())
    }
}

/// Puts another key in a key's place. A table cannot rename one, so all are taken out and put back in order.
fn rename_key(table: &mut Table, old: &str, new: &str) {
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for name in keys {
        let Some((key, item)) = table.remove_entry(&name) else {
            continue;
        };
        let key = if name == old { renamed(&key, new) } else { key };
        table.insert_formatted(&key, item);
    }
}

/// The new name with what stood around the old one: comments and spaces.
fn renamed(key: &Key, new: &str) -> Key {
    Key::new(new)
        .with_leaf_decor(key.leaf_decor().clone())
        .with_dotted_decor(key.dotted_decor().clone())
}

#[cfg(test)]
mod tests {
    use crate::environment::Environment;

    use super::*;

    fn renamed(before: &str, old: &str, new: &str) -> String {
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("config.toml");
        std::fs::write(&file, before).expect("writes");
        let environment = Environment::of_variables([("YUN_CONFIG_DIR", home.path())]);
        Config::edit(&environment, |config| config.rename(old, new)).expect("renames");
        std::fs::read_to_string(file).expect("reads")
    }

    #[test]
    fn a_table_is_renamed_in_its_place_with_its_comments() {
        let before = "# top\ncurrent = \"b\" # in use\n\n# about a\n[profiles.a]\nmode = \"X\"\n\n\
                      # about b\n[profiles.b] # b\nmode = \"X\" # mode\nfuture = 1\n[profiles.b.fields]\n# k\nk = \"v\"\n\n\
                      # about c\n[profiles.c]\nmode = \"X\"\n";
        let expected = before
            .replace("current = \"b\"", "current = \"生产 账号\"")
            .replace("[profiles.b", "[profiles.\"生产 账号\"");
        assert_eq!(renamed(before, "b", "生产 账号"), expected);
    }

    #[test]
    fn inline_and_dotted_profiles_are_renamed_too() {
        let inline = "[profiles]\na = { mode = \"X\" } # a\nb = { mode = \"X\" } # b\n";
        assert_eq!(renamed(inline, "a", "new"), inline.replacen("a =", "new =", 1));
        let dotted = "profiles.a.mode = \"X\"\nprofiles.b.mode = \"Y\"\n";
        assert_eq!(renamed(dotted, "a", "new"), dotted.replacen(".a.", ".new.", 1));
    }
}
