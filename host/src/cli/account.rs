//! `whoami`.

use clap::ArgMatches;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{Command, grammar::Grammar};
use crate::{
    catalog::Catalog,
    clock,
    error::{Error, exit},
    output::{Column, Object},
    text::{Message, message},
};

pub(super) fn whoami_grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar.command("whoami", message!("help-whoami"))
}

/// Shows whose credentials the profile in use has.
pub(super) fn whoami(command: Command, _matches: &ArgMatches) -> Result<u8, Error> {
    command.in_runtime(|core, globals, progress| async move {
        let session = &globals.session(&core)?;
        let (identity, resolved) = core.identity(session).await?;
        let mode = core
            .catalog
            .credential(&session.profile.mode)?
            .provided
            .mode
            .clone();
        let column = |key: &str, title: Message, kind| Column::new(key, globals.language.say(&title), kind);
        let text = |key, title, value: String| (column(key, title, ColumnKind::Text), Cell::Text(value));
        let object = Object {
            fields: vec![
                text("profile", message!("column-profile"), session.name().to_owned()),
                text("mode", message!("column-mode"), mode),
                text("account_id", message!("column-account-id"), identity.account_id),
                text("arn", message!("column-arn"), identity.arn),
                text(
                    "identity_type",
                    message!("column-identity-type"),
                    identity.identity_type,
                ),
                (
                    column("expires_at", message!("column-expires-at"), ColumnKind::Time),
                    resolved.expires_at.map(clock::rfc3339).into(),
                ),
            ],
            raw: None,
        };
        progress.clear();
        globals.print_object(&object)?;
        Ok(exit::DONE)
    })
}
