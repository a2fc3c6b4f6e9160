//! What a command answers, on stdout: sheets of rows and single objects, as table, JSON or ids.

mod object;
pub mod progress;
mod sheet;

use std::io::{self, Write};

use yun_plugin_api::Cell;

pub use object::Object;
pub use sheet::{Column, Sheet, check_columns};

use crate::error::{Error, ErrorKind};
use crate::text::{Language, is_unprintable, message, visible};

/// A format of stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Columns for people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One id a line.
    Ids,
}

impl Format {
    /// All formats, by the words of `--output`.
    pub const WORDS: [&'static str; 3] = ["table", "json", "ids"];

    /// The format called by this word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "table" => Some(Self::Table),
            "json" => Some(Self::Json),
            "ids" => Some(Self::Ids),
            _ => None,
        }
    }
}

/// Writes to stdout. A reader that has gone away has seen enough: that is no error.
///
/// # Errors
/// When stdout cannot be written, a full disk for instance.
pub fn print(text: &str) -> Result<(), Error> {
    #[expect(clippy::disallowed_methods, reason = "the one place where data goes out")]
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
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

/// A text in JSON with what steers a terminal escaped, beyond what JSON demands.
pub(crate) fn json_text(text: &str) -> String {
    if !text.chars().any(|c| c != '\n' && is_unprintable(c)) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            c if c != '\n' && is_unprintable(c) => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}

/// A cell as people read it; nothing in it steers a terminal.
fn shown(cell: &Cell, language: Language) -> String {
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
