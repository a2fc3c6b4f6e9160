//! Changing settings, for commands and for the terminal UI: in the file, and with the place for secrets the secrets
//! themselves.

use super::{SECRET_STORE, Setting};
use crate::{
    environment::Environment,
    error::Error,
    profile::{
        config::Config,
        moving::{self, Moved},
        secrets::Unlocking,
    },
};

impl Setting {
    /// Sets it in the configuration; which secrets were moved by that, if it is their place.
    ///
    /// # Errors
    /// When the value is none that it may be; when the file cannot be written, or the secrets not be moved: then nothing
    /// has changed.
    pub fn set(
        &self,
        environment: &Environment,
        unlocking: Unlocking,
        value: &str,
    ) -> Result<Option<Moved>, Error> {
        self.check(value)?;
        change(environment, unlocking, self.name, |config| {
            config.set_setting(&self.key(), value)
        })
    }

    /// Takes it out of the configuration, so that its default holds; which secrets were moved by that.
    ///
    /// # Errors
    /// When the file cannot be written, or the secrets not be moved: then nothing has changed.
    pub fn unset(&self, environment: &Environment, unlocking: Unlocking) -> Result<Option<Moved>, Error> {
        change(environment, unlocking, self.name, |config| {
            config.unset_setting(&self.key())
        })
    }
}

fn change(
    environment: &Environment,
    unlocking: Unlocking,
    name: &str,
    set: impl FnOnce(&mut Config) -> Result<(), Error>,
) -> Result<Option<Moved>, Error> {
    match name {
        SECRET_STORE => moving::all(environment, unlocking, set).map(Some),
        _ => Config::edit(environment, set).map(|()| None),
    }
}
