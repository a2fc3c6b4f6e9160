//! What `profile edit` changes: only what was given, so that it can be applied to what is there by then.

use std::collections::BTreeSet;

use clap::ArgMatches;
use yun_plugin_api::{
    Fields,
    manifest::{CredentialManifest, FieldType},
};

use super::arguments;
use crate::{
    cli::Command,
    error::Error,
    profile::{
        Profile, RegionId, Signature, fields,
        secrets::{ABSENT, Place, Secrets},
    },
    text::message,
};

/// What becomes of something that may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Setting {
    /// It stays.
    #[default]
    Kept,
    /// It becomes this.
    Set(String),
    /// It goes.
    Cleared,
}

/// What is to change in a profile.
#[derive(Default)]
pub(super) struct Change {
    /// Another mode; its fields alone are kept then.
    pub(super) mode: Option<CredentialManifest>,
    /// Fields that get a value.
    pub(super) set: Fields,
    /// Fields that lose theirs, by key.
    pub(super) unset: BTreeSet<String>,
    pub(super) region: Option<RegionId>,
    pub(super) resource_group: Setting,
    pub(super) signature: Option<Signature>,
}

impl Change {
    /// Reads the arguments. `profile` is of the mode `present`, if that is known.
    pub(super) fn read(
        command: &Command,
        matches: &ArgMatches,
        profile: &Profile,
        present: Option<&CredentialManifest>,
    ) -> Result<Self, Error> {
        let named = arguments::mode(&command.catalog, matches)?;
        let mode = named.filter(|named| present.is_none_or(|present| present.mode != named.mode));
        let set = match mode.as_ref().or(present) {
            Some(mode) => arguments::fields_of(mode, matches, command)?,
            None => return Err(unknown_mode(command, profile)),
        };
        let mut change = Self {
            set,
            region: arguments::region(&command.globals)?,
            resource_group: resource_group(command, matches)?,
            signature: arguments::signature(matches),
            ..Self::default()
        };
        for name in matches.get_many::<String>("unset").into_iter().flatten() {
            let key = name.trim_start_matches("--").replace('-', "_");
            change.clear(key, profile, mode.as_ref().or(present))?;
        }
        change.mode = mode;
        Ok(change)
    }

    /// The secrets that a profile has, and where they stay unless the setting moves them. Whoever gives secrets anew
    /// needs no old ones from a keyring that is gone, and has them go where new ones do.
    pub(super) fn kept(
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

    fn clear(
        &mut self,
        key: String,
        profile: &Profile,
        mode: Option<&CredentialManifest>,
    ) -> Result<(), Error> {
        let flag = fields::flag(&key);
        if fields::is_given(&key, &self.set) {
            return Err(Error::invalid_input(
                "argument_conflict",
                message!(
                    "error-argument-conflict",
                    flag = format!("--unset {flag}"),
                    other = format!("--{flag}")
                ),
            ));
        }
        let is_known = |mode: &CredentialManifest| mode.fields.iter().any(|field| field.key == key);
        match mode {
            Some(mode) if !is_known(mode) && !profile.fields.contains_key(&key) => {
                Err(arguments::foreign_field(mode, &flag))
            }
            _ => {
                self.unset.insert(key);
                Ok(())
            }
        }
    }

    /// Whether other credentials may come of it.
    pub(super) fn concerns_credentials(&self) -> bool {
        self.mode.is_some()
            || !self.set.plain.is_empty()
            || !self.set.secret.is_empty()
            || !self.unset.is_empty()
    }

    /// Whether nothing is to change.
    pub(super) fn is_empty(&self) -> bool {
        !self.concerns_credentials()
            && self.region.is_none()
            && self.resource_group == Setting::Kept
            && self.signature.is_none()
    }

    /// Carries the change out on a profile and its secrets.
    pub(super) fn apply(&self, profile: &mut Profile, secrets: &mut Secrets) {
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

fn resource_group(command: &Command, matches: &ArgMatches) -> Result<Setting, Error> {
    let given = command.globals.resource_group.clone();
    match (given, matches.get_flag("no-resource-group")) {
        (None, false) => Ok(Setting::Kept),
        (None, true) => Ok(Setting::Cleared),
        (Some(group), false) => Ok(Setting::Set(group)),
        (Some(_), true) => Err(Error::invalid_input(
            "argument_conflict",
            message!(
                "error-argument-conflict",
                flag = "--no-resource-group",
                other = "--resource-group"
            ),
        )),
    }
}

/// The error for a profile whose mode is not there: only another mode can be given to it.
fn unknown_mode(command: &Command, profile: &Profile) -> Error {
    match command.catalog.credential(&profile.mode) {
        Err(error) => error.for_profile(profile.name.as_str()),
        Ok(_) => Error::invalid_input("arguments_invalid", message!("error-arguments")),
    }
}
