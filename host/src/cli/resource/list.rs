//! `<type> list`.

use std::sync::Arc;

use clap::{ArgAction, ArgMatches};
use tokio::sync::mpsc;
use yun_plugin_api::manifest::ResourceManifest;

use super::{
    Command, columns, columns_help,
    filters::{filters, limit},
    report_failures,
    rows::{Counter, End, Found, Rows, bounded},
};
use crate::{
    cli::{
        globals::{Globals, sort_keys},
        grammar::Grammar,
    },
    core::Core,
    error::{Error, exit},
    listing::{self, Outcome, Query},
    output::{self, Column, Format, Sheet, SortKey, progress::ProgressLine},
    session::Session,
    text::{Message, message},
};

/// How many pages may have come and not yet been written: more wait where they are.
const PAGES_AHEAD: usize = 16;

pub(super) fn grammar(grammar: &Grammar, resource: &ResourceManifest) -> clap::Command {
    let filters: Vec<String> = resource.filters.iter().map(|filter| filter.key.clone()).collect();
    let title = grammar.language.pick(&resource.title);
    let filter_help = match filters.is_empty() {
        true => message!("help-option-filter-none"),
        false => message!("help-option-filter", filters = filters.join(", ")),
    };
    grammar
        .command("list", message!("help-list", title = title))
        .arg(
            grammar
                .arg("filter", filter_help)
                .value_name("KEY=VALUE")
                .action(ArgAction::Append),
        )
        .arg(grammar.sort())
        .arg(
            grammar
                .arg("limit", message!("help-option-limit"))
                .value_name(grammar.say(message!("help-value-number"))),
        )
        .after_help(columns_help(grammar, resource))
}

/// A list as it was asked for, held against the manifest.
struct Wish {
    resource: ResourceManifest,
    columns: Vec<Column>,
    query: Query,
    sort: Vec<SortKey>,
    limit: Option<u64>,
    stdout_is_terminal: bool,
}

pub(super) fn run(command: Command, noun: &str, matches: &ArgMatches) -> Result<u8, Error> {
    let resource = command.catalog.resource(noun)?.provided.clone();
    let columns = columns(&resource, command.several()?, command.globals.language);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    let sort = sort_keys(matches)?;
    output::check_sort(&columns, &sort)?;
    refuse_resource_group(&command, &resource)?;
    let limit = limit(matches)?;
    let query = Query {
        resource_group: command.globals.resource_group.clone(),
        filters: filters(&resource, matches, command.globals.language)?,
        // Which rows are the first is known only once all are there and in order.
        limit: limit.filter(|_| sort.is_empty()),
    };
    let wish = Wish {
        resource,
        columns,
        query,
        sort,
        limit,
        stdout_is_terminal: command.terminal.stdout,
    };
    command.in_runtime(|core, globals, progress| wish.listed(core, globals, progress))
}

impl Wish {
    /// Asks all targets, and writes their rows as they arrive or in order.
    async fn listed(self, core: Arc<Core>, globals: Globals, progress: ProgressLine) -> Result<u8, Error> {
        let (sessions, mut unusable) = globals.sessions(&core)?;
        let (targets, unknown) =
            listing::targets(&core, &sessions, &globals.regions()?, &self.resource).await;
        unusable.extend(unknown);
        note_resource_group(&sessions, &self.resource, &globals);
        let (sender, events) = mpsc::channel(PAGES_AHEAD);
        let listing = tokio::spawn(listing::list(
            core,
            self.resource.resource_type.clone(),
            targets.clone(),
            self.query.clone(),
            globals.concurrency,
            sender,
        ));
        let mut rows = Rows {
            limit: self.limit,
            counter: Counter::new(&progress, &self.resource, targets.len(), globals.language),
            targets,
        };
        let mut sheet = Sheet::new(self.columns.clone(), Vec::new());
        let end = if self.is_written_as_it_arrives(&globals) {
            if self.stdout_is_terminal {
                progress.clear();
            }
            rows.write(events, &mut sheet, &globals).await?
        } else {
            End::Whole(rows.collect(events, &sheet.columns).await)
        };
        let End::Whole(found) = end else {
            listing.abort();
            progress.clear();
            return Ok(ended_early(&end, &unusable, &globals));
        };
        let mut outcome = finished(listing.await);
        outcome.failures.splice(0..0, unusable);
        progress.clear();
        let printed = self.print(&mut sheet, found, &outcome, &globals, &sessions);
        report_failures(&outcome.failures, &globals);
        printed.map(|()| outcome.exit_code())
    }

    fn is_written_as_it_arrives(&self, globals: &Globals) -> bool {
        globals.format == Format::Jsonl && globals.query.is_none() && self.sort.is_empty()
    }

    /// Writes what is not written yet, in order; says so where there is nothing.
    fn print(
        &self,
        sheet: &mut Sheet,
        found: Found,
        outcome: &Outcome<usize>,
        globals: &Globals,
        sessions: &[Arc<Session>],
    ) -> Result<(), Error> {
        let count = if self.is_written_as_it_arrives(globals) {
            found.count
        } else {
            sheet.rows = Rows::ordered(found.rows, outcome, &sheet.columns);
            sheet.sort(&self.sort)?;
            sheet.rows.truncate(self.limit.map_or(usize::MAX, bounded));
            // Where nobody answered, nothing is known; that there is nothing would be another answer.
            if !outcome.answers.is_empty() {
                globals.print_sheet(sheet)?;
            }
            sheet.rows.len()
        };
        if count == 0 && outcome.failures.is_empty() {
            globals.note(&nothing_found(&self.resource, globals, sessions));
        }
        Ok(())
    }
}

/// Nobody wants the rest. Where it was the limit that ended it, what was known to fail before is still to be told.
fn ended_early(end: &End, unusable: &[Error], globals: &Globals) -> u8 {
    if matches!(end, End::Unread) || unusable.is_empty() {
        return exit::DONE;
    }
    report_failures(unusable, globals);
    exit::PARTIAL
}

/// That there is nothing, and in which resource group it was looked for.
fn nothing_found(resource: &ResourceManifest, globals: &Globals, sessions: &[Arc<Session>]) -> Message {
    let title = globals.language.pick(&resource.title);
    let mut groups = sessions
        .iter()
        .filter_map(|session| session.profile.resource_group.as_ref());
    match globals.resource_group.as_ref().or_else(|| groups.next()) {
        Some(group) if resource.resource_group => {
            message!("note-nothing-found-group", title = title, group = group)
        }
        _ => message!("note-nothing-found", title = title),
    }
}

/// The end of a listing that was waited for.
fn finished<T>(joined: Result<Outcome<T>, tokio::task::JoinError>) -> Outcome<T> {
    joined.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))
}

/// Tells that the profile's own resource group says nothing for this type.
fn note_resource_group(sessions: &[Arc<Session>], resource: &ResourceManifest, globals: &Globals) {
    let grouped = |session: &Arc<Session>| session.profile.resource_group.is_some();
    if !resource.resource_group && sessions.iter().any(grouped) {
        let title = globals.language.pick(&resource.title);
        globals.notice(&message!("note-no-resource-group", title = title));
    }
}

/// A wish that would be ignored is refused.
pub(super) fn refuse_resource_group(command: &Command, resource: &ResourceManifest) -> Result<(), Error> {
    if resource.resource_group || command.globals.resource_group.is_none() {
        return Ok(());
    }
    let title = command.globals.language.pick(&resource.title);
    Err(Error::invalid_input(
        "resource_group_unsupported",
        message!("error-no-resource-group", title = title),
    ))
}
