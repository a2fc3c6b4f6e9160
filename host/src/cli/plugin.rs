//! `plugin list`.

use std::sync::Arc;

use clap::ArgMatches;
use tokio::task::JoinSet;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{Command, grammar::Grammar};
use crate::{
    catalog::{Catalog, Library, State},
    core::Core,
    error::{Error, exit},
    output::{self, Column, Sheet},
    runner::RunnerKind,
    text::{Message, message},
};

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("plugin", message!("help-plugin"))
        .subcommand_required(true)
        .subcommand(grammar.command("list", message!("help-plugin-list")))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    match matches.subcommand_name() {
        Some("list") => list(command),
        _ => Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        )),
    }
}

/// Lists every library that was found, and opens each usable one in a child to see whether it opens.
fn list(command: Command) -> Result<u8, Error> {
    command.in_runtime(|core, globals, progress| async move {
        let column = |key: &str, title: Message, kind| Column::new(key, globals.language.say(&title), kind);
        let columns = vec![
            column("id", message!("column-id"), ColumnKind::Text),
            column("provides", message!("column-provides"), ColumnKind::List),
            column("version", message!("column-version"), ColumnKind::Text),
            column("path", message!("column-path"), ColumnKind::Text).wide(),
            column("sha256", message!("column-sha256"), ColumnKind::Text).wide(),
            column("origin", message!("column-origin"), ColumnKind::Text),
            column("runner", message!("column-runner"), ColumnKind::Text),
            column("state", message!("column-state"), ColumnKind::Status),
            column("reason", message!("column-reason"), ColumnKind::Text),
        ];
        output::check_columns(&columns, globals.columns.as_deref())?;
        let (reasons, hashes) = tokio::join!(open_all(&core), hash_all(&core));
        let rows = core.catalog.libraries().iter().zip(reasons).zip(hashes);
        let rows = rows
            .map(|((library, not_opened), hash)| row(&core, library, not_opened, hash))
            .collect();
        progress.clear();
        let sheet = Sheet::new(columns, rows);
        globals.print_sheet(&sheet)?;
        Ok(exit::DONE)
    })
}

fn row(core: &Core, library: &Library, not_opened: Option<Error>, hash: Option<String>) -> Vec<Cell> {
    let version = library.manifest.as_ref().map(|manifest| manifest.version.clone());
    let (state, reason) = match (&library.refusal, not_opened) {
        (Some(refusal), _) => (refusal.state, Some(core.language.say(&refusal.reason))),
        (None, Some(error)) => {
            let layout = error.code() == "plugin_layout";
            let state = if layout {
                State::Incompatible
            } else {
                State::Broken
            };
            (state, Some(error.sentence(core.language)))
        }
        (None, None) => (State::Ok, None),
    };
    vec![
        library.id().into(),
        library
            .provides()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .into(),
        version.into(),
        library.path.to_string_lossy().into_owned().into(),
        hash.into(),
        library.origin.word().into(),
        core.runners.kind(library).word().into(),
        state.word().into(),
        reason.into(),
    ]
}

/// Why each library does not open, in the libraries' order; none for those that do, or are refused anyway.
///
/// Opening runs a library's code, so it is done in children, side by side.
async fn open_all(core: &Arc<Core>) -> Vec<Option<Error>> {
    let mut opening = JoinSet::new();
    for (index, library) in core.catalog.libraries().iter().enumerate() {
        let (Some(manifest), None) = (&library.manifest, &library.refusal) else {
            continue;
        };
        let (core, library, manifest) = (Arc::clone(core), library.clone(), Arc::clone(manifest));
        opening.spawn(async move { (index, core.probe(&library, &manifest, RunnerKind::Child).await) });
    }
    let mut reasons: Vec<Option<Error>> = core.catalog.libraries().iter().map(|_| None).collect();
    while let Some(opened) = opening.join_next().await {
        if let Ok((index, Err(error))) = opened {
            reasons[index] = Some(error);
        }
    }
    reasons
}

/// The hash of each library's file, in the libraries' order; none where it cannot be read.
async fn hash_all(core: &Arc<Core>) -> Vec<Option<String>> {
    let hashing: Vec<_> = core
        .catalog
        .libraries()
        .iter()
        .cloned()
        .map(|library| tokio::task::spawn_blocking(move || library.sha256().ok()))
        .collect();
    let mut hashes = Vec::with_capacity(hashing.len());
    for hash in hashing {
        hashes.push(hash.await.ok().flatten());
    }
    hashes
}
