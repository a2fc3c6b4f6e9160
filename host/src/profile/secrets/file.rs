//! The file `secrets.toml`: the place for secrets that is always there.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use toml_edit::{DocumentMut, Item, Table};
use yun_plugin_api::Secret;
use zeroize::{Zeroize, Zeroizing};

use super::{SecretStore, Secrets};
use crate::{
    error::{Error, ErrorKind},
    store,
    text::{message, shell_word},
};

/// `secrets.toml`, which nobody but its owner may read.
pub(super) struct SecretFile {
    path: PathBuf,
}

impl SecretFile {
    /// The file in this directory.
    pub(super) fn within(directory: &Path) -> Self {
        Self {
            path: directory.join("secrets.toml"),
        }
    }

    fn read(&self) -> Result<DocumentMut, Error> {
        refuse_readable_by_others(&self.path)?;
        let text = Zeroizing::new(store::read(&self.path)?.unwrap_or_default());
        // The parser's own message quotes the line, and the line holds a secret.
        text.parse().map_err(|_| self.malformed())
    }

    /// The secret fields of all profiles; nothing for one whose fields are of a wrong form.
    pub(super) fn all(&self) -> Result<BTreeMap<String, Option<Secrets>>, Error> {
        let document = self.read()?;
        let Some(profiles) = document.get("profiles") else {
            return Ok(BTreeMap::new());
        };
        // What is of a wrong type is not taken for nothing: it would be lost with the next change.
        let profiles = profiles.as_table_like().ok_or_else(|| self.malformed())?;
        let of_profile = |(name, fields): (&str, &Item)| (name.to_owned(), secrets_in(fields));
        Ok(profiles.iter().map(of_profile).collect())
    }

    pub(super) fn malformed(&self) -> Error {
        Error::new(
            ErrorKind::Credentials,
            "secrets_malformed",
            message!("error-secrets-malformed", path = self.path.as_path()),
        )
        .hint(message!("hint-secrets-malformed"))
    }
}

impl SecretStore for SecretFile {
    fn secrets(&self, profile: &str) -> Result<Secrets, Error> {
        match self.all()?.remove(profile) {
            None => Ok(Secrets::new()),
            Some(fields) => fields.ok_or_else(|| self.malformed()),
        }
    }

    fn replace(&self, profile: &str, secrets: &Secrets) -> Result<(), Error> {
        let _lock = store::lock(&self.path)?;
        let mut document = self.read()?;
        let profiles =
            store::table_in(document.as_table_mut(), "profiles").ok_or_else(|| self.malformed())?;
        profiles.set_implicit(true);
        if secrets.is_empty() {
            profiles.remove(profile);
        } else {
            let mut table = Table::new();
            for (key, secret) in secrets {
                table[key] = toml_edit::value(secret.expose());
            }
            profiles.insert(profile, Item::Table(table));
        }
        let mut text = document.to_string();
        let written = store::write(&self.path, text.as_bytes());
        text.zeroize();
        written
    }
}

/// The texts of a profile's table, if it is one and holds nothing else.
fn secrets_in(fields: &Item) -> Option<Secrets> {
    let secret = |(key, item): (&str, &Item)| Some((key.to_owned(), Secret::new(item.as_str()?.to_owned())));
    fields.as_table_like()?.iter().map(secret).collect()
}

#[cfg(unix)]
fn refuse_readable_by_others(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    match fs::metadata(path) {
        Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => Err(Error::new(
            ErrorKind::Credentials,
            "secrets_exposed",
            message!("error-secrets-exposed", path = path),
        )
        .hint(message!(
            "hint-secrets-exposed",
            path = shell_word(&path.to_string_lossy())
        ))),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_path: &Path) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, SecretFile) {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("secrets.toml");
        (home, SecretFile { path })
    }

    fn one(text: &str) -> BTreeMap<String, Secret> {
        BTreeMap::from([("access_key_secret".to_owned(), Secret::new(text.to_owned()))])
    }

    #[test]
    fn secrets_are_kept_by_profile_and_removed_with_it() {
        let (_home, store) = store();
        store.replace("a b", &one("\"quoted\" 密")).expect("writes");
        store.replace("c", &one("other")).expect("writes");
        assert_eq!(
            store.secrets("a b").expect("reads")["access_key_secret"].expose(),
            "\"quoted\" 密"
        );
        store.replace("a b", &BTreeMap::new()).expect("removes");
        assert!(store.secrets("a b").expect("reads").is_empty());
        assert_eq!(store.secrets("c").expect("reads").len(), 1);
    }

    #[test]
    fn a_broken_file_is_named_without_its_text() {
        let (_home, store) = store();
        store::write(
            &store.path,
            b"[profiles.a]\naccess_key_secret = s3cret-without-quotes",
        )
        .expect("writes");
        let error = store.secrets("a").expect_err("it does not parse");
        assert!(!error.to_string().contains("s3cret"), "{error}");
        assert!(
            store.replace("b", &one("x")).is_err(),
            "a broken file is not overwritten"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let (_home, store) = store();
        store.replace("a", &one("x")).expect("writes");
        fs::set_permissions(&store.path, fs::Permissions::from_mode(0o644)).expect("opens it up");
        assert_eq!(store.secrets("a").expect_err("refused").code(), "secrets_exposed");
    }
}
