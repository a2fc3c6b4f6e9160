//! One thing with its fields.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;
use yun_plugin_api::Cell;

use super::{
    Column, Format, Header, Rendered, Sheet, Style, json_document, json_line, sheet::check_columns, table,
    value, yaml_document,
};
use crate::error::Error;

/// One thing with its fields.
#[derive(Debug, Clone)]
pub struct Object {
    /// Its fields.
    pub fields: Vec<(Column, Cell)>,
    /// The API's own object, for programs.
    pub raw: Option<Value>,
}

impl Object {
    /// The object in a style.
    ///
    /// # Errors
    /// When a chosen field does not exist, or the query does not fit.
    pub fn render(&self, style: &Style<'_>) -> Result<Rendered, Error> {
        let columns: Vec<Column> = self.fields.iter().map(|(column, _)| column.clone()).collect();
        check_columns(&columns, style.columns)?;
        let members = Members {
            fields: self.chosen(style.columns),
            raw: self.raw.as_ref().filter(|_| style.columns.is_none()),
        };
        if let Some(query) = style.query {
            let mut order = query.keys();
            order.extend(columns.into_iter().map(|column| column.key));
            return value::render(&query.search(&members)?, &order, style);
        }
        Ok(match style.format {
            Format::Table | Format::Wide => table::lines(&members.fields, style).into(),
            Format::Json => json_document(&members).into(),
            Format::Jsonl => json_line(&members).into(),
            Format::Yaml => yaml_document(&members).into(),
            Format::Csv | Format::Tsv | Format::Ids => Sheet {
                columns,
                rows: vec![self.fields.iter().map(|(_, cell)| cell.clone()).collect()],
                header: Header::Shown,
            }
            .render(style)?,
        })
    }

    fn chosen(&self, keys: Option<&[String]>) -> Vec<(&Column, &Cell)> {
        let all = self.fields.iter().map(|(column, cell)| (column, cell));
        match keys {
            None => all.collect(),
            Some(keys) => {
                let of = |key: &String| all.clone().find(|(column, _)| &column.key == key);
                keys.iter().filter_map(of).collect()
            }
        }
    }
}

/// Fields as the members of an object.
struct Members<'a> {
    fields: Vec<(&'a Column, &'a Cell)>,
    raw: Option<&'a Value>,
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (column, cell) in &self.fields {
            map.serialize_entry(&column.key, cell)?;
        }
        if let Some(raw) = self.raw {
            map.serialize_entry("raw", raw)?;
        }
        map.end()
    }
}
