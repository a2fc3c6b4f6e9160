//! `profile add`, `list`, `use` and `remove`.

use std::{collections::BTreeMap, sync::Arc};

use clap::ArgMatches;
use yun_plugin_api::{
    Cell, CheckAnswer, CheckRequest, Fields, Secret,
    manifest::{ColumnKind, CredentialManifest, Field, FieldType},
    protocol::method,
};

use super::{Command, globals::Globals, grammar::Grammar};
use crate::{
    account::{Identity, unknown_region},
    catalog::Catalog,
    core::Core,
    environment::Environment,
    error::{Error, ErrorKind, exit},
    output::{Column, Sheet},
    profile::{Profile, ProfileName, RegionId, config::Config, fields, secrets},
    session::Session,
    text::{Message, message},
};

pub(super) fn grammar(grammar: &Grammar, catalog: &Catalog) -> clap::Command {
    let name = || grammar.positional("NAME", message!("help-value-name"), message!("help-profile-name"));
    let mut add = grammar
        .command("add", message!("help-profile-add"))
        .arg(name())
        .arg(
            grammar
                .arg("mode", message!("help-option-mode"))
                .value_name(grammar.say(message!("help-value-mode"))),
        )
        .arg(grammar.flag("no-verify", message!("help-option-no-verify")))
        .arg(grammar.flag("no-use", message!("help-option-no-use")));
    for (_, field) in credential_fields(catalog) {
        add = add.arg(grammar.field(field));
    }
    grammar
        .command("profile", message!("help-profile"))
        .subcommand_required(true)
        .subcommand(add)
        .subcommand(grammar.command("list", message!("help-profile-list")))
        .subcommand(grammar.command("use", message!("help-profile-use")).arg(name()))
        .subcommand(
            grammar
                .command("remove", message!("help-profile-remove"))
                .arg(name()),
        )
}

/// The fields of all credential modes by flag; modes that share a key share the flag, a secret one counting first.
fn credential_fields(catalog: &Catalog) -> BTreeMap<String, &Field> {
    let mut by_flag: BTreeMap<String, &Field> = BTreeMap::new();
    for served in catalog.credentials() {
        for field in &served.provided.fields {
            let flag = by_flag.entry(fields::flag(&field.key)).or_insert(field);
            if field.field_type == FieldType::Secret {
                *flag = field;
            }
        }
    }
    by_flag
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    match matches.subcommand() {
        Some(("add", matches)) => add(command, matches),
        Some(("list", _)) => list(command),
        Some(("use", matches)) => switch(command, &name(matches)),
        Some(("remove", matches)) => remove(command, &name(matches)),
        _ => Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        )),
    }
}

fn name(matches: &ArgMatches) -> String {
    matches.get_one::<String>("NAME").cloned().unwrap_or_default()
}

/// Adds a profile: fields from the arguments, verified, saved, and made the current one.
fn add(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let profile_name = ProfileName::parse(&name(matches))?;
    refuse_existing(&command.config()?, &profile_name)?;
    let mode = matches
        .get_one::<String>("mode")
        .ok_or_else(|| missing("mode", &command.catalog))?;
    let mode = command.catalog.credential(mode)?.provided.clone();
    let fields = fields_of(&mode, matches, &command.environment)?;
    let region = one_region(&command.globals, &command.catalog)?;
    fields::check(&mode, &fields)?;
    let profile = Profile {
        name: profile_name,
        mode: mode.mode.clone(),
        region,
        resource_group: command.globals.resource_group.clone(),
        endpoints: BTreeMap::new(),
        fields: fields.plain,
    };
    let (verify, switch) = (!matches.get_flag("no-verify"), !matches.get_flag("no-use"));
    let session = Arc::new(Session::new(profile, fields.secret.clone()));
    command.in_runtime(|core, globals, progress| async move {
        check(&core, &session, &mode).await?;
        let identity = if verify {
            progress.say(globals.language.say(&message!("progress-verify")));
            Some(verified(&core, &session).await?)
        } else {
            None
        };
        progress.clear();
        save(&core.environment, &session.profile, &fields.secret, switch)?;
        let name = session.name();
        if let Some(identity) = &identity {
            globals.note(&message!(
                "note-verified",
                arn = &identity.arn,
                account = &identity.account_id
            ));
        }
        globals.note(&if switch {
            message!("note-saved-used", name = name)
        } else {
            message!("note-saved", name = name)
        });
        Ok(exit::DONE)
    })
}

fn refuse_existing(config: &Config, name: &ProfileName) -> Result<(), Error> {
    if !config.names().contains(&name.as_str()) {
        return Ok(());
    }
    Err(Error::invalid_input(
        "profile_exists",
        message!("error-profile-exists", name = name.as_str()),
    )
    .hint(message!("hint-profile-exists", name = name.as_str())))
}

fn missing(flag: &str, catalog: &Catalog) -> Error {
    let error = Error::invalid_input(
        "argument_missing",
        message!("error-missing-argument", argument = format!("--{flag}")),
    );
    let modes: Vec<&str> = catalog
        .credentials()
        .map(|served| served.provided.mode.as_str())
        .collect();
    match flag {
        "mode" if modes.is_empty() => error.hint(message!("hint-no-mode")),
        "mode" => error.hint(message!("hint-modes", modes = modes.join(", "))),
        _ => error.hint(message!("hint-region-form")),
    }
}

fn one_region(globals: &Globals, catalog: &Catalog) -> Result<RegionId, Error> {
    match globals.regions.as_slice() {
        [] => Err(missing("region", catalog)),
        [region] if region != "all" => RegionId::parse(region),
        _ => Err(Error::invalid_input("one_region", message!("error-one-region"))),
    }
}

/// The mode's fields from the arguments. A flag that only other modes have is refused, not ignored.
fn fields_of(
    mode: &CredentialManifest,
    matches: &ArgMatches,
    environment: &Environment,
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
                fields
                    .secret
                    .insert(field.key.clone(), fields::read_secret(id, given, environment)?);
            }
            (Some(field), Some(given)) => {
                fields.plain.insert(field.key.clone(), given.clone());
            }
            (None, Some(_)) if is_field_of_another_mode(id) => {
                let message = message!("error-field-foreign", mode = mode.mode.as_str(), flag = id);
                let known: Vec<String> = mode
                    .fields
                    .iter()
                    .map(|field| format!("--{}", fields::flag(&field.key)))
                    .collect();
                return Err(Error::invalid_input("field_foreign", message)
                    .hint(message!("hint-choices", choices = known.join(", "))));
            }
            _ => {}
        }
    }
    Ok(fields)
}

/// Whether an argument of `profile add` is no flag of the host's own, and so some mode's field.
fn is_field_of_another_mode(id: &str) -> bool {
    id != "NAME" && !yun_plugin_api::manifest::RESERVED_FLAGS.contains(&id)
}

/// Lets the mode say what it thinks of the fields.
async fn check(core: &Core, session: &Arc<Session>, mode: &CredentialManifest) -> Result<(), Error> {
    let served = core.catalog.credential(&mode.mode)?;
    let request = CheckRequest {
        mode: mode.mode.clone(),
        fields: fields::with_defaults(mode, session.fields()),
    };
    let answer: CheckAnswer = core
        .call_credential(&served, session, method::CREDENTIAL_CHECK, &request)
        .await?;
    match answer.errors.into_iter().next() {
        None => Ok(()),
        Some(wrong) => Err(Error::from_plugin(wrong.error, served.manifest)
            .hint(message!("hint-field", flag = fields::flag(&wrong.field)))),
    }
}

/// Asks who the credentials belong to, and whether the account has the region.
async fn verified(core: &Core, session: &Arc<Session>) -> Result<Identity, Error> {
    let (identity, _) = core.identity(session).await?;
    // Who may not list the regions, or cannot just now, may still use one.
    let Ok(regions) = core.regions(session).await else {
        return Ok(identity);
    };
    match unknown_region(session.profile.region.as_str(), &regions) {
        Some(error) => Err(error),
        None => Ok(identity),
    }
}

/// Saves a profile with its secrets; if the configuration cannot take it, neither stays.
fn save(
    environment: &Environment,
    profile: &Profile,
    secrets: &BTreeMap<String, Secret>,
    switch: bool,
) -> Result<(), Error> {
    let store = secrets::open(environment)?;
    let name = profile.name.as_str();
    let mut kept = false;
    let saved = Config::edit(environment, |config| {
        refuse_existing(config, &profile.name)?;
        config.put(profile)?;
        if switch {
            config.set_current(name);
        }
        store.replace(name, secrets)?;
        kept = true;
        Ok(())
    });
    if saved.is_err() && kept {
        store.replace(name, &BTreeMap::new())?;
    }
    saved
}

fn list(command: Command) -> Result<u8, Error> {
    let config = command.config()?;
    let language = command.globals.language;
    let column = |key: &str, title: Message, kind| Column::new(key, language.say(&title), kind);
    let columns = vec![
        column("name", message!("column-name"), ColumnKind::Text),
        column("mode", message!("column-mode"), ColumnKind::Text),
        column("region", message!("column-region"), ColumnKind::Text),
        column(
            "resource_group",
            message!("column-resource-group"),
            ColumnKind::Text,
        ),
        column("current", message!("column-current"), ColumnKind::Bool),
        column("source", message!("column-source"), ColumnKind::Text),
        column("status", message!("column-status"), ColumnKind::Status),
    ];
    let row = |name: &&str| -> Vec<Cell> {
        let (profile, status) = match config.profile(name) {
            Ok(profile) => {
                let status = status(&command.catalog, &profile);
                (Some(profile), status)
            }
            Err(_) => (None, "invalid"),
        };
        vec![
            (*name).into(),
            profile.as_ref().map(|profile| profile.mode.clone()).into(),
            profile
                .as_ref()
                .map(|profile| profile.region.as_str().to_owned())
                .into(),
            profile.and_then(|profile| profile.resource_group).into(),
            (config.current() == Some(*name)).into(),
            "yun".into(),
            status.into(),
        ]
    };
    let rows: Vec<Vec<Cell>> = config.names().iter().map(row).collect();
    if rows.is_empty() {
        command.globals.note(&message!("note-no-profiles"));
    }
    let sheet = Sheet::new(columns, rows);
    command.globals.print_sheet(&sheet)?;
    Ok(exit::DONE)
}

/// A word for how a profile stands, as far as can be said without asking anyone.
fn status(catalog: &Catalog, profile: &Profile) -> &'static str {
    match catalog.credential(&profile.mode) {
        Ok(_) => "ok",
        Err(error) if error.kind() == ErrorKind::Plugin => "mode-refused",
        Err(_) => "mode-unknown",
    }
}

fn switch(command: Command, name: &str) -> Result<u8, Error> {
    Config::edit(&command.environment, |config| {
        if !config.names().contains(&name) {
            return Err(config.unknown(name));
        }
        config.set_current(name);
        Ok(())
    })?;
    done(&command.globals, message!("note-used", name = name))
}

/// Removes a profile with its secrets; if the configuration cannot be written, both stay.
fn remove(command: Command, name: &str) -> Result<u8, Error> {
    let store = secrets::open(&command.environment)?;
    let mut kept = BTreeMap::new();
    let removed = Config::edit(&command.environment, |config| {
        config.remove(name)?;
        kept = store.secrets(name)?;
        store.replace(name, &BTreeMap::new())
    });
    if removed.is_err() && !kept.is_empty() {
        store.replace(name, &kept)?;
    }
    removed?;
    done(&command.globals, message!("note-removed", name = name))
}

fn done(globals: &Globals, message: Message) -> Result<u8, Error> {
    globals.note(&message);
    Ok(exit::DONE)
}
