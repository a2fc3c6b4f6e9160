//! A profile goes, with its secrets and what was kept for it.

use super::{
    config::Config,
    foreign::Source,
    renaming::{Reference, references},
    secrets::{ABSENT, Unlocking},
    together,
};
use crate::{catalog::Catalog, credential_cache::CredentialCache, environment::Environment, error::Error};

/// What is to be said of a profile that was removed.
pub(crate) struct Removed {
    /// Whether it was the current one.
    pub(crate) was_current: bool,
    /// Whether its secrets are left in a keyring that is gone.
    pub(crate) left: bool,
    /// The fields of others that name it.
    pub(crate) references: Vec<Reference>,
}

/// Removes a profile and its secrets, or neither.
///
/// # Errors
/// When there is none of this name, or something cannot be written.
pub(crate) fn remove(
    environment: &Environment,
    unlocking: Unlocking,
    catalog: &Catalog,
    name: &str,
) -> Result<Removed, Error> {
    let (was_current, left) = together::edit(environment, unlocking, |config, changes| {
        let was_current = config.current() == Some(name);
        let place = config.secret_place(name)?;
        // A profile of a keyring that is gone could never be removed otherwise.
        let is_gone = matches!(changes.present(place, name), Err(error) if error.code() == ABSENT);
        if !is_gone {
            changes.remove(place, name);
        }
        config.remove(name).map(|()| (was_current, is_gone))
    })?;
    CredentialCache::of(environment, Source::Yun, name).forget();
    Ok(Removed {
        was_current,
        left,
        references: references(&Config::load(environment)?, catalog, name),
    })
}
