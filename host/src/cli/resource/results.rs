//! What became of each id, as rows and as JSON; and the errors, each told once.

use std::collections::HashMap;

use serde_json::{Value, json};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use crate::{
    acting::{Done, Finished, named},
    api::OUTCOME_UNKNOWN,
    cli::globals::Globals,
    error::{Error, exit},
    listing::Target,
    output::{self, Column, Format, Rendered, Sheet},
    text::{Language, Message, message, visible},
};

/// What became of each id.
pub(super) struct Results<'a> {
    targets: &'a [Target],
    /// Whether each row says whose it is.
    several: bool,
    language: Language,
}

impl<'a> Results<'a> {
    pub(super) fn new(targets: &'a [Target], several: bool, language: Language) -> Self {
        Self {
            targets,
            several,
            language,
        }
    }

    /// The columns of the results.
    pub(super) fn columns(several: bool, language: Language) -> Vec<Column> {
        let column = |key: &str, title: Message, kind| Column::new(key, language.say(&title), kind);
        let profile = several.then(|| column("profile", message!("column-profile"), ColumnKind::Text));
        let own = [
            column("id", message!("column-id"), ColumnKind::Text),
            column("name", message!("column-name"), ColumnKind::Text),
            column("ok", message!("column-done"), ColumnKind::Bool),
            column("status", message!("column-status"), ColumnKind::Status),
            column(
                "previous_status",
                message!("column-previous-status"),
                ColumnKind::Status,
            ),
            column("unchanged", message!("column-unchanged"), ColumnKind::Bool),
            column("region", message!("column-region"), ColumnKind::Text),
            // Errors are told on standard error as well.
            column("error", message!("column-error"), ColumnKind::Text).wide(),
        ];
        profile.into_iter().chain(own).collect()
    }

    /// Puts results in order: by profile, region and id.
    pub(super) fn order(&self, results: &mut [Finished]) {
        results.sort_by_cached_key(|result| (self.profile(result), self.region(result), result.id.clone()));
    }

    /// The results in the command's style.
    pub(super) fn render(&self, results: &[Finished], globals: &Globals) -> Result<Rendered, Error> {
        let style = globals.style();
        let is_structured = matches!(style.format, Format::Json | Format::Jsonl | Format::Yaml);
        if !is_structured && style.query.is_none() {
            // Ids are for the next command: what failed is not handed on.
            let is_shown = |result: &&Finished| style.format != Format::Ids || result.outcome.is_ok();
            let rows = results.iter().filter(is_shown).map(|result| self.cells(result));
            let rows = rows.collect();
            return Sheet::new(Self::columns(self.several, self.language), rows).render(&style);
        }
        let all = Self::columns(self.several, self.language);
        let keys: Vec<String> = match style.columns {
            Some(chosen) => chosen.to_vec(),
            None => all.into_iter().map(|column| column.key).collect(),
        };
        let mut values: Vec<Value> = results.iter().map(|result| self.value(result)).collect();
        for value in &mut values {
            if let Value::Object(members) = value {
                members.retain(|key, _| keys.contains(key));
            }
        }
        let mut order = style.query.map(output::Query::keys).unwrap_or_default();
        order.extend(keys);
        order.extend(["code", "message", "request_id"].map(str::to_owned));
        let value = match style.query {
            Some(query) => query.search(&values)?,
            None => Value::Array(values),
        };
        output::render_value(&value, &order, &style)
    }

    fn profile(&self, finished: &Finished) -> String {
        let target = finished.target.map(|target| &self.targets[target]);
        target.map_or_else(String::new, |target| target.session.name().to_owned())
    }

    fn region(&self, finished: &Finished) -> String {
        let target = finished.target.map(|target| &self.targets[target]);
        target.map_or_else(String::new, |target| target.region.clone())
    }

    fn cells(&self, finished: &Finished) -> Vec<Cell> {
        let text = |text: &Option<String>| Cell::from(text.clone());
        let present = |text: String| Cell::from(Some(text).filter(|text| !text.is_empty()));
        let error = finished.outcome.as_ref().err();
        let error = error.map(|error| error.coded(self.language));
        let profile = self.several.then(|| present(self.profile(finished)));
        let own = [
            Cell::from(finished.id.as_str()),
            present(finished.name.clone()),
            Cell::from(finished.outcome.is_ok()),
            text(&finished.status),
            text(&finished.previous_status),
            Cell::from(matches!(finished.outcome, Ok(Done::Unchanged))),
            present(self.region(finished)),
            Cell::from(error),
        ];
        profile.into_iter().chain(own).collect()
    }

    fn value(&self, finished: &Finished) -> Value {
        let error = finished.outcome.as_ref().err().map(|error| {
            json!({
                "code": error.code(),
                "message": error.sentence(self.language),
                "request_id": error.failed_request(),
            })
        });
        let present = |text: String| Some(text).filter(|text| !text.is_empty());
        let mut value = json!({
            "id": finished.id,
            "name": present(finished.name.clone()),
            "region": present(self.region(finished)),
            "ok": finished.outcome.is_ok(),
            "unchanged": matches!(finished.outcome, Ok(Done::Unchanged)),
            "status": finished.status,
            "previous_status": finished.previous_status,
            "error": error,
        });
        if self.several {
            value["profile"] = json!(self.profile(finished));
        }
        value
    }
}

/// The errors of results, those that say the same told once with the ids that they concern.
pub(super) fn errors(results: &[Finished], kind: &str, globals: &Globals) -> Vec<Error> {
    let language = globals.language;
    let mut groups: Vec<(Vec<&str>, &Error)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for finished in results {
        let Err(error) = &finished.outcome else { continue };
        // Where it happened and which request it was are part of the text that a person reads.
        let said = error.to_text(language).replace(&finished.id, "");
        let place = *places.entry(said).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((ids, _)) => ids.push(&finished.id),
            None => groups.push((vec![&finished.id], error)),
        }
    }
    let told = groups.into_iter().map(|(ids, error)| {
        let said = error.sentence(language);
        let error = match ids.as_slice() {
            [id] if said.contains(*id) => return error.clone(),
            ids => error.clone().concerning(named(ids, language)),
        };
        match ids.len() > 1 && error.code() == OUTCOME_UNKNOWN {
            true => error.hint(look_later(kind, globals)),
            false => error,
        }
    });
    told.collect()
}

/// Where to look at what was acted on: the command that lists it, for the same profiles and regions.
pub(super) fn look_later(kind: &str, globals: &Globals) -> Message {
    let profiles = globals
        .profiles
        .iter()
        .map(|name| format!(" -p {}", visible(name)));
    let regions = globals.regions.iter().map(|region| format!(" -r {region}"));
    let all = globals.all_profiles.then(|| " --all-profiles".to_owned());
    let given: String = profiles.chain(all).chain(regions).collect();
    message!("note-look-later", kind = kind, given = given)
}

/// 0 when all went well, 3 when some did, and the errors' own when all failed alike.
pub(super) fn exit_code(results: &[Finished], beside: &[Error]) -> u8 {
    let failures = results.iter().filter_map(|result| result.outcome.as_ref().err());
    let mut codes = failures.chain(beside).map(Error::exit_code);
    let Some(first) = codes.next() else {
        return exit::DONE;
    };
    if results.iter().any(|result| result.outcome.is_ok()) {
        return exit::PARTIAL;
    }
    if codes.all(|code| code == first) {
        first
    } else {
        exit::FAILED
    }
}
