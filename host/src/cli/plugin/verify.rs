//! `plugin verify`: whether plugins are what was installed, and open.

use clap::ArgMatches;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::super::{Command, grammar::Grammar};
use crate::{
    catalog::State,
    error::{Error, exit},
    output::{self, Column, Sheet},
    text::{Language, message},
};

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    grammar
        .command("verify", message!("help-plugin-verify"))
        .arg(super::id_argument(grammar).required(false).num_args(0..))
}

/// Holds each against its recorded hash and opens it in a child. Whatever is named has to pass; of all of them those that
/// were switched off do not count.
pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let ids: Vec<String> = matches.get_many("ID").into_iter().flatten().cloned().collect();
    let mut libraries = Vec::new();
    for id in &ids {
        libraries.push(command.catalog.plugin(id)?.clone());
    }
    if ids.is_empty() {
        libraries = command.catalog.libraries().to_vec();
    }
    command.in_runtime(|core, globals, progress| async move {
        let columns = columns(globals.language);
        output::check_columns(&columns, globals.columns.as_deref())?;
        let standings = core.standings_of(&libraries).await;
        progress.clear();
        let passes = |state| state == State::Ok || ids.is_empty() && state == State::Disabled;
        let all_pass = standings.iter().all(|standing| passes(standing.state));
        let rows = libraries.iter().zip(standings).map(|(library, standing)| {
            let hash = library.sha256().ok();
            let row: Vec<Cell> = vec![
                library.id().into(),
                library.version().into(),
                hash.into(),
                standing.state.word().into(),
                standing.reason.into(),
            ];
            row
        });
        globals.print_sheet(&Sheet::new(columns, rows.collect()))?;
        Ok(if all_pass { exit::DONE } else { exit::PLUGIN })
    })
}

pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str, title, kind| Column::new(key, language.say(&title), kind);
    vec![
        column("id", message!("column-id"), ColumnKind::Text),
        column("version", message!("column-version"), ColumnKind::Text),
        column("sha256", message!("column-sha256"), ColumnKind::Text).wide(),
        column("state", message!("column-state"), ColumnKind::Status),
        column("reason", message!("column-reason"), ColumnKind::Text),
    ]
}
