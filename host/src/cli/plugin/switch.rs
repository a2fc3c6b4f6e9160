//! `plugin enable` and `plugin disable`: whether a plugin is used, wherever it comes from.

use clap::ArgMatches;

use super::super::{Command, grammar::Grammar};
use crate::{
    catalog::{Record, crashes},
    error::{Error, exit},
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
    let was_disabled = Record::edit(&command.environment, |record| Ok(record.disabled.remove(id)))?;
    let was_quarantined = match &library.installed {
        Some(installed) => crashes::forgive(&command.environment, &installed.sha256)?,
        None => false,
    };
    let said = match was_disabled || was_quarantined {
        true => message!("note-enabled", id = id),
        false => message!("note-enabled-already", id = id),
    };
    command.globals.notice(&said);
    Ok(exit::DONE)
}

/// Has a plugin not used until it is enabled.
pub(super) fn disable(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let id = super::id_of(matches);
    command.catalog.plugin(id)?;
    let is_new = Record::edit(&command.environment, |record| {
        Ok(record.disabled.insert(id.to_owned()))
    })?;
    let said = match is_new {
        true => message!("note-disabled", id = id),
        false => message!("note-disabled-already", id = id),
    };
    command.globals.notice(&said);
    Ok(exit::DONE)
}
