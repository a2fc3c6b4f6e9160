//! The noun `profile`: its grammar, and what its verbs have in common.

mod add;
mod arguments;
mod asking;
mod change;
mod edit;
pub(super) mod export;
mod import;
mod list;
mod remove;
mod rename;
mod show;
mod switch;
mod verify;

use std::collections::BTreeMap;

use clap::{ArgAction, ArgMatches, builder::PossibleValuesParser};
use unicode_width::UnicodeWidthStr as _;
use yun_plugin_api::manifest::{CredentialManifest, Field, FieldType};

use super::{Command, globals::Globals, grammar::Grammar};
use crate::{
    catalog::Catalog,
    error::{Error, exit},
    output::Column,
    profile::{RegionId, Signature, fields, registry::Profiles},
    prompt::{Asker, Choice},
    text::{Language, Message, Several, message, visible},
};

pub(super) fn grammar(grammar: &Grammar, catalog: &Catalog) -> clap::Command {
    let name = || name_argument(grammar, "NAME", message!("help-profile-name"));
    let in_use = || name_argument(grammar, "NAME", message!("help-profile-in-use"));
    let verb = |verb, about| grammar.command(verb, about);
    grammar
        .command("profile", message!("help-profile"))
        .subcommand_required(true)
        .subcommand(add_grammar(grammar, catalog, name()))
        .subcommand(verb("list", message!("help-profile-list")))
        .subcommand(verb("show", message!("help-profile-show")).arg(in_use()))
        .subcommand(verb("use", message!("help-profile-use")).arg(name()))
        .subcommand(edit_grammar(grammar, catalog, name()))
        .subcommand(
            verb("rename", message!("help-profile-rename"))
                .arg(name_argument(grammar, "OLD", message!("help-profile-old")))
                .arg(name_argument(grammar, "NEW", message!("help-profile-new"))),
        )
        .subcommand(
            verb("remove", message!("help-profile-remove"))
                .arg(name())
                .arg(grammar.flag("yes", message!("help-option-yes"))),
        )
        .subcommand(verb("verify", message!("help-profile-verify")).arg(in_use()))
        .subcommand(export::env_grammar(grammar, in_use()))
        .subcommand(import::grammar(grammar))
}

/// A profile's name. It may be left out: then it is asked for, and refused where nobody can be.
fn name_argument(grammar: &Grammar, id: &str, help: Message) -> clap::Arg {
    let value = match id {
        "OLD" => message!("help-value-old"),
        "NEW" => message!("help-value-new"),
        _ => message!("help-value-name"),
    };
    grammar.positional(id, value, help).required(false)
}

fn add_grammar(grammar: &Grammar, catalog: &Catalog, name: clap::Arg) -> clap::Command {
    let add = grammar
        .command("add", message!("help-profile-add"))
        .arg(name)
        .arg(mode_argument(grammar, catalog))
        .arg(signature_argument(grammar))
        .arg(grammar.flag("no-verify", message!("help-option-no-verify")))
        .arg(grammar.flag("no-browser", message!("help-option-no-browser")))
        .arg(grammar.flag("no-use", message!("help-option-no-use")));
    with_fields(add, grammar, catalog)
}

fn edit_grammar(grammar: &Grammar, catalog: &Catalog, name: clap::Arg) -> clap::Command {
    let edit = grammar
        .command("edit", message!("help-profile-edit"))
        .arg(name)
        .arg(mode_argument(grammar, catalog))
        .arg(
            grammar
                .value(
                    "unset",
                    message!("help-option-unset"),
                    message!("help-value-field"),
                )
                .action(ArgAction::Append),
        )
        .arg(signature_argument(grammar))
        .arg(grammar.flag("no-resource-group", message!("help-option-no-resource-group")))
        .arg(grammar.flag("no-verify", message!("help-option-no-verify")));
    with_fields(edit, grammar, catalog)
}

fn mode_argument(grammar: &Grammar, catalog: &Catalog) -> clap::Arg {
    let modes = catalog.credentials().map(|served| served.provided);
    let modes = modes.map(|mode| match mode.recommended {
        true => grammar.say(message!("prompt-recommended", title = mode.mode.as_str())),
        false => mode.mode.clone(),
    });
    let help = message!(
        "help-option-mode",
        modes = Several(&modes.collect::<Vec<String>>())
    );
    grammar.value("mode", help, message!("help-value-mode"))
}

fn signature_argument(grammar: &Grammar) -> clap::Arg {
    let value = message!("help-value-signature");
    grammar
        .value("signature", message!("help-option-signature"), value)
        .value_parser(PossibleValuesParser::new(Signature::WORDS))
        .ignore_case(true)
}

fn with_fields(command: clap::Command, grammar: &Grammar, catalog: &Catalog) -> clap::Command {
    let fields = credential_fields(catalog).into_iter();
    fields.fold(command, |command, (flag, field)| {
        let argument = grammar.field(field);
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let modes = modes_with(catalog, &flag);
        let help = grammar.say(message!("help-field-of", help = help, modes = Several(&modes)));
        command.arg(argument.help(help))
    })
}

/// The modes that have a field with this flag.
fn modes_with<'a>(catalog: &'a Catalog, flag: &str) -> Vec<&'a str> {
    let has_it =
        |mode: &&CredentialManifest| mode.fields.iter().any(|field| fields::flag(&field.key) == flag);
    let modes = catalog.credentials().map(|served| served.provided);
    modes.filter(has_it).map(|mode| mode.mode.as_str()).collect()
}

/// The fields of all credential modes by flag; modes that share a key share the flag, a secret one counting first, and of
/// those the one of what ships: nobody else's words stand beside an option that takes a secret.
pub(super) fn credential_fields(catalog: &Catalog) -> BTreeMap<String, &Field> {
    let mut by_flag: BTreeMap<String, &Field> = BTreeMap::new();
    for served in catalog.credentials() {
        for field in &served.provided.fields {
            let flag = by_flag.entry(fields::flag(&field.key)).or_insert(field);
            if field.field_type == FieldType::Secret && flag.field_type != FieldType::Secret {
                *flag = field;
            }
        }
    }
    by_flag
}

/// The columns of a verb that answers with some.
pub(super) fn columns(verb: &str, language: Language) -> Vec<Column> {
    match verb {
        "list" | "show" => list::columns(language),
        "verify" => verify::columns(language),
        "import" => import::columns(language),
        _ => Vec::new(),
    }
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    match matches.subcommand() {
        Some(("add", matches)) => add::run(command, matches),
        Some(("list", _)) => list::run(command),
        Some(("show", matches)) => show::run(command, matches),
        Some(("use", matches)) => switch::run(command, matches),
        Some(("edit", matches)) => edit::run(command, matches),
        Some(("rename", matches)) => rename::run(command, matches),
        Some(("remove", matches)) => remove::run(command, matches),
        Some(("verify", matches)) => verify::run(command, matches),
        Some(("env", matches)) => export::env(command, matches),
        Some(("import", matches)) => import::run(command, matches),
        _ => Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        )),
    }
}

/// The name given as the argument `id`.
fn given_name<'a>(matches: &'a ArgMatches, id: &str) -> Option<&'a str> {
    matches.get_one::<String>(id).map(String::as_str)
}

/// The name of a profile of yun's own: the one given, or one that is chosen from the list. Nobody else's is edited.
fn own_name(
    command: &Command,
    matches: &ArgMatches,
    id: &'static str,
    question: Message,
) -> Result<String, Error> {
    let profiles = command.profiles()?;
    if let Some(name) = given_name(matches, id) {
        return profiles.check_own(name).map(|()| name.to_owned());
    }
    let names = profiles.config().names();
    chosen_name(command, &profiles, names, id, question)
}

/// The name of a profile that exists, whoever keeps it: the one given, or one that is chosen from the list.
fn existing_name(
    command: &Command,
    matches: &ArgMatches,
    id: &'static str,
    question: Message,
) -> Result<String, Error> {
    let profiles = command.profiles()?;
    if let Some(name) = given_name(matches, id) {
        return match profiles.contains(name) {
            true => Ok(name.to_owned()),
            false => Err(profiles.unknown(name)),
        };
    }
    chosen_name(command, &profiles, profiles.names(), id, question)
}

/// One of these names, if somebody can be asked for it.
fn chosen_name(
    command: &Command,
    profiles: &Profiles,
    names: Vec<&str>,
    id: &'static str,
    question: Message,
) -> Result<String, Error> {
    let Some(asker) = command.asker().filter(|_| !names.is_empty()) else {
        return Err(arguments::missing(id).hint(match names.is_empty() {
            true => message!("hint-no-profile"),
            false => message!("hint-list-profiles"),
        }));
    };
    let start = names.iter().position(|name| Some(*name) == profiles.in_use());
    let lines = names.into_iter().map(|name| {
        let (mode, region) = profiles.outline(name);
        (name, mode, region)
    });
    pick(asker, lines.collect(), start.unwrap_or(0), &question)
}

/// Has one of these profiles picked, each shown with its mode and region.
fn pick(
    asker: Asker,
    lines: Vec<(&str, Option<String>, Option<RegionId>)>,
    start: usize,
    question: &Message,
) -> Result<String, Error> {
    let widest = lines.iter().map(|(name, ..)| name.width()).max();
    let choice = |(name, mode, region): (&str, Option<String>, Option<RegionId>)| {
        let gap = " ".repeat(widest.unwrap_or_default() - name.width() + 2);
        let region = region.as_ref().map_or("", RegionId::as_str);
        let about = mode.map(|mode| format!("{gap}{}  {region}", visible(&mode)));
        Choice {
            value: name.to_owned(),
            title: name.to_owned(),
            about: about.unwrap_or_default(),
        }
    };
    let choices = lines.into_iter().map(choice).collect();
    let question = asker.language().say(question);
    asker.choice(&question, choices, start, |_| false)
}

/// The names of the profiles that a command is for: its argument, those of `-p`, or the one in use.
fn meant_names(command: &Command, matches: &ArgMatches) -> Result<Vec<String>, Error> {
    let globals = &command.globals;
    match given_name(matches, "NAME") {
        None => globals.profile_names(&command.profiles()?),
        Some(name) => refuse_both(globals).map(|()| vec![name.to_owned()]),
    }
}

/// Takes the profile's name given as an argument for the one that `-p` would name.
pub(super) fn name_or_option(globals: &mut Globals, matches: &ArgMatches) -> Result<(), Error> {
    let Some(name) = given_name(matches, "NAME") else {
        return Ok(());
    };
    refuse_both(globals)?;
    globals.profiles = vec![name.to_owned()];
    Ok(())
}

/// A name and `-p`, or `--all-profiles`, contradict one another.
fn refuse_both(globals: &Globals) -> Result<(), Error> {
    let other = match globals.all_profiles {
        true => "--all-profiles",
        false if globals.profiles.is_empty() => return Ok(()),
        false => "--profile",
    };
    Err(Error::invalid_input(
        "argument_conflict",
        message!("error-argument-conflict", flag = "NAME", other = other),
    ))
}

/// The exit code of work for several profiles, from that of each: 0 when all went well, 3 when some did, and the errors'
/// own when all failed alike.
fn common_exit_code(codes: &[u8]) -> u8 {
    match codes {
        [] => exit::DONE,
        [first, rest @ ..] if rest.iter().all(|code| code == first) => *first,
        codes if codes.contains(&exit::DONE) => exit::PARTIAL,
        _ => exit::FAILED,
    }
}

fn done(globals: &Globals, message: &Message) -> Result<u8, Error> {
    globals.note(message);
    Ok(exit::DONE)
}
