//! `plugin check PATH`: whether a plugin keeps the rules that authors promise and that a store would hold it to.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{ArgMatches, ValueHint, parser::ValueSource};
use yun_plugin_api::{Cell, manifest::ColumnKind, testing::answers::Answers};

use super::Command;
use crate::{
    catalog::{Library, Origin, locate},
    cli::{globals::Globals, grammar::Grammar},
    conformance::{self, Finding, Limits, Status, Surroundings},
    core::Core,
    environment::Environment,
    error::{Error, exit},
    output::{self, Checked, Column, Format, Sheet},
    text::{Language, Message, message, visible},
};

/// How long one call may take, unless `--timeout` says otherwise.
const LONGEST_CALL: Duration = Duration::from_secs(10);
/// How long a call may take that nobody waits for any more.
const LONGEST_ENDING: Duration = Duration::from_secs(5);
/// How long all of it may take.
const LONGEST_CHECK: Duration = Duration::from_secs(300);

/// The name of the answers file.
const ANSWERS: &str = "answers.json";

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let path = |arg: clap::Arg| {
        arg.value_parser(clap::value_parser!(PathBuf))
            .value_hint(ValueHint::AnyPath)
    };
    let library = grammar.positional(
        "PATH",
        message!("help-value-path"),
        message!("help-plugin-check-path"),
    );
    let answers = grammar.value(
        "answers",
        message!("help-option-answers"),
        message!("help-value-file"),
    );
    grammar
        .command("check", message!("help-plugin-check"))
        .arg(path(library))
        .arg(path(answers))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let named = matches.get_one::<PathBuf>("PATH").cloned().unwrap_or_default();
    let library = locate(&named, &command.environment)?;
    let answers = match matches.get_one::<PathBuf>("answers") {
        Some(file) => Some(read_answers(file)?),
        None => answers_of(&named, &library)
            .map(|file| read_answers(&file))
            .transpose()?,
    };
    let columns = columns(command.globals.language);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    if library != named {
        command
            .globals
            .note(&message!("note-check-library", path = library.as_path()));
    }
    let limits = limits(&command.globals, matches);
    command.in_runtime(|core, globals, progress| async move {
        progress.say(globals.language.say(&message!("progress-check")));
        let findings = examined(&core, library, answers, limits).await?;
        progress.clear();
        show(&globals, columns, &findings)?;
        globals.note(&summary(&findings));
        let has_failed = findings.iter().any(|finding| finding.status == Status::Failed);
        Ok(if has_failed { exit::PLUGIN } else { exit::DONE })
    })
}

fn limits(globals: &Globals, matches: &ArgMatches) -> Limits {
    let call = match matches.value_source("timeout") {
        Some(ValueSource::CommandLine) => globals.timeout,
        _ => LONGEST_CALL,
    };
    Limits {
        call,
        ending: LONGEST_ENDING.min(call),
        whole: LONGEST_CHECK,
    }
}

/// Checks the library on a thread where waiting holds nobody up.
async fn examined(
    core: &Core,
    path: PathBuf,
    answers: Option<Answers>,
    limits: Limits,
) -> Result<Vec<Finding>, Error> {
    let library = Library::look(&path, Origin::Path, &core.environment);
    if let (Some(manifest), Some(answers)) = (&library.manifest, &answers) {
        answers
            .fits(manifest)
            .map_err(|error| bad_answers(error.to_string()))?;
    }
    let (environment, language): (Environment, Language) = (core.environment.clone(), core.language());
    let handle = tokio::runtime::Handle::current();
    let checking = tokio::task::spawn_blocking(move || {
        let surroundings = Surroundings {
            environment: &environment,
            language,
            handle,
            limits,
        };
        conformance::check(&library, answers, surroundings)
    });
    checking.await.map_err(|error| {
        let message = message!("error-thread", reason = error.to_string());
        Error::new(crate::error::ErrorKind::Failed, "no_thread", message)
    })
}

/// The answers file of a library: in the directory that was named, beside the library, or in the crate that it was built
/// of.
fn answers_of(named: &Path, library: &Path) -> Option<PathBuf> {
    let beside = library.parent();
    let of_crate = beside
        .and_then(Path::parent)
        .filter(|target| target.ends_with("target"));
    let places = [Some(named), beside, of_crate.and_then(Path::parent)];
    let files = places.into_iter().flatten().map(|place| place.join(ANSWERS));
    files.into_iter().find(|file| file.is_file())
}

fn read_answers(file: &Path) -> Result<Answers, Error> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = message!(
            "error-answers-unreadable",
            path = file,
            reason = error.to_string()
        );
        Error::invalid_input("answers_unreadable", message).source(error)
    })?;
    Answers::parse(&text).map_err(|error| bad_answers(error.to_string()))
}

fn bad_answers(reason: String) -> Error {
    Error::invalid_input("answers_invalid", message!("error-answers", reason = reason))
        .hint(message!("hint-answers"))
}

/// The columns of the report.
pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str, title: Message, kind| Column::new(key, language.say(&title), kind);
    vec![
        column("rule", message!("column-rule"), ColumnKind::Text),
        column("status", message!("column-status"), ColumnKind::Status),
        column("subject", message!("column-subject"), ColumnKind::Text),
        column("message", message!("column-message"), ColumnKind::Text),
        column("mend", message!("column-mend"), ColumnKind::Text),
    ]
}

fn show(globals: &Globals, columns: Vec<Column>, findings: &[Finding]) -> Result<(), Error> {
    let is_list = matches!(globals.format, Format::Table | Format::Wide);
    if is_list && globals.columns.is_none() && globals.query.is_none() {
        let list: Vec<Checked> = findings
            .iter()
            .map(|finding| checked(finding, globals.language))
            .collect();
        output::print(&output::checklist(&list, &globals.style()))?;
        return Ok(());
    }
    let rows = findings.iter().map(row).collect();
    globals.print_sheet(&Sheet::new(columns, rows))?;
    Ok(())
}

fn row(finding: &Finding) -> Vec<Cell> {
    vec![
        finding.rule.name().into(),
        finding.status.word().into(),
        finding.subject.as_str().into(),
        finding.message.as_str().into(),
        finding.mend.clone().into(),
    ]
}

/// A finding for people, with what to do under it.
fn checked(finding: &Finding, language: Language) -> Checked {
    let said = message!(
        "check-of-subject",
        subject = finding.subject.as_str(),
        said = finding.message.as_str()
    );
    let mend = finding.mend.as_ref().map(|mend| format!("→ {}", visible(mend)));
    Checked {
        word: finding.status.word(),
        status: language.say(&finding.status.title()),
        subject: finding.rule.name().to_owned(),
        remarks: std::iter::once(language.say(&said)).chain(mend).collect(),
    }
}

fn summary(findings: &[Finding]) -> Message {
    let count = |status| findings.iter().filter(|finding| finding.status == status).count();
    message!(
        "note-check",
        passed = count(Status::Passed),
        failed = count(Status::Failed),
        skipped = count(Status::Skipped),
        remarks = count(Status::Remark)
    )
}
