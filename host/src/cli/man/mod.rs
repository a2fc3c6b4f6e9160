//! `man DIR`: writes the manual pages, from the grammar, so that they name the types and fields of the plugins that
//! are there. For those who package yun; the help does not show it.

mod page;

use std::{fs, path::Path};

use clap::{ArgMatches, ValueHint};

use super::{Command, grammar, grammar::Grammar};
use crate::{
    catalog::Catalog,
    error::{Error, ErrorKind, exit},
    text::message,
};
use page::Page;

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    let directory = grammar.positional(
        "DIR",
        message!("help-value-directory"),
        message!("help-man-directory"),
    );
    grammar
        .command("man", message!("help-man"))
        .hide(true)
        .arg(directory.value_hint(ValueHint::DirPath))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let directory = matches.get_one::<String>("DIR").map_or("", String::as_str);
    if directory.is_empty() {
        let message = message!("error-argument-value", flag = "DIR");
        return Err(Error::invalid_input("argument_invalid", message).hint(message!("hint-empty")));
    }
    let language = command.globals.language;
    let mut tree = grammar::build(&command.catalog, language);
    tree.build();
    let directory = Path::new(directory);
    fs::create_dir_all(directory).map_err(|error| not_written(directory, error))?;
    let mut written = 0;
    for page in pages(&tree, &[]) {
        let path = directory.join(page.file_name());
        fs::write(&path, page.render(language)).map_err(|error| not_written(&path, error))?;
        written += 1;
    }
    let message = message!("note-man", count = written as usize, path = directory);
    command.globals.note(&message);
    Ok(exit::DONE)
}

fn not_written(path: &Path, error: std::io::Error) -> Error {
    let message = message!("error-write-failed", path = path, reason = error.to_string());
    Error::new(ErrorKind::Failed, "write_failed", message).source(error)
}

/// The page of a command, and those of the commands under it.
fn pages<'a>(command: &'a clap::Command, above: &[&'a str]) -> Vec<Page<'a>> {
    let mut words = above.to_vec();
    words.push(command.get_name());
    let below = command.get_subcommands().filter(|command| !command.is_hide_set());
    let below: Vec<Page<'a>> = below.flat_map(|command| pages(command, &words)).collect();
    let mut all = vec![Page { words, command }];
    all.extend(below);
    all
}
