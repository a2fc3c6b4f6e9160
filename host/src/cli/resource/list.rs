//! `<type> list`.

use std::sync::Arc;

use clap::{ArgAction, ArgMatches};
use tokio::{sync::mpsc, task::JoinHandle};
use yun_plugin_api::manifest::ResourceManifest;

use super::{
    Command, Part, columns, columns_help,
    filters::{filters, limit},
    report_failures,
    rows::{Counter, End, Found, PAGES_AHEAD, Rows, bounded, ordered},
};
use crate::{
    cli::{
        globals::{Globals, sort_keys},
        grammar::Grammar,
    },
    core::Core,
    error::{Error, exit},
    listing::{self, About, Listed, Outcome, Places, Query, Remark, Target, Wanted, cells},
    output::{self, Column, Format, Sheet, SortKey, progress::ProgressLine},
    session::Session,
    text::{Message, Several, message},
};

pub(super) fn grammar(grammar: &Grammar, resource: &ResourceManifest) -> clap::Command {
    let filters: Vec<String> = resource.filters.iter().map(|filter| filter.key.clone()).collect();
    let title = grammar.language.pick(&resource.title);
    let filter_help = match filters.is_empty() {
        true => message!("help-option-filter-none"),
        false => message!("help-option-filter", filters = Several(&filters)),
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
        .after_help(columns_help(grammar, resource, Part::List))
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
    let columns = columns(
        &resource,
        Part::List,
        command.several()?,
        command.globals.language,
    );
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
        let (sessions, unusable) = globals.sessions(&core)?;
        note_resource_group(&sessions, &self.resource, &globals);
        let (sender, events) = mpsc::channel(PAGES_AHEAD);
        let listing = tokio::spawn(listing::list(
            core,
            vec![self.wanted()],
            sessions.clone(),
            globals.regions()?,
            Places::new(globals.concurrency),
            sender,
        ));
        let mut sheet = Sheet::new(self.columns.clone(), Vec::new());
        let title = globals.language.pick(&self.resource.title);
        let mut rows = Rows {
            make: |_, target: &Target, row| {
                Some(cells(row, target.session.name(), &target.region, &self.columns))
            },
            limit: self.limit,
            counter: Counter::new(&progress, globals.language, |rows, done, targets| {
                message!(
                    "progress-list",
                    title = title,
                    rows = rows,
                    done = done,
                    targets = targets
                )
            }),
        };
        let end = if self.is_written_as_it_arrives(&globals) {
            if self.stdout_is_terminal {
                progress.clear();
            }
            let lines = |rows| {
                sheet.rows = rows;
                Ok(sheet.render(&globals.style())?.text)
            };
            rows.write(events, lines).await?
        } else {
            End::Whole(rows.collect(events).await)
        };
        let (found, Listed { outcome, remarks }) =
            match whole(end, listing, unusable, &progress, &globals).await {
                Ok(whole) => whole,
                Err(code) => return Ok(code),
            };
        let count = self.print(&mut sheet, found, &outcome, &globals);
        let doubted = |remark: &&Remark| matches!(remark.about, About::MayBeDenied);
        let is_certain = remarks.iter().filter(doubted).count() < sessions.len();
        if matches!(count, Ok(0)) && outcome.failures.is_empty() && is_certain {
            globals.note(&nothing_found(&self.resource, &globals, &sessions));
        }
        note_remarks(&remarks, |_| title, &globals);
        report_failures(&outcome.failures, &globals);
        count.map(|_| outcome.exit_code())
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            resource: self.resource.clone(),
            query: self.query.clone(),
        }
    }

    fn is_written_as_it_arrives(&self, globals: &Globals) -> bool {
        globals.format == Format::Jsonl && globals.query.is_none() && self.sort.is_empty()
    }

    /// Writes what is not written yet, in order; answers with how many rows there are.
    fn print(
        &self,
        sheet: &mut Sheet,
        found: Found,
        outcome: &Outcome<usize>,
        globals: &Globals,
    ) -> Result<usize, Error> {
        let count = if self.is_written_as_it_arrives(globals) {
            found.count
        } else {
            sheet.rows = ordered(found.rows, outcome, &sheet.columns, &["profile", "region", "id"]);
            sheet.sort(&self.sort)?;
            sheet.rows.truncate(self.limit.map_or(usize::MAX, bounded));
            // Where nobody answered, nothing is known; that there is nothing would be another answer.
            if !outcome.answers.is_empty() {
                globals.print_sheet(sheet)?;
            }
            sheet.rows.len()
        };
        Ok(count)
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

/// What was found, and how the listing ended; the exit code where nobody wants the rest.
pub(in crate::cli) async fn whole(
    end: End,
    listing: JoinHandle<Listed>,
    unusable: Vec<Error>,
    progress: &ProgressLine,
    globals: &Globals,
) -> Result<(Found, Listed), u8> {
    let found = match end {
        End::Whole(found) => found,
        early => {
            listing.abort();
            progress.clear();
            return Err(ended_early(&early, &unusable, globals));
        }
    };
    let joined = listing.await;
    let mut listed = joined.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
    listed.outcome.failures.splice(0..0, unusable);
    progress.clear();
    Ok((found, listed))
}

/// Tells what is no failure, and yet to be known. `title` is that of the type in this place.
pub(in crate::cli) fn note_remarks<'a>(
    remarks: &[Remark],
    title: impl Fn(usize) -> &'a str,
    globals: &Globals,
) {
    for remark in remarks {
        globals.notice(&remark.message(title(remark.wanted)));
    }
}

/// Tells that a resource group, the command's or a profile's own, says nothing for this type.
pub(in crate::cli) fn note_resource_group(
    sessions: &[Arc<Session>],
    resource: &ResourceManifest,
    globals: &Globals,
) {
    let grouped = |session: &Arc<Session>| session.profile.resource_group.is_some();
    let is_wanted = globals.resource_group.is_some() || sessions.iter().any(grouped);
    if is_wanted && !resource.resource_group {
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
