//! `profile remove`: a profile and its secrets go, after a question where somebody can be asked.

use clap::ArgMatches;

use super::{done, own_name, rename::references};
use crate::{
    cli::Command,
    credential_cache::CredentialCache,
    error::Error,
    profile::{foreign::Source, secrets::ABSENT, together},
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
    let (was_current, left) = together::edit(
        &command.environment,
        command.globals.unlocking(),
        |config, changes| {
            let was_current = config.current() == Some(name);
            let place = config.secret_place(name)?;
            // A profile of a keyring that is gone could never be removed otherwise.
            let is_gone = matches!(changes.present(place, name), Err(error) if error.code() == ABSENT);
            if !is_gone {
                changes.remove(place, name);
            }
            config.remove(name).map(|()| (was_current, is_gone))
        },
    )?;
    for (profile, key) in references(&command.config()?, &command.catalog, name) {
        let message = message!("note-source-removed", profile = profile, key = key, name = name);
        command.globals.notice(&message);
    }
    CredentialCache::of(&command.environment, Source::Yun, name).forget();
    if left {
        command
            .globals
            .notice(&message!("note-keyring-left", name = name));
    }
    let code = done(&command.globals, &message!("note-removed", name = name));
    let profiles = command.profiles()?;
    if was_current && profiles.in_use().is_none() && !profiles.names().is_empty() {
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
