//! The noun `plugin`: its grammar. Each verb has a file.

mod by_name;
mod check;
mod indexes;
mod info;
mod install;
mod list;
mod new;
mod offer;
mod offered;
mod remove;
mod schema;
mod search;
mod switch;
mod trust;
mod upgrade;
mod upgraded;
mod verify;

use clap::ArgMatches;

use super::{Command, grammar::Grammar};
use crate::{
    catalog::Catalog,
    error::Error,
    output::Column,
    text::{Language, message},
};

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("plugin", message!("help-plugin"))
        .subcommand_required(true)
        .subcommand(grammar.command("list", message!("help-plugin-list")))
        .subcommand(info::grammar(grammar))
        .subcommand(search::grammar(grammar))
        .subcommand(install::grammar(grammar))
        .subcommand(upgrade::grammar(grammar))
        .subcommand(remove::grammar(grammar))
        .subcommand(switch::enable_grammar(grammar))
        .subcommand(switch::disable_grammar(grammar))
        .subcommand(verify::grammar(grammar))
        .subcommand(trust::grammar(grammar))
        .subcommand(new::grammar(grammar))
        .subcommand(schema::grammar(grammar))
        .subcommand(check::grammar(grammar))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let works_without_record = matches!(
        matches.subcommand_name(),
        Some("check" | "new" | "schema" | "trust")
    );
    if let Some(error) = command.catalog.record_error().filter(|_| !works_without_record) {
        return Err(error.clone());
    }
    match matches.subcommand() {
        Some(("list", _)) => list::run(command),
        Some(("info", matches)) => info::run(command, matches),
        Some(("search", matches)) => search::run(command, matches),
        Some(("install", matches)) => install::run(command, matches),
        Some(("upgrade", matches)) => upgrade::run(command, matches),
        Some(("remove", matches)) => remove::run(command, matches),
        Some(("enable", matches)) => switch::enable(command, matches),
        Some(("disable", matches)) => switch::disable(command, matches),
        Some(("verify", matches)) => verify::run(command, matches),
        Some(("trust", matches)) => trust::run(&command, matches),
        Some(("check", matches)) => check::run(command, matches),
        Some(("new", matches)) => new::run(&command, matches),
        Some(("schema", matches)) => schema::run(&command, matches),
        _ => Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        )),
    }
}

/// The id of the plugin that a verb is about.
fn id_argument(grammar: &Grammar) -> clap::Arg {
    grammar.positional("ID", message!("help-value-id"), message!("help-plugin-id"))
}

fn id_of(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("ID").expect("it is required")
}

/// The columns of a verb that answers with some.
pub(super) fn columns(verb: &str, language: Language) -> Vec<Column> {
    match verb {
        "check" => check::columns(language),
        "list" => list::columns(language),
        "trust" => trust::columns(language),
        "search" => search::columns(language),
        "upgrade" => upgraded::columns(language),
        "verify" => verify::columns(language),
        "new" => new::columns(language),
        _ => Vec::new(),
    }
}
