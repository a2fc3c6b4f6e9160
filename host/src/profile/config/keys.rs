//! `[keys]` in `config.toml`: which keys people chose for the commands of the terminal UI.

use toml_edit::Item;

use super::{Config, misplaced};
use crate::error::Error;

/// What stands beside the name of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum KeyNames<'a> {
    /// The name of a key, or several.
    Texts(Vec<&'a str>),
    /// Something else, as it is written.
    Other(String),
}

impl Config {
    /// The names of commands with those of keys, in the file's order; none where nobody chose any.
    ///
    /// # Errors
    /// When something that is no table stands there.
    pub(crate) fn keys(&self) -> Result<Vec<(&str, KeyNames<'_>)>, Error> {
        let Some(item) = self.document.get("keys") else {
            return Ok(Vec::new());
        };
        let table = item
            .as_table_like()
            .ok_or_else(|| misplaced(&self.path, "keys"))?;
        Ok(table
            .iter()
            .map(|(command, item)| (command, names(item)))
            .collect())
    }
}

fn names(item: &Item) -> KeyNames<'_> {
    let texts = match (item.as_str(), item.as_array()) {
        (Some(text), _) => Some(vec![text]),
        (None, Some(several)) => several.iter().map(toml_edit::Value::as_str).collect(),
        (None, None) => None,
    };
    match texts {
        Some(texts) => KeyNames::Texts(texts),
        None => KeyNames::Other(item.to_string().trim().to_owned()),
    }
}
