//! What a command answers, on stdout: sheets of rows, single objects and any JSON, in the format that was asked for.

mod checklist;
mod delimited;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod object;
mod paint;
pub mod progress;
mod query;
mod reindent;
mod running;
mod sheet;
mod table;
mod value;
mod wrap;

use std::io::{self, Write};

use serde::Serialize;
use yun_plugin_api::Cell;

pub use checklist::{Checked, checklist};
pub use object::Object;
pub use paint::{Paint, Tone};
pub use query::Query;
pub use running::RunningTable;
pub use sheet::{Column, Header, Sheet, SortKey, check_columns, check_sort};
pub use value::{render as render_value, render_json};
pub use wrap::help;

use crate::error::{Error, ErrorKind};
use crate::text::{Language, are_lines_printable, is_unprintable, message, visible};

/// A format of stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Columns for people, as many as matter at a glance.
    #[default]
    Table,
    /// Columns for people, all of them.
    Wide,
    /// One JSON document.
    Json,
    /// One JSON document a line, each written as soon as it is known.
    Jsonl,
    /// One YAML document.
    Yaml,
    /// Comma-separated values, the first line being the keys.
    Csv,
    /// Tab-separated values, the first line being the keys.
    Tsv,
    /// One id a line.
    Ids,
}

impl Format {
    /// The words of `--output`.
    pub const WORDS: [&'static str; 8] = ["table", "wide", "json", "jsonl", "yaml", "csv", "tsv", "ids"];

    /// The format called by this word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "table" => Self::Table,
            "wide" => Self::Wide,
            "json" => Self::Json,
            "jsonl" => Self::Jsonl,
            "yaml" => Self::Yaml,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "ids" => Self::Ids,
            _ => return None,
        })
    }

    /// Whether programs read it line by line as JSON, so that errors are JSON lines too.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
}

/// How answers are written.
#[derive(Debug, Clone)]
pub struct Style<'a> {
    /// The format.
    pub format: Format,
    /// The columns that were chosen, if some were.
    pub columns: Option<&'a [String]>,
    /// What is asked of the answer before it is written.
    pub query: Option<&'a Query>,
    /// The language of headings.
    pub language: Language,
    /// How many columns the terminal has; none where there is no terminal, and nothing has to fit.
    pub width: Option<usize>,
    /// Whether it is coloured.
    pub paint: Paint,
}

/// A text for stdout.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The text, its last line ended.
    pub text: String,
    /// The headings of the columns for which the terminal is too narrow.
    pub left_out: Vec<String>,
}

impl From<String> for Rendered {
    fn from(text: String) -> Self {
        Self {
            text,
            left_out: Vec::new(),
        }
    }
}

/// Who reads stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Somebody does.
    There,
    /// Whoever did has seen enough and went away, `head` for instance.
    Gone,
}

/// Writes to stdout. A reader that has gone away has seen enough: that is no error.
///
/// # Errors
/// When stdout cannot be written, a full disk for instance.
pub fn print(text: &str) -> Result<Reader, Error> {
    #[expect(clippy::disallowed_methods, reason = "the one place where data goes out")]
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(Reader::There),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(Error::new(
            ErrorKind::Failed,
            "output_failed",
            message!("error-output", reason = error.to_string()),
        )
        .source(error)),
    }
}

/// Writes a line to stderr. There is nobody to tell when that fails.
pub fn note(text: &str) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where people are told things"
    )]
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "{text}");
}

/// A value as JSON over several lines.
fn json_document(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("what is shown has text keys and a JSON form");
    json_text(text) + "\n"
}

/// A value as JSON on one line.
pub(crate) fn json_line(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("what is shown has text keys and a JSON form");
    json_text(text) + "\n"
}

/// A value as a YAML document; as JSON, which is YAML too, where plain YAML would need what steers a terminal.
fn yaml_document(value: &impl Serialize) -> String {
    yaml_text(value).unwrap_or_else(|| json_document(value))
}

/// A value as YAML over several lines, if that holds nothing that steers a terminal.
fn yaml_text(value: &impl Serialize) -> Option<String> {
    let options = serde_saphyr::ser_options! {
        prefer_block_scalars: false,
    };
    let text = serde_saphyr::to_string_with_options(value, options).ok()?;
    are_lines_printable(&text).then_some(text)
}

/// A text in JSON with what steers a terminal escaped, beyond what JSON demands.
pub(crate) fn json_text(text: String) -> String {
    if are_lines_printable(&text) {
        return text;
    }
    text.chars()
        .map(|c| match c {
            c if c != '\n' && is_unprintable(c) => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}

/// A cell as people read it; nothing in it steers a terminal.
pub(crate) fn shown(cell: &Cell, language: Language) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Bool(true) => language.say(&message!("cell-yes")),
        Cell::Bool(false) => language.say(&message!("cell-no")),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => number.to_string(),
        Cell::Text(text) => visible(text),
        Cell::List(texts) => texts
            .iter()
            .map(|text| visible(text))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests;
