//! `--filter` and `--limit`, held against the manifest before anything is asked of anybody.

use clap::ArgMatches;
use yun_plugin_api::{
    Filter,
    manifest::{FieldType, ResourceManifest},
};

use crate::{
    error::Error,
    suggest,
    text::{Language, Several, message},
};

/// The filters of the arguments, held against the manifest.
pub(super) fn filters(
    resource: &ResourceManifest,
    matches: &ArgMatches,
    language: Language,
) -> Result<Vec<Filter>, Error> {
    let mut filters: Vec<Filter> = Vec::new();
    for text in matches.get_many::<String>("filter").into_iter().flatten() {
        let (key, value) = text
            .split_once('=')
            .filter(|(key, value)| !key.is_empty() && !value.is_empty())
            .ok_or_else(|| {
                Error::invalid_input("filter_invalid", message!("error-filter-form", filter = text))
                    .hint(message!("hint-filter-form"))
            })?;
        let key = key.replace('-', "_");
        let Some(known) = resource.filters.iter().find(|filter| filter.key == key) else {
            return Err(unknown_filter(&key, resource, language));
        };
        let mut value = value.to_owned();
        if known.field_type == FieldType::Choice {
            let choice = known
                .choices
                .iter()
                .find(|choice| choice.value.eq_ignore_ascii_case(&value));
            let Some(choice) = choice else {
                let choices: Vec<&str> = known.choices.iter().map(|choice| choice.value.as_str()).collect();
                let hint = suggest::hint(&value, choices.iter().copied(), || {
                    message!("hint-choices", choices = Several(&choices))
                });
                let message = message!("error-filter-value", filter = key, value = value);
                return Err(Error::invalid_input("filter_invalid", message).hint(hint));
            };
            value.clone_from(&choice.value);
        }
        if known.whole && value.contains('*') {
            let message = message!("error-filter-whole", filter = key);
            return Err(Error::invalid_input("filter_invalid", message).hint(message!("hint-filter-whole")));
        }
        if !known.repeatable && filters.iter().any(|filter| filter.key == key) {
            let message = message!("error-filter-repeated", filter = key);
            return Err(Error::invalid_input("filter_repeated", message));
        }
        filters.push(Filter { key, value });
    }
    Ok(filters)
}

fn unknown_filter(key: &str, resource: &ResourceManifest, language: Language) -> Error {
    let known: Vec<&str> = resource
        .filters
        .iter()
        .map(|filter| filter.key.as_str())
        .collect();
    let hint = suggest::hint(key, known.iter().copied(), || {
        message!("hint-choices", choices = Several(&known))
    });
    let title = language.pick(&resource.title).to_owned();
    Error::invalid_input(
        "filter_unknown",
        message!("error-unknown-filter", title = title, filter = key),
    )
    .hint(hint)
}

/// How many rows are wanted at most.
pub(in crate::cli) fn limit(matches: &ArgMatches) -> Result<Option<u64>, Error> {
    let Some(text) = matches.get_one::<String>("limit") else {
        return Ok(None);
    };
    match text.parse::<u64>() {
        Ok(limit) if limit > 0 => Ok(Some(limit)),
        _ => Err(Error::invalid_input(
            "argument_invalid",
            message!("error-argument-value", flag = "--limit"),
        )
        .hint(message!("hint-limit"))),
    }
}
