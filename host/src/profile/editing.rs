//! What is changed in a profile: only what was given, so that it can be applied to what is there by then.

use std::collections::BTreeSet;

use yun_plugin_api::{
    Fields,
    manifest::{CredentialManifest, FieldType},
};

use super::{
    Profile, RegionId, Signature, fields,
    secrets::{ABSENT, Place, Secrets, Unlocking},
    together,
};
use crate::{environment::Environment, error::Error, text::message};

/// What becomes of something that may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Setting {
    /// It stays.
    #[default]
    Kept,
    /// It becomes this.
    Set(String),
    /// It goes.
    Cleared,
}

/// What is to change in a profile.
#[derive(Debug, Clone, Default)]
pub(crate) struct Change {
    /// Another mode; its fields alone are kept then.
    pub(crate) mode: Option<CredentialManifest>,
    /// Fields that get a value.
    pub(crate) set: Fields,
    /// Fields that lose theirs, by key.
    pub(crate) unset: BTreeSet<String>,
    /// Another region.
    pub(crate) region: Option<RegionId>,
    /// What becomes of its resource group.
    pub(crate) resource_group: Setting,
    /// Another signature.
    pub(crate) signature: Option<Signature>,
}

impl Change {
    /// The secrets that a profile has, and where they stay unless the setting moves them. Whoever gives secrets anew
    /// needs no old ones from a keyring that is gone, and has them go where new ones do.
    ///
    /// # Errors
    /// When they cannot be read otherwise.
    pub(crate) fn kept(
        &self,
        place: Place,
        present: Result<Secrets, Error>,
    ) -> Result<(Secrets, Option<Place>), Error> {
        match present {
            Ok(secrets) => Ok((secrets, Some(place))),
            Err(error) if error.code() == ABSENT && !self.set.secret.is_empty() => Ok((Secrets::new(), None)),
            Err(error) => Err(error),
        }
    }

    /// Whether other credentials may come of it.
    pub(crate) fn concerns_credentials(&self) -> bool {
        self.mode.is_some()
            || !self.set.plain.is_empty()
            || !self.set.secret.is_empty()
            || !self.unset.is_empty()
    }

    /// Whether nothing is to change.
    pub(crate) fn is_empty(&self) -> bool {
        !self.concerns_credentials()
            && self.region.is_none()
            && self.resource_group == Setting::Kept
            && self.signature.is_none()
    }

    /// Carries the change out on a profile and its secrets.
    pub(crate) fn apply(&self, profile: &mut Profile, secrets: &mut Secrets) {
        if let Some(signature) = self.signature {
            profile.signature = signature;
        }
        if let Some(mode) = &self.mode {
            let has = |key: &String, secret: bool| {
                mode.fields
                    .iter()
                    .any(|field| field.key == *key && (field.field_type == FieldType::Secret) == secret)
            };
            profile.mode = mode.mode.clone();
            profile.fields.retain(|key, _| has(key, false));
            secrets.retain(|key, _| has(key, true));
        }
        profile.fields.retain(|key, _| !self.unset.contains(key));
        secrets.retain(|key, _| !self.unset.contains(key));
        profile.fields.extend(self.set.plain.clone());
        secrets.extend(self.set.secret.clone());
        if let Some(region) = &self.region {
            profile.region = region.clone();
        }
        match &self.resource_group {
            Setting::Kept => {}
            Setting::Set(group) => profile.resource_group = Some(group.clone()),
            Setting::Cleared => profile.resource_group = None,
        }
    }
}

/// A profile as it was read, and what is to become of it.
#[derive(Debug, Clone)]
pub(crate) struct Edit {
    /// The profile.
    pub(crate) profile: Profile,
    /// Its secrets.
    pub(crate) secrets: Secrets,
    /// The mode that it will have.
    pub(crate) mode: CredentialManifest,
    /// What is to change.
    pub(crate) change: Change,
}

impl Edit {
    /// The profile and its secrets as they will be.
    pub(crate) fn changed(&self) -> (Profile, Secrets) {
        let (mut profile, mut secrets) = (self.profile.clone(), self.secrets.clone());
        self.change.apply(&mut profile, &mut secrets);
        (profile, secrets)
    }

    /// Holds what will be against the mode's manifest.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let (profile, secrets) = self.changed();
        fields::check(&self.mode, &fields_of(&profile, &secrets))
    }

    /// Applies the change to what is there by now: another process may have changed something else meanwhile.
    ///
    /// # Errors
    /// When the profile is another by now, or something cannot be written.
    pub(crate) fn save(&self, environment: &Environment, unlocking: Unlocking) -> Result<(), Error> {
        let name = self.profile.name.as_str();
        together::edit(environment, unlocking, |config, changes| {
            let mut profile = config.profile(name)?;
            if profile.mode != self.profile.mode {
                return Err(Error::invalid_input(
                    "profile_changed",
                    message!("error-profile-changed", name = name),
                ));
            }
            let from = profile.secret_store;
            let (mut secrets, kept) = self.change.kept(from, changes.present(from, name))?;
            profile.secret_store = changes.place(config, kept)?;
            self.change.apply(&mut profile, &mut secrets);
            fields::check(&self.mode, &fields_of(&profile, &secrets))?;
            changes.move_to(
                profile.secret_store,
                kept.unwrap_or(profile.secret_store),
                name,
                secrets,
            );
            config.put(&profile)
        })
    }
}

/// A profile's fields with its secrets.
pub(crate) fn fields_of(profile: &Profile, secrets: &Secrets) -> Fields {
    Fields {
        plain: profile.fields.clone(),
        secret: secrets.clone(),
    }
}
