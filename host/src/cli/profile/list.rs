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
        standing::{self, Standing},
    },
    text::{Language, message},
};

/// A profile that is listed.
struct Entry {
    name: String,
    standing: Standing,
    /// Whether its plugin knows more of how it stands.
    has_login: bool,
    /// The cells but the status.
    cells: Vec<Cell>,
}

pub(super) fn run(command: Command) -> Result<u8, Error> {
    let profiles = command.profiles()?;
    let stores = Stores::open(&command.environment, Unlocking::Refused)?;
    let mut entries: Vec<Entry> = profiles
        .names()
        .into_iter()
        .map(|name| entry(&profiles, &command, &stores, name))
        .collect();
    for remark in profiles.remarks() {
        command.globals.notice(&message!(
            "note-remark",
            said = command.globals.language.say(remark)
        ));
    }
    if entries.is_empty() {
        command.globals.note(&message!("note-no-profiles"));
    }
    // No library is opened for profiles that have no login.
    if !entries.iter().any(|entry| entry.has_login) {
        return print(&command.globals, entries);
    }
    command.in_runtime(|core, globals, _progress| async move {
        for entry in entries.iter_mut().filter(|entry| entry.has_login) {
            entry.standing = standing::of_login(&core, &profiles, &entry.name).await;
        }
        print(&globals, entries)
    })
}

fn print(globals: &Globals, entries: Vec<Entry>) -> Result<u8, Error> {
    let rows = entries.into_iter().map(|mut entry| {
        entry.cells.push(status(entry.standing, globals));
        entry.cells
    });
    globals.print_sheet(&Sheet::new(columns(globals.language), rows.collect()))?;
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
    [
        (Standing::Ok, Tone::Good),
        (Standing::LoggedIn, Tone::Good),
        (Standing::Invalid, Tone::Bad),
    ]
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

fn entry(profiles: &Profiles, command: &Command, stores: &Stores, name: &str) -> Entry {
    let (standing, mode) = standing::of_name(profiles, &command.catalog, stores, name);
    let cells = match profiles.meant_foreign(name) {
        Some(foreign) => cells_of_foreign(profiles, foreign),
        None => cells(profiles, name, profiles.config().profile(name).ok().as_ref()),
    };
    Entry {
        name: name.to_owned(),
        standing,
        has_login: standing::has_login(&command.catalog, standing, mode.as_deref()),
        cells,
    }
}

/// The cells under [`columns`] but the status, of a profile that somebody else keeps.
pub(super) fn cells_of_foreign(profiles: &Profiles, foreign: &Foreign) -> Vec<Cell> {
    let name = foreign.name.as_str();
    vec![
        name.into(),
        foreign.mode.clone().into(),
        foreign.region.as_ref().map(RegionId::as_str).into(),
        Cell::Empty,
        (profiles.in_use() == Some(name)).into(),
        foreign.source.word().into(),
    ]
}

/// The cells under [`columns`] but the status.
pub(super) fn cells(profiles: &Profiles, name: &str, profile: Option<&Profile>) -> Vec<Cell> {
    vec![
        name.into(),
        profile.map(|profile| profile.mode.clone()).into(),
        profile.map(|profile| profile.region.as_str().to_owned()).into(),
        profile.and_then(|profile| profile.resource_group.clone()).into(),
        (profiles.in_use() == Some(name)).into(),
        Source::Yun.word().into(),
    ]
}
