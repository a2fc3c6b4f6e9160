//! `plugin remove`: an installed plugin goes, after a question.

use clap::ArgMatches;

use super::super::{Command, grammar::Grammar};
use crate::{
    catalog::{Library, Origin},
    error::{Error, exit},
    installing,
    prompt::nobody_to_ask,
    text::{Several, message},
};

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    grammar
        .command("remove", message!("help-plugin-remove"))
        .arg(super::id_argument(grammar))
        .arg(grammar.flag("yes", message!("help-option-yes")))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let id = super::id_of(matches);
    let installed = installed(&command, id)?;
    if !matches.get_flag("yes") {
        let asker = command.asker().ok_or_else(nobody_to_ask)?;
        asker.sure(&asker.language().say(&message!("prompt-remove-plugin", id = id)))?;
    }
    let users = users(&command, installed);
    let (removed, left) = installing::remove(&command.environment, id)?;
    if !users.is_empty() {
        command.globals.notice(&message!(
            "note-profiles-without-mode",
            profiles = Several(&users)
        ));
    }
    let version = removed.version.as_str();
    command
        .globals
        .notice(&message!("note-plugin-removed", id = id, version = version));
    if let Some(left) = left {
        let message = message!("note-plugin-left", path = left.as_path());
        command.globals.notice(&message);
    }
    Ok(exit::DONE)
}

fn installed<'a>(command: &'a Command, id: &str) -> Result<&'a Library, Error> {
    if let Some(library) = command.catalog.installed(id) {
        return Ok(library);
    }
    let (message, hint) = match command.catalog.plugin(id)?.origin {
        Origin::Bundled => (
            message!("error-plugin-bundled", id = id),
            message!("hint-plugin-disable", id = id),
        ),
        _ => (
            message!("error-plugin-not-installed", id = id),
            message!("hint-plugin-path"),
        ),
    };
    Err(Error::invalid_input("plugin_not_installed", message).hint(hint))
}

/// The profiles that are of a mode of this plugin.
fn users(command: &Command, library: &Library) -> Vec<String> {
    let Ok(config) = command.config() else {
        return Vec::new();
    };
    let modes = library.provides();
    let is_of_it = |name: &&str| {
        let profile = config.profile(name);
        profile.is_ok_and(|profile| modes.contains(&profile.mode.as_str()))
    };
    config
        .names()
        .into_iter()
        .filter(is_of_it)
        .map(str::to_owned)
        .collect()
}
