//! Snapshots of what people and programs read.

use serde_json::{Value, json};

use yun_plugin_api::manifest::ColumnKind;

use super::*;

fn column(key: &str, title: &str, kind: ColumnKind, wide: bool) -> Column {
    Column {
        wide,
        ..Column::new(key, title, kind)
    }
}

fn style(format: Format, language: Language) -> Style<'static> {
    Style {
        format,
        columns: None,
        query: None,
        language,
        width: None,
        paint: Paint::Plain,
    }
}

fn sheet() -> Sheet {
    Sheet {
        header: Header::Shown,
        columns: vec![
            column("id", "ID", ColumnKind::Text, false),
            column("name", "Name", ColumnKind::Text, false),
            column("cpu", "vCPU", ColumnKind::Number, false),
            column("on", "On", ColumnKind::Bool, false),
            column("created_at", "Created", ColumnKind::Time, false),
            column("tags", "Tags", ColumnKind::List, true),
        ],
        rows: vec![
            vec![
                "i-1".into(),
                "测试 🚀".into(),
                2.into(),
                true.into(),
                "2026-01-02T03:04:05Z".into(),
                vec!["a=b".to_owned(), "c".to_owned()].into(),
            ],
            vec![
                "i-22".into(),
                "x\u{1b}[31m\ny".into(),
                16.into(),
                false.into(),
                Cell::Empty,
                Cell::Empty,
            ],
        ],
    }
}

#[test]
fn a_table_aligns_wide_characters_and_obeys_no_escapes() {
    assert_eq!(
        sheet()
            .render(&style(Format::Table, Language::English))
            .expect("renders")
            .text,
        "ID    Name           vCPU  On   Created\n\
         i-1   测试 🚀           2  yes  2026-01-02T03:04:05Z\n\
         i-22  x\\u{1b}[31m y    16  no\n"
    );
}

#[test]
fn json_has_every_column_and_the_texts_as_they_are() {
    let text = sheet()
        .render(&style(Format::Json, Language::Chinese))
        .expect("renders")
        .text;
    let rows: Value = serde_json::from_str(&text).expect("parses");
    assert_eq!(
        rows[0],
        json!({"id": "i-1", "name": "测试 🚀", "cpu": 2, "on": true,
               "created_at": "2026-01-02T03:04:05Z", "tags": ["a=b", "c"]})
    );
    assert_eq!(rows[1]["name"], "x\u{1b}[31m\ny");
    assert_eq!(rows[1]["tags"], Value::Null);
    assert!(!text.contains('\u{1b}'), "JSON escapes control characters");
    assert_eq!(json_text("\"a\u{9b}2J\u{202e}\""), "\"a\\u009b2J\\u202e\"");
}

#[test]
fn chosen_columns_come_in_their_order_and_wide_ones_too() {
    let chosen = ["tags".to_owned(), "id".to_owned()];
    let text = sheet()
        .render(&Style {
            columns: Some(&chosen),
            ..style(Format::Table, Language::English)
        })
        .expect("renders")
        .text;
    assert_eq!(text, "Tags    ID\na=b, c  i-1\n        i-22\n");
    let wrong = ["tag".to_owned()];
    let error = sheet()
        .render(&Style {
            columns: Some(&wrong),
            ..style(Format::Json, Language::English)
        })
        .expect_err("no such column");
    assert!(error.to_text(Language::English).contains("\"tags\"?"), "{error}");
}

#[test]
fn ids_are_lines_and_nothing_is_nothing() {
    assert_eq!(
        sheet()
            .render(&style(Format::Ids, Language::English))
            .expect("renders")
            .text,
        "i-1\ni-22\n"
    );
    let empty = Sheet {
        rows: Vec::new(),
        ..sheet()
    };
    assert_eq!(
        empty
            .render(&style(Format::Table, Language::English))
            .expect("renders")
            .text,
        ""
    );
    assert_eq!(
        empty
            .render(&style(Format::Json, Language::English))
            .expect("renders")
            .text,
        "[]\n"
    );
}

#[test]
fn an_object_is_lines_for_people_and_has_raw_for_programs() {
    let sheet = sheet();
    let fields = sheet.columns.iter().cloned().zip(sheet.rows[0].clone()).collect();
    let object = Object {
        fields,
        raw: Some(json!({"InstanceId": "i-1"})),
    };
    let text = object
        .render(&style(Format::Table, Language::Chinese))
        .expect("renders")
        .text;
    assert!(text.starts_with("ID       i-1\nName     测试 🚀\n"), "{text}");
    let parsed: Value = serde_json::from_str(
        &object
            .render(&style(Format::Json, Language::English))
            .expect("renders")
            .text,
    )
    .expect("parses");
    assert_eq!(parsed["raw"]["InstanceId"], "i-1");
    assert_eq!(
        object
            .render(&style(Format::Ids, Language::English))
            .expect("renders")
            .text,
        "i-1\n"
    );
}
