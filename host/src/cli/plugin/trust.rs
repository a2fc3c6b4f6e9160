//! `plugin trust`: which keys are trusted.

use std::{io, path::Path};

use clap::{ArgMatches, ValueHint};
use yun_plugin_api::{Cell, manifest::ColumnKind};
use zeroize::Zeroizing;

use super::super::{Command, globals::Globals, grammar::Grammar};
use crate::{
    error::{Error, ErrorKind, exit},
    output::{self, Column, Format, Object, Sheet},
    prompt,
    text::{Language, Message, message},
    trust::{PublicKey, Trust, TrustedKey, TrustedKeys, signature},
};

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";
/// Words that are longer than this and of base 64 are not repeated: they may be a secret.
const LONGEST_REPEATED: usize = 40;

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let key = grammar
        .positional(
            "KEY",
            message!("help-value-public-key"),
            message!("help-trust-key"),
        )
        .required(false)
        .value_hint(ValueHint::FilePath);
    let name = grammar
        .value("name", message!("help-trust-name"), message!("help-value-name"))
        .requires("KEY");
    let remove = grammar
        .value(
            "remove",
            message!("help-trust-remove"),
            message!("help-value-public-key"),
        )
        .conflicts_with_all(["KEY", "name"]);
    grammar
        .command("trust", message!("help-plugin-trust"))
        .arg(key)
        .arg(name)
        .arg(remove)
}

pub(super) fn run(command: &Command, matches: &ArgMatches) -> Result<u8, Error> {
    let text = |id| matches.get_one::<String>(id).map(String::as_str);
    match (text("KEY"), text("remove")) {
        (Some(key), _) => trust(command, key, text("name")),
        (None, Some(what)) => distrust(command, what),
        (None, None) => list(command),
    }
}

fn list(command: &Command) -> Result<u8, Error> {
    let globals = &command.globals;
    let columns = columns(globals.language);
    output::check_columns(&columns, globals.columns.as_deref())?;
    let keys = TrustedKeys::load(&command.environment)?;
    let rows: Vec<_> = keys.iter().map(row).collect();
    if rows.is_empty() {
        globals.note(&message!("note-no-keys"));
    }
    globals.print_sheet(&Sheet::new(columns, rows))?;
    Ok(exit::DONE)
}

/// The columns of the list.
pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str, title: Message, kind| Column::new(key, language.say(&title), kind);
    vec![
        column("id", message!("column-id"), ColumnKind::Text),
        column("name", message!("column-name"), ColumnKind::Text),
        column("key", message!("column-public-key"), ColumnKind::Text),
        column("trusted_at", message!("column-trusted-at"), ColumnKind::Time),
    ]
}

fn row(key: &TrustedKey) -> Vec<Cell> {
    vec![
        key.id.to_string().into(),
        key.name.as_str().into(),
        key.key.base64.as_str().into(),
        key.trusted_at.as_str().into(),
    ]
}

fn trust(command: &Command, given: &str, name: Option<&str>) -> Result<u8, Error> {
    let globals = &command.globals;
    output::check_columns(&columns(globals.language), globals.columns.as_deref())?;
    let key = given_key(given)?;
    let id = key.id;
    let (outcome, trusted) = TrustedKeys::edit(&command.environment, |keys| {
        let outcome = keys.trust(key, name)?;
        Ok((outcome, keys.with_id(id).cloned()))
    })?;
    let trusted = trusted.expect("it is trusted now");
    let shown = shown(&trusted, globals.language);
    globals.note(&match outcome {
        Trust::New => message!("note-key-trusted", key = shown),
        Trust::Already => message!("note-key-trusted-already", key = shown),
        Trust::Renamed(before) => message!("note-key-renamed", before = before, key = shown),
    });
    answer(globals, &trusted)
}

fn distrust(command: &Command, what: &str) -> Result<u8, Error> {
    let globals = &command.globals;
    output::check_columns(&columns(globals.language), globals.columns.as_deref())?;
    let removed = TrustedKeys::edit(&command.environment, |keys| {
        // What is no name and no id may be the key itself.
        let itself = PublicKey::parse(what).ok();
        let is_it = |key: &&TrustedKey| {
            itself
                .as_ref()
                .is_some_and(|itself| itself.base64 == key.key.base64)
        };
        let found = keys
            .named(what)
            .or_else(|| keys.iter().find(is_it))
            .map(|key| key.id);
        let removed = found.and_then(|id| keys.distrust(id));
        removed.ok_or_else(|| keys.unknown(repeated(what)))
    })?;
    let shown = shown(&removed, globals.language);
    globals.note(&message!("note-key-removed", key = shown));
    answer(globals, &removed)
}

/// Its name and its id, or its id where nobody named it.
fn shown(key: &TrustedKey, language: Language) -> String {
    let id = key.id.to_string();
    match key.name == id {
        true => id,
        false => language.say(&message!("key-named", name = key.name.as_str(), id = id)),
    }
}

/// The key, for whoever asked for a form of it; others were told.
fn answer(globals: &Globals, key: &TrustedKey) -> Result<u8, Error> {
    if globals.format != Format::Table || globals.chooses() {
        let fields = columns(globals.language).into_iter().zip(row(key)).collect();
        globals.print_object(&Object { fields, raw: None })?;
    }
    Ok(exit::DONE)
}

/// The key that was given: itself, in a file, or on standard input.
fn given_key(given: &str) -> Result<PublicKey, Error> {
    if given == STANDARD_INPUT {
        let piped = prompt::piped(signature::LONGEST as u64);
        return parsed(piped.map_err(|error| unreadable("stdin", &error))?);
    }
    let error = match PublicKey::parse(given) {
        Ok(key) => return Ok(key),
        Err(error) if error.code() == "key_invalid" => error,
        Err(error) => return Err(error),
    };
    let path = Path::new(given);
    match signature::beginning_of(path) {
        Ok(content) => parsed(Zeroizing::new(content)).map_err(|error| error.concerning(given)),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Err(match repeated(given) {
            "***" => error,
            shown => Error::invalid_input("key_missing", message!("error-key-missing", path = shown))
                .hint(message!("hint-key")),
        }),
        Err(error) => Err(unreadable(repeated(given), &error)),
    }
}

fn parsed(content: Zeroizing<Vec<u8>>) -> Result<PublicKey, Error> {
    // What is too long, or no text, is no key: it is judged like any other text that is none.
    let text = std::str::from_utf8(&content)
        .ok()
        .filter(|text| text.len() <= signature::LONGEST);
    PublicKey::parse(text.unwrap_or("?"))
}

fn unreadable(path: &str, error: &io::Error) -> Error {
    let message = message!("error-read-failed", path = path, reason = error.to_string());
    Error::new(ErrorKind::Failed, "read_failed", message)
}

/// What was given, as an error may repeat it.
fn repeated(given: &str) -> &str {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    match given.len() > LONGEST_REPEATED && given.bytes().all(is_base64) {
        true => "***",
        false => given,
    }
}
