//! `doctor`.

use std::{sync::Arc, time::Duration};

use clap::{ArgMatches, parser::ValueSource};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{Command, globals::Globals, grammar::Grammar};
use crate::{
    catalog::Catalog,
    core::Core,
    doctor::{self, Finding, Reach, Status},
    error::{Error, exit},
    output::{self, Checked, Column, Format, Sheet},
    runner::RunnerKind,
    session::Session,
    text::{Language, Message, message},
};

/// How long each check that needs the network may take, unless `--timeout` says otherwise.
const LONGEST_CHECK: Duration = Duration::from_secs(10);

/// The keys of the columns.
pub(super) const COLUMNS: [&str; 4] = ["check", "status", "detail", "hint"];

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("doctor", message!("help-doctor"))
        .arg(grammar.flag("offline", message!("help-option-offline")))
}

/// Looks at everything and says what is wrong; fails if something is.
pub(super) fn run(mut command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let offline = matches.get_flag("offline");
    if matches.value_source("timeout") != Some(ValueSource::CommandLine) {
        command.globals.timeout = LONGEST_CHECK;
    }
    // A plugin that ends its process must not end the one that is to say so. Other systems have no children yet.
    if cfg!(unix) {
        command.globals.runner.get_or_insert(RunnerKind::Child);
    }
    // A keyring that is locked is a finding, and no reason for a question.
    command.globals.no_input = true;
    let columns = columns(command.globals.language);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    command.in_runtime(|core, globals, progress| async move {
        progress.say(globals.language.say(&message!("progress-doctor")));
        let reach = match offline {
            true => Reach::Offline,
            false => Reach::Online(sessions(&core, &globals), globals.timeout),
        };
        let findings = doctor::examine(&core, reach).await;
        progress.clear();
        if matches!(globals.format, Format::Table | Format::Wide)
            && globals.columns.is_none()
            && globals.query.is_none()
        {
            let list: Vec<Checked> = findings
                .iter()
                .map(|finding| checked(finding, globals.language))
                .collect();
            output::print(&output::checklist(&list, &globals.style()))?;
        } else {
            let rows = findings.iter().map(row).collect();
            globals.print_sheet(&Sheet::new(columns, rows))?;
        }
        globals.note(&summary(&findings));
        let failed = findings.iter().any(|finding| finding.status == Status::Error);
        Ok(if failed { exit::FAILED } else { exit::DONE })
    })
}

/// The profiles that the command is for. One that cannot be used is examined elsewhere.
fn sessions(core: &Arc<Core>, globals: &Globals) -> Result<Vec<Arc<Session>>, Error> {
    let (sessions, mut failures) = globals.sessions(core)?;
    match failures.pop() {
        Some(failure) if sessions.is_empty() => Err(failure),
        _ => Ok(sessions),
    }
}

fn columns(language: Language) -> Vec<Column> {
    let titles = [
        message!("column-check"),
        message!("column-status"),
        message!("column-detail"),
        message!("column-hint"),
    ];
    let column = |(key, title): (&str, Message)| {
        let kind = match key {
            "status" => ColumnKind::Status,
            _ => ColumnKind::Text,
        };
        Column::new(key, language.say(&title), kind)
    };
    COLUMNS.into_iter().zip(titles).map(column).collect()
}

fn row(finding: &Finding) -> Vec<Cell> {
    vec![
        finding.check.word().into(),
        finding.status.word().into(),
        finding.detail.as_str().into(),
        finding.hint.clone().into(),
    ]
}

/// A finding for people, and what to do under it.
fn checked(finding: &Finding, language: Language) -> Checked {
    let hint = finding.hint.as_ref().map(|hint| format!("→ {hint}"));
    Checked {
        word: finding.status.word(),
        status: language.say(&finding.status.title()),
        subject: language.say(&finding.check.title()),
        remarks: std::iter::once(finding.detail.clone()).chain(hint).collect(),
    }
}

fn summary(findings: &[Finding]) -> Message {
    let count = |status| findings.iter().filter(|finding| finding.status == status).count();
    match (count(Status::Error), count(Status::Warning)) {
        (0, 0) => message!("note-doctor-well"),
        (errors, warnings) => message!("note-doctor", errors = errors, warnings = warnings),
    }
}
