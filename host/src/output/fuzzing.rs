//! Cells of any text under terminals of any width, and queries of any form.

use unicode_width::UnicodeWidthStr;
use yun_plugin_api::manifest::ColumnKind;

use super::*;

const FORMATS: [Format; 8] = [
    Format::Table,
    Format::Wide,
    Format::Json,
    Format::Jsonl,
    Format::Yaml,
    Format::Csv,
    Format::Tsv,
    Format::Ids,
];

/// Renders a sheet: the first byte is the terminal's width, the second the number of columns, and the rest the cells.
pub fn table(bytes: &[u8]) {
    let [width, columns, rest @ ..] = bytes else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let sheet = sheet(&text, usize::from(columns % 7) + 1);
    let width = usize::from(*width) + 1;
    in_every_format(&sheet, Some(width), None);
    in_every_format(&sheet, None, None);
    for format in [Format::Table, Format::Wide] {
        fits(&sheet, format, width);
    }
}

/// Compiles the first line as a query and asks it of a sheet that the rest fills.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (expression, rest) = text.split_once('\n').unwrap_or((&text, "i-1|name|#2|[a,b]|"));
    if let Ok(query) = Query::parse(expression) {
        in_every_format(&sheet(rest, 4), Some(60), Some(&query));
    }
}

/// Renders a sheet; nothing in any format steers a terminal.
pub(crate) fn in_every_format(sheet: &Sheet, width: Option<usize>, query: Option<&Query>) {
    for format in FORMATS {
        let style = style(format, width, query);
        let Ok(rendered) = sheet.render(&style) else {
            continue;
        };
        let is_bad = |c: char| is_unprintable(c) && c != '\n' && !(c == '\t' && format == Format::Tsv);
        assert!(!rendered.text.contains(is_bad), "{format:?}: {:?}", rendered.text);
        if matches!(format, Format::Json) {
            serde_json::from_str::<serde_json::Value>(&rendered.text).expect("JSON is JSON");
        }
    }
}

/// A line is wider than the terminal only where nothing in it can be shortened: a table of its first column alone,
/// or a record whose titles leave no room.
fn fits(sheet: &Sheet, format: Format, width: usize) {
    let rendered = sheet
        .render(&style(format, Some(width), None))
        .expect("it renders");
    let titles = sheet.columns.iter().map(|column| column.title.width()).max();
    let first = sheet
        .rows
        .iter()
        .map(|row| shown(&row[0], Language::English).width())
        .max();
    let least = match format {
        Format::Table => first.unwrap_or(0).max(sheet.columns[0].title.width()),
        _ => titles.unwrap_or(0) + 2 + 10,
    };
    for line in rendered.text.lines() {
        assert!(
            line.width() <= width.max(least),
            "{} > {width}: {line:?}",
            line.width()
        );
    }
}

fn style<'a>(format: Format, width: Option<usize>, query: Option<&'a Query>) -> Style<'a> {
    Style {
        format,
        columns: None,
        query,
        language: Language::English,
        width,
        paint: Paint::Plain,
    }
}

fn sheet(text: &str, columns: usize) -> Sheet {
    let kinds = [
        ColumnKind::Text,
        ColumnKind::Text,
        ColumnKind::Number,
        ColumnKind::List,
        ColumnKind::Status,
        ColumnKind::Time,
        ColumnKind::Ip,
    ];
    let keys = ["id", "name", "cpu", "tags", "status", "created", "ip"];
    let titles = ["ID", "名称", "CPU", "TAGS", "STATUS", "CREATED", "IP"];
    let column = |at: usize| Column::new(keys[at], titles[at], kinds[at]);
    let cells: Vec<Cell> = text.split('|').map(cell).collect();
    let rows = cells.chunks(columns).map(|cells| {
        let mut row = cells.to_vec();
        row.resize(columns, Cell::Empty);
        row
    });
    Sheet::new((0..columns).map(column).collect(), rows.collect())
}

fn cell(text: &str) -> Cell {
    match text.split_at_checked(1) {
        None => Cell::Empty,
        Some(("#", number)) => match (number.parse(), number.parse()) {
            (Ok(whole), _) => Cell::Integer(whole),
            (_, Ok(number)) => Cell::Float(number),
            _ => Cell::Bool(number.len() % 2 == 0),
        },
        Some(("[", list)) => Cell::List(list.split(',').map(str::to_owned).collect()),
        Some(_) => text.into(),
    }
}
