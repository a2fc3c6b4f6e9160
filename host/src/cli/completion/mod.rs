//! `completion SHELL`: the scripts that make shells complete `yun`, and what they ask.
//!
//! The scripts hold no names of commands: at each Tab they run `yun __complete SHELL …`, which answers from the
//! grammar, the configuration and the manifests. So they never grow old, and know profiles and plugins.

mod candidate;
mod columns;
mod grants;
mod line;
mod position;
mod values;

use std::ffi::OsString;

use clap::{ArgMatches, builder::PossibleValuesParser};

use super::{Command, grammar, grammar::Grammar};
use crate::{
    catalog::Catalog,
    environment::Environment,
    error::{Error, exit},
    output,
    profile::registry::Profiles,
    text::{Language, Several, message},
};
use candidate::Reply;
use line::Line;
use values::Knowledge;

/// The first argument of the process that a script starts.
pub(super) const ARGUMENT: &str = "__complete";

/// The shells and their scripts.
const SCRIPTS: [(&str, &str); 5] = [
    ("bash", include_str!("yun.bash")),
    ("zsh", include_str!("yun.zsh")),
    ("fish", include_str!("yun.fish")),
    ("powershell", include_str!("yun.ps1")),
    ("elvish", include_str!("yun.elv")),
];

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    let shells = SCRIPTS.map(|(shell, _)| shell);
    let shell = message!("help-completion-shell", shells = Several(&shells));
    grammar
        .command("completion", message!("help-completion"))
        .arg(
            grammar
                .positional("SHELL", message!("help-value-shell"), shell)
                .value_parser(PossibleValuesParser::new(shells)),
        )
        .after_help(grammar.say(message!("help-completion-install")))
}

pub(super) fn run(_command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let asked = matches.get_one::<String>("SHELL").map_or("", String::as_str);
    let script = SCRIPTS.iter().find(|(shell, _)| *shell == asked);
    output::print(script.map_or("", |(_, script)| script))?;
    Ok(exit::DONE)
}

/// Answers a script: `SHELL =CURRENT PREVIOUS…`, for bash `bash =WORDBREAKS LINE`.
///
/// It asks nobody, loads no library, and says nothing when something is wrong: it runs while somebody types.
pub(super) fn answer(arguments: &[OsString], environment: &Environment) -> u8 {
    let texts: Vec<String> = arguments
        .iter()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let [shell, marked, words @ ..] = texts.as_slice() else {
        return exit::USAGE;
    };
    // Some shells do not hand an empty argument on, so this one never is.
    let current = marked.strip_prefix('=').unwrap_or(marked);
    let line = match shell.as_str() {
        "bash" => Line::of_bash(words.first().map_or("", String::as_str), current),
        "fish" => Line::of_words(words, &line::without_quotes(current)),
        _ => Line::of_words(words, current),
    };
    let reply = reply(&line.words, environment);
    match output::print(&reply.render(|value| line.insertion(value))) {
        Ok(_) => exit::DONE,
        Err(_) => exit::FAILED,
    }
}

fn reply(words: &[String], environment: &Environment) -> Reply {
    let catalog = Catalog::discover(environment);
    let profiles = Profiles::load(environment, &catalog).ok();
    let setting = profiles
        .as_ref()
        .and_then(|profiles| profiles.config().setting("language"));
    let language = setting
        .and_then(Language::parse)
        .unwrap_or_else(|| Language::of_locale(environment));
    let mut tree = grammar::build(&catalog, language);
    tree.build();
    let knowledge = Knowledge {
        environment,
        profiles: profiles.as_ref(),
        catalog: &catalog,
        language,
    };
    let words = match words {
        [help, rest @ ..] if help == "help" && !rest.is_empty() => rest,
        words => words,
    };
    position::find(&tree, words).reply(&knowledge)
}
