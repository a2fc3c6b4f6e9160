//! Rows under columns.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Serialize, Serializer, ser::SerializeMap};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{
    Format, Rendered, Style, delimited, json_document, json_line, paint::Tone, table, value, yaml_document,
};
use crate::{
    error::Error,
    suggest,
    text::{Several, message, visible},
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
    /// What its statuses say at a glance, as a manifest declares it.
    pub tones: BTreeMap<String, yun_plugin_api::manifest::Tone>,
}

impl Column {
    /// A column that every table shows.
    pub fn new(key: impl Into<String>, title: impl Into<String>, kind: ColumnKind) -> Self {
        Self {
            key: key.into(),
            title: title.into(),
            kind,
            wide: false,
            tones: BTreeMap::new(),
        }
    }

    /// The column shown only when it is asked for.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// What a status says at a glance, if that is known: from the manifest, or for the host's own words.
    pub(super) fn tone(&self, cell: &Cell) -> Option<Tone> {
        match cell {
            Cell::Text(word) => self.tone_of(word),
            _ => None,
        }
    }

    /// What this word says at a glance in this column, if it is one of statuses and that is known.
    pub fn tone_of(&self, word: &str) -> Option<Tone> {
        if self.kind != ColumnKind::Status {
            return None;
        }
        let declared = self.tones.get(word).map(|tone| Tone::from(*tone));
        declared.or(match word {
            "ok" | "available" | "OK" => Some(Tone::Good),
            "warning" => Some(Tone::Busy),
            "skipped" | "disabled" => Some(Tone::Idle),
            "incomplete" | "mode-unknown" | "mode-refused" | "secrets-unreadable" => Some(Tone::Bad),
            "error" | "broken" | "incompatible" | "untrusted" | "quarantined" | "invalid" => Some(Tone::Bad),
            _ => None,
        })
    }
}

/// Whether the columns' headings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Header {
    /// They are.
    #[default]
    Shown,
    /// They are not: nobody named the columns.
    Hidden,
}

/// Rows under columns; each row has as many cells as there are columns.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Whether headings are written.
    pub header: Header,
}

impl Sheet {
    /// Makes a sheet with headings.
    pub fn new(columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Self {
        Self {
            columns,
            rows,
            header: Header::Shown,
        }
    }

    /// The sheet in a style.
    ///
    /// # Errors
    /// When a chosen column does not exist, or the query does not fit.
    pub fn render(&self, style: &Style<'_>) -> Result<Rendered, Error> {
        let chosen = style
            .columns
            .map(|keys| chosen_columns(&self.columns, keys))
            .transpose()?;
        let all: Vec<usize> = (0..self.columns.len()).collect();
        let indices = match (chosen, style.format) {
            (Some(chosen), _) => chosen,
            (None, Format::Table) => {
                let narrow = all.into_iter().filter(|index| !self.columns[*index].wide);
                narrow.collect()
            }
            (None, _) => all,
        };
        if let Some(query) = style.query {
            let everything: Vec<usize> = match style.columns {
                Some(_) => indices,
                None => (0..self.columns.len()).collect(),
            };
            let mut order = query.keys();
            order.extend(everything.iter().map(|index| self.columns[*index].key.clone()));
            return value::render(&query.search(&self.members(&everything))?, &order, style);
        }
        Ok(match style.format {
            Format::Json => json_document(&self.members(&indices)).into(),
            Format::Jsonl => {
                let lines = self.members(&indices).into_iter().map(|row| json_line(&row));
                lines.collect::<String>().into()
            }
            Format::Yaml => yaml_document(&self.members(&indices)).into(),
            Format::Csv | Format::Tsv => self.delimited(&indices, style.format).into(),
            Format::Ids => self.ids().into(),
            Format::Table | Format::Wide => table::table(self, &indices, style),
        })
    }

    /// Orders the rows; those that are alike keep their order, and empty cells come last.
    ///
    /// # Errors
    /// When a column does not exist.
    pub fn sort(&mut self, by: &[SortKey]) -> Result<(), Error> {
        let names: Vec<String> = by.iter().map(|key| key.column.clone()).collect();
        let places = chosen_columns(&self.columns, &names)?;
        self.rows.sort_by(|one, other| {
            let orders = places.iter().zip(by);
            let mut orders = orders.map(|(place, key)| compare(&one[*place], &other[*place], key.direction));
            orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        Ok(())
    }

    fn members<'a>(&'a self, indices: &'a [usize]) -> Vec<RowMembers<'a>> {
        let row = |row: &'a Vec<Cell>| RowMembers {
            sheet: self,
            indices,
            row,
        };
        self.rows.iter().map(row).collect()
    }

    fn delimited(&self, indices: &[usize], format: Format) -> String {
        let keys: Vec<&str> = indices
            .iter()
            .map(|index| self.columns[*index].key.as_str())
            .collect();
        let rows = self.rows.iter();
        let rows = rows.map(|row| indices.iter().map(|index| &row[*index]).collect());
        delimited::write(format, (self.header == Header::Shown).then_some(&*keys), rows)
    }

    /// The texts of the column `id`, or of the first where none is called so.
    fn ids(&self) -> String {
        let index = self
            .columns
            .iter()
            .position(|column| column.key == "id")
            .unwrap_or(0);
        self.rows.iter().fold(String::new(), |mut text, row| {
            match row.get(index) {
                Some(Cell::Text(id)) => text.push_str(&(visible(id) + "\n")),
                Some(Cell::Integer(id)) => text.push_str(&format!("{id}\n")),
                _ => {}
            }
            text
        })
    }
}

/// A row as an object.
struct RowMembers<'a> {
    sheet: &'a Sheet,
    indices: &'a [usize],
    row: &'a [Cell],
}

impl Serialize for RowMembers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.indices.len()))?;
        for index in self.indices {
            map.serialize_entry(&self.sheet.columns[*index].key, &self.row[*index])?;
        }
        map.end()
    }
}

/// A column to order by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    column: String,
    direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Ascending,
    Descending,
}

impl SortKey {
    /// Reads a column's key, with `-` before it for descending.
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix('-') {
            Some(column) => Self {
                column: column.to_owned(),
                direction: Direction::Descending,
            },
            None => Self {
                column: text.to_owned(),
                direction: Direction::Ascending,
            },
        }
    }
}

/// A total order over cells of any kinds: plugins fill columns, and may mix them.
fn compare(one: &Cell, other: &Cell, direction: Direction) -> Ordering {
    let order = match (one, other) {
        (Cell::Empty, Cell::Empty) => return Ordering::Equal,
        (Cell::Empty, _) => return Ordering::Greater,
        (_, Cell::Empty) => return Ordering::Less,
        (Cell::Bool(one), Cell::Bool(other)) => one.cmp(other),
        (Cell::Text(one), Cell::Text(other)) => one.cmp(other),
        (Cell::List(one), Cell::List(other)) => one.cmp(other),
        (one, other) => kind(one)
            .cmp(&kind(other))
            .then_with(|| number(one).total_cmp(&number(other))),
    };
    match direction {
        Direction::Ascending => order,
        Direction::Descending => order.reverse(),
    }
}

/// Which kinds come first where a column mixes them; numbers are of one kind.
fn kind(cell: &Cell) -> u8 {
    match cell {
        Cell::Bool(_) => 0,
        Cell::Integer(_) | Cell::Float(_) => 1,
        Cell::Text(_) => 2,
        Cell::List(_) => 3,
        Cell::Empty => 4,
    }
}

fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Integer(number) => *number as f64,
        Cell::Float(number) => *number,
        _ => 0.0,
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
                        message!("hint-columns", columns = Several(&known))
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

/// Holds columns to order by against those that there are, before anything is asked of anybody.
///
/// # Errors
/// The first that does not exist.
pub fn check_sort(columns: &[Column], by: &[SortKey]) -> Result<(), Error> {
    let names: Vec<String> = by.iter().map(|key| key.column.clone()).collect();
    chosen_columns(columns, &names).map(drop)
}
