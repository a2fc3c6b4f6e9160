//! `plugin install`: which library, with which signature. What follows is an [`Offer`].

use std::path::{Path, PathBuf};

use clap::{ArgAction, ArgMatches, ValueHint};

use super::{
    super::{Command, grammar::Grammar},
    by_name, indexes,
    offer::{self, Terms},
};
use crate::{catalog::locate, error::Error, installing::Candidate, text::message, trust::signature};

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let path = grammar
        .positional(
            "PATH",
            message!("help-value-path-or-name"),
            message!("help-plugin-path"),
        )
        .value_hint(ValueHint::AnyPath)
        .value_parser(clap::value_parser!(PathBuf));
    let grant = grammar
        .value(
            "grant",
            message!("help-option-grant"),
            message!("help-value-grant"),
        )
        .action(ArgAction::Append);
    let signature = grammar
        .value(
            "signature",
            message!("help-option-signature-file"),
            message!("help-value-file"),
        )
        .value_hint(ValueHint::FilePath)
        .value_parser(clap::value_parser!(PathBuf));
    grammar
        .command("install", message!("help-plugin-install"))
        .arg(path)
        .arg(indexes::argument(grammar))
        .arg(signature)
        .arg(grant)
        .arg(grammar.flag("yes", message!("help-option-yes")))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let path: &PathBuf = matches.get_one("PATH").expect("it is required");
    let named: Option<&PathBuf> = matches.get_one("signature");
    if let Some(wanted) = by_name::wanted(path, matches.contains_id("index"), &command.config()?)? {
        return match named {
            None => by_name::run(command, matches, wanted),
            Some(_) => Err(Error::invalid_input(
                "argument_conflict",
                message!("error-signature-of-name"),
            )),
        };
    }
    let path = locate(path, &command.environment)?;
    let signature = match named {
        Some(named) => Some(signature::read(named)?.ok_or_else(|| missing(named))?),
        None => beside(&path)?,
    };
    let candidate = Candidate::stage(&command.environment, &path, signature.as_deref())?;
    offer::make(command, candidate, &Terms::of(matches))
}

/// The signature that lies beside the file that was named, or beside the one that it leads to.
fn beside(path: &Path) -> Result<Option<String>, Error> {
    let found = signature::read(&signature::beside(path))?;
    match path.canonicalize() {
        Ok(target) if found.is_none() => signature::read(&signature::beside(&target)),
        _ => Ok(found),
    }
}

fn missing(path: &Path) -> Error {
    let message = message!("error-signature-missing", path = path);
    Error::invalid_input("signature_missing", message).hint(message!("hint-signature-missing"))
}
