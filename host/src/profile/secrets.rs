//! Where secrets lie: stores behind one trait, the system's keyring and the file that is always there.

mod file;
mod keyring;

use std::{collections::BTreeMap, sync::OnceLock};

use yun_plugin_api::Secret;

use super::{Profile, config::Config};
use crate::{
    environment::Environment,
    error::Error,
    settings::{SECRET_STORE, Setting},
};

pub use keyring::{ABSENT, LOCKED};

/// The secret fields of one profile by key.
pub type Secrets = BTreeMap<String, Secret>;

/// A place that keeps the secret fields of profiles.
pub trait SecretStore {
    /// The secret fields of a profile; none if the store knows nothing of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn secrets(&self, profile: &str) -> Result<Secrets, Error>;

    /// Replaces the secret fields of a profile; none removes it.
    ///
    /// # Errors
    /// When the store cannot be written; what it held is untouched then.
    fn replace(&self, profile: &str, secrets: &Secrets) -> Result<(), Error>;

    /// Whether it can be used without anybody being asked.
    ///
    /// # Errors
    /// When it is not there, or does not answer.
    fn is_open(&self) -> Result<bool, Error> {
        Ok(true)
    }
}

/// Where the secrets of a profile lie, as its table in `config.toml` records it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// The file `secrets.toml`.
    #[default]
    File,
    /// The system's keyring.
    Keyring,
}

impl Place {
    /// The words for all places.
    pub const WORDS: [&str; 2] = ["keyring", "file"];

    /// The word for it in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Keyring => "keyring",
        }
    }

    /// The place that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "file" => Some(Self::File),
            "keyring" => Some(Self::Keyring),
            _ => None,
        }
    }
}

/// Whether the user may be asked to unlock a keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlocking {
    /// The keyring may ask, where there is a desktop that it can ask on.
    Asked,
    /// A locked keyring is an error.
    Refused,
}

/// The stores of this user. Neither is touched before it is used.
pub struct Stores {
    file: Box<dyn SecretStore>,
    keyring: Box<dyn SecretStore>,
}

impl Stores {
    /// The stores of these surroundings.
    ///
    /// # Errors
    /// When the file's place is not known.
    pub fn open(environment: &Environment, unlocking: Unlocking) -> Result<Self, Error> {
        Ok(Self {
            file: Box::new(file::SecretFile::within(&environment.data_directory()?)),
            keyring: Box::new(keyring::Keyring::of(environment, unlocking)?),
        })
    }

    /// The same with another keyring.
    #[cfg(test)]
    pub(super) fn with_keyring(mut self, keyring: Box<dyn SecretStore>) -> Self {
        self.keyring = keyring;
        self
    }

    /// The same with another file.
    #[cfg(test)]
    pub(super) fn with_file(mut self, file: Box<dyn SecretStore>) -> Self {
        self.file = file;
        self
    }

    /// The store in this place.
    pub fn at(&self, place: Place) -> &dyn SecretStore {
        match place {
            Place::File => self.file.as_ref(),
            Place::Keyring => self.keyring.as_ref(),
        }
    }

    /// Where the setting has secrets go. `kept` is where those of this profile are: there they stay if the setting
    /// leaves it open. New ones go to the keyring then, if it can be used without asking, and else to the file.
    ///
    /// # Errors
    /// When the setting is one that this version does not know, or the keyring and there is none.
    pub fn place(&self, config: &Config, kept: Option<Place>) -> Result<Place, Error> {
        let word = match Setting::named(SECRET_STORE) {
            Some(setting) => {
                setting.check_stored(config)?;
                setting.value(config)
            }
            None => "auto",
        };
        match (Place::parse(word), kept) {
            (Some(Place::Keyring), kept) => {
                if kept != Some(Place::Keyring) {
                    self.keyring.is_open()?;
                }
                Ok(Place::Keyring)
            }
            (Some(Place::File), _) => Ok(Place::File),
            (None, Some(kept)) => Ok(kept),
            (None, None) if matches!(self.keyring.is_open(), Ok(true)) => Ok(Place::Keyring),
            (None, None) => Ok(Place::File),
        }
    }
}

/// The secret fields of a saved profile, from where it records them to lie.
///
/// # Errors
/// When they cannot be read.
pub fn of_profile(
    environment: &Environment,
    profile: &Profile,
    unlocking: Unlocking,
) -> Result<Secrets, Error> {
    Stores::open(environment, unlocking)?
        .at(profile.secret_store)
        .secrets(profile.name.as_str())
}

/// The secret fields of saved profiles as they were when the first of them was wanted: a file of many profiles is read
/// once for all of them.
#[derive(Default)]
pub struct Snapshot {
    file: OnceLock<BTreeMap<String, Option<Secrets>>>,
}

impl Snapshot {
    /// As [`of_profile`].
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn of_profile(
        &self,
        environment: &Environment,
        profile: &Profile,
        unlocking: Unlocking,
    ) -> Result<Secrets, Error> {
        if profile.secret_store != Place::File {
            return of_profile(environment, profile, unlocking);
        }
        let file = file::SecretFile::within(&environment.data_directory()?);
        let all = match self.file.get() {
            Some(all) => all,
            None => {
                let all = file.all()?;
                self.file.get_or_init(|| all)
            }
        };
        match all.get(profile.name.as_str()) {
            None => Ok(Secrets::new()),
            Some(fields) => fields.clone().ok_or_else(|| file.malformed()),
        }
    }
}

#[cfg(test)]
pub(crate) mod memory;
#[cfg(test)]
mod tests;
