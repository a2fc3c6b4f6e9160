//! `profile list`.

use yun_plugin_api::{Cell, manifest::ColumnKind};

use crate::{
    catalog::Catalog,
    cli::Command,
    error::{Error, exit},
    output::{Column, Sheet},
    profile::{
        Profile,
        config::Config,
        secrets::{self, SecretStore},
        standing::Standing,
    },
    text::{Language, message},
};

pub(super) fn run(command: Command) -> Result<u8, Error> {
    let config = command.config()?;
    let store = secrets::open(&command.environment)?;
    let rows: Vec<Vec<Cell>> = config
        .names()
        .into_iter()
        .map(|name| row(&config, &command.catalog, store.as_ref(), name))
        .collect();
    if rows.is_empty() {
        command.globals.note(&message!("note-no-profiles"));
    }
    let columns = columns(command.globals.language);
    command.globals.print_sheet(&Sheet::new(columns, rows))?;
    Ok(exit::DONE)
}

/// The columns that every profile has.
pub(super) fn columns(language: Language) -> Vec<Column> {
    [
        ("name", message!("column-name"), ColumnKind::Text),
        ("mode", message!("column-mode"), ColumnKind::Text),
        ("region", message!("column-region"), ColumnKind::Text),
        (
            "resource_group",
            message!("column-resource-group"),
            ColumnKind::Text,
        ),
        ("current", message!("column-current"), ColumnKind::Bool),
        ("source", message!("column-source"), ColumnKind::Text),
        ("status", message!("column-status"), ColumnKind::Status),
    ]
    .into_iter()
    .map(|(key, title, kind)| Column::new(key, language.say(&title), kind))
    .collect()
}

fn row(config: &Config, catalog: &Catalog, store: &dyn SecretStore, name: &str) -> Vec<Cell> {
    match config.profile(name) {
        Ok(profile) => {
            let standing = Standing::of(catalog, &profile, &store.secrets(name));
            cells(config, name, Some(&profile), standing)
        }
        Err(_) => cells(config, name, None, Standing::Invalid),
    }
}

/// The cells under [`columns`].
pub(super) fn cells(config: &Config, name: &str, profile: Option<&Profile>, standing: Standing) -> Vec<Cell> {
    vec![
        name.into(),
        profile.map(|profile| profile.mode.clone()).into(),
        profile.map(|profile| profile.region.as_str().to_owned()).into(),
        profile.and_then(|profile| profile.resource_group.clone()).into(),
        (config.current() == Some(name)).into(),
        "yun".into(),
        standing.word().into(),
    ]
}
