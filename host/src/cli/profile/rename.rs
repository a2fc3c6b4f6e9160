//! `profile rename`: another name in the same place, for the secrets and for whoever refers to the profile too.

use clap::ArgMatches;

use super::{arguments, asking, done, given_name, own_name};
use crate::{
    cli::Command,
    error::Error,
    profile::{
        adding,
        renaming::{self, Reference},
    },
    text::message,
};

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let old = &own_name(&command, matches, "OLD", message!("prompt-rename"))?;
    let config = command.config()?;
    let new = match (given_name(matches, "NEW"), command.asker()) {
        (Some(new), _) => adding::free_name(&config, new)?,
        (None, Some(asker)) => asking::name(asker, &config)?,
        (None, None) => return Err(arguments::missing("NEW").hint(message!("hint-help"))),
    };
    let unlocking = command.globals.unlocking();
    let dangling = renaming::rename(&command.environment, unlocking, &command.catalog, old, &new)?;
    for Reference { profile, key } in dangling {
        let message = message!("note-reference-left", profile = profile, key = key, old = old);
        command.globals.notice(&message);
    }
    done(
        &command.globals,
        &message!("note-renamed", old = old, new = new.as_str()),
    )
}
