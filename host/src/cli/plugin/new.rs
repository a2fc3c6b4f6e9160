//! `plugin new NAME`: writes the crate of a plugin, which builds and passes its tests as it is.

mod name;

use std::path::{Path, PathBuf};

use clap::{ArgMatches, ValueHint, builder::PossibleValuesParser};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::Command;
use crate::{
    catalog::Catalog,
    cli::grammar::Grammar,
    error::{Error, exit},
    output::{Column, Object},
    prompt::{Asker, Choice, Question},
    sdk::{
        Sdk, folder,
        template::{Kind, NewPlugin},
    },
    text::{Language, Message, Several, message},
};
use name::Names;

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let kinds = Kind::ALL.map(Kind::word);
    grammar
        .command("new", message!("help-plugin-new"))
        .arg(
            grammar
                .positional(
                    "NAME",
                    message!("help-value-name"),
                    message!("help-plugin-new-name"),
                )
                .required(false),
        )
        .arg(
            grammar
                .value("kind", message!("help-option-kind"), message!("help-value-kind"))
                .value_parser(PossibleValuesParser::new(kinds)),
        )
        .arg(
            grammar
                .value(
                    "path",
                    message!("help-option-path"),
                    message!("help-value-directory"),
                )
                .value_parser(clap::value_parser!(PathBuf))
                .value_hint(ValueHint::DirPath),
        )
}

pub(super) fn run(command: &Command, matches: &ArgMatches) -> Result<u8, Error> {
    let plugin = named(command, matches)?;
    let given = matches.get_one::<PathBuf>("path").cloned();
    let directory = given.unwrap_or_else(|| PathBuf::from(plugin.crate_name()));
    folder::check(&directory)?;
    let sdk = Sdk::lay_out(&command.environment)?;
    let files = plugin.files(&sdk)?;
    let path = folder::write(&directory, &files)?;
    let globals = &command.globals;
    let fields = fields(&plugin, &path, &sdk, globals.language);
    globals.print_object(&Object { fields, raw: None })?;
    let directory = directory.to_string_lossy();
    let directory = shlex::try_quote(&directory).unwrap_or_else(|_| directory.as_ref().into());
    globals.note(&message!("note-plugin-new", directory = directory.as_ref()));
    Ok(exit::DONE)
}

/// What was written, for programs too.
pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str, title: Message, kind| Column::new(key, language.say(&title), kind);
    vec![
        column("path", message!("column-path"), ColumnKind::Text),
        column("id", message!("column-id"), ColumnKind::Text),
        column("kind", message!("column-kind"), ColumnKind::Text),
        column("provides", message!("column-provides"), ColumnKind::List),
        column("sdk", message!("column-sdk"), ColumnKind::Text),
    ]
}

fn fields(plugin: &NewPlugin, path: &Path, sdk: &Sdk, language: Language) -> Vec<(Column, Cell)> {
    let text = |path: &Path| Cell::from(path.to_string_lossy().into_owned());
    let cells = [
        text(path),
        plugin.id.clone().into(),
        plugin.kind.word().into(),
        vec![plugin.provides()].into(),
        text(&sdk.directory),
    ];
    columns(language).into_iter().zip(cells).collect()
}

/// The plugin that is meant, by its name and kind, which are asked for where they are missing.
fn named(command: &Command, matches: &ArgMatches) -> Result<NewPlugin, Error> {
    let names = Names::of(&command.catalog);
    let given = matches.get_one::<String>("NAME").map(String::as_str);
    let kind = matches
        .get_one::<String>("kind")
        .and_then(|word| Kind::named(word));
    if let Some(given) = given {
        // Nobody is asked about a name that cannot be.
        names.check(given, kind)?;
    }
    let missing: Vec<&str> = [
        given.is_none().then_some("NAME"),
        kind.is_none().then_some("--kind"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (id, kind) = match (given, kind, command.asker()) {
        (Some(given), Some(kind), _) => (given.to_owned(), kind),
        (given, kind, Some(asker)) => {
            let kind = kind.map_or_else(|| ask_kind(asker), Ok)?;
            let id = given.map_or_else(|| ask_name(asker, &command.catalog, kind), |id| Ok(id.to_owned()))?;
            (id, kind)
        }
        (_, _, None) => return Err(lacking(&missing)),
    };
    names.check(&id, Some(kind))?;
    Ok(NewPlugin { id, kind })
}

fn lacking(missing: &[&str]) -> Error {
    let arguments = Several(missing);
    let message = message!("error-plugin-new-missing", arguments = arguments);
    Error::invalid_input("argument_missing", message).hint(message!("hint-plugin-new"))
}

fn ask_kind(asker: Asker) -> Result<Kind, Error> {
    let language = asker.language();
    let choice = |kind: Kind, about: Message| Choice {
        value: kind,
        title: kind.word().to_owned(),
        about: format!("  {}", language.say(&about)),
    };
    let choices = vec![
        choice(Kind::Credential, message!("kind-credential")),
        choice(Kind::Resource, message!("kind-resource")),
    ];
    asker.choice(&language.say(&message!("prompt-kind")), choices, 0, |_| false)
}

fn ask_name(asker: Asker, catalog: &Catalog, kind: Kind) -> Result<String, Error> {
    let language = asker.language();
    let names = Names::of(catalog);
    let misfit = move |given: &str| {
        names.check(given, Some(kind)).err().map(|error| {
            let sentence = error.sentence(language);
            match error.advice(language) {
                Some(advice) => format!("{sentence}: {advice}"),
                None => sentence,
            }
        })
    };
    let question = Question {
        title: language.say(&message!("prompt-plugin-name")),
        help: Some(language.say(&message!("hint-plugin-name"))),
        ..Question::default()
    };
    asker.line(&question, misfit)
}
