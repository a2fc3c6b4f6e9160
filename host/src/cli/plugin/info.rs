//! `plugin info`: everything that is known of one plugin, or the RAM policy that it needs.

use clap::ArgMatches;
use yun_plugin_api::manifest::ColumnKind;

use super::{
    super::{Command, grammar::Grammar},
    portrait::{self, Fields},
};
use crate::{
    catalog::Library,
    core::Core,
    error::{Error, exit},
    installing::grants::Grants,
    output::{Format, Object, Style, render_value},
    ram_policy,
    runner::RunnerKind,
    standing::Standing,
    text::{Language, message},
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
    command.in_runtime(|core, globals, progress| async move {
        let standing = core.standing_of(&library).await;
        progress.clear();
        let object = object(&core, &library, standing, globals.language);
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
    globals.print(&render_value(&policy, &order, &style)?)?;
    Ok(exit::DONE)
}

fn object(core: &Core, library: &Library, standing: Standing, language: Language) -> Object {
    let text =
        |key: &str, title, value: String| portrait::field(language, key, title, ColumnKind::Text, value);
    let mut fields: Fields = match &library.carried {
        Some(carried) => portrait::of_manifest(carried, library, language),
        None => vec![text("id", message!("column-id"), library.id())],
    };
    let path = library.path.to_string_lossy().into_owned();
    fields.push(text("path", message!("column-path"), path));
    let hash = library.sha256().ok();
    let title = message!("column-sha256");
    fields.push(portrait::field(language, "sha256", title, ColumnKind::Text, hash));
    let origin = library.origin.word().to_owned();
    fields.push(text("origin", message!("column-origin"), origin));
    let runner = core.runners.kind(library);
    fields.push(text(
        "runner",
        message!("column-runner"),
        runner.word().to_owned(),
    ));
    let title = message!("column-state");
    let state = standing.state.word().to_owned();
    fields.push(portrait::field(
        language,
        "state",
        title,
        ColumnKind::Status,
        state,
    ));
    let title = message!("column-reason");
    fields.push(portrait::field(
        language,
        "reason",
        title,
        ColumnKind::Text,
        standing.reason,
    ));
    match (runner, standing.confinement) {
        (RunnerKind::InProcess, _) => {
            let said = language.say(&message!("confinement-in-process"));
            fields.push(text("confinement", message!("column-confinement"), said));
        }
        (RunnerKind::Child, Some(confinement)) => {
            fields.extend(portrait::of_confinement(confinement, language));
        }
        (RunnerKind::Child, None) => {}
    }
    if let (Some(carried), Some(manifest)) = (&library.carried, &library.manifest) {
        let (asked, granted) = (Grants::all(carried), Grants::all(manifest));
        fields.extend(portrait::of_grants(&asked, &granted, language));
    }
    if let Some(installed) = &library.installed {
        let at = installed.installed_at.clone();
        let title = message!("column-installed-at");
        fields.push(portrait::field(
            language,
            "installed_at",
            title,
            ColumnKind::Time,
            at,
        ));
        let from = installed.installed_from.to_string_lossy().into_owned();
        fields.push(text("installed_from", message!("column-installed-from"), from));
    }
    let raw = library
        .carried
        .as_deref()
        .and_then(|carried| serde_json::to_value(carried).ok());
    Object { fields, raw }
}
