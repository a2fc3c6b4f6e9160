//! `plugin search`: what indexes offer, and what of it this host can use.

use clap::ArgMatches;
use semver::Version;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{
    super::{Command, globals::Globals, grammar::Grammar},
    indexes::{self, Indexes},
};
use crate::{
    catalog::{Catalog, Origin},
    error::{Error, exit},
    index::{
        Loaded,
        choice::{self, Choice},
        document::Entry,
    },
    output::{self, Column, Sheet},
    text::{Language, Message, message},
};

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let text = grammar
        .positional("TEXT", message!("help-value-text"), message!("help-search-text"))
        .required(false);
    grammar
        .command("search", message!("help-plugin-search"))
        .arg(text)
        .arg(indexes::argument(grammar))
}

/// Lists what all indexes offer. One that cannot be used hides no other.
pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let wanted = matches.get_one::<String>("TEXT").cloned().unwrap_or_default();
    let columns = columns(command.globals.language);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    let addresses = indexes::chosen(matches, &command.config()?)?;
    command.in_runtime(|core, globals, progress| async move {
        let indexes = Indexes::load(&core, &globals, &progress, addresses).await?;
        let mut offers: Vec<(&Loaded, &Entry)> = indexes
            .loaded
            .iter()
            .flat_map(|loaded| loaded.index.plugins.iter().map(move |entry| (loaded, entry)))
            .filter(|(_, entry)| is_found(&wanted, entry))
            .collect();
        // Of one id the index that was named first comes first.
        offers.sort_by_key(|(_, entry)| entry.id());
        let rows: Vec<Vec<Cell>> = offers
            .iter()
            .map(|(loaded, entry)| row((&indexes, loaded), entry, &core.catalog, globals.language))
            .collect();
        if rows.is_empty() && !indexes.loaded.is_empty() {
            globals.note(&message!("note-search-nothing"));
        }
        if !indexes.loaded.is_empty() {
            globals.print_sheet(&Sheet::new(columns, rows))?;
        }
        Ok(told(&indexes, &globals))
    })
}

/// Tells what failed, and the exit code that follows: 3 where some indexes could be used.
fn told(indexes: &Indexes, globals: &Globals) -> u8 {
    let reporter = globals.reporter();
    let codes: Vec<u8> = indexes
        .failed
        .iter()
        .map(|(_, error)| reporter.report(error))
        .collect();
    match codes.as_slice() {
        [] => exit::DONE,
        _ if !indexes.loaded.is_empty() => exit::PARTIAL,
        [first, rest @ ..] if rest.iter().all(|code| code == first) => *first,
        _ => exit::FAILED,
    }
}

/// Whether the id, or a text in any language, has this in it, in any case.
fn is_found(wanted: &str, entry: &Entry) -> bool {
    let wanted = wanted.to_lowercase();
    let texts = [
        entry.id(),
        &entry.name.en,
        &entry.name.zh,
        &entry.description.en,
        &entry.description.zh,
    ];
    texts.iter().any(|text| text.to_lowercase().contains(&wanted))
}

/// The columns of the list.
pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str, title: Message, kind| Column::new(key, language.say(&title), kind);
    vec![
        column("id", message!("column-id"), ColumnKind::Text),
        column("name", message!("column-name"), ColumnKind::Text),
        column("version", message!("column-version"), ColumnKind::Text),
        column("installed", message!("column-installed"), ColumnKind::Text),
        column("state", message!("column-state"), ColumnKind::Status),
        column("description", message!("column-description"), ColumnKind::Text),
        column("reason", message!("column-reason"), ColumnKind::Text),
        column("index", message!("column-index"), ColumnKind::Text).wide(),
    ]
}

fn row(
    (indexes, loaded): (&Indexes, &Loaded),
    entry: &Entry,
    catalog: &Catalog,
    language: Language,
) -> Vec<Cell> {
    let choice = choice::newest(entry);
    let taken = choice.taken.map(|(release, _)| release.version());
    let library = catalog.installed(entry.id());
    let installed = library.and_then(|library| library.installed.as_deref());
    // From elsewhere, `plugin upgrade` takes nothing.
    let recorded = installed.and_then(|installed| installed.index.as_deref());
    let is_from_here = recorded.and_then(|index| indexes.recorded_as(index)) == Some(&loaded.address);
    let installed = installed.map(|installed| installed.version.clone());
    let ships = catalog
        .plugin(entry.id())
        .is_ok_and(|library| library.origin == Origin::Bundled);
    let state = match (taken, &installed) {
        (None, _) => "unavailable",
        _ if ships => "unavailable",
        (Some(_), None) => "available",
        (Some(offered), Some(installed)) if is_from_here && is_older(installed, offered) => "upgradable",
        (Some(_), Some(_)) => "installed",
    };
    let reason = match ships {
        true => Some(language.say(&message!("why-bundled"))),
        false => why(&choice, language),
    };
    vec![
        entry.id().into(),
        language.pick(&entry.name).into(),
        taken.map(Version::to_string).into(),
        installed.into(),
        state.into(),
        language.pick(&entry.description).into(),
        reason.into(),
        loaded.address.to_string().into(),
    ]
}

/// Whether an installed version is older than one that is offered. One that is no semantic version, as a file may have that
/// was installed by its path, is older than any: it could be replaced by none otherwise.
pub(super) fn is_older(installed: &str, offered: &Version) -> bool {
    Version::parse(installed).is_ok_and(|installed| installed < *offered) || incomparable(installed).is_some()
}

/// Says of an installed version that it cannot be compared, if so.
pub(super) fn incomparable(installed: &str) -> Option<Message> {
    let is_version = Version::parse(installed).is_ok();
    (!is_version).then(|| message!("why-incomparable", installed = installed))
}

/// Why newer versions are passed over, or all of them.
pub(super) fn why(choice: &Choice<'_>, language: Language) -> Option<String> {
    let reasons: Vec<String> = choice
        .passed_over
        .iter()
        .map(|passed| {
            let version = passed.version.to_string();
            let why = language.say(&passed.why.message());
            language.say(&message!("why-of-version", version = version, why = why))
        })
        .collect();
    (!reasons.is_empty()).then(|| reasons.join(language.say(&message!("why-separator")).as_str()))
}
