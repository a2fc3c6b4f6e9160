//! `profile show`: everything that is saved of a profile, its secrets only as far as that they are there.

use clap::ArgMatches;
use yun_plugin_api::{
    Cell,
    manifest::{ColumnKind, CredentialManifest, FieldType},
};

use super::{list, meant_names};
use crate::{
    cli::Command,
    error::{Error, exit},
    output::{Column, Object},
    profile::{
        Profile,
        config::Config,
        foreign::Foreign,
        registry::Profiles,
        secrets::{self, Secrets, Unlocking},
        standing::{self, Standing},
    },
    text::{Language, Message, message},
};

/// What stands in the place of a value that is not shown.
const HIDDEN: &str = "***";

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let names = meant_names(&command, matches)?;
    let [name] = names.as_slice() else {
        return Err(Error::invalid_input("one_profile", message!("error-one-profile")));
    };
    let profiles = command.profiles()?;
    let (standing, mut fields) = match profiles.meant_foreign(name) {
        Some(foreign) => fields_of_foreign(&command, &profiles, foreign),
        None => fields_of_own(&command, &profiles, name)?,
    };
    let (mode, _) = profiles.outline(name);
    if !standing::has_login(&command.catalog, standing, mode.as_deref()) {
        command.globals.print_object(&Object { fields, raw: None })?;
        return Ok(exit::DONE);
    }
    let name = name.clone();
    command.in_runtime(|core, globals, _progress| async move {
        let standing = standing::of_login(&core, &profiles, &name).await;
        if let Some((_, status)) = fields.iter_mut().find(|(column, _)| column.key == "status") {
            *status = list::status(standing, &globals);
        }
        globals.print_object(&Object { fields, raw: None })?;
        Ok(exit::DONE)
    })
}

type Fields = Vec<(Column, Cell)>;

fn fields_of_own(command: &Command, profiles: &Profiles, name: &str) -> Result<(Standing, Fields), Error> {
    let profile = profiles.profile(name)?;
    let secrets = secrets::of_profile(&command.environment, &profile, Unlocking::Refused);
    let language = command.globals.language;
    let standing = Standing::of(&command.catalog, &profile, &secrets);
    let mut cells = list::cells(profiles, name, Some(&profile));
    cells.push(list::status(standing, &command.globals));
    let mut fields: Fields = list::columns(language).into_iter().zip(cells).collect();
    let reason = Standing::reason(&command.catalog, &profile, &secrets, language);
    fields.extend(place(profiles, name, reason, language));
    fields.extend(settings(profiles.config(), &profile, language));
    add_own_fields(&mut fields, command, &profile, &secrets.unwrap_or_default());
    Ok((standing, fields))
}

/// The same of a profile that somebody else keeps. What it has no settings for is left out.
fn fields_of_foreign(command: &Command, profiles: &Profiles, foreign: &Foreign) -> (Standing, Fields) {
    let language = command.globals.language;
    let standing = foreign.standing();
    let mut cells = list::cells_of_foreign(profiles, foreign);
    cells.push(list::status(standing, &command.globals));
    let mut fields: Fields = list::columns(language).into_iter().zip(cells).collect();
    let reason = foreign.flaw().map(|error| error.sentence(language));
    fields.extend(place(profiles, foreign.name.as_str(), reason, language));
    if let Ok((profile, secrets)) = foreign.used() {
        add_own_fields(&mut fields, command, &profile, &secrets);
    }
    (standing, fields)
}

/// Where a profile stands, and why it cannot be used.
fn place(profiles: &Profiles, name: &str, reason: Option<String>, language: Language) -> Fields {
    let path = profiles
        .path(name)
        .map(|path| path.to_string_lossy().into_owned());
    vec![
        (
            column("path", language.say(&message!("column-path"))),
            path.into(),
        ),
        (
            column("reason", language.say(&message!("column-reason"))),
            reason.into(),
        ),
    ]
}

fn add_own_fields(fields: &mut Fields, command: &Command, profile: &Profile, secrets: &Secrets) {
    let mode = command.catalog.credential(&profile.mode).ok();
    let mode = mode.as_ref().map(|served| served.provided);
    for (mut column, cell) in own_fields(mode, profile, secrets, command.globals.language) {
        // A field may be called as something of every profile is: the first of two equal keys would be lost.
        if fields.iter().any(|(known, _)| known.key == column.key) {
            column.key = format!("field_{}", column.key);
        }
        fields.push((column, cell));
    }
}

/// What a profile has in the file besides what every list shows.
fn settings(config: &Config, profile: &Profile, language: Language) -> Vec<(Column, Cell)> {
    let name = profile.name.as_str();
    let text = |key: &str, title: Message, usual: &str| {
        let value = config.text(name, key).unwrap_or(usual);
        (column(key, language.say(&title)), value.into())
    };
    let endpoints = profile
        .endpoints
        .iter()
        .map(|(product, url)| format!("{product}={url}"));
    vec![
        text(
            "signature",
            message!("column-signature"),
            profile.signature.name(),
        ),
        text(
            "secret_store",
            message!("column-secret-store"),
            profile.secret_store.word(),
        ),
        (
            column("endpoints", language.say(&message!("column-endpoints"))),
            Cell::List(endpoints.collect()),
        ),
    ]
}

/// The mode's fields, and those that are there though the mode does not know them.
fn own_fields(
    mode: Option<&CredentialManifest>,
    profile: &Profile,
    secrets: &Secrets,
    language: Language,
) -> Vec<(Column, Cell)> {
    let declared = mode.map(|mode| mode.fields.as_slice()).unwrap_or_default();
    let known = declared.iter().map(|field| {
        let value = profile.fields.get(&field.key);
        let cell = match field.field_type {
            // One that stands in the configuration by mistake is a secret all the same.
            FieldType::Secret => hidden(secrets.contains_key(&field.key) || value.is_some()),
            _ => value.cloned().into(),
        };
        (column(&field.key, language.pick(&field.title).to_owned()), cell)
    });
    let is_unknown = |key: &&String| declared.iter().all(|field| field.key != **key);
    // Nobody can say whether what the mode does not know is a secret.
    let unknown = profile
        .fields
        .keys()
        .chain(secrets.keys())
        .filter(is_unknown)
        .map(|key| (column(key, key.clone()), hidden(true)));
    known.chain(unknown).collect()
}

fn hidden(is_there: bool) -> Cell {
    match is_there {
        true => HIDDEN.into(),
        false => Cell::Empty,
    }
}

fn column(key: &str, title: String) -> Column {
    Column::new(key, title, ColumnKind::Text)
}
