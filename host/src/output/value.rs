//! Any JSON in every format: what a query finds, and what an API answers.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{
    Column, Format, Header, Object, Rendered, Sheet, Style, json_document, json_line, json_text,
    reindent::{Layout, depth, reindent},
    yaml_document, yaml_text,
};
use crate::{
    error::{Error, ErrorKind},
    text::{message, visible},
};

/// No document that goes deeper is shown; the JSON parser of queries stops there too.
const DEEPEST: usize = 128;

/// Renders a value; keys of objects come in this order, and others after them.
///
/// # Errors
/// None: a sheet that is made of it has the columns that it names.
pub fn render(value: &Value, order: &[String], style: &Style<'_>) -> Result<Rendered, Error> {
    let mut unique: Vec<String> = Vec::with_capacity(order.len());
    for key in order {
        if !unique.contains(key) {
            unique.push(key.clone());
        }
    }
    let order = unique.as_slice();
    let ordered = |value| Ordered { value, order };
    Ok(match (style.format, value) {
        (Format::Json, value) => json_document(&ordered(value)).into(),
        (Format::Jsonl, Value::Array(values)) => {
            let lines = values.iter().map(|value| json_line(&ordered(value)));
            lines.collect::<String>().into()
        }
        (Format::Jsonl, value) => json_line(&ordered(value)).into(),
        (Format::Yaml, value) => yaml_document(&ordered(value)).into(),
        (_, Value::Null) => Rendered::default(),
        (_, Value::Array(values)) => rows(values, order, style)?,
        (_, Value::Object(members)) => object(members, order).render(&plain(style))?,
        (_, scalar) => (text(scalar) + "\n").into(),
    })
}

/// Renders a JSON document as it came, its keys in their order and its numbers digit by digit; formats without one
/// for a whole document show it as JSON.
///
/// # Errors
/// When it is not JSON.
pub fn render_json(document: &[u8], format: Format) -> Result<Rendered, Error> {
    let unreadable = |reason: String| {
        Error::new(
            ErrorKind::Unavailable,
            "unexpected_answer",
            message!("error-document", reason = reason),
        )
    };
    serde_json::from_slice::<serde::de::IgnoredAny>(document)
        .map_err(|error| unreadable(error.to_string()))?;
    let document = str::from_utf8(document).map_err(|error| unreadable(error.to_string()))?;
    // Indented, what goes deep grows with the square of its depth.
    if depth(document) > DEEPEST {
        let message = message!("error-document-deep", most = DEEPEST);
        return Err(Error::new(ErrorKind::Unavailable, "unexpected_answer", message));
    }
    if format != Format::Yaml {
        let layout = match format {
            Format::Jsonl => Layout::OneLine,
            _ => Layout::Indented,
        };
        return Ok(json_text(reindent(document, layout)).into());
    }
    let mut parser = serde_json::Deserializer::from_str(document);
    let as_it_came = serde_transcode::Transcoder::new(&mut parser);
    // YAML takes in JSON, which can hold anything that came.
    let text = yaml_text(&as_it_came).unwrap_or_else(|| json_text(reindent(document, Layout::Indented)));
    Ok(text.into())
}

/// A value whose objects have their keys in an order.
struct Ordered<'a> {
    value: &'a Value,
    order: &'a [String],
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ordered = |value| Ordered {
            value,
            order: self.order,
        };
        match self.value {
            Value::Array(values) => serializer.collect_seq(values.iter().map(ordered)),
            Value::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for key in keys(members, self.order) {
                    map.serialize_entry(key, &ordered(&members[key]))?;
                }
                map.end()
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

/// The keys of an object, those of the order first.
fn keys<'a>(members: &'a Map<String, Value>, order: &'a [String]) -> Vec<&'a String> {
    let known = order.iter().filter(|key| members.contains_key(*key));
    let others = members.keys().filter(|key| !order.contains(key));
    known.chain(others).collect()
}

fn rows(values: &[Value], order: &[String], style: &Style<'_>) -> Result<Rendered, Error> {
    let objects: Vec<&Map<String, Value>> = values.iter().filter_map(Value::as_object).collect();
    if !values.is_empty() && objects.len() == values.len() {
        return sheet(&objects, order).render(&plain(style));
    }
    let lists: Vec<&Vec<Value>> = values.iter().filter_map(Value::as_array).collect();
    let rows: Vec<Vec<Cell>> = if !values.is_empty() && lists.len() == values.len() {
        let longest = lists.iter().map(|list| list.len()).max().unwrap_or(0);
        let row = |list: &&Vec<Value>| {
            (0..longest)
                .map(|at| list.get(at).map_or(Cell::Empty, cell))
                .collect()
        };
        lists.iter().map(row).collect()
    } else {
        values.iter().map(|value| vec![cell(value)]).collect()
    };
    let columns = (0..rows.first().map_or(0, Vec::len)).map(|at| column(&at.to_string(), &rows, at));
    Sheet {
        columns: columns.collect(),
        rows,
        header: Header::Hidden,
    }
    .render(&plain(style))
}

/// The style without what was for the answer as a whole: its columns were chosen before it was queried.
fn plain<'a>(style: &Style<'a>) -> Style<'a> {
    Style {
        columns: None,
        query: None,
        ..style.clone()
    }
}

fn sheet(objects: &[&Map<String, Value>], order: &[String]) -> Sheet {
    let mut all: Vec<&String> = Vec::new();
    for members in objects {
        for key in keys(members, order) {
            if !all.contains(&key) {
                all.push(key);
            }
        }
    }
    let row = |members: &&Map<String, Value>| -> Vec<Cell> {
        all.iter()
            .map(|key| members.get(*key).map_or(Cell::Empty, cell))
            .collect()
    };
    let rows: Vec<Vec<Cell>> = objects.iter().map(row).collect();
    let columns = all
        .iter()
        .enumerate()
        .map(|(at, key)| column(key, &rows, at))
        .collect();
    Sheet {
        columns,
        rows,
        header: Header::Shown,
    }
}

fn object(members: &Map<String, Value>, order: &[String]) -> Object {
    let field = |key: &String| {
        let cell = cell(&members[key]);
        (column(key, &[], 0), cell)
    };
    Object {
        fields: keys(members, order).into_iter().map(field).collect(),
        raw: None,
    }
}

fn column(key: &str, rows: &[Vec<Cell>], at: usize) -> Column {
    let is_number = |row: &Vec<Cell>| matches!(row[at], Cell::Integer(_) | Cell::Float(_) | Cell::Empty);
    let kind = if !rows.is_empty() && rows.iter().all(is_number) {
        ColumnKind::Number
    } else {
        ColumnKind::Text
    };
    Column::new(key, visible(key), kind)
}

/// A value as a cell; what no cell can hold is its JSON.
fn cell(value: &Value) -> Cell {
    let texts = |values: &Vec<Value>| -> Option<Vec<String>> {
        values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect()
    };
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(yes) => Cell::Bool(*yes),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Cell::Integer(whole),
            (None, Some(number)) => Cell::Float(number),
            (None, None) => Cell::Empty,
        },
        Value::String(text) => Cell::Text(text.clone()),
        Value::Array(values) => texts(values).map_or_else(|| Cell::Text(value.to_string()), Cell::List),
        Value::Object(_) => Cell::Text(value.to_string()),
    }
}

/// A single value as a line.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        other => visible(&other.to_string()),
    }
}
