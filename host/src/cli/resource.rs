//! `<type> list` and `<type> show`, for whatever types the manifests bring.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use clap::{ArgAction, ArgMatches};
use yun_plugin_api::{
    Cell, Filter, Row,
    manifest::{ColumnKind, FieldType, ResourceManifest},
};

use super::{Command, globals::Globals, grammar::Grammar};
use crate::{
    error::{Error, ErrorKind, exit},
    listing::{self, Outcome, Query, Target},
    output::{self, Column, Object, Sheet, progress::ProgressLine},
    session::Session,
    suggest,
    text::{Language, message},
};

pub(super) fn grammar(grammar: &Grammar, resource: &ResourceManifest) -> clap::Command {
    let filters: Vec<String> = resource.filters.iter().map(|filter| filter.key.clone()).collect();
    let filter_help = match filters.is_empty() {
        true => message!("help-option-filter-none"),
        false => message!("help-option-filter", filters = filters.join(", ")),
    };
    let list = grammar
        .bare(
            "list",
            grammar.say(message!(
                "help-list",
                title = grammar.language.pick(&resource.title)
            )),
        )
        .arg(
            grammar
                .arg("filter", filter_help)
                .value_name("KEY=VALUE")
                .action(ArgAction::Append),
        )
        .arg(
            grammar
                .arg("limit", message!("help-option-limit"))
                .value_name(grammar.say(message!("help-value-number"))),
        );
    let show = grammar
        .bare(
            "show",
            grammar.say(message!(
                "help-show",
                title = grammar.language.pick(&resource.title)
            )),
        )
        .arg(grammar.positional("ID", message!("help-value-id"), message!("help-show-id")));
    grammar
        .bare(
            &resource.resource_type,
            grammar.language.pick(&resource.help).to_owned(),
        )
        .visible_aliases(resource.aliases.clone())
        .subcommand_required(true)
        .subcommand(list)
        .subcommand(show)
}

pub(super) fn run(command: Command, noun: &str, matches: &ArgMatches) -> Result<u8, Error> {
    match matches.subcommand() {
        Some(("list", matches)) => list(command, noun, matches),
        Some(("show", matches)) => show(command, noun, matches),
        _ => Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        )),
    }
}

fn list(command: Command, noun: &str, matches: &ArgMatches) -> Result<u8, Error> {
    let resource = command.catalog.resource(noun)?.provided.clone();
    let columns = columns(&resource, several(&command)?, command.globals.language);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    refuse_resource_group(&command, &resource)?;
    let query = Query {
        resource_group: command.globals.resource_group.clone(),
        filters: filters(&resource, matches, command.globals.language)?,
        limit: limit(matches)?,
    };
    command.in_runtime(|core, globals, progress| async move {
        let (sessions, mut unusable) = globals.sessions(&core)?;
        let (targets, unknown) = listing::targets(&core, &sessions, &globals.regions()?, &resource).await;
        let grouped = |session: &Arc<Session>| session.profile.resource_group.is_some();
        if !resource.resource_group && sessions.iter().any(grouped) {
            let title = globals.language.pick(&resource.title);
            globals.notice(&message!("note-no-resource-group", title = title));
        }
        let on_page = on_page(&progress, &resource, targets.len(), globals.language);
        let mut outcome = listing::list(
            &core,
            &resource.resource_type,
            targets,
            &query,
            globals.concurrency,
            on_page,
        )
        .await;
        unusable.extend(unknown);
        outcome.failures.splice(0..0, unusable);
        progress.clear();
        let rows = ordered(&mut outcome, &columns, query.limit);
        if rows.is_empty() && outcome.failures.is_empty() {
            let title = globals.language.pick(&resource.title);
            globals.note(&message!("note-nothing-found", title = title));
        }
        let sheet = Sheet { columns, rows };
        if !(sheet.rows.is_empty() && outcome.answers.is_empty()) {
            globals.print_sheet(&sheet)?;
        }
        report_failures(&outcome.failures, &globals);
        Ok(outcome.exit_code())
    })
}

fn show(command: Command, noun: &str, matches: &ArgMatches) -> Result<u8, Error> {
    let resource = command.catalog.resource(noun)?.provided.clone();
    let columns = columns(&resource, several(&command)?, command.globals.language);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    let id = matches.get_one::<String>("ID").cloned().unwrap_or_default();
    command.in_runtime(|core, globals, progress| async move {
        let (sessions, mut unusable) = globals.sessions(&core)?;
        let (targets, unknown) = listing::targets(&core, &sessions, &globals.regions()?, &resource).await;
        let mut outcome =
            listing::show(&core, &resource.resource_type, targets, &id, globals.concurrency).await;
        unusable.extend(unknown);
        outcome.failures.splice(0..0, unusable);
        progress.clear();
        let found = outcome
            .answers
            .iter_mut()
            .find_map(|(target, found)| Some((target.clone(), found.take()?)));
        let Some((target, found)) = found else {
            return not_found(&id, &resource, &outcome, &globals);
        };
        let cells = cells(found.row, &target, &columns);
        let object = Object {
            fields: columns.into_iter().zip(cells).collect(),
            raw: Some(found.raw),
        };
        globals.print_object(&object)?;
        Ok(exit::DONE)
    })
}

/// A wish that would be ignored is refused.
fn refuse_resource_group(command: &Command, resource: &ResourceManifest) -> Result<(), Error> {
    if resource.resource_group || command.globals.resource_group.is_none() {
        return Ok(());
    }
    let title = command.globals.language.pick(&resource.title);
    Err(Error::invalid_input(
        "resource_group_unsupported",
        message!("error-no-resource-group", title = title),
    ))
}

/// Nobody has it: that is certain only if nobody failed.
fn not_found<T>(
    id: &str,
    resource: &ResourceManifest,
    outcome: &Outcome<T>,
    globals: &Globals,
) -> Result<u8, Error> {
    report_failures(&outcome.failures, globals);
    if !outcome.failures.is_empty() {
        return Ok(outcome.exit_code());
    }
    let regions: Vec<&str> = outcome
        .answers
        .iter()
        .map(|(target, _)| target.region.as_str())
        .collect();
    let message = message!(
        "error-not-found",
        title = globals.language.pick(&resource.title),
        id = id,
        regions = regions.join(", ")
    );
    let everywhere = globals.regions.iter().any(|region| region == "all");
    let hint = (!everywhere).then(|| message!("hint-not-found"));
    Err(Error::new(ErrorKind::NotFound, "not_found", message).maybe_hint(hint))
}

fn report_failures(failures: &[Error], globals: &Globals) {
    for failure in failures {
        super::report(failure, globals.format, globals.language);
    }
}

/// Whether several profiles were asked for, so that each row says whose it is.
fn several(command: &Command) -> Result<bool, Error> {
    let globals = &command.globals;
    if !globals.all_profiles && globals.profiles.len() < 2 {
        return Ok(false);
    }
    Ok(globals.all_profiles
        || globals
            .profile_names(&command.environment, &command.config()?)?
            .len()
            > 1)
}

fn columns(resource: &ResourceManifest, several: bool, language: Language) -> Vec<Column> {
    let profile = several.then(|| Column {
        key: "profile".to_owned(),
        title: language.say(&message!("column-profile")),
        kind: ColumnKind::Text,
        wide: false,
    });
    let own = resource.columns.iter().map(|column| Column {
        key: column.key.clone(),
        title: language.pick(&column.title).to_owned(),
        kind: column.kind,
        wide: column.wide,
    });
    profile.into_iter().chain(own).collect()
}

/// A row's cells in the columns' order.
fn cells(mut row: Row, target: &Target, columns: &[Column]) -> Vec<Cell> {
    let cell = |column: &Column| match column.key.as_str() {
        "profile" => target.session.name().into(),
        "region" => match row.take("region") {
            Cell::Empty => target.region.as_str().into(),
            region => region,
        },
        key => row.take(key),
    };
    columns.iter().map(cell).collect()
}

/// All rows by profile, region and id, at most `limit` of them.
fn ordered(outcome: &mut Outcome<Vec<Row>>, columns: &[Column], limit: Option<u64>) -> Vec<Vec<Cell>> {
    let place = |key: &str| columns.iter().position(|column| column.key == key);
    let by = [place("profile"), place("region"), place("id")];
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (target, listed) in &mut outcome.answers {
        rows.extend(listed.drain(..).map(|row| cells(row, target, columns)));
    }
    let text = |row: &Vec<Cell>, place: Option<usize>| match place.map(|place| &row[place]) {
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    };
    rows.sort_by_cached_key(|row| by.map(|place| text(row, place)));
    if let Some(limit) = limit {
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    rows
}

/// The filters of the arguments, held against the manifest.
fn filters(
    resource: &ResourceManifest,
    matches: &ArgMatches,
    language: Language,
) -> Result<Vec<Filter>, Error> {
    let mut filters: Vec<Filter> = Vec::new();
    for text in matches.get_many::<String>("filter").into_iter().flatten() {
        let (key, value) = text
            .split_once('=')
            .filter(|(key, value)| !key.is_empty() && !value.is_empty())
            .ok_or_else(|| {
                Error::invalid_input("filter_invalid", message!("error-filter-form", filter = text))
                    .hint(message!("hint-filter-form"))
            })?;
        let key = key.replace('-', "_");
        let Some(known) = resource.filters.iter().find(|filter| filter.key == key) else {
            return Err(unknown_filter(&key, resource, language));
        };
        let mut value = value.to_owned();
        if known.field_type == FieldType::Choice {
            let choice = known
                .choices
                .iter()
                .find(|choice| choice.value.eq_ignore_ascii_case(&value));
            let Some(choice) = choice else {
                let choices: Vec<&str> = known.choices.iter().map(|choice| choice.value.as_str()).collect();
                let hint = suggest::hint(&value, choices.iter().copied(), || {
                    message!("hint-choices", choices = choices.join(", "))
                });
                let message = message!("error-filter-value", filter = key, value = value);
                return Err(Error::invalid_input("filter_invalid", message).hint(hint));
            };
            value.clone_from(&choice.value);
        }
        if !known.repeatable && filters.iter().any(|filter| filter.key == key) {
            let message = message!("error-filter-repeated", filter = key);
            return Err(Error::invalid_input("filter_repeated", message));
        }
        filters.push(Filter { key, value });
    }
    Ok(filters)
}

fn unknown_filter(key: &str, resource: &ResourceManifest, language: Language) -> Error {
    let known: Vec<&str> = resource
        .filters
        .iter()
        .map(|filter| filter.key.as_str())
        .collect();
    let hint = suggest::hint(key, known.iter().copied(), || {
        message!("hint-choices", choices = known.join(", "))
    });
    let title = language.pick(&resource.title).to_owned();
    Error::invalid_input(
        "filter_unknown",
        message!("error-unknown-filter", title = title, filter = key),
    )
    .hint(hint)
}

fn limit(matches: &ArgMatches) -> Result<Option<u64>, Error> {
    let Some(text) = matches.get_one::<String>("limit") else {
        return Ok(None);
    };
    match text.parse::<u64>() {
        Ok(limit) if limit > 0 => Ok(Some(limit)),
        _ => Err(Error::invalid_input(
            "argument_invalid",
            message!("error-argument-value", flag = "--limit"),
        )
        .hint(message!("hint-limit"))),
    }
}

/// Keeps the line on stderr up to date.
fn on_page(
    progress: &ProgressLine,
    resource: &ResourceManifest,
    targets: usize,
    language: Language,
) -> listing::OnPage {
    let (progress, title) = (progress.clone(), language.pick(&resource.title).to_owned());
    // Regions report side by side: what was said before is never taken back.
    let said = (AtomicUsize::new(0), AtomicUsize::new(0));
    Arc::new(move |rows, done| {
        let rows = said.0.fetch_max(rows, Ordering::Relaxed).max(rows);
        let done = said.1.fetch_max(done, Ordering::Relaxed).max(done);
        let message = message!(
            "progress-list",
            title = title.as_str(),
            rows = rows,
            done = done,
            targets = targets
        );
        progress.say(language.say(&message));
    })
}
