//! `plugin verify`: whether plugins are what was installed, and open.

use clap::ArgMatches;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::super::{Command, grammar::Grammar};
use crate::{
    catalog::State,
    error::{Error, exit},
    installing::{
        portrait::{signature_cells, signature_columns},
        signed,
    },
    output::{self, Column, Sheet},
    standing::Standing,
    text::{Language, message},
    trust::TrustedKeys,
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
    let keys = TrustedKeys::load(&command.environment)?;
    command.in_runtime(|core, globals, progress| async move {
        let columns = columns(globals.language);
        output::check_columns(&columns, globals.columns.as_deref())?;
        let mut standings = core.standings_of(&libraries).await;
        let signed: Vec<_> = libraries
            .iter()
            .map(|library| signed::of_library(library, &keys))
            .collect();
        for (standing, signed) in standings.iter_mut().zip(&signed) {
            if let Some(Err(error)) = signed {
                distrust(standing, error, globals.language);
            }
        }
        progress.clear();
        let passes = |state| state == State::Ok || ids.is_empty() && state == State::Disabled;
        let all_pass = standings.iter().all(|standing| passes(standing.state));
        let rows = libraries
            .iter()
            .zip(standings)
            .zip(signed)
            .map(|((library, standing), signed)| {
                let hash = library.sha256().ok();
                let mut row: Vec<Cell> = vec![
                    library.id().into(),
                    library.version().into(),
                    hash.into(),
                    standing.state.word().into(),
                    standing.reason.into(),
                ];
                row.extend(signature_cells(signed.as_ref()));
                row
            });
        globals.print_sheet(&Sheet::new(columns, rows.collect()))?;
        Ok(if all_pass { exit::DONE } else { exit::PLUGIN })
    })
}

/// A plugin whose file is no longer what was signed does not pass, unless it is known already why not.
fn distrust(standing: &mut Standing, error: &Error, language: Language) {
    if standing.state == State::Ok {
        standing.state = State::Untrusted;
        standing.reason = Some(error.sentence(language));
    }
}

pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str, title, kind| Column::new(key, language.say(&title), kind);
    let mut columns = vec![
        column("id", message!("column-id"), ColumnKind::Text),
        column("version", message!("column-version"), ColumnKind::Text),
        column("sha256", message!("column-sha256"), ColumnKind::Text).wide(),
        column("state", message!("column-state"), ColumnKind::Status),
        column("reason", message!("column-reason"), ColumnKind::Text),
    ];
    columns.extend(signature_columns(language));
    columns
}
