//! `plugin list`.

use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::Command;
use crate::{
    error::{Error, exit},
    installing::{
        overview::{self, Listed},
        portrait::{signature_cells, signature_columns},
    },
    output::{self, Column, Sheet},
    text::{Language, Message, message},
    trust::TrustedKeys,
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
        let listed = overview::all(&core, keys).await;
        let rows = listed.into_iter().map(row).collect();
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

fn row(listed: Listed) -> Vec<Cell> {
    let Listed {
        library,
        sha256,
        runner,
        standing,
        signed,
    } = listed;
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
        sha256.into(),
        library.origin.word().into(),
        runner.word().into(),
        standing.state.word().into(),
        standing.reason.into(),
    ];
    row.extend(signature_cells(signed.as_ref()));
    row
}
