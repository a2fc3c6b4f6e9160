//! `plugin list`.

use std::sync::Arc;

use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{
    Command,
    portrait::{signature_cells, signature_columns},
};
use crate::{
    catalog::Library,
    core::Core,
    error::{Error, exit},
    installing::signed,
    output::{self, Column, Sheet},
    standing::Standing,
    text::{Language, Message, message},
    trust::{Signed, TrustedKeys},
};

/// Lists every library that was found, and opens each usable one in a child to see whether it opens.
pub(super) fn run(command: Command) -> Result<u8, Error> {
    command.in_runtime(|core, globals, progress| async move {
        let columns = columns(globals.language);
        output::check_columns(&columns, globals.columns.as_deref())?;
        // A list is shown though it cannot be read which keys are trusted, and says so.
        let keys = TrustedKeys::load(&core.environment).unwrap_or_else(|error| {
            globals.reporter().report(&error);
            TrustedKeys::default()
        });
        let (standings, contents) = tokio::join!(core.standings(), read_all(&core, Arc::new(keys)));
        let rows = core.catalog.libraries().iter().zip(standings).zip(contents);
        let rows = rows
            .map(|((library, standing), content)| row(&core, library, standing, content))
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
    let mut columns = vec![
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
    columns.extend(signature_columns(language));
    columns
}

fn row(core: &Core, library: &Library, standing: Standing, content: Content) -> Vec<Cell> {
    let mut row: Vec<Cell> = vec![
        library.id().into(),
        library
            .provides()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .into(),
        library.version().into(),
        library.path.to_string_lossy().into_owned().into(),
        content.hash.into(),
        library.origin.word().into(),
        core.runners.kind(library).word().into(),
        standing.state.word().into(),
        standing.reason.into(),
    ];
    row.extend(signature_cells(content.signed.as_ref()));
    row
}

/// What is told of a library's file when it is read.
#[derive(Default)]
struct Content {
    /// Its hash; none where it cannot be read.
    hash: Option<String>,
    /// Who signed it, if it was installed.
    signed: Option<Result<Signed, Error>>,
}

/// Reads each library's file, in the libraries' order.
async fn read_all(core: &Arc<Core>, keys: Arc<TrustedKeys>) -> Vec<Content> {
    let libraries = core.catalog.libraries().iter().cloned();
    let reading: Vec<_> = libraries
        .map(|library| {
            let keys = Arc::clone(&keys);
            tokio::task::spawn_blocking(move || Content {
                hash: library.sha256().ok(),
                signed: signed::of_library(&library, &keys),
            })
        })
        .collect();
    let mut contents = Vec::with_capacity(reading.len());
    for content in reading {
        contents.push(content.await.unwrap_or_default());
    }
    contents
}
