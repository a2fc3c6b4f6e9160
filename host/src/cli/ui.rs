//! `ui`.

use clap::ArgMatches;

use super::{Command, grammar::Grammar};
use crate::{
    catalog::Catalog,
    error::{Error, exit},
    text::message,
    ui::{self, Beginning, Chosen, Said},
};

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar.command("ui", message!("help-ui"))
}

pub(super) fn run(command: Command, _matches: &ArgMatches) -> Result<u8, Error> {
    let terminal = &command.terminal;
    if !terminal.stdin || !terminal.stdout || terminal.dumb {
        let message = message!("error-ui-no-terminal");
        return Err(Error::invalid_input("no_terminal", message).hint(message!("hint-ui-no-terminal")));
    }
    let profiles = command.profiles()?;
    let globals = command.globals.clone();
    if let Some(unknown) = globals.profiles.iter().find(|name| !profiles.contains(name)) {
        return Err(profiles.unknown(unknown));
    }
    let names = globals.profile_names(&profiles);
    let config = command.config()?;
    let said = Said {
        language: globals.said_language,
        color: globals.said_color.clone(),
    };
    let (goes_on, ended) = ui::run(Beginning {
        chosen: Chosen::read(&config, &said, &command.environment),
        said,
        profiles: names.ok().filter(|_| globals.names_profiles()),
        regions: globals.regions()?,
        resource_group: globals.resource_group.clone(),
        runner: globals.runner,
        timeout: globals.timeout,
        login_timeout: globals.login_timeout,
        concurrency: globals.concurrency,
        unlocking: globals.unlocking(),
        opens_browser: command.opens_browser,
        environment: command.environment,
        catalog: command.catalog,
    });
    for message in &goes_on {
        globals.notice(message);
    }
    ended.map(|()| exit::DONE)
}
