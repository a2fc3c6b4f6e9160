//! Rows of a resource type: cells under the keys of the manifest's columns.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};

/// One value of a row; on the wire the JSON value of the same shape.
///
/// Times are RFC 3339 text in UTC (`2026-01-02T03:04:05Z`).
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Cell {
    /// Unknown or without a value.
    #[default]
    Empty,
    /// Yes or no.
    Bool(bool),
    /// A whole number, in the unit that the column's key names.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text, a status, an address or a time.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<Vec<String>> for Cell {
    fn from(value: Vec<String>) -> Self {
        Self::List(value)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// One resource as a row; on the wire an object.
///
/// ```
/// use yun_plugin_api::{Cell, Row};
///
/// let row = Row::new().with("id", "h-1").with("cpu", 2).with("owner", None::<String>);
/// assert_eq!(row.cell("cpu"), Some(&Cell::Integer(2)));
/// assert_eq!(row.id(), Some("h-1"));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    cells: Vec<(Cow<'static, str>, Cell)>,
}

impl Row {
    /// Creates an empty row.
    pub fn new() -> Self {
        Self {
            cells: Vec::with_capacity(16),
        }
    }

    /// Adds the cell of the column `key`.
    #[must_use]
    pub fn with(mut self, key: &'static str, cell: impl Into<Cell>) -> Self {
        self.cells.push((Cow::Borrowed(key), cell.into()));
        self
    }

    /// The cell of the column `key`, if the row has one.
    pub fn cell(&self, key: &str) -> Option<&Cell> {
        self.cells
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, cell)| cell)
    }

    /// Takes the cell of the column `key` out of the row, [`Cell::Empty`] if there is none.
    pub fn take(&mut self, key: &str) -> Cell {
        self.cells
            .iter_mut()
            .find(|(name, _)| name == key)
            .map(|(_, cell)| std::mem::take(cell))
            .unwrap_or_default()
    }

    /// All cells, in the order in which they were added.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().map(|(_, cell)| cell)
    }

    /// All cells with their keys, in the order in which they were added.
    pub fn into_cells(self) -> impl Iterator<Item = (Cow<'static, str>, Cell)> {
        self.cells.into_iter()
    }

    /// The text under `id`, which every row has.
    pub fn id(&self) -> Option<&str> {
        match self.cell("id") {
            Some(Cell::Text(id)) => Some(id),
            _ => None,
        }
    }
}

impl From<i32> for Cell {
    fn from(value: i32) -> Self {
        Self::Integer(value.into())
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (key, cell) in &self.cells {
            map.serialize_entry(key, cell)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RowVisitor;
        impl<'de> Visitor<'de> for RowVisitor {
            type Value = Row;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of cells")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
                let mut row = Row::new();
                while let Some((key, cell)) = map.next_entry::<String, Cell>()? {
                    row.cells.push((Cow::Owned(key), cell));
                }
                Ok(row)
            }
        }
        deserializer.deserialize_map(RowVisitor)
    }
}

/// By hand: what serde derives for an untagged enum copies each value before it looks at it, and pages have thousands.
impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CellVisitor;
        impl<'de> Visitor<'de> for CellVisitor {
            type Value = Cell;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("null, a boolean, a number, a text or a list of texts")
            }

            fn visit_unit<E: Error>(self) -> Result<Cell, E> {
                Ok(Cell::Empty)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Cell, E> {
                Ok(Cell::Bool(value))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Cell, E> {
                Ok(Cell::Integer(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Cell, E> {
                Ok(i64::try_from(value).map_or(Cell::Float(value as f64), Cell::Integer))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Cell, E> {
                Ok(Cell::Float(value))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Cell, E> {
                Ok(Cell::Text(value.to_owned()))
            }

            fn visit_string<E: Error>(self, value: String) -> Result<Cell, E> {
                Ok(Cell::Text(value))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Cell, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = values.next_element()? {
                    texts.push(text);
                }
                Ok(Cell::List(texts))
            }
        }
        deserializer.deserialize_any(CellVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_an_object_of_plain_values() {
        let row = Row::new()
            .with("id", "a")
            .with("cpu", 4)
            .with("load", 0.5)
            .with("on", true)
            .with("tags", vec!["x".to_owned()])
            .with("gone", Cell::Empty);
        let json = serde_json::to_string(&row).expect("encodes");
        assert_eq!(
            json,
            r#"{"id":"a","cpu":4,"load":0.5,"on":true,"tags":["x"],"gone":null}"#
        );
        assert_eq!(serde_json::from_str::<Row>(&json).expect("decodes"), row);
    }

    #[test]
    fn each_kind_of_value_is_a_cell_and_no_other() {
        let cell = |json: &str| serde_json::from_str::<Cell>(json).ok();
        assert_eq!(cell("null"), Some(Cell::Empty));
        assert_eq!(cell("-1"), Some(Cell::Integer(-1)));
        assert_eq!(
            cell("18446744073709551615"),
            Some(Cell::Float(18_446_744_073_709_551_615.0))
        );
        assert_eq!(cell("1.0"), Some(Cell::Float(1.0)));
        assert_eq!(cell(r#""\u4e2d""#), Some("中".into()));
        assert_eq!(cell("[]"), Some(Cell::List(Vec::new())));
        assert_eq!(cell("{}"), None);
        assert_eq!(cell("[1]"), None);
    }
}
