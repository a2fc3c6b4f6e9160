//! Which profile is the current one.

use super::{config::Config, registry::Profiles};
use crate::{environment::Environment, error::Error};

/// Makes a profile the current one, whoever keeps it.
///
/// # Errors
/// When there is none of this name, or the configuration cannot be written.
pub(crate) fn switch_to(environment: &Environment, profiles: &Profiles, name: &str) -> Result<(), Error> {
    Config::edit(environment, |config| {
        // It may be gone by now, unless somebody else keeps it.
        if !config.contains(name) && profiles.foreign(name).is_none() {
            return Err(profiles.unknown(name));
        }
        config.set_current(name)
    })
}
