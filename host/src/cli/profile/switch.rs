//! `profile use`: which profile is the current one.

use clap::ArgMatches;

use super::{done, existing_name};
use crate::{cli::Command, error::Error, profile::config::Config, text::message};

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let name = &existing_name(&command, matches, "NAME", message!("prompt-use"))?;
    let profiles = command.profiles()?;
    Config::edit(&command.environment, |config| {
        // It may be gone by now, unless somebody else keeps it.
        if !config.contains(name) && profiles.foreign(name).is_none() {
            return Err(profiles.unknown(name));
        }
        config.set_current(name)
    })?;
    done(&command.globals, &message!("note-used", name = name))
}
