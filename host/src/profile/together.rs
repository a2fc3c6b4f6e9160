//! Profiles and their secrets lie in several places: here all of them change, or none does.
//!
//! New secrets are stored before the configuration speaks of them, and old ones are removed after it has stopped to,
//! so that a process that ends in between leaves every profile with secrets. They may be new ones beside old fields:
//! a power cut between the two writes of `profile edit` leaves a new AccessKey secret beside the old AccessKey ID.

use super::{
    config::{Config, Editing},
    secrets::{Place, Stores, Unlocking},
};
use crate::{
    environment::Environment,
    error::{Error, ErrorKind},
    text::message,
};

pub use super::secrets::Secrets;

/// What is to become of secrets once the change of the configuration is known to be good.
pub struct SecretChanges {
    stores: Stores,
    stored: Vec<(Place, String, Secrets)>,
    removed: Vec<(Place, String)>,
}

impl SecretChanges {
    /// The secret fields of a profile as they are stored now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn present(&self, place: Place, profile: &str) -> Result<Secrets, Error> {
        self.stores.at(place).secrets(profile)
    }

    /// Where the setting has secrets go, see [`Stores::place`].
    ///
    /// # Errors
    /// When the setting is not known, or there is no such place.
    pub fn place(&self, config: &Config, kept: Option<Place>) -> Result<Place, Error> {
        self.stores.place(config, kept)
    }

    /// Puts these in the place of a profile's secret fields.
    pub fn store(&mut self, place: Place, profile: &str, secrets: Secrets) {
        self.stored.push((place, profile.to_owned(), secrets));
    }

    /// Removes a profile's secret fields.
    pub fn remove(&mut self, place: Place, profile: &str) {
        self.removed.push((place, profile.to_owned()));
    }

    /// Puts these in the place of a profile's secret fields, and takes the old ones from where they were.
    pub fn move_to(&mut self, place: Place, from: Place, profile: &str, secrets: Secrets) {
        self.store(place, profile, secrets);
        if from != place {
            self.remove(from, profile);
        }
    }

    fn carry_out(&self, editing: &Editing, undo: &mut Undo) -> Result<(), Error> {
        for (place, profile, secrets) in &self.stored {
            undo.replace(&self.stores, *place, profile, secrets)?;
            self.read_back(*place, profile, secrets)?;
        }
        editing.write()?;
        undo.written = true;
        for (place, profile) in &self.removed {
            undo.replace(&self.stores, *place, profile, &Secrets::new())?;
        }
        Ok(())
    }

    /// Only what can be read again takes the place of what was there.
    fn read_back(&self, place: Place, profile: &str, secrets: &Secrets) -> Result<(), Error> {
        let kept = self.stores.at(place).secrets(profile)?;
        let same = kept.len() == secrets.len()
            && kept
                .iter()
                .zip(secrets)
                .all(|((key, one), (other_key, other))| key == other_key && one.expose() == other.expose());
        match same {
            true => Ok(()),
            false => Err(Error::new(
                ErrorKind::Credentials,
                "secrets_not_kept",
                message!("error-secrets-not-kept", name = profile, place = place.word()),
            )
            .hint(message!("hint-secrets-not-kept"))),
        }
    }
}

/// Changes the configuration and secrets together, under the configuration's lock.
///
/// # Errors
/// What `change` says, or that a place cannot be read or written. All are as they were then, unless putting back
/// fails too, which is logged: the configuration never names a profile whose secrets were taken away again.
pub fn edit<T>(
    environment: &Environment,
    unlocking: Unlocking,
    change: impl FnOnce(&mut Config, &mut SecretChanges) -> Result<T, Error>,
) -> Result<T, Error> {
    edit_with(Stores::open(environment, unlocking)?, environment, change)
}

pub(super) fn edit_with<T>(
    stores: Stores,
    environment: &Environment,
    change: impl FnOnce(&mut Config, &mut SecretChanges) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut changes = SecretChanges {
        stores,
        stored: Vec::new(),
        removed: Vec::new(),
    };
    let mut editing = Config::begin(environment)?;
    let outcome = change(&mut editing.config, &mut changes)?;
    let mut undo = Undo::default();
    match changes.carry_out(&editing, &mut undo) {
        Ok(()) => Ok(outcome),
        Err(error) => {
            undo.all(&changes.stores, &editing);
            Err(error)
        }
    }
}

/// What was there before.
#[derive(Default)]
struct Undo {
    /// Secrets by place and profile, in the order of the changes.
    secrets: Vec<(Place, String, Secrets)>,
    /// Whether the configuration was written.
    written: bool,
}

impl Undo {
    fn replace(
        &mut self,
        stores: &Stores,
        place: Place,
        profile: &str,
        secrets: &Secrets,
    ) -> Result<(), Error> {
        let store = stores.at(place);
        let before = store.secrets(profile)?;
        // A profile that has no secrets needs no store that can be written.
        if before.is_empty() && secrets.is_empty() {
            return Ok(());
        }
        store.replace(profile, secrets)?;
        self.secrets.push((place, profile.to_owned(), before));
        Ok(())
    }

    fn all(self, stores: &Stores, editing: &Editing) {
        if self.written
            && let Err(error) = editing.restore()
        {
            // The new configuration stays, and so must the secrets of the profiles that it names.
            tracing::error!(%error, "the configuration cannot be put back");
            return;
        }
        for (place, profile, before) in self.secrets.into_iter().rev() {
            if let Err(error) = stores.at(place).replace(&profile, &before) {
                tracing::error!(profile, %error, "the secrets cannot be put back");
            }
        }
    }
}

#[cfg(test)]
mod fault_tests;

#[cfg(test)]
mod tests;
