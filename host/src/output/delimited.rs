//! Comma- and tab-separated values: a line of keys, and a line for each row.
//!
//! Quoting is RFC 4180's. Lists are joined by commas; yes and no are `true` and `false`; what steers a terminal, line
//! ends among it, is made visible, so that each row stays one line.

use csv::{QuoteStyle, WriterBuilder};
use yun_plugin_api::Cell;

use super::Format;
use crate::text::visible;

/// Writes rows of cells; `keys` is the first line, if there is to be one.
pub(super) fn write<'a>(
    format: Format,
    keys: Option<&[&str]>,
    rows: impl Iterator<Item = Vec<&'a Cell>>,
) -> String {
    let delimiter = if format == Format::Tsv { b'\t' } else { b',' };
    let mut writer = WriterBuilder::new()
        .delimiter(delimiter)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(Vec::new());
    // Writing to memory cannot fail, and the rows may be of any length.
    if let Some(keys) = keys {
        let _ = writer.write_record(keys);
    }
    for row in rows {
        let _ = writer.write_record(row.into_iter().map(text));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Bool(yes) => yes.to_string(),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => number.to_string(),
        Cell::Text(text) => visible(text),
        Cell::List(texts) => visible(&texts.join(",")),
    }
}
