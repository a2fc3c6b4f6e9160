//! Rows under columns.

use std::fmt::Write;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{Format, json_text, shown};
use crate::{
    error::Error,
    suggest,
    text::{Language, message, visible},
};

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its key in JSON.
    pub key: String,
    /// Its heading, in the user's language.
    pub title: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether a table shows it only when it is asked for.
    pub wide: bool,
}

/// Rows under columns; each row has as many cells as there are columns.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The sheet in a format, with these columns only if some were chosen.
    ///
    /// # Errors
    /// When a chosen column does not exist.
    pub fn render(
        &self,
        format: Format,
        chosen: Option<&[String]>,
        language: Language,
    ) -> Result<String, Error> {
        let chosen = chosen
            .map(|keys| chosen_columns(&self.columns, keys))
            .transpose()?;
        let all: Vec<usize> = (0..self.columns.len()).collect();
        Ok(match format {
            Format::Json => json_text(&self.json(chosen.as_ref().unwrap_or(&all))),
            Format::Ids => self.ids(),
            Format::Table => {
                let narrow = all
                    .into_iter()
                    .filter(|index| !self.columns[*index].wide)
                    .collect();
                self.table(&chosen.unwrap_or(narrow), language)
            }
        })
    }

    fn table(&self, indices: &[usize], language: Language) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(indices.iter().map(|index| self.columns[*index].title.as_str()));
        for row in &self.rows {
            table.add_row(indices.iter().map(|index| shown(&row[*index], language)));
        }
        for (at, index) in indices.iter().enumerate() {
            if let Some(column) = table.column_mut(at) {
                column.set_padding((0, 2));
                if matches!(self.columns[*index].kind, ColumnKind::Number | ColumnKind::Bytes) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        table.trim_fmt() + "\n"
    }

    fn json(&self, indices: &[usize]) -> String {
        if self.rows.is_empty() {
            return "[]\n".to_owned();
        }
        let mut text = String::from("[");
        for (at, row) in self.rows.iter().enumerate() {
            text.push_str(if at == 0 { "\n  {" } else { ",\n  {" });
            for (nth, index) in indices.iter().enumerate() {
                let separator = if nth == 0 { "" } else { "," };
                let (key, cell) = (&self.columns[*index].key, &row[*index]);
                let cell = serde_json::to_string(cell).unwrap_or_else(|_| "null".to_owned());
                // Writing to a String cannot fail.
                let _ = write!(text, "{separator}\n    {key:?}: {cell}");
            }
            text.push_str("\n  }");
        }
        text.push_str("\n]\n");
        text
    }

    /// The texts of the column `id`, or of the first where none is called so.
    fn ids(&self) -> String {
        let index = self
            .columns
            .iter()
            .position(|column| column.key == "id")
            .unwrap_or(0);
        self.rows.iter().fold(String::new(), |mut text, row| {
            if let Cell::Text(id) = &row[index] {
                text.push_str(&visible(id));
                text.push('\n');
            }
            text
        })
    }
}

/// The places of the chosen columns, in the order in which they were chosen.
fn chosen_columns(columns: &[Column], keys: &[String]) -> Result<Vec<usize>, Error> {
    keys.iter()
        .map(|key| {
            columns
                .iter()
                .position(|column| &column.key == key)
                .ok_or_else(|| {
                    let known: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
                    let hint = suggest::hint(key, known.iter().copied(), || {
                        message!("hint-columns", columns = known.join(", "))
                    });
                    Error::invalid_input("column_unknown", message!("error-unknown-column", column = key))
                        .hint(hint)
                })
        })
        .collect()
}

/// Holds chosen columns against those that there are, before anything is asked of anybody.
///
/// # Errors
/// The first that does not exist.
pub fn check_columns(columns: &[Column], chosen: Option<&[String]>) -> Result<(), Error> {
    chosen.map_or(Ok(()), |keys| chosen_columns(columns, keys).map(drop))
}
