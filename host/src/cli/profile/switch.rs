//! `profile use`: which profile is the current one.

use clap::ArgMatches;

use super::{done, existing_name};
use crate::{cli::Command, error::Error, profile::config::Config, text::message};

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let name = &existing_name(&command, matches, "NAME", message!("prompt-use"))?;
    Config::edit(&command.environment, |config| {
        if !config.names().contains(&name.as_str()) {
            return Err(config.unknown(name));
        }
        config.set_current(name)
    })?;
    done(&command.globals, &message!("note-used", name = name))
}
