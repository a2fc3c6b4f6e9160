//! Moving the secrets of all profiles to another place: new copies first, then the configuration, then the old ones
//! go.

use super::{
    config::Config,
    secrets::{ABSENT, Place, Stores, Unlocking},
    together::{self, SecretChanges},
};
use crate::{environment::Environment, error::Error};

/// What became of the secrets.
#[derive(Debug)]
pub struct Moved {
    /// Where new secrets go from now on.
    pub place: Place,
    /// The profiles whose secrets were moved there.
    pub profiles: Vec<String>,
    /// The profiles whose secrets stay where they are because they cannot be reached, and why.
    pub left: Vec<Error>,
}

/// Changes the setting `secret-store` by `set`, and moves the secrets of every profile to where it has them go.
///
/// What lies where nothing can be reached, in a keyring that is not there or in a place of another version's, stays.
///
/// # Errors
/// When the new place is not there or cannot be written, or an old one is there and cannot be read: then nothing has
/// changed.
pub fn all(
    environment: &Environment,
    unlocking: Unlocking,
    set: impl FnOnce(&mut Config) -> Result<(), Error>,
) -> Result<Moved, Error> {
    all_with(Stores::open(environment, unlocking)?, environment, set)
}

pub(super) fn all_with(
    stores: Stores,
    environment: &Environment,
    set: impl FnOnce(&mut Config) -> Result<(), Error>,
) -> Result<Moved, Error> {
    together::edit_with(stores, environment, |config, changes| {
        set(config)?;
        move_all(config, changes)
    })
}

fn move_all(config: &mut Config, changes: &mut SecretChanges) -> Result<Moved, Error> {
    let mut moved = Moved {
        place: changes.place(config, None)?,
        profiles: Vec::new(),
        left: Vec::new(),
    };
    let names: Vec<String> = config.names().into_iter().map(str::to_owned).collect();
    for name in names {
        match config.secret_place(&name) {
            Err(error) => moved.left.push(error.for_profile(&name)),
            Ok(from) if from == moved.place => {}
            Ok(from) => match changes.present(from, &name) {
                Err(error) if error.code() == ABSENT => moved.left.push(error.for_profile(&name)),
                Err(error) => return Err(error.for_profile(&name)),
                Ok(secrets) => {
                    changes.move_to(moved.place, from, &name, secrets);
                    config.set_secret_place(&name, moved.place)?;
                    moved.profiles.push(name);
                }
            },
        }
    }
    Ok(moved)
}

#[cfg(test)]
mod tests;
