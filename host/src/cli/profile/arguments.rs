//! What `profile add` and `profile edit` are given as arguments, and the errors for what is not given.

use clap::ArgMatches;
use yun_plugin_api::{
    Fields, Secret,
    manifest::{CredentialManifest, Field, FieldType, RESERVED_FLAGS},
};

use crate::{
    catalog::Catalog,
    cli::{Command, globals::Globals},
    error::Error,
    profile::{RegionId, Signature, fields},
    prompt::field::{Answer, Need, Present},
    text::{Several, message},
};

/// The error for an argument that is not there, and that nobody can be asked for.
pub(super) fn missing(argument: &str) -> Error {
    Error::invalid_input(
        "argument_missing",
        message!("error-missing-argument", argument = argument),
    )
}

pub(super) fn missing_mode(catalog: &Catalog) -> Error {
    let modes: Vec<&str> = catalog
        .credentials()
        .map(|served| served.provided.mode.as_str())
        .collect();
    missing("--mode").hint(match modes.is_empty() {
        true => message!("hint-no-mode"),
        false => message!("hint-modes", modes = Several(&modes)),
    })
}

pub(super) fn missing_region() -> Error {
    missing("--region").hint(message!("hint-region-form"))
}

/// The mode that `--mode` names.
pub(super) fn mode(catalog: &Catalog, matches: &ArgMatches) -> Result<Option<CredentialManifest>, Error> {
    let named = matches.get_one::<String>("mode");
    let served = named.map(|named| catalog.credential(named)).transpose()?;
    Ok(served.map(|served| served.provided.clone()))
}

/// The region that `--region` names.
pub(super) fn region(globals: &Globals) -> Result<Option<RegionId>, Error> {
    match globals.regions.as_slice() {
        [] => Ok(None),
        [region] if region != "all" => RegionId::parse(region).map(Some),
        _ => Err(Error::invalid_input("one_region", message!("error-one-region"))),
    }
}

/// The signature that `--signature` names.
pub(super) fn signature(matches: &ArgMatches) -> Option<Signature> {
    Signature::parse(matches.get_one::<String>("signature")?)
}

/// The mode's fields from the arguments. A flag that only other modes have is refused, not ignored.
pub(super) fn fields_of(
    mode: &CredentialManifest,
    matches: &ArgMatches,
    command: &Command,
) -> Result<Fields, Error> {
    let mut fields = Fields::default();
    for id in matches.ids().map(clap::Id::as_str) {
        let field = mode.fields.iter().find(|field| fields::flag(&field.key) == id);
        let given = matches.try_get_one::<String>(id).ok().flatten();
        match (field, given) {
            (Some(field), _) if field.field_type == FieldType::Bool && matches.get_flag(id) => {
                fields.plain.insert(field.key.clone(), "true".to_owned());
            }
            (Some(field), _) if field.field_type == FieldType::Bool => {}
            (Some(field), Some(given)) if field.field_type == FieldType::Secret => {
                let secret = secret(command, field, given)?;
                fields.secret.insert(field.key.clone(), secret);
            }
            (Some(field), Some(given)) => {
                fields.plain.insert(field.key.clone(), given.clone());
            }
            (None, Some(_)) if is_field_of_another_mode(id) => return Err(foreign_field(mode, id)),
            _ => {}
        }
    }
    Ok(fields)
}

/// A secret from where `source` says. Standard input that is a terminal would show it: there it is asked for.
fn secret(command: &Command, field: &Field, source: &str) -> Result<Secret, Error> {
    if let (fields::STANDARD_INPUT, Some(asker)) = (source, command.asker())
        && let Answer::Secret(secret) = asker.field(field, Need::Required, Present::Nothing, &[])?
    {
        return Ok(secret);
    }
    fields::read_secret(&fields::flag(&field.key), source, &command.environment)
}

/// The error for a field that the mode does not have.
pub(super) fn foreign_field(mode: &CredentialManifest, flag: &str) -> Error {
    let message = message!("error-field-foreign", mode = mode.mode.as_str(), flag = flag);
    let known: Vec<String> = mode
        .fields
        .iter()
        .map(|field| format!("--{}", fields::flag(&field.key)))
        .collect();
    Error::invalid_input("field_foreign", message).hint(message!("hint-choices", choices = Several(&known)))
}

/// Whether an argument is no flag of the host's own, and so some mode's field.
fn is_field_of_another_mode(id: &str) -> bool {
    id != "NAME" && !RESERVED_FLAGS.contains(&id)
}
