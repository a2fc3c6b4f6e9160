//! `plugin info`: everything that is known of one plugin, or the RAM policy that it needs.

use clap::ArgMatches;
use yun_plugin_api::manifest::ColumnKind;

use super::{
    super::{Command, grammar::Grammar},
    portrait::Portrait,
};
use crate::{
    catalog::Library,
    core::Core,
    error::{Error, exit},
    installing::{grants::Grants, signed},
    output::{Format, Object, Style, render_value},
    ram_policy,
    runner::RunnerKind,
    standing::Standing,
    text::{Language, message},
    trust::{Signed, TrustedKeys},
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
        let object = object(&core, &library, standing, signed.as_ref(), globals.language);
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

fn object(
    core: &Core,
    library: &Library,
    standing: Standing,
    signed: Option<&Result<Signed, Error>>,
    language: Language,
) -> Object {
    let mut portrait = Portrait::new(language);
    match &library.carried {
        Some(carried) => portrait.manifest(carried, library),
        None => portrait.text("id", message!("column-id"), &library.id()),
    }
    let runner = core.runners.kind(library);
    let (hash, state) = (library.sha256().ok(), standing.state.word());
    portrait.path("path", message!("column-path"), &library.path);
    portrait.field("sha256", message!("column-sha256"), ColumnKind::Text, hash);
    portrait.signed(signed);
    portrait.text("origin", message!("column-origin"), library.origin.word());
    portrait.text("runner", message!("column-runner"), runner.word());
    portrait.field("state", message!("column-state"), ColumnKind::Status, state);
    portrait.field(
        "reason",
        message!("column-reason"),
        ColumnKind::Text,
        standing.reason,
    );
    match (runner, standing.confinement) {
        (RunnerKind::InProcess, _) => portrait.no_confinement(),
        (RunnerKind::Child, Some(confinement)) => portrait.confinement(confinement),
        (RunnerKind::Child, None) => {}
    }
    if let (Some(carried), Some(manifest)) = (&library.carried, &library.manifest) {
        portrait.grants(&Grants::all(carried), &Grants::all(manifest));
    }
    if let Some(installed) = &library.installed {
        let at = installed.installed_at.as_str();
        portrait.field(
            "installed_at",
            message!("column-installed-at"),
            ColumnKind::Time,
            at,
        );
        let from = &installed.installed_from;
        portrait.path("installed_from", message!("column-installed-from"), from);
        portrait.index(installed.index.as_deref());
    }
    let raw = library
        .carried
        .as_deref()
        .and_then(|carried| serde_json::to_value(carried).ok());
    portrait.finish(raw)
}
