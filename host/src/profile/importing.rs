//! Profiles that others keep become yun's own, their secrets in the secret store.

use super::{
    ProfileName, adding,
    foreign::{Foreign, Source},
    registry::Profiles,
    secrets::Unlocking,
    together,
};
use crate::{environment::Environment, error::Error};

/// A profile that is to be copied, and the name that it gets.
pub(crate) struct Order<'a> {
    /// The profile.
    pub(crate) foreign: &'a Foreign,
    /// The name.
    pub(crate) name: ProfileName,
}

/// Copies one profile and its secrets, or neither.
///
/// # Errors
/// When it cannot be used, there is one of that name by now, or something cannot be written.
pub(crate) fn import(
    environment: &Environment,
    unlocking: Unlocking,
    profiles: &Profiles,
    order: &Order<'_>,
) -> Result<(), Error> {
    let (mut profile, secrets) = order.foreign.used()?;
    profile.name = order.name.clone();
    let is_current = order.foreign.source == Source::AliyunCli
        && profiles.aliyun_current() == Some(order.foreign.name.as_str());
    let copied = together::edit(environment, unlocking, |config, changes| {
        adding::refuse_existing(config, &profile.name)?;
        profile.secret_store = changes.place(config, None)?;
        config.put(&profile)?;
        if is_current && config.current().is_none() {
            config.set_current(profile.name.as_str())?;
        }
        changes.store(profile.secret_store, profile.name.as_str(), secrets);
        Ok(())
    });
    copied.map_err(|error| error.for_profile(order.foreign.name.as_str()))
}
