//! What was seen of each index, so that an older one, or one of another's, is not taken for it: `indexes.toml` in the
//! data directory.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::Address;
use crate::{
    catalog,
    environment::Environment,
    error::{Error, ErrorKind},
    store,
    text::message,
};

/// The file's own format; a newer one is not touched.
const FORMAT: u32 = 1;

/// What was seen of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SeenIndex {
    /// The highest serial.
    pub(super) serial: u64,
    /// The id of the trusted key that it was signed by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
}

impl SeenIndex {
    /// The serial below which an index is too old that this trusted key signed, if one did. Anybody may have made up the
    /// serial of one that nobody signed.
    pub(super) fn counts_for(&self, key: Option<&str>) -> u64 {
        match (&self.key, key) {
            (None, Some(_)) => 0,
            _ => self.serial,
        }
    }
}

/// What was seen of each index, by the identity of its address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    format: u32,
    #[serde(default)]
    indexes: BTreeMap<String, SeenIndex>,
}

impl Seen {
    /// Reads what was seen; nothing was where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read, others can change it, it is damaged, or was written by a newer version.
    pub(super) fn load(environment: &Environment) -> Result<Self, Error> {
        let path = path(environment)?;
        let Some(text) = store::read(&path)? else {
            return Ok(Self::default());
        };
        catalog::check_deciding_file(&path, environment).map_err(|refusal| {
            let message = message!("error-seen-unsafe", path = path.as_path());
            Error::new(ErrorKind::Failed, "indexes_unsafe", message)
                .reason(refusal.reason)
                .hint(message!("hint-keys-unsafe", path = path.as_path()))
        })?;
        let seen: Self = toml::from_str(&text).map_err(|error| {
            let reason = error.message().to_owned();
            let message = message!("error-seen-damaged", path = path.as_path(), reason = reason);
            Error::new(ErrorKind::Failed, "indexes_damaged", message)
                .hint(message!("hint-seen-damaged", path = path.as_path()))
        })?;
        if seen.format > FORMAT {
            let message = message!("error-seen-newer", path = path.as_path());
            return Err(Error::new(ErrorKind::Failed, "indexes_newer", message));
        }
        Ok(seen)
    }

    /// What was seen of this index.
    pub(super) fn of(&self, address: &Address) -> Option<&SeenIndex> {
        self.indexes.get(&address.identity())
    }

    /// Remembers what is seen now, if it is more than was known. Of two commands at once the higher serial stays, but what
    /// nobody signed counts for nothing once a trusted key has signed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn remember(
        environment: &Environment,
        address: &Address,
        now: &SeenIndex,
    ) -> Result<(), Error> {
        if Self::load(environment)?.of(address) == Some(now) {
            return Ok(());
        }
        let change = |seen: &mut Self| {
            let known = seen.indexes.entry(address.identity()).or_default();
            known.serial = known.counts_for(now.key.as_deref()).max(now.serial);
            known.key = now.key.clone().or(known.key.take());
            Ok(())
        };
        let path = path(environment)?;
        store::edit(&path, || Self::load(environment), change, Self::written)
    }

    fn written(mut self) -> String {
        self.format = FORMAT;
        let text = toml::to_string(&self).expect("what was seen has a TOML form");
        format!(
            "# The indexes of plugins that were seen, so that no older one is taken for new. Written by yun.\n{text}"
        )
    }
}

/// Where it is remembered.
///
/// # Errors
/// When the data directory is not known.
pub(super) fn path(environment: &Environment) -> Result<PathBuf, Error> {
    Ok(environment.data_directory()?.join("indexes.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(serial: u64, key: Option<&str>) -> SeenIndex {
        SeenIndex {
            serial,
            key: key.map(str::to_owned),
        }
    }

    #[test]
    fn the_highest_serial_and_the_last_key_are_remembered() {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("YUN_DATA_DIR", home.path())]);
        let (one, other) = (
            Address::File("/srv/a b/index.toml".into()),
            Address::File("/x".into()),
        );
        assert!(Seen::load(&environment).expect("nothing").of(&one).is_none());
        for (now, then) in [
            (seen(8, None), seen(8, None)),
            (seen(3, Some("A")), seen(3, Some("A"))),
            (seen(2, None), seen(3, Some("A"))),
            (seen(9, Some("B")), seen(9, Some("B"))),
        ] {
            Seen::remember(&environment, &one, &now).expect("remembers");
            let known = Seen::load(&environment).expect("reads");
            assert_eq!(known.of(&one), Some(&then));
            assert!(known.of(&other).is_none());
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_others_can_change_is_not_believed() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("YUN_DATA_DIR", home.path())]);
        let address = Address::File("/srv/index.toml".into());
        Seen::remember(&environment, &address, &seen(1, None)).expect("remembers");
        let open = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(home.path().join("indexes.toml"), open).expect("changes the mode");
        assert_eq!(
            Seen::load(&environment).expect_err("open").code(),
            "indexes_unsafe"
        );
    }

    #[test]
    fn what_is_damaged_or_newer_is_not_taken_for_nothing() {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("YUN_DATA_DIR", home.path())]);
        for (text, code) in [
            ("format = ", "indexes_damaged"),
            ("format = 2\n", "indexes_newer"),
        ] {
            std::fs::write(home.path().join("indexes.toml"), text).expect("writes");
            assert_eq!(Seen::load(&environment).expect_err(text).code(), code);
        }
    }
}
