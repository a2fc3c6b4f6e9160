//! `plugin info`: everything that is known of one plugin, or the RAM policy that it needs.

use clap::ArgMatches;

use super::super::{Command, grammar::Grammar};
use crate::{
    catalog::Library,
    error::{Error, exit},
    installing::{portrait, signed},
    output::{Format, Style, render_value},
    ram_policy,
    text::message,
    trust::TrustedKeys,
};

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    grammar
        .command("info", message!("help-plugin-info"))
        .arg(super::id_argument(grammar))
        .arg(grammar.flag("ram-policy", message!("help-option-ram-policy")))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let id = super::id_of(matches).to_owned();
    let library = command.catalog.plugin(&id)?.clone();
    if matches.get_flag("ram-policy") {
        return policy(&command, &library);
    }
    let keys = TrustedKeys::load(&command.environment)?;
    command.in_runtime(|core, globals, progress| async move {
        let signed = signed::of_library(&library, &keys);
        let standing = core.standing_of(&library).await;
        progress.clear();
        let object = portrait::of_library(&core, &library, standing, signed.as_ref(), globals.language);
        globals.print_object(&object)?;
        Ok(exit::DONE)
    })
}

/// A policy is a document: without a format of its own it is JSON.
fn policy(command: &Command, library: &Library) -> Result<u8, Error> {
    let Some(manifest) = &library.manifest else {
        return Err(library
            .refused()
            .unwrap_or_else(|| crate::core::plugin_answer(&library.id())));
    };
    let policy = ram_policy::of_manifest(manifest);
    let order = ["Version", "Statement", "Effect", "Action", "Resource"].map(str::to_owned);
    let globals = &command.globals;
    let style = match globals.format {
        Format::Table | Format::Wide => Style {
            format: Format::Json,
            ..globals.style()
        },
        _ => globals.style(),
    };
    let rendered = match &globals.query {
        Some(query) => render_value(&query.search(&policy)?, &query.keys(), &style)?,
        None => render_value(&policy, &order, &style)?,
    };
    globals.print(&rendered)?;
    Ok(exit::DONE)
}
