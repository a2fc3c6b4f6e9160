//! The parameters of actions and views as flags, held against the manifest before anything is asked of anybody.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches};
use yun_plugin_api::manifest::{Field, FieldType};

use crate::{
    cli::grammar::Grammar,
    error::Error,
    profile::fields::{self, flag},
    text::message,
};

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

/// The parameters of the arguments, with the manifest's defaults; any case matches a choice.
///
/// # Errors
/// When one that must be there is not, or a value does not fit.
pub(super) fn params(declared: &[Field], matches: &ArgMatches) -> Result<BTreeMap<String, String>, Error> {
    let mut params = BTreeMap::new();
    for field in declared {
        let name = flag(&field.key);
        let given = match field.field_type {
            FieldType::Bool => matches.get_flag(&name).then(|| "true".to_owned()),
            _ => matches.get_one::<String>(&name).cloned(),
        };
        if let Some(value) = given.or_else(|| field.default.clone()) {
            params.insert(field.key.clone(), checked(field, value)?);
        }
    }
    let is_given = |key: &str| params.contains_key(key);
    let lacking = declared.iter().find(|field| {
        let other_is_missing = || {
            field
                .required_unless
                .as_deref()
                .is_some_and(|other| !is_given(other))
        };
        !is_given(&field.key) && (field.required || other_is_missing())
    });
    match lacking {
        None => Ok(params),
        Some(field) => Err(Error::invalid_input(
            "argument_missing",
            message!("error-param-missing", flag = flag(&field.key)),
        )
        .hint(message!("hint-help"))),
    }
}

fn checked(field: &Field, value: String) -> Result<String, Error> {
    let invalid = || {
        Error::invalid_input(
            "argument_invalid",
            message!("error-argument-value", flag = format!("--{}", flag(&field.key))),
        )
    };
    if value.trim().is_empty() {
        return Err(invalid().hint(message!("hint-empty")));
    }
    if field.field_type == FieldType::Choice {
        let mut choices = field.choices.iter().map(|choice| &choice.value);
        return match choices.find(|choice| choice.eq_ignore_ascii_case(&value)) {
            Some(choice) => Ok(choice.clone()),
            None => {
                let choices: Vec<&str> = field.choices.iter().map(|choice| choice.value.as_str()).collect();
                Err(invalid().hint(message!("hint-choices", choices = choices.join(", "))))
            }
        };
    }
    match fields::misfit(field, &value) {
        None => Ok(value),
        Some(reason) => Err(invalid().reason(reason)),
    }
}
