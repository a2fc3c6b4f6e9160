//! `profile remove`: a profile and its secrets go, after a question where somebody can be asked.

use clap::ArgMatches;

use super::{done, own_name};
use crate::{
    cli::Command,
    error::Error,
    profile::{removing, renaming::Reference},
    prompt::nobody_to_ask,
    text::message,
};

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let name = &own_name(&command, matches, "NAME", message!("prompt-remove"))?;
    // Nobody is asked about what will be refused.
    command.config()?.secret_place(name)?;
    if !matches.get_flag("yes") {
        confirm(&command, name)?;
    }
    let unlocking = command.globals.unlocking();
    let removed = removing::remove(&command.environment, unlocking, &command.catalog, name)?;
    for Reference { profile, key } in removed.references {
        let message = message!("note-source-removed", profile = profile, key = key, name = name);
        command.globals.notice(&message);
    }
    if removed.left {
        command
            .globals
            .notice(&message!("note-keyring-left", name = name));
    }
    let code = done(&command.globals, &message!("note-removed", name = name));
    let profiles = command.profiles()?;
    if removed.was_current && profiles.in_use().is_none() && !profiles.names().is_empty() {
        command.globals.note(&message!("note-none-current"));
    }
    code
}

/// Asks a person. A script, to which no terminal is given, knows what it asks for; who has one and cannot be asked, by
/// `--no-input` for instance, has not said yes.
fn confirm(command: &Command, name: &str) -> Result<(), Error> {
    let Some(asker) = command.asker() else {
        return match command.terminal.stdin {
            true => Err(nobody_to_ask()),
            false => Ok(()),
        };
    };
    let question = asker.language().say(&message!("prompt-remove-sure", name = name));
    asker.sure(&question)
}
