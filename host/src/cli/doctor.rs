//! `doctor`.

use std::{sync::Arc, time::Duration};

use clap::{ArgMatches, parser::ValueSource};
use unicode_width::UnicodeWidthStr;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{Command, globals::Globals, grammar::Grammar};
use crate::{
    catalog::Catalog,
    core::Core,
    doctor::{self, Finding, Reach, Status},
    error::{Error, exit},
    output::{self, Column, Format, Sheet},
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
        if globals.format == Format::Table && globals.columns.is_none() {
            output::print(&lines(&findings, globals.language))?;
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

/// For people: a line for each finding, and what to do under it.
fn lines(findings: &[Finding], language: Language) -> String {
    let heads: Vec<(String, String)> = findings
        .iter()
        .map(|finding| {
            (
                language.say(&finding.status.title()),
                language.say(&finding.check.title()),
            )
        })
        .collect();
    let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
    let statuses = widest(&mut heads.iter().map(|(status, _)| status.width()));
    let checks = widest(&mut heads.iter().map(|(_, check)| check.width()));
    let padded = |text: &str, to: usize| format!("{text}{}  ", " ".repeat(to - text.width()));
    let mut text = String::new();
    for (finding, (status, check)) in findings.iter().zip(&heads) {
        text.push_str(&padded(status, statuses));
        text.push_str(&padded(check, checks));
        text.push_str(&finding.detail);
        text.push('\n');
        if let Some(hint) = &finding.hint {
            text.push_str(&" ".repeat(statuses + checks + 4));
            text.push_str("→ ");
            text.push_str(hint);
            text.push('\n');
        }
    }
    text
}

fn summary(findings: &[Finding]) -> Message {
    let count = |status| findings.iter().filter(|finding| finding.status == status).count();
    match (count(Status::Error), count(Status::Warning)) {
        (0, 0) => message!("note-doctor-well"),
        (errors, warnings) => message!("note-doctor", errors = errors, warnings = warnings),
    }
}
