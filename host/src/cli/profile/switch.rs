//! `profile use`: which profile is the current one.

use clap::ArgMatches;

use super::{done, existing_name};
use crate::{cli::Command, error::Error, profile::switching, text::message};

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let name = &existing_name(&command, matches, "NAME", message!("prompt-use"))?;
    let profiles = command.profiles()?;
    switching::switch_to(&command.environment, &profiles, name)?;
    done(&command.globals, &message!("note-used", name = name))
}
