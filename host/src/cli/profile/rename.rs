//! `profile rename`: another name in the same place, for the secrets and for whoever refers to the profile too.

use clap::ArgMatches;
use yun_plugin_api::manifest::FieldType;

use super::{arguments, asking, done, given_name, own_name};
use crate::{
    catalog::Catalog,
    cli::Command,
    credential_cache::CredentialCache,
    error::Error,
    profile::{config::Config, foreign::Source, together},
    text::message,
};

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let old = &own_name(&command, matches, "OLD", message!("prompt-rename"))?;
    let config = command.config()?;
    let new = match (given_name(matches, "NEW"), command.asker()) {
        (Some(new), _) => arguments::free_name(&config, new)?,
        (None, Some(asker)) => asking::name(asker, &config)?,
        (None, None) => return Err(arguments::missing("NEW").hint(message!("hint-help"))),
    };
    let dangling = together::edit(
        &command.environment,
        command.globals.unlocking(),
        |config, changes| {
            arguments::refuse_existing(config, &new)?;
            let place = config.secret_place(old)?;
            config.rename(old, new.as_str())?;
            for (profile, key) in references(config, &command.catalog, old) {
                config.set_field(&profile, &key, new.as_str())?;
            }
            let secrets = changes.present(place, old)?;
            changes.store(place, new.as_str(), secrets);
            changes.remove(place, old);
            Ok(possible_references(config, &command.catalog, old))
        },
    )?;
    // Nobody would look there again.
    CredentialCache::of(&command.environment, Source::Yun, old).forget();
    for (profile, key) in dangling {
        let message = message!("note-reference-left", profile = profile, key = key, old = old);
        command.globals.notice(&message);
    }
    done(
        &command.globals,
        &message!("note-renamed", old = old, new = new.as_str()),
    )
}

/// The fields of type `profile` that name this profile, as profile and key.
pub(super) fn references(config: &Config, catalog: &Catalog, name: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for profile in config
        .names()
        .into_iter()
        .filter_map(|name| config.profile(name).ok())
    {
        let Ok(served) = catalog.credential(&profile.mode) else {
            continue;
        };
        for field in &served.provided.fields {
            let names_it = profile.fields.get(&field.key).is_some_and(|text| text == name);
            if field.field_type == FieldType::Profile && names_it {
                found.push((profile.name.as_str().to_owned(), field.key.clone()));
            }
        }
    }
    found
}

/// The fields that hold this name where nobody can say what they are: their profile cannot be read, or its mode is not
/// there. As profile and key.
fn possible_references(config: &Config, catalog: &Catalog, name: &str) -> Vec<(String, String)> {
    let is_known = |other: &&str| {
        let profile = config.profile(other);
        profile.is_ok_and(|profile| catalog.credential(&profile.mode).is_ok())
    };
    let unknown = config.names().into_iter().filter(|other| !is_known(other));
    unknown
        .flat_map(|other| {
            let keys = config.fields_with(other, name).into_iter();
            keys.map(|key| (other.to_owned(), key))
        })
        .collect()
}
