//! The parameters of actions and views as flags.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches};
use yun_plugin_api::manifest::{Field, FieldType};

use crate::{cli::grammar::Grammar, error::Error, params, profile::fields::flag, text::message};

/// The flags of parameters; those of a choice name what there is to choose from.
pub(super) fn grammar<'a>(
    grammar: &'a Grammar,
    declared: &'a [Field],
) -> impl Iterator<Item = Arg> + use<'a> {
    declared.iter().map(|field| {
        let arg = grammar
            .field(field)
            .help_heading(grammar.say(message!("help-options")));
        if field.choices.is_empty() {
            return arg;
        }
        let choices: Vec<&str> = field.choices.iter().map(|choice| choice.value.as_str()).collect();
        arg.value_name(choices.join("|"))
    })
}

/// The parameters of the arguments, with the manifest's defaults.
///
/// # Errors
/// When one that must be there is not, or a value does not fit.
pub(super) fn params(declared: &[Field], matches: &ArgMatches) -> Result<BTreeMap<String, String>, Error> {
    params::params(declared, |field| {
        let name = flag(&field.key);
        match field.field_type {
            FieldType::Bool => matches.get_flag(&name).then(|| "true".to_owned()),
            _ => matches.get_one::<String>(&name).cloned(),
        }
    })
}
