//! `plugin schema`: what editors and programs need to know of the files that authors write, and of the protocol.

use clap::{ArgMatches, builder::PossibleValuesParser};

use super::Command;
use crate::{
    cli::{api, grammar::Grammar},
    error::{Error, exit},
    text::message,
};

/// The schemas by name, the usual one first. They are written from the types, see `tests/reference`.
const SCHEMAS: [(&str, &str); 3] = [
    (
        "manifest",
        include_str!("../../../../plugin-api/schema/manifest.json"),
    ),
    (
        "protocol",
        include_str!("../../../../plugin-api/schema/protocol.json"),
    ),
    (
        "answers",
        include_str!("../../../../plugin-api/schema/answers.json"),
    ),
];

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let names = SCHEMAS.map(|(name, _)| name);
    let help = message!("help-plugin-schema-what", names = names.join(", "));
    grammar.command("schema", message!("help-plugin-schema")).arg(
        grammar
            .positional("WHAT", message!("help-value-what"), help)
            .required(false)
            .value_parser(PossibleValuesParser::new(names)),
    )
}

pub(super) fn run(command: &Command, matches: &ArgMatches) -> Result<u8, Error> {
    let (usual, _) = SCHEMAS[0];
    let asked = matches.get_one::<String>("WHAT").map_or(usual, String::as_str);
    let schema = SCHEMAS.iter().find(|(name, _)| *name == asked);
    let globals = &command.globals;
    api::refuse_row_formats(globals)?;
    let document = schema.map_or("", |(_, schema)| schema);
    globals.print(&api::render(document.as_bytes(), globals)?)?;
    Ok(exit::DONE)
}
