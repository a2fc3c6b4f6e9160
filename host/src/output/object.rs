//! One thing with its fields.

use serde::Serialize;
use serde_json::Value;
use yun_plugin_api::Cell;

use super::{Column, Format, Sheet, json_text, shown};
use crate::{error::Error, text::Language};

/// One thing with its fields.
#[derive(Debug, Clone)]
pub struct Object {
    /// Its fields.
    pub fields: Vec<(Column, Cell)>,
    /// The API's own object, for JSON.
    pub raw: Option<Value>,
}

impl Object {
    /// The object in a format, with these fields only if some were chosen.
    ///
    /// # Errors
    /// When a chosen field does not exist.
    pub fn render(
        &self,
        format: Format,
        chosen: Option<&[String]>,
        language: Language,
    ) -> Result<String, Error> {
        let columns: Vec<Column> = self.fields.iter().map(|(column, _)| column.clone()).collect();
        super::sheet::check_columns(&columns, chosen)?;
        let is_chosen = |column: &Column| chosen.is_none_or(|keys| keys.contains(&column.key));
        let fields = self.fields.iter().filter(|(column, _)| is_chosen(column));
        Ok(match format {
            Format::Table => {
                let shown: Vec<(&str, String)> = fields
                    .map(|(column, cell)| (column.title.as_str(), shown(cell, language)))
                    .collect();
                lines(&shown)
            }
            Format::Json => {
                let raw = self.raw.as_ref().filter(|_| chosen.is_none());
                let lines: Vec<String> = fields
                    .map(|(column, cell)| json_member(&column.key, cell))
                    .chain(raw.map(|raw| json_member("raw", raw)))
                    .collect();
                json_text(&format!("{{\n{}\n}}\n", lines.join(",\n")))
            }
            Format::Ids => {
                let row = self.fields.iter().map(|(_, cell)| cell.clone()).collect();
                Sheet {
                    columns,
                    rows: vec![row],
                }
                .render(Format::Ids, None, language)?
            }
        })
    }
}

/// `  "key": value`, the value's own lines indented with it.
fn json_member(key: &str, value: &impl Serialize) -> String {
    let value = serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_owned());
    format!("  {key:?}: {}", value.replace('\n', "\n  "))
}

/// Titles and values, the values under each other.
fn lines(fields: &[(&str, String)]) -> String {
    use unicode_width::UnicodeWidthStr;
    let widest = fields.iter().map(|(title, _)| title.width()).max().unwrap_or(0);
    fields.iter().fold(String::new(), |text, (title, value)| {
        let gap = " ".repeat(widest - title.width() + 2);
        text + format!("{title}{gap}{value}").trim_end() + "\n"
    })
}
