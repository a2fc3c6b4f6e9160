//! Profiles and their secrets lie in two places: here both change, or neither does.
//!
//! New secrets are stored before the configuration speaks of them, and old ones are removed after it has stopped to,
//! so that whatever ends in between leaves every profile with its secrets.

use std::collections::BTreeMap;

use yun_plugin_api::Secret;

use super::{
    config::{Config, Editing},
    secrets::{self, SecretStore},
};
use crate::{environment::Environment, error::Error};

/// The secret fields of one profile by key.
pub type Secrets = BTreeMap<String, Secret>;

/// What is to become of secrets once the change of the configuration is known to be good.
pub struct SecretChanges {
    store: Box<dyn SecretStore>,
    stored: Vec<(String, Secrets)>,
    removed: Vec<String>,
}

impl SecretChanges {
    /// The secret fields of a profile as they are stored now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn present(&self, profile: &str) -> Result<Secrets, Error> {
        self.store.secrets(profile)
    }

    /// Puts these in the place of a profile's secret fields.
    pub fn store(&mut self, profile: &str, secrets: Secrets) {
        self.stored.push((profile.to_owned(), secrets));
    }

    /// Removes a profile's secret fields.
    pub fn remove(&mut self, profile: &str) {
        self.removed.push(profile.to_owned());
    }

    fn carry_out(&self, editing: &Editing, undo: &mut Undo) -> Result<(), Error> {
        for (profile, secrets) in &self.stored {
            undo.replace(self.store.as_ref(), profile, secrets)?;
        }
        editing.write()?;
        for profile in &self.removed {
            let removed = undo.replace(self.store.as_ref(), profile, &Secrets::new());
            if let Err(error) = removed {
                editing.restore()?;
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Changes the configuration and secrets together, under the configuration's lock.
///
/// # Errors
/// What `change` says, or that either place cannot be read or written; both are as they were then.
pub fn edit<T>(
    environment: &Environment,
    change: impl FnOnce(&mut Config, &mut SecretChanges) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut changes = SecretChanges {
        store: secrets::open(environment)?,
        stored: Vec::new(),
        removed: Vec::new(),
    };
    let mut editing = Config::begin(environment)?;
    let outcome = change(&mut editing.config, &mut changes)?;
    let mut undo = Undo::default();
    match changes.carry_out(&editing, &mut undo) {
        Ok(()) => Ok(outcome),
        Err(error) => {
            undo.all(changes.store.as_ref());
            Err(error)
        }
    }
}

/// What was stored before, by profile, in the order of the changes.
#[derive(Default)]
struct Undo(Vec<(String, Secrets)>);

impl Undo {
    fn replace(&mut self, store: &dyn SecretStore, profile: &str, secrets: &Secrets) -> Result<(), Error> {
        let before = store.secrets(profile)?;
        // A profile that has no secrets needs no store that can be written.
        if before.is_empty() && secrets.is_empty() {
            return Ok(());
        }
        store.replace(profile, secrets)?;
        self.0.push((profile.to_owned(), before));
        Ok(())
    }

    fn all(self, store: &dyn SecretStore) {
        for (profile, before) in self.0.into_iter().rev() {
            if let Err(error) = store.replace(&profile, &before) {
                tracing::error!(profile, %error, "the secrets cannot be put back");
            }
        }
    }
}

#[cfg(test)]
mod fault_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Profile, ProfileName, RegionId};

    fn secrets() -> Secrets {
        Secrets::from([("access_key_secret".to_owned(), Secret::new("x".to_owned()))])
    }

    pub(super) fn profile(name: &str) -> Profile {
        Profile {
            name: ProfileName::parse(name).expect("a name"),
            mode: "AccessKey".into(),
            region: RegionId::parse("cn-hangzhou").expect("a region"),
            resource_group: None,
            signature: crate::profile::Signature::V3,
            endpoints: BTreeMap::new(),
            fields: BTreeMap::new(),
        }
    }

    fn add(environment: &Environment) -> Result<(), Error> {
        edit(environment, |config, changes| {
            changes.store("a", secrets());
            config.put(&profile("a"))
        })
    }

    fn stored(environment: &Environment) -> usize {
        secrets::open(environment)
            .and_then(|store| store.secrets("a"))
            .expect("reads")
            .len()
    }

    #[test]
    fn both_change() {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("HOME", home.path())]);
        add(&environment).expect("adds");
        assert_eq!(stored(&environment), 1);
        edit(&environment, |config, changes| {
            changes.remove("a");
            config.remove("a")
        })
        .expect("removes");
        assert_eq!(stored(&environment), 0);
    }

    #[test]
    fn neither_changes_when_the_configuration_cannot_be_written() {
        let home = tempfile::tempdir().expect("a directory");
        let config = home.path().join("config");
        let environment = Environment::of_variables([
            ("YUN_CONFIG_DIR", config.clone()),
            ("YUN_DATA_DIR", home.path().join("data")),
        ]);
        let outcome = edit(&environment, |config_file, changes| {
            changes.store("a", secrets());
            // Gone after it was locked: nothing can be written into what has become a file.
            std::fs::remove_dir_all(&config).expect("removes");
            std::fs::write(&config, "x").expect("writes");
            config_file.put(&profile("a"))
        });
        assert_eq!(outcome.expect_err("cannot be written").code(), "write_failed");
        assert_eq!(stored(&environment), 0);
    }

    #[test]
    fn neither_changes_when_the_secrets_cannot_be_written() {
        let home = tempfile::tempdir().expect("a directory");
        let data = home.path().join("data");
        std::fs::write(&data, "x").expect("writes");
        let environment = Environment::of_variables([
            ("YUN_CONFIG_DIR", home.path().join("config")),
            ("YUN_DATA_DIR", data),
        ]);
        assert!(add(&environment).is_err());
        let config = Config::load(&environment).expect("loads");
        assert!(config.names().is_empty());
    }
}
