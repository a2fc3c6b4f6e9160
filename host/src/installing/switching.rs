//! Whether a plugin is used, wherever it comes from. What is changed here counts for whoever reads the record anew.

use crate::{
    catalog::{Library, Record, crashes},
    environment::Environment,
    error::Error,
};

/// Lets a plugin be used again that was disabled, or quarantined; whether it was either.
///
/// # Errors
/// When what is installed cannot be read or written.
pub fn enable(environment: &Environment, library: &Library) -> Result<bool, Error> {
    let id = library.id();
    let was_disabled = Record::edit(environment, |record| Ok(record.disabled.remove(&id)))?;
    let was_quarantined = match &library.installed {
        Some(installed) => crashes::forgive(environment, &installed.sha256)?,
        None => false,
    };
    Ok(was_disabled || was_quarantined)
}

/// Has a plugin not used until it is enabled; whether it was not disabled before.
///
/// # Errors
/// When what is installed cannot be read or written.
pub fn disable(environment: &Environment, library: &Library) -> Result<bool, Error> {
    Record::edit(environment, |record| Ok(record.disabled.insert(library.id())))
}
