//! `profile import`: profiles that others keep become yun's own, their secrets in the secret store.

use clap::{ArgAction, ArgMatches};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{arguments, common_exit_code, pick};
use crate::{
    cli::{Command, globals::Globals, grammar::Grammar},
    error::{Error, exit},
    output::{self, Column, Sheet},
    profile::{
        RegionId, adding,
        foreign::Source,
        importing::{self, Order},
        registry::Profiles,
    },
    suggest,
    text::{Language, Several, message, shell_word},
};

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let name = grammar.positional("NAME", message!("help-value-name"), message!("help-import-name"));
    grammar
        .command("import", message!("help-profile-import"))
        .arg(name.required(false).num_args(0..).action(ArgAction::Append))
        .arg(
            grammar
                .flag("all", message!("help-option-import-all"))
                .conflicts_with("NAME"),
        )
        .arg(
            grammar
                .value(
                    "as",
                    message!("help-option-import-as"),
                    message!("help-value-new"),
                )
                .conflicts_with("all"),
        )
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let globals = &command.globals;
    let columns = columns(globals.language);
    output::check_columns(&columns, globals.columns.as_deref())?;
    let profiles = command.profiles()?;
    let orders = orders(&command, matches, &profiles)?;
    let outcomes: Vec<Result<(), Error>> = orders
        .iter()
        .map(|order| {
            importing::import(
                &command.environment,
                command.globals.unlocking(),
                &profiles,
                order,
            )
        })
        .collect();
    let rows = orders.iter().zip(&outcomes);
    let rows = rows.map(|(order, outcome)| cells(order, outcome, globals.language));
    globals.print_sheet(&Sheet::new(columns, rows.collect()))?;
    let mut codes = Vec::new();
    for (order, outcome) in orders.iter().zip(&outcomes) {
        codes.push(outcome.as_ref().err().map_or(exit::DONE, Error::exit_code));
        tell(globals, order, outcome);
    }
    Ok(common_exit_code(&codes))
}

/// What is to be copied. A name that there is not, or that is taken, is refused before anything is.
fn orders<'a>(
    command: &Command,
    matches: &ArgMatches,
    profiles: &'a Profiles,
) -> Result<Vec<Order<'a>>, Error> {
    if matches.get_flag("all") {
        return Ok(all(&command.globals, profiles));
    }
    let given = matches.get_many::<String>("NAME").into_iter().flatten();
    let mut names: Vec<String> = Vec::new();
    for name in given {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    if names.is_empty() {
        names.push(chosen(command, profiles)?);
    }
    let other = matches.get_one::<String>("as");
    if other.is_some() && names.len() > 1 {
        let message = message!("error-import-as-several");
        return Err(Error::invalid_input("argument_conflict", message));
    }
    let order = |name: &String| order(profiles, name, other);
    names.iter().map(order).collect()
}

/// Everything of Alibaba Cloud CLI's that yun has no profile of the same name of.
fn all<'a>(globals: &Globals, profiles: &'a Profiles) -> Vec<Order<'a>> {
    let mut orders = Vec::new();
    for foreign in profiles.all_foreign() {
        if foreign.source != Source::AliyunCli {
            continue;
        }
        if profiles.is_own(foreign.name.as_str()) {
            globals.notice(&message!("note-import-skipped", name = foreign.name.as_str()));
            continue;
        }
        let name = foreign.name.clone();
        orders.push(Order { foreign, name });
    }
    for remark in profiles.remarks() {
        let said = globals.language.say(remark);
        globals.notice(&message!("note-remark", said = said));
    }
    if orders.is_empty() {
        globals.note(&message!("note-import-nothing"));
    }
    orders
}

fn order<'a>(profiles: &'a Profiles, name: &str, other: Option<&String>) -> Result<Order<'a>, Error> {
    let Some(foreign) = profiles.foreign(name) else {
        return Err(unknown(profiles, name));
    };
    let name = match other {
        Some(other) => adding::free_name(profiles.config(), other)?,
        None => adding::refuse_existing(profiles.config(), &foreign.name)
            .map(|()| foreign.name.clone())
            .map_err(|error| error.hint(message!("hint-import-as", name = shell_word(name))))?,
    };
    Ok(Order { foreign, name })
}

fn unknown(profiles: &Profiles, name: &str) -> Error {
    let message = match profiles.is_own(name) {
        true => message!("error-import-own", name = name),
        false => message!("error-import-unknown", name = name),
    };
    let names = profiles.all_foreign().iter().map(|foreign| foreign.name.as_str());
    let otherwise = || message!("hint-list-profiles");
    Error::invalid_input("profile_unknown", message).hint(suggest::hint(name, names, otherwise))
}

/// One that is picked from the list.
fn chosen(command: &Command, profiles: &Profiles) -> Result<String, Error> {
    let names = profiles.importable();
    match command.asker() {
        Some(asker) if !names.is_empty() => {
            let start = names.iter().position(|name| Some(*name) == profiles.in_use());
            let lines = names.into_iter().map(|name| {
                let (mode, region) = profiles.outline(name);
                (name, mode, region)
            });
            pick(
                asker,
                lines.collect(),
                start.unwrap_or(0),
                &message!("prompt-import"),
            )
        }
        _ => Err(arguments::missing("NAME").hint(match names.is_empty() {
            true => message!("hint-import-nothing"),
            false => message!("hint-import", names = Several(&names)),
        })),
    }
}

fn tell(globals: &Globals, order: &Order<'_>, outcome: &Result<(), Error>) {
    let (old, new) = (order.foreign.name.as_str(), order.name.as_str());
    match outcome {
        Err(error) => drop(globals.reporter().report(error)),
        Ok(()) if old == new => globals.note(&message!("note-imported", name = old)),
        Ok(()) => globals.note(&message!("note-imported-as", old = old, new = new)),
    }
}

pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key, title, kind| Column::new(key, language.say(&title), kind);
    vec![
        column("name", message!("column-name"), ColumnKind::Text),
        column("mode", message!("column-mode"), ColumnKind::Text),
        column("region", message!("column-region"), ColumnKind::Text),
        column("ok", message!("column-imported"), ColumnKind::Bool),
        // Told in full on stderr, where the hint stands with it.
        column("error", message!("column-reason"), ColumnKind::Text).wide(),
    ]
}

/// The cells under [`columns`].
fn cells(order: &Order<'_>, outcome: &Result<(), Error>, language: Language) -> Vec<Cell> {
    let foreign = order.foreign;
    vec![
        order.name.as_str().into(),
        foreign.mode.clone().into(),
        foreign.region.as_ref().map(RegionId::as_str).into(),
        outcome.is_ok().into(),
        outcome
            .as_ref()
            .err()
            .map(|error| error.sentence(language))
            .into(),
    ]
}
