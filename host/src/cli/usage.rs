//! What the parser refuses, in the user's language and without repeating a value: it might be a secret.

use std::ffi::OsString;

use clap::{
    Arg, Command,
    error::{ContextKind, ContextValue, ErrorKind as Refused},
};

use super::report::Reporter;
use crate::{
    catalog::Catalog,
    error::{Error, exit},
    output, suggest,
    text::{Message, Several, message},
};

/// Shows help or version where they were asked for, and an error otherwise; returns the exit code.
pub(super) fn report(
    error: &clap::Error,
    tree: &Command,
    catalog: &Catalog,
    arguments: &[OsString],
    reporter: Reporter,
) -> u8 {
    if matches!(error.kind(), Refused::DisplayHelp | Refused::DisplayVersion) {
        let text = error.render().to_string();
        return match output::print(&output::help(&text, reporter.width)) {
            Ok(_) => exit::DONE,
            Err(error) => reporter.report(&error),
        };
    }
    reporter.report(&explain(error, tree, catalog, arguments))
}

fn explain(error: &clap::Error, tree: &Command, catalog: &Catalog, arguments: &[OsString]) -> Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.first().cloned(),
        _ => None,
    };
    let words: Vec<&str> = arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .collect();
    let command = deepest(tree, &words);
    // The parser names arguments as `--flag <VALUE>`, and an unknown one perhaps with its value.
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let flag = argument.split([' ', '=']).next().unwrap_or_default();
    let flag = flag.trim_matches(['<', '>']).to_owned();
    match error.kind() {
        Refused::InvalidSubcommand => {
            let name = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            unknown_command(&name, tree, command, catalog)
        }
        Refused::UnknownArgument if flag.starts_with('-') && flag != "-" => {
            let known: Vec<String> = tree
                .get_arguments()
                .chain(command.get_arguments())
                .filter_map(|arg| arg.get_long().map(|long| format!("--{long}")))
                .collect();
            let nearest = suggest::nearest(&flag, known.iter().map(String::as_str));
            let hint = match nearest {
                Some(nearest) => message!("hint-did-you-mean", name = nearest),
                None => message!("hint-help"),
            };
            Error::invalid_input(
                "argument_unknown",
                message!("error-unknown-argument", flag = flag),
            )
            .hint(hint)
        }
        // What it is stays unsaid: a secret whose flag was forgotten would be repeated.
        Refused::UnknownArgument => {
            let name = command.get_name().to_owned();
            Error::invalid_input(
                "argument_unexpected",
                message!("error-unexpected-argument", command = name),
            )
            .hint(message!("hint-help"))
        }
        Refused::InvalidValue if text(ContextKind::InvalidValue).is_none_or(|value| value.is_empty()) => {
            Error::invalid_input(
                "argument_missing_value",
                message!("error-argument-without-value", flag = flag),
            )
            .maybe_hint(valid_values(error))
        }
        Refused::InvalidValue => {
            Error::invalid_input("argument_invalid", message!("error-argument-value", flag = flag))
                .maybe_hint(valid_values(error))
        }
        Refused::MissingRequiredArgument => {
            let hint = values_of(command, &flag).unwrap_or_else(|| message!("hint-help"));
            Error::invalid_input(
                "argument_missing",
                message!("error-missing-argument", argument = flag),
            )
            .hint(hint)
        }
        Refused::MissingSubcommand | Refused::DisplayHelpOnMissingArgumentOrSubcommand => {
            let verbs: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let name = command.get_name().to_owned();
            Error::invalid_input(
                "command_missing",
                message!("error-missing-command", command = name),
            )
            .hint(message!("hint-choices", choices = Several(&verbs)))
        }
        Refused::ArgumentConflict => {
            let other = text(ContextKind::PriorArg).unwrap_or_default();
            let other = other.split([' ', '=']).next().unwrap_or_default().to_owned();
            let message = if other == flag || other.is_empty() {
                message!("error-argument-repeated", flag = flag)
            } else {
                message!("error-argument-conflict", flag = flag, other = other)
            };
            Error::invalid_input("argument_conflict", message)
        }
        Refused::InvalidUtf8 => Error::invalid_input("argument_not_utf8", message!("error-argument-utf8")),
        _ => {
            Error::invalid_input("arguments_invalid", message!("error-arguments")).hint(message!("hint-help"))
        }
    }
}

/// The values that the refused argument may have, if they can be counted.
fn valid_values(error: &clap::Error) -> Option<Message> {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(choices)) if !choices.is_empty() => {
            Some(message!("hint-choices", choices = Several(choices)))
        }
        _ => None,
    }
}

/// The values that the argument shown as `name` may have, if they can be counted.
fn values_of(command: &Command, name: &str) -> Option<Message> {
    let shown_as = |arg: &&Arg| {
        arg.get_value_names()
            .is_some_and(|names| names.iter().any(|shown| shown.as_str() == name))
    };
    let values = command.get_positionals().find(shown_as)?.get_possible_values();
    let values: Vec<&str> = values
        .iter()
        .map(clap::builder::PossibleValue::get_name)
        .collect();
    (!values.is_empty()).then(|| message!("hint-choices", choices = Several(&values)))
}

/// An unknown noun may be a resource type whose library is refused or missing; an unknown verb is just that.
fn unknown_command(name: &str, tree: &Command, command: &Command, catalog: &Catalog) -> Error {
    let known = command.get_subcommands().map(Command::get_name);
    let hint = suggest::hint(name, known, || message!("hint-help"));
    if command.get_name() == tree.get_name() {
        return match catalog.resource(name) {
            Err(refused) if refused.exit_code() == exit::PLUGIN => refused,
            _ => {
                let message = message!("error-unknown-command", name = name);
                catalog.unless_installed(Error::invalid_input("command_unknown", message).hint(hint))
            }
        };
    }
    let noun = command.get_name().to_owned();
    Error::invalid_input(
        "command_unknown",
        message!("error-unknown-verb", noun = noun, name = name),
    )
    .hint(hint)
}

/// The command that the words lead to; the values of options on the way are no commands.
fn deepest<'a>(tree: &'a Command, words: &[&str]) -> &'a Command {
    let mut command = tree;
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        let mut options = tree.get_arguments().chain(command.get_arguments());
        let is_this = |arg: &Arg| {
            arg.get_long()
                .is_some_and(|long| word.strip_prefix("--") == Some(long))
                || arg
                    .get_short()
                    .is_some_and(|short| word.strip_prefix('-') == Some(short.to_string().as_str()))
        };
        if options.any(|arg| is_this(arg) && arg.get_action().takes_values()) {
            words.next();
        } else if let Some(next) = command.find_subcommand(word) {
            command = next;
        }
    }
    command
}
