//! What the manifests bring: `<type> list`, `<type> show`, and what can be done and looked at besides.

mod act;
mod consent;
pub(super) mod filters;
pub(super) mod list;
mod params;
mod results;
pub(super) mod rows;
mod show;
mod subjects;
mod view;

use clap::{Arg, ArgAction, ArgMatches};
use yun_plugin_api::manifest::{ColumnKind, Lack, ResourceManifest};

use super::{Command, globals::Globals, grammar::Grammar};
use crate::{
    error::Error,
    output::Column,
    text::{Language, Several, message},
};

/// What columns are wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Rows.
    List,
    /// One resource in full.
    Show,
}

pub(super) fn grammar(grammar: &Grammar, resource: &ResourceManifest) -> clap::Command {
    let views = resource.views.iter().map(|view| view::grammar(grammar, view));
    grammar
        .bare(
            &resource.resource_type,
            grammar.language.pick(&resource.help).to_owned(),
        )
        .visible_aliases(resource.aliases.clone())
        .subcommand_required(true)
        .subcommand(list::grammar(grammar, resource))
        .subcommand(show::grammar(grammar, resource))
        .subcommands(
            resource
                .actions
                .iter()
                .map(|action| act::grammar(grammar, resource, action)),
        )
        .subcommands(views)
        .subcommands(resource.lacks.iter().map(|lack| lacking(grammar, lack)))
}

/// The keys that `--columns`, `--sort` and `--query` know.
fn columns_help(grammar: &Grammar, resource: &ResourceManifest, part: Part) -> String {
    let keys: Vec<&str> = declared(resource, part)
        .map(|column| column.key.as_str())
        .collect();
    grammar.say(message!("help-columns", columns = Several(&keys)))
}

/// What is said with verbs of this kind.
const USUAL: [&str; 4] = ["yes", "force", "dry-run", "no-wait"];

/// A verb that the API has not. Whatever is usually said with it, the answer is why.
fn lacking(grammar: &Grammar, lack: &Lack) -> clap::Command {
    let anything = Arg::new("anything").num_args(0..).hide(true);
    grammar
        .command(
            &lack.name,
            message!("help-no-such-verb", verb = lack.name.as_str()),
        )
        .hide(true)
        .args(USUAL.map(|flag| Arg::new(flag).long(flag).action(ArgAction::SetTrue).hide(true)))
        .arg(anything)
}

fn lacks(resource: &ResourceManifest, lack: &Lack) -> Error {
    let message = message!(
        "error-no-such-verb",
        kind = resource.resource_type.as_str(),
        verb = lack.name.as_str()
    );
    Error::invalid_input("action_unsupported", message).reason_of_manifest(lack.because.clone())
}

pub(super) fn run(command: Command, noun: &str, matches: &ArgMatches) -> Result<u8, Error> {
    match matches.subcommand() {
        Some(("list", matches)) => list::run(command, noun, matches),
        Some(("show", matches)) => show::run(command, noun, matches),
        Some((verb, matches)) => {
            let resource = command.catalog.resource(noun)?.provided;
            match resource.lacks.iter().find(|lack| lack.name == verb) {
                Some(lack) => Err(lacks(resource, lack)),
                None if resource.view(verb).is_some() => view::run(command, noun, verb, matches),
                None => act::run(command, noun, verb, matches),
            }
        }
        None => Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        )),
    }
}

pub(super) fn report_failures(failures: &[Error], globals: &Globals) {
    let reporter = globals.reporter();
    for failure in failures {
        reporter.report(failure);
    }
}

/// The columns that the manifest declares for this.
fn declared(
    resource: &ResourceManifest,
    part: Part,
) -> impl Iterator<Item = &yun_plugin_api::manifest::Column> {
    let columns = resource.columns.iter();
    columns.filter(move |column| part == Part::Show || !column.detail)
}

fn columns(resource: &ResourceManifest, part: Part, several: bool, language: Language) -> Vec<Column> {
    let profile = || {
        Column::new(
            "profile",
            language.say(&message!("column-profile")),
            ColumnKind::Text,
        )
    };
    let profile = several.then(profile);
    let own = declared(resource, part).map(|column| Column {
        key: column.key.clone(),
        title: language.pick(&column.title).to_owned(),
        kind: column.kind,
        wide: column.wide,
        tones: column.tones.clone(),
    });
    profile.into_iter().chain(own).collect()
}
