//! Profiles and their secrets lie in two places: here both change, or neither does.
//!
//! New secrets are stored before the configuration speaks of them, and old ones are removed after it has stopped to,
//! so that a process that ends in between leaves every profile with secrets. They may be new ones beside old fields:
//! a power cut between the two writes of `profile edit` leaves a new AccessKey secret beside the old AccessKey ID.

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
        undo.written = true;
        for profile in &self.removed {
            undo.replace(self.store.as_ref(), profile, &Secrets::new())?;
        }
        Ok(())
    }
}

/// Changes the configuration and secrets together, under the configuration's lock.
///
/// # Errors
/// What `change` says, or that either place cannot be read or written. Both are as they were then, unless putting back
/// fails too, which is logged: the configuration never names a profile whose secrets were taken away again.
pub fn edit<T>(
    environment: &Environment,
    change: impl FnOnce(&mut Config, &mut SecretChanges) -> Result<T, Error>,
) -> Result<T, Error> {
    edit_with(secrets::open(environment)?, environment, change)
}

fn edit_with<T>(
    store: Box<dyn SecretStore>,
    environment: &Environment,
    change: impl FnOnce(&mut Config, &mut SecretChanges) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut changes = SecretChanges {
        store,
        stored: Vec::new(),
        removed: Vec::new(),
    };
    let mut editing = Config::begin(environment)?;
    let outcome = change(&mut editing.config, &mut changes)?;
    let mut undo = Undo::default();
    match changes.carry_out(&editing, &mut undo) {
        Ok(()) => Ok(outcome),
        Err(error) => {
            undo.all(changes.store.as_ref(), &editing);
            Err(error)
        }
    }
}

/// What was there before.
#[derive(Default)]
struct Undo {
    /// Secrets by profile, in the order of the changes.
    secrets: Vec<(String, Secrets)>,
    /// Whether the configuration was written.
    written: bool,
}

impl Undo {
    fn replace(&mut self, store: &dyn SecretStore, profile: &str, secrets: &Secrets) -> Result<(), Error> {
        let before = store.secrets(profile)?;
        // A profile that has no secrets needs no store that can be written.
        if before.is_empty() && secrets.is_empty() {
            return Ok(());
        }
        store.replace(profile, secrets)?;
        self.secrets.push((profile.to_owned(), before));
        Ok(())
    }

    fn all(self, store: &dyn SecretStore, editing: &Editing) {
        if self.written
            && let Err(error) = editing.restore()
        {
            // The new configuration stays, and so must the secrets of the profiles that it names.
            tracing::error!(%error, "the configuration cannot be put back");
            return;
        }
        for (profile, before) in self.secrets.into_iter().rev() {
            if let Err(error) = store.replace(&profile, &before) {
                tracing::error!(profile, %error, "the secrets cannot be put back");
            }
        }
    }
}

#[cfg(test)]
mod fault_tests;

#[cfg(test)]
mod tests;
