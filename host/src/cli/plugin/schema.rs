//! `plugin schema`: what editors and programs need to know of the files that authors write, and of the protocol.

use clap::{ArgMatches, builder::PossibleValuesParser};

use super::Command;
use crate::{
    cli::{api, grammar::Grammar},
    error::{Error, exit},
    sdk,
    text::{Several, message},
};

/// The schemas, the usual one first. They are written from the types, see `tests/reference`, and carried with the SDK.
const SCHEMAS: [&str; 3] = ["manifest", "protocol", "answers"];

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let help = message!("help-plugin-schema-what", names = Several(&SCHEMAS));
    grammar.command("schema", message!("help-plugin-schema")).arg(
        grammar
            .positional("WHAT", message!("help-value-what"), help)
            .required(false)
            .value_parser(PossibleValuesParser::new(SCHEMAS)),
    )
}

pub(super) fn run(command: &Command, matches: &ArgMatches) -> Result<u8, Error> {
    let asked = matches
        .get_one::<String>("WHAT")
        .map_or(SCHEMAS[0], String::as_str);
    let globals = &command.globals;
    api::refuse_row_formats(globals)?;
    let document = sdk::carried(&format!("plugin-api/schema/{asked}.json"));
    globals.print(&api::render(document, globals)?)?;
    Ok(exit::DONE)
}
