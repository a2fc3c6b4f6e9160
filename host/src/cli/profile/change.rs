//! What `profile edit` is given as arguments, as the change that it is.

use clap::ArgMatches;
use yun_plugin_api::manifest::CredentialManifest;

use super::arguments;
use crate::{
    cli::Command,
    error::Error,
    profile::{
        Profile,
        editing::{Change, Setting},
        fields,
    },
    text::message,
};

/// Reads the arguments. `profile` is of the mode `present`, if that is known.
pub(super) fn read(
    command: &Command,
    matches: &ArgMatches,
    profile: &Profile,
    present: Option<&CredentialManifest>,
) -> Result<Change, Error> {
    let named = arguments::mode(&command.catalog, matches)?;
    let mode = named.filter(|named| present.is_none_or(|present| present.mode != named.mode));
    let set = match mode.as_ref().or(present) {
        Some(mode) => arguments::fields_of(mode, matches, command)?,
        None => return Err(unknown_mode(command, profile)),
    };
    let mut change = Change {
        set,
        region: arguments::region(&command.globals)?,
        resource_group: resource_group(command, matches)?,
        signature: arguments::signature(matches),
        ..Change::default()
    };
    for name in matches.get_many::<String>("unset").into_iter().flatten() {
        let key = name.trim_start_matches("--").replace('-', "_");
        clear(&mut change, key, profile, mode.as_ref().or(present))?;
    }
    change.mode = mode;
    Ok(change)
}

fn clear(
    change: &mut Change,
    key: String,
    profile: &Profile,
    mode: Option<&CredentialManifest>,
) -> Result<(), Error> {
    let flag = fields::flag(&key);
    if fields::is_given(&key, &change.set) {
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
            change.unset.insert(key);
            Ok(())
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
