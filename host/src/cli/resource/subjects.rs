//! What an action is for: ids of the arguments, of standard input, or everything that filters let through.

use std::collections::HashSet;

use clap::ArgMatches;
use yun_plugin_api::{Filter, manifest::ResourceManifest};

use super::filters::filters;
use crate::{
    error::Error,
    prompt,
    text::{Language, is_unprintable, message},
};

/// Where ids come from standard input.
const STANDARD_INPUT: &str = "-";

/// No id is longer, in bytes.
const LONGEST_ID: usize = 256;

/// What an action is for.
pub(super) enum Chosen {
    /// These, each once, in their order; none if standard input had none.
    Ids(Vec<String>),
    /// Everything that the filters let through.
    Matching(Vec<Filter>),
}

/// Reads what the action is for.
///
/// # Errors
/// When nothing says so, or two things do.
pub(super) fn chosen(
    resource: &ResourceManifest,
    matches: &ArgMatches,
    language: Language,
) -> Result<Chosen, Error> {
    let given: Vec<String> = matches
        .get_many::<String>("ID")
        .map(|ids| ids.cloned().collect())
        .unwrap_or_default();
    let filters = filters(resource, matches, language)?;
    if matches.get_flag("all-matching") {
        if !given.is_empty() {
            return Err(wrong("ids_and_matching", message!("error-ids-and-matching")));
        }
        if filters.is_empty() {
            return Err(wrong("filter_missing", message!("error-matching-without-filter"))
                .hint(message!("hint-matching-without-filter")));
        }
        return Ok(Chosen::Matching(filters));
    }
    if !filters.is_empty() {
        return Err(wrong(
            "filter_without_matching",
            message!("error-filter-without-matching"),
        ));
    }
    if given.is_empty() {
        return Err(wrong("argument_missing", message!("error-no-ids")).hint(message!("hint-no-ids")));
    }
    let mut ids = Vec::new();
    let mut known = HashSet::new();
    let mut take = |id: &str| {
        let id = id.trim();
        if !id.is_empty() && known.insert(id.to_owned()) {
            ids.push(id.to_owned());
        }
    };
    for id in &given {
        if id == STANDARD_INPUT {
            let read = prompt::lines(|line| {
                take(&line);
                true
            });
            // Half of the ids are not what was asked for.
            read.map_err(|error| {
                let message = message!("error-stdin", reason = error.to_string());
                Error::invalid_input("stdin_unreadable", message).source(error)
            })?;
        } else if id.trim().is_empty() {
            return Err(wrong("argument_missing", message!("error-no-ids")).hint(message!("hint-no-ids")));
        } else {
            take(id);
        }
    }
    match ids.iter().find(|id| !is_id(id)) {
        None => Ok(Chosen::Ids(ids)),
        // What is no id may be anything: it is not repeated.
        Some(_) => {
            Err(wrong("id_invalid", message!("error-id")).hint(message!("hint-id", most = LONGEST_ID)))
        }
    }
}

/// Whether a text may be the id of anything: one short word that can be shown.
fn is_id(text: &str) -> bool {
    text.len() <= LONGEST_ID && !text.chars().any(|c| c.is_whitespace() || is_unprintable(c))
}

fn wrong(code: &'static str, message: crate::text::Message) -> Error {
    Error::invalid_input(code, message)
}
