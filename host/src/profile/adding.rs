//! A new profile: its name, and how it is saved with its secrets.

use std::collections::BTreeMap;

use yun_plugin_api::{Fields, manifest::CredentialManifest};

use super::{
    Profile, ProfileName, RegionId, Signature,
    config::Config,
    secrets::{Place, Secrets, Unlocking},
    together,
};
use crate::{
    environment::Environment,
    error::Error,
    session::Session,
    text::{message, shell_word},
};

/// A profile in the making, whose region is known.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Its name.
    pub(crate) name: ProfileName,
    /// Its credential mode.
    pub(crate) mode: CredentialManifest,
    /// Its fields.
    pub(crate) fields: Fields,
    /// Its region.
    pub(crate) region: RegionId,
    /// The resource group that its lists are limited to.
    pub(crate) resource_group: Option<String>,
    /// How its calls are signed.
    pub(crate) signature: Signature,
}

/// Whether a new profile becomes the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// It does.
    FromNowOn,
    /// It does not.
    NotYet,
}

impl Draft {
    /// Puts it to use before it is saved.
    pub(crate) fn session(&self) -> Session {
        let profile = Profile {
            name: self.name.clone(),
            mode: self.mode.mode.clone(),
            region: self.region.clone(),
            resource_group: self.resource_group.clone(),
            signature: self.signature,
            secret_store: Place::default(),
            endpoints: BTreeMap::new(),
            fields: self.fields.plain.clone(),
        };
        Session::new(profile, self.fields.secret.clone())
    }
}

/// A name that no profile has yet.
///
/// # Errors
/// When it is no name, or one has it.
pub(crate) fn free_name(config: &Config, name: &str) -> Result<ProfileName, Error> {
    let name = ProfileName::parse(name)?;
    refuse_existing(config, &name)?;
    Ok(name)
}

/// Refuses a name that one of yun's own profiles has.
///
/// # Errors
/// `profile_exists`.
pub(crate) fn refuse_existing(config: &Config, name: &ProfileName) -> Result<(), Error> {
    if !config.contains(name.as_str()) {
        return Ok(());
    }
    Err(Error::invalid_input(
        "profile_exists",
        message!("error-profile-exists", name = name.as_str()),
    )
    .hint(message!("hint-profile-exists", name = shell_word(name.as_str()))))
}

/// Saves a profile with its secrets, or neither.
///
/// # Errors
/// When there is one of that name by now, or something cannot be written.
pub(crate) fn save(
    environment: &Environment,
    unlocking: Unlocking,
    mut profile: Profile,
    secrets: Secrets,
    used: Use,
) -> Result<(), Error> {
    together::edit(environment, unlocking, |config, changes| {
        let name = profile.name.as_str();
        refuse_existing(config, &profile.name)?;
        profile.secret_store = changes.place(config, None)?;
        config.put(&profile)?;
        if used == Use::FromNowOn {
            config.set_current(name)?;
        }
        changes.store(profile.secret_store, name, secrets);
        Ok(())
    })
}
