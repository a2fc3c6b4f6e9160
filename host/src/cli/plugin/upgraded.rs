//! What became of each plugin that was to be upgraded.

use serde_json::{Value, json};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use crate::{
    catalog::Installed,
    cli::globals::Globals,
    error::{Error, exit},
    output::{self, Column, Format, Rendered, Sheet},
    text::{Language, Message, message},
};

/// How it ended for a plugin, unless it failed.
pub(super) enum Done {
    /// The newer version is in its place, or would be.
    Upgraded,
    /// It stays as it was.
    Unchanged(Message),
}

/// What became of a plugin.
pub(super) struct Upgraded {
    id: String,
    /// The version that is installed now, or would be.
    pub(super) version: String,
    previous_version: String,
    /// Why newer ones were passed over.
    pub(super) because: Option<String>,
    pub(super) outcome: Result<Done, Error>,
}

impl Upgraded {
    /// Nothing yet.
    pub(super) fn of(installed: &Installed) -> Self {
        Self {
            id: installed.id.clone(),
            version: installed.version.clone(),
            previous_version: installed.version.clone(),
            because: None,
            outcome: Ok(Done::Upgraded),
        }
    }

    /// Takes what a step came to; where it failed, what was installed stays.
    pub(super) fn take<T>(&mut self, step: Result<T, Error>) -> Option<T> {
        match step {
            Ok(come_to) => Some(come_to),
            Err(error) => {
                self.version.clone_from(&self.previous_version);
                self.outcome = Err(error.by_plugin(&self.id));
                None
            }
        }
    }

    fn is_unchanged(&self) -> bool {
        matches!(self.outcome, Ok(Done::Unchanged(_)))
    }

    fn because(&self, language: Language) -> Option<String> {
        match &self.outcome {
            Ok(Done::Unchanged(because)) => Some(language.say(because)),
            Ok(Done::Upgraded) => self.because.clone(),
            Err(_) => None,
        }
    }

    fn cells(&self, language: Language) -> Vec<Cell> {
        let error = self.outcome.as_ref().err();
        let error = error.map(|error| error.coded(language));
        vec![
            self.id.as_str().into(),
            self.outcome.is_ok().into(),
            self.is_unchanged().into(),
            self.version.as_str().into(),
            self.previous_version.as_str().into(),
            self.because(language).into(),
            error.into(),
        ]
    }

    fn value(&self, language: Language) -> Value {
        let error = self.outcome.as_ref().err().map(|error| {
            json!({
                "code": error.code(),
                "message": error.sentence(language),
            })
        });
        json!({
            "id": self.id,
            "ok": self.outcome.is_ok(),
            "unchanged": self.is_unchanged(),
            "version": self.version,
            "previous_version": self.previous_version,
            "reason": self.because(language),
            "error": error,
        })
    }
}

/// The columns of the results.
pub(super) fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str, title: Message, kind| Column::new(key, language.say(&title), kind);
    vec![
        column("id", message!("column-id"), ColumnKind::Text),
        column("ok", message!("column-done"), ColumnKind::Bool),
        column("unchanged", message!("column-unchanged"), ColumnKind::Bool),
        column("version", message!("column-version"), ColumnKind::Text),
        column(
            "previous_version",
            message!("column-previous-version"),
            ColumnKind::Text,
        ),
        column("reason", message!("column-reason"), ColumnKind::Text),
        // Errors are told on standard error as well.
        column("error", message!("column-error"), ColumnKind::Text).wide(),
    ]
}

/// Shows the results, tells the errors, and says which exit code follows.
pub(super) fn tell(results: &[Upgraded], globals: &Globals) -> Result<u8, Error> {
    globals.print(&rendered(results, globals)?)?;
    let reporter = globals.reporter();
    let failures: Vec<&Error> = results
        .iter()
        .filter_map(|result| result.outcome.as_ref().err())
        .collect();
    for error in &failures {
        reporter.report(error);
    }
    let mut codes = failures.iter().map(|error| error.exit_code());
    let Some(first) = codes.next() else {
        return Ok(exit::DONE);
    };
    if failures.iter().any(|error| error.code() == "interrupted") {
        return Ok(exit::INTERRUPTED);
    }
    Ok(match codes.all(|code| code == first) {
        _ if failures.len() < results.len() => exit::PARTIAL,
        true => first,
        false => exit::FAILED,
    })
}

fn rendered(results: &[Upgraded], globals: &Globals) -> Result<Rendered, Error> {
    let (style, language) = (globals.style(), globals.language);
    let columns = columns(language);
    let is_structured = matches!(style.format, Format::Json | Format::Jsonl | Format::Yaml);
    if !is_structured && style.query.is_none() {
        // Ids are for the next command: what failed is not handed on.
        let is_shown = |result: &&Upgraded| style.format != Format::Ids || result.outcome.is_ok();
        let rows = results.iter().filter(is_shown);
        let rows = rows.map(|result| result.cells(language)).collect();
        return Sheet::new(columns, rows).render(&style);
    }
    let keys: Vec<String> = match style.columns {
        Some(chosen) => chosen.to_vec(),
        None => columns.into_iter().map(|column| column.key).collect(),
    };
    let mut values: Vec<Value> = results.iter().map(|result| result.value(language)).collect();
    for value in &mut values {
        if let Value::Object(members) = value {
            members.retain(|key, _| keys.contains(key));
        }
    }
    let mut order = style.query.map(output::Query::keys).unwrap_or_default();
    order.extend(keys);
    order.extend(["code", "message"].map(str::to_owned));
    let value = match style.query {
        Some(query) => query.search(&values)?,
        None => Value::Array(values),
    };
    output::render_value(&value, &order, &style)
}
