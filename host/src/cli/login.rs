//! `login` and `logout`.

use clap::ArgMatches;

use super::{Command, grammar::Grammar, profile::name_or_option};
use crate::{
    catalog::Catalog,
    error::{Error, exit},
    text::message,
};

pub(super) fn login_grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("login", message!("help-login"))
        .arg(name_argument(grammar))
        .arg(grammar.flag("no-browser", message!("help-option-no-browser")))
}

pub(super) fn logout_grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("logout", message!("help-logout"))
        .arg(name_argument(grammar))
}

fn name_argument(grammar: &Grammar) -> clap::Arg {
    grammar
        .positional(
            "NAME",
            message!("help-value-name"),
            message!("help-profile-in-use"),
        )
        .required(false)
}

/// Has a person log in, and says as whom.
pub(super) fn login(mut command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    name_or_option(&mut command.globals, matches)?;
    command.opens_browser = !matches.get_flag("no-browser");
    command.in_runtime(|core, globals, progress| async move {
        let session = globals.session(&core)?;
        core.login(&session).await?;
        progress.say(globals.language.say(&message!("progress-verify")));
        let asked = core.identity(&session).await;
        progress.clear();
        let (identity, _) = asked?;
        globals.note(&message!(
            "note-logged-in",
            name = session.name(),
            arn = &identity.arn,
            account = &identity.account_id
        ));
        Ok(exit::DONE)
    })
}

/// Forgets a login and everything that came of it.
pub(super) fn logout(mut command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    name_or_option(&mut command.globals, matches)?;
    command.in_runtime(|core, globals, _progress| async move {
        let session = globals.session(&core)?;
        core.logout(&session).await?;
        globals.note(&message!("note-logged-out", name = session.name()));
        Ok(exit::DONE)
    })
}
