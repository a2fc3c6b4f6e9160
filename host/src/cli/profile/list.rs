//! `profile list`.

use std::collections::BTreeMap;

use yun_plugin_api::{
    Cell,
    manifest::{ColumnKind, Tone},
};

use crate::{
    cli::{Command, globals::Globals},
    error::{Error, exit},
    output::{Column, Format, Sheet},
    profile::{
        Profile, RegionId,
        foreign::{Foreign, Source},
        registry::Profiles,
        secrets::{Stores, Unlocking},
        standing::Standing,
    },
    text::{Language, message},
};

pub(super) fn run(command: Command) -> Result<u8, Error> {
    let profiles = command.profiles()?;
    let stores = Stores::open(&command.environment, Unlocking::Refused)?;
    let rows: Vec<Vec<Cell>> = profiles
        .names()
        .into_iter()
        .map(|name| row(&profiles, &command, &stores, name))
        .collect();
    for remark in profiles.remarks() {
        command.globals.notice(&message!(
            "note-remark",
            said = command.globals.language.say(remark)
        ));
    }
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
    .map(|(key, title, kind)| Column {
        tones: match kind {
            ColumnKind::Status => tones(language),
            _ => BTreeMap::new(),
        },
        ..Column::new(key, language.say(&title), kind)
    })
    .collect()
}

/// What the words for people say at a glance; those of the other languages are no words of the host's.
fn tones(language: Language) -> BTreeMap<String, Tone> {
    [(Standing::Ok, Tone::Good), (Standing::Invalid, Tone::Bad)]
        .map(|(standing, tone)| (language.say(&standing.title()), tone))
        .into()
}

/// How a profile stands, in the words of whoever reads the answer.
pub(super) fn status(standing: Standing, globals: &Globals) -> Cell {
    match globals.format {
        Format::Table | Format::Wide if globals.query.is_none() => {
            globals.language.say(&standing.title()).into()
        }
        _ => standing.word().into(),
    }
}

fn row(profiles: &Profiles, command: &Command, stores: &Stores, name: &str) -> Vec<Cell> {
    if let Some(foreign) = profiles.meant_foreign(name) {
        return cells_of_foreign(profiles, foreign, status(foreign.standing(), &command.globals));
    }
    let profile = profiles.config().profile(name).ok();
    let standing = profile.as_ref().map_or(Standing::Invalid, |profile| {
        let secrets = stores.at(profile.secret_store).secrets(name);
        Standing::of(&command.catalog, profile, &secrets)
    });
    cells(
        profiles,
        name,
        profile.as_ref(),
        status(standing, &command.globals),
    )
}

/// The cells under [`columns`] of a profile that somebody else keeps.
pub(super) fn cells_of_foreign(profiles: &Profiles, foreign: &Foreign, status: Cell) -> Vec<Cell> {
    let name = foreign.name.as_str();
    vec![
        name.into(),
        foreign.mode.clone().into(),
        foreign.region.as_ref().map(RegionId::as_str).into(),
        Cell::Empty,
        (profiles.in_use() == Some(name)).into(),
        foreign.source.word().into(),
        status,
    ]
}

/// The cells under [`columns`].
pub(super) fn cells(profiles: &Profiles, name: &str, profile: Option<&Profile>, status: Cell) -> Vec<Cell> {
    vec![
        name.into(),
        profile.map(|profile| profile.mode.clone()).into(),
        profile.map(|profile| profile.region.as_str().to_owned()).into(),
        profile.and_then(|profile| profile.resource_group.clone()).into(),
        (profiles.in_use() == Some(name)).into(),
        Source::Yun.word().into(),
        status,
    ]
}
