//! The parameters of actions and views, held against the manifest before anything is asked of anybody.

use std::collections::BTreeMap;

use yun_plugin_api::manifest::{Field, FieldType};

use crate::{
    error::Error,
    profile::fields::{self, flag},
    text::{Several, message},
};

/// The parameters as `given` says them, with the manifest's defaults for those that it says nothing of; any case
/// matches a choice.
///
/// # Errors
/// When one that must be there is not, or a value does not fit.
pub(crate) fn params(
    declared: &[Field],
    given: impl Fn(&Field) -> Option<String>,
) -> Result<BTreeMap<String, String>, Error> {
    let mut params = BTreeMap::new();
    for field in declared {
        if let Some(value) = given(field).or_else(|| field.default.clone()) {
            params.insert(field.key.clone(), checked(field, value)?);
        }
    }
    let is_there = |key: &str| params.contains_key(key);
    match declared.iter().find(|field| fields::is_lacking(field, is_there)) {
        None => Ok(params),
        Some(field) => Err(Error::invalid_input(
            "argument_missing",
            message!("error-param-missing", flag = flag(&field.key)),
        )
        .hint(message!("hint-help"))),
    }
}

/// The value of a parameter as plugins get it.
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
                Err(invalid().hint(message!("hint-choices", choices = Several(&choices))))
            }
        };
    }
    match fields::misfit(field, &value) {
        None => Ok(value),
        Some(reason) => Err(invalid().reason(reason)),
    }
}
