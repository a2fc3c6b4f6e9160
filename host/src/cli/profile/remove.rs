//! `profile remove`: a profile and its secrets go, after a question where somebody can be asked.

use clap::ArgMatches;

use super::{done, existing_name};
use crate::{
    cli::Command,
    credential_cache::CredentialCache,
    error::{Error, ErrorKind},
    profile::together,
    text::message,
};

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let name = &existing_name(&command, matches, "NAME", message!("prompt-remove"))?;
    // Nobody is asked about what will be refused.
    command.config()?.check_secret_store(name)?;
    if !matches.get_flag("yes") {
        confirm(&command, name)?;
    }
    let was_current = together::edit(&command.environment, |config, changes| {
        let was_current = config.current() == Some(name);
        changes.remove(name);
        config.remove(name).map(|()| was_current)
    })?;
    CredentialCache::of_profile(&command.environment, name).forget();
    let code = done(&command.globals, &message!("note-removed", name = name));
    if was_current && !command.config()?.names().is_empty() {
        command.globals.note(&message!("note-none-current"));
    }
    code
}

/// Asks a person. A script, to which no terminal is given, knows what it asks for; who has one and cannot be asked, by
/// `--no-input` for instance, has not said yes.
fn confirm(command: &Command, name: &str) -> Result<(), Error> {
    let Some(asker) = command.asker() else {
        return match command.terminal.stdin {
            true => Err(
                Error::invalid_input("confirmation_needed", message!("error-confirmation-needed"))
                    .hint(message!("hint-confirmation-needed")),
            ),
            false => Ok(()),
        };
    };
    let question = asker.language().say(&message!("prompt-remove-sure", name = name));
    match asker.confirm(&question, None, false)? {
        true => Ok(()),
        false => Err(Error::new(
            ErrorKind::Cancelled,
            "declined",
            message!("error-declined"),
        )),
    }
}
