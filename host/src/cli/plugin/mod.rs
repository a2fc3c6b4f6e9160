//! The noun `plugin`: its grammar. Each verb has a file.

mod list;
mod new;

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
        .subcommand(new::grammar(grammar))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    match matches.subcommand() {
        Some(("list", _)) => list::run(command),
        Some(("new", matches)) => new::run(&command, matches),
        _ => Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        )),
    }
}

/// The columns of a verb that answers with some.
pub(super) fn columns(verb: &str, language: Language) -> Vec<Column> {
    match verb {
        "list" => list::columns(language),
        "new" => new::columns(language),
        _ => Vec::new(),
    }
}
