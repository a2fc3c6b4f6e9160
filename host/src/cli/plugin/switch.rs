//! `plugin enable` and `plugin disable`: whether a plugin is used, wherever it comes from.

use clap::ArgMatches;

use super::super::{Command, grammar::Grammar};
use crate::{
    error::{Error, exit},
    installing::switching,
    text::message,
};

pub(super) fn enable_grammar(grammar: &Grammar) -> clap::Command {
    grammar
        .command("enable", message!("help-plugin-enable"))
        .arg(super::id_argument(grammar))
}

pub(super) fn disable_grammar(grammar: &Grammar) -> clap::Command {
    grammar
        .command("disable", message!("help-plugin-disable"))
        .arg(super::id_argument(grammar))
}

/// Lets a plugin be used again that was disabled, or quarantined.
pub(super) fn enable(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let id = super::id_of(matches);
    let library = command.catalog.plugin(id)?;
    let said = match switching::enable(&command.environment, library)? {
        true => message!("note-enabled", id = id),
        false => message!("note-enabled-already", id = id),
    };
    command.globals.notice(&said);
    Ok(exit::DONE)
}

/// Has a plugin not used until it is enabled.
pub(super) fn disable(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let id = super::id_of(matches);
    let library = command.catalog.plugin(id)?;
    let said = match switching::disable(&command.environment, library)? {
        true => message!("note-disabled", id = id),
        false => message!("note-disabled-already", id = id),
    };
    command.globals.notice(&said);
    Ok(exit::DONE)
}
