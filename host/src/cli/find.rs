//! `yun find`: one search over every resource type.

use std::{collections::BTreeMap, sync::Arc};

use clap::{ArgAction, ArgMatches};
use tokio::sync::mpsc;
use unicode_width::UnicodeWidthStr;
use yun_plugin_api::{
    Cell, Row,
    manifest::{ColumnKind, Provided, ResourceManifest},
};

use super::{
    Command,
    globals::{Globals, sort_keys},
    grammar::Grammar,
    resource::{
        filters::limit,
        list::{note_remarks, note_resource_group, whole},
        report_failures,
        rows::{Counter, End, Found, PAGES_AHEAD, Rows, bounded, ordered},
    },
};
use crate::{
    catalog::Catalog,
    core::Core,
    error::Error,
    listing::{self, Listed, Needle, Outcome, Places, Query, Target, Wanted},
    output::{self, Column, Format, RunningTable, Sheet, SortKey, progress::ProgressLine},
    session::Session,
    text::{Message, message},
};

/// The keys of its columns; `profile` is there where several were asked.
pub(super) const COLUMNS: [&str; 7] = [
    "resource_type",
    "profile",
    "id",
    "name",
    "status",
    "region",
    "match",
];

/// How wide an id usually is; what is longer pushes the rest of its line aside.
const USUAL_ID: usize = 24;
/// How wide a name usually is.
const USUAL_NAME: usize = 20;
/// How wide a status usually is.
const USUAL_STATUS: usize = 8;
/// How wide the id of a region usually is.
const USUAL_REGION: usize = 14;

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("find", message!("help-find"))
        .arg(grammar.positional("TEXT", message!("help-value-text"), message!("help-find-text")))
        .arg(
            grammar
                .value("type", message!("help-option-type"), message!("help-value-type"))
                .action(ArgAction::Append),
        )
        .arg(grammar.sort())
        .arg(grammar.value(
            "limit",
            message!("help-option-limit"),
            message!("help-value-number"),
        ))
}

/// A search as it was asked for.
struct Wish {
    needle: Needle,
    resources: Vec<ResourceManifest>,
    columns: Vec<Column>,
    sort: Vec<SortKey>,
    limit: Option<u64>,
    stdout_is_terminal: bool,
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let text = matches
        .get_one::<String>("TEXT")
        .map_or("", String::as_str)
        .trim();
    if text.is_empty() {
        let error = Error::invalid_input("find_empty", message!("error-find-empty"));
        return Err(error.hint(message!("hint-find-empty")));
    }
    let resources = chosen_types(&command.catalog, matches)?;
    let columns = columns(&command.globals, command.several()?, &resources);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    let sort = sort_keys(matches)?;
    output::check_sort(&columns, &sort)?;
    if !matches.contains_id("type") {
        note_refused_types(&command);
    }
    let wish = Wish {
        needle: Needle::new(text),
        resources,
        columns,
        sort,
        limit: limit(matches)?,
        stdout_is_terminal: command.terminal.stdout,
    };
    command.in_runtime(|core, globals, progress| wish.found(core, globals, progress))
}

/// The types of `--type`, each once, or all.
fn chosen_types(catalog: &Catalog, matches: &ArgMatches) -> Result<Vec<ResourceManifest>, Error> {
    let mut chosen: Vec<ResourceManifest> = Vec::new();
    for name in matches.get_many::<String>("type").into_iter().flatten() {
        let resource = catalog.resource(name)?.provided;
        if chosen
            .iter()
            .all(|known| known.resource_type != resource.resource_type)
        {
            chosen.push(resource.clone());
        }
    }
    if chosen.is_empty() {
        chosen = catalog
            .resources()
            .map(|served| served.provided.clone())
            .collect();
    }
    match chosen.is_empty() {
        true => {
            Err(Error::invalid_input("no_types", message!("error-no-types"))
                .hint(message!("hint-plugin-list")))
        }
        false => Ok(chosen),
    }
}

/// Libraries that are not used may have types in which the text would be found.
fn note_refused_types(command: &Command) {
    let has_types = |provided: &Provided| !matches!(provided, Provided::Credential(_));
    for library in command.catalog.libraries() {
        let manifest = library.manifest.as_ref();
        let may_concern = manifest.is_none_or(|manifest| manifest.provides.iter().any(has_types));
        if let Some(error) = library.refused().filter(|_| may_concern) {
            let reason = error.sentence(command.globals.language);
            command.globals.notice(&message!(
                "note-find-refused",
                plugin = library.id(),
                reason = reason
            ));
        }
    }
}

fn columns(globals: &Globals, several: bool, resources: &[ResourceManifest]) -> Vec<Column> {
    let column = |key: &str, title: Message, kind| Column::new(key, globals.language.say(&title), kind);
    let text = |key, title| column(key, title, ColumnKind::Text);
    let mut status = column("status", message!("column-status"), ColumnKind::Status);
    let declared = resources.iter().flat_map(|resource| &resource.columns);
    let statuses = declared.filter(|column| column.key == "status");
    let tones = statuses.flat_map(|column| column.tones.iter().map(|(word, tone)| (word.clone(), *tone)));
    status.tones = tones.collect::<BTreeMap<_, _>>();
    let profile = several.then(|| text("profile", message!("column-profile")));
    let rest = [
        text("id", message!("column-id")),
        text("name", message!("column-name")),
        status,
        text("region", message!("column-region")),
        text("match", message!("column-match")),
    ];
    let first = text("resource_type", message!("column-resource-type"));
    [first].into_iter().chain(profile).chain(rest).collect()
}

impl Wish {
    async fn found(self, core: Arc<Core>, globals: Globals, progress: ProgressLine) -> Result<u8, Error> {
        let (sessions, unusable) = globals.sessions(&core)?;
        for resource in &self.resources {
            note_resource_group(&sessions, resource, &globals);
        }
        let (sender, events) = mpsc::channel(PAGES_AHEAD);
        let listing = tokio::spawn(listing::list(
            core,
            self.wanted(&globals),
            sessions.clone(),
            globals.regions()?,
            Places::new(globals.concurrency),
            sender,
        ));
        let mut rows = Rows {
            make: |wanted: usize, target: &Target, row| self.cells(&self.resources[wanted], target, row),
            limit: self.limit.filter(|_| self.sort.is_empty()),
            counter: Counter::new(&progress, globals.language, |rows, done, targets| {
                message!("progress-find", rows = rows, done = done, targets = targets)
            }),
        };
        let end = match self.streamed(&globals) {
            None => End::Whole(rows.collect(events).await),
            Some(streamed) => {
                if self.stdout_is_terminal {
                    progress.clear();
                }
                let mut table = self.running_table(&globals, &sessions);
                let mut sheet = Sheet::new(self.columns.clone(), Vec::new());
                let lines = |rows: Vec<Vec<Cell>>| match streamed {
                    Streamed::Table => Ok(table.render(&rows, &globals.style())),
                    Streamed::Lines => {
                        sheet.rows = rows;
                        Ok(sheet.render(&globals.style())?.text)
                    }
                };
                rows.write(events, lines).await?
            }
        };
        let (found, Listed { outcome, remarks }) =
            match whole(end, listing, unusable, &progress, &globals).await {
                Ok(whole) => whole,
                Err(code) => return Ok(code),
            };
        let printed = self.print(found, &outcome, &globals);
        let title = |wanted: usize| globals.language.pick(&self.resources[wanted].title);
        note_remarks(&remarks, title, &globals);
        report_failures(&outcome.failures, &globals);
        printed.map(|()| outcome.exit_code())
    }

    fn wanted(&self, globals: &Globals) -> Vec<Wanted> {
        let query = Query {
            resource_group: globals.resource_group.clone(),
            filters: Vec::new(),
            limit: None,
        };
        let wanted = |resource: &ResourceManifest| Wanted {
            resource: resource.clone(),
            query: query.clone(),
        };
        self.resources.iter().map(wanted).collect()
    }

    /// The cells of a row that the text is found in.
    fn cells(&self, resource: &ResourceManifest, target: &Target, mut row: Row) -> Option<Vec<Cell>> {
        let found = self.needle.found_in(resource, &row)?;
        let cell = |column: &Column| match column.key.as_str() {
            "resource_type" => resource.resource_type.as_str().into(),
            "profile" => target.session.name().into(),
            "match" => found.as_str().into(),
            "region" => match row.take("region") {
                Cell::Empty => target.region.as_str().into(),
                region => region,
            },
            key => row.take(key),
        };
        Some(self.columns.iter().map(cell).collect())
    }

    /// How rows are written as they arrive, if they are: a table for people has no order then.
    fn streamed(&self, globals: &Globals) -> Option<Streamed> {
        let has_no_order = self.sort.is_empty() && globals.query.is_none();
        match globals.format {
            Format::Jsonl if has_no_order => Some(Streamed::Lines),
            Format::Table if has_no_order && self.stdout_is_terminal && globals.columns.is_none() => {
                Some(Streamed::Table)
            }
            _ => None,
        }
    }

    fn running_table(&self, globals: &Globals, sessions: &[Arc<Session>]) -> RunningTable {
        let widest =
            |texts: &mut dyn Iterator<Item = &str>| texts.map(UnicodeWidthStr::width).max().unwrap_or(0);
        let width = |column: &Column| match column.key.as_str() {
            "resource_type" => widest(&mut self.resources.iter().map(|known| known.resource_type.as_str())),
            "profile" => widest(&mut sessions.iter().map(|session| session.name())),
            "id" => USUAL_ID,
            "name" => USUAL_NAME,
            "status" => USUAL_STATUS,
            "region" => match globals.regions.iter().any(|region| region == "all") {
                true => USUAL_REGION,
                false => {
                    let own = sessions.iter().map(|session| session.profile.region.as_str());
                    widest(&mut own.chain(globals.regions.iter().map(String::as_str)))
                }
            },
            _ => 0,
        };
        RunningTable::new(self.columns.iter().map(|column| (column.clone(), width(column))))
    }

    /// Writes what is not written yet, in order; says so where there is nothing.
    fn print(&self, found: Found, outcome: &Outcome<usize>, globals: &Globals) -> Result<(), Error> {
        let count = if self.streamed(globals).is_some() {
            found.count
        } else {
            let order = ["resource_type", "profile", "region", "id"];
            let rows = ordered(found.rows, outcome, &self.columns, &order);
            let mut sheet = Sheet::new(self.columns.clone(), rows);
            sheet.sort(&self.sort)?;
            sheet.rows.truncate(self.limit.map_or(usize::MAX, bounded));
            // Where nobody answered, nothing is known; that there is nothing would be another answer.
            if !outcome.answers.is_empty() {
                globals.print_sheet(&sheet)?;
            }
            sheet.rows.len()
        };
        if count == 0 && outcome.failures.is_empty() {
            globals.note(&message!("note-find-nothing", text = self.needle.text()));
        }
        Ok(())
    }
}

/// How rows are written as they arrive.
#[derive(Clone, Copy)]
enum Streamed {
    Table,
    Lines,
}
