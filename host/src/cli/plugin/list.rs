//! `plugin list`.

use std::sync::Arc;

use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::Command;
use crate::{
    catalog::Library,
    core::Core,
    error::{Error, exit},
    output::{self, Column, Sheet},
    standing::Standing,
    text::{Language, Message, message},
};

/// Lists every library that was found, and opens each usable one in a child to see whether it opens.
pub(super) fn run(command: Command) -> Result<u8, Error> {
    command.in_runtime(|core, globals, progress| async move {
        let columns = columns(globals.language);
        output::check_columns(&columns, globals.columns.as_deref())?;
        let (standings, hashes) = tokio::join!(core.standings(), hash_all(&core));
        let rows = core.catalog.libraries().iter().zip(standings).zip(hashes);
        let rows = rows
            .map(|((library, standing), hash)| row(&core, library, standing, hash))
            .collect();
        progress.clear();
        let sheet = Sheet::new(columns, rows);
        if sheet.rows.is_empty() {
            globals.note(&message!("note-no-plugins"));
        }
        globals.print_sheet(&sheet)?;
        Ok(exit::DONE)
    })
}

/// The columns of the list.
pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str, title: Message, kind| Column::new(key, language.say(&title), kind);
    vec![
        column("id", message!("column-id"), ColumnKind::Text),
        column("provides", message!("column-provides"), ColumnKind::List),
        column("version", message!("column-version"), ColumnKind::Text),
        column("path", message!("column-path"), ColumnKind::Text).wide(),
        column("sha256", message!("column-sha256"), ColumnKind::Text).wide(),
        column("origin", message!("column-origin"), ColumnKind::Text),
        column("runner", message!("column-runner"), ColumnKind::Text),
        column("state", message!("column-state"), ColumnKind::Status),
        column("reason", message!("column-reason"), ColumnKind::Text),
    ]
}

fn row(core: &Core, library: &Library, standing: Standing, hash: Option<String>) -> Vec<Cell> {
    vec![
        library.id().into(),
        library
            .provides()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .into(),
        library.version().into(),
        library.path.to_string_lossy().into_owned().into(),
        hash.into(),
        library.origin.word().into(),
        core.runners.kind(library).word().into(),
        standing.state.word().into(),
        standing.reason.into(),
    ]
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
