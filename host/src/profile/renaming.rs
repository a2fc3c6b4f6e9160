//! Another name in the same place, for the secrets and for whoever refers to the profile too.

use yun_plugin_api::manifest::FieldType;

use super::{ProfileName, adding, config::Config, foreign::Source, secrets::Unlocking, together};
use crate::{catalog::Catalog, credential_cache::CredentialCache, environment::Environment, error::Error};

/// A field of a profile.
pub(crate) struct Reference {
    /// The profile's name.
    pub(crate) profile: String,
    /// The field's key.
    pub(crate) key: String,
}

/// Gives a profile another name; the fields that may still hold the old one.
///
/// # Errors
/// When there is none of the old name or one of the new, or something cannot be written.
pub(crate) fn rename(
    environment: &Environment,
    unlocking: Unlocking,
    catalog: &Catalog,
    old: &str,
    new: &ProfileName,
) -> Result<Vec<Reference>, Error> {
    let dangling = together::edit(environment, unlocking, |config, changes| {
        adding::refuse_existing(config, new)?;
        let place = config.secret_place(old)?;
        config.rename(old, new.as_str())?;
        for reference in references(config, catalog, old) {
            config.set_field(&reference.profile, &reference.key, new.as_str())?;
        }
        let secrets = changes.present(place, old)?;
        changes.store(place, new.as_str(), secrets);
        changes.remove(place, old);
        Ok(possible_references(config, catalog, old))
    })?;
    // Nobody would look there again.
    CredentialCache::of(environment, Source::Yun, old).forget();
    Ok(dangling)
}

/// The fields of type `profile` that name this profile.
pub(crate) fn references(config: &Config, catalog: &Catalog, name: &str) -> Vec<Reference> {
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
                found.push(Reference {
                    profile: profile.name.as_str().to_owned(),
                    key: field.key.clone(),
                });
            }
        }
    }
    found
}

/// The fields that hold this name where nobody can say what they are: their profile cannot be read, or its mode is not
/// there.
fn possible_references(config: &Config, catalog: &Catalog, name: &str) -> Vec<Reference> {
    let is_known = |other: &&str| {
        let profile = config.profile(other);
        profile.is_ok_and(|profile| catalog.credential(&profile.mode).is_ok())
    };
    let unknown = config.names().into_iter().filter(|other| !is_known(other));
    unknown
        .flat_map(|other| {
            let keys = config.fields_with(other, name).into_iter();
            keys.map(|key| Reference {
                profile: other.to_owned(),
                key,
            })
        })
        .collect()
}
