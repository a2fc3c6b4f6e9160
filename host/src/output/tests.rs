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
    assert_eq!(
        json_text("\"a\u{9b}2J\u{202e}\"".to_owned()),
        "\"a\\u009b2J\\u202e\""
    );
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

fn narrow(width: usize) -> Style<'static> {
    Style {
        width: Some(width),
        ..style(Format::Table, Language::English)
    }
}

#[test]
fn a_terminal_too_narrow_shortens_texts_and_then_leaves_columns_out() {
    let whole = sheet()
        .render(&style(Format::Table, Language::English))
        .expect("renders");
    for width in 10..60 {
        let rendered = sheet().render(&narrow(width)).expect("renders");
        for line in rendered.text.lines() {
            use unicode_width::UnicodeWidthStr;
            assert!(line.width() <= width, "{width}: {line:?}");
        }
        assert!(rendered.text.contains("i-22"), "an id is never cut");
        if rendered.left_out.is_empty() {
            assert_eq!(
                rendered.text.contains('…'),
                rendered.text != whole.text,
                "{width}"
            );
        }
    }
    let rendered = sheet().render(&narrow(28)).expect("renders");
    assert_eq!(rendered.left_out, ["Created"]);
    assert_eq!(
        rendered.text,
        "ID    Name         vCPU  On\n\
         i-1   测试 🚀         2  yes\n\
         i-22  x\\u{1b}[31…    16  no\n"
    );
}

#[test]
fn a_status_is_left_out_last() {
    let column = |key: &str, kind| Column::new(key, key.to_uppercase(), kind);
    let sheet = Sheet::new(
        vec![
            column("id", ColumnKind::Text),
            column("version", ColumnKind::Text),
            column("state", ColumnKind::Status),
            column("size", ColumnKind::Number),
        ],
        vec![vec![
            "i-12345678".into(),
            "1.2.0".into(),
            "quarantined".into(),
            7.into(),
        ]],
    );
    for (width, text, left_out) in [
        (
            38,
            "ID          VERSION  STATE        SIZE\ni-12345678  1.2.0    quarantined     7\n",
            &[][..],
        ),
        (
            37,
            "ID          VERSION  STATE\ni-12345678  1.2.0    quarantined\n",
            &["SIZE"],
        ),
        (
            31,
            "ID          STATE\ni-12345678  quarantined\n",
            &["VERSION", "SIZE"],
        ),
        (22, "ID\ni-12345678\n", &["VERSION", "STATE", "SIZE"]),
        (5, "ID\ni-12345678\n", &["VERSION", "STATE", "SIZE"]),
    ] {
        let rendered = sheet.render(&narrow(width)).expect("renders");
        assert_eq!(rendered.text, text, "{width}");
        assert_eq!(rendered.left_out, left_out, "{width}");
    }
}

#[test]
fn columns_that_were_asked_for_are_never_left_out() {
    let chosen = ["id", "name", "created_at", "tags"].map(str::to_owned);
    let asked = Style {
        columns: Some(&chosen),
        ..narrow(24)
    };
    let rendered = sheet().render(&asked).expect("renders");
    assert!(rendered.left_out.is_empty());
    assert_eq!(
        rendered.text,
        "ID       i-1\n\
         Name     测试 🚀\n\
         Created  2026-01-02T03:0\n         4:05Z\n\
         Tags     a=b, c\n\
         \n\
         ID       i-22\n\
         Name     x\\u{1b}[31m y\n\
         Created\n\
         Tags\n"
    );
}

#[test]
fn wide_has_every_column_and_no_terminal_cuts_nothing() {
    let rendered = sheet()
        .render(&style(Format::Wide, Language::English))
        .expect("renders");
    assert!(rendered.text.contains("a=b, c"), "{}", rendered.text);
}

#[test]
fn values_with_commas_quotes_and_line_ends_stay_one_row() {
    let mut sheet = sheet();
    sheet.rows[0][1] = "a,\"b\"".into();
    let csv = sheet
        .render(&style(Format::Csv, Language::Chinese))
        .expect("renders")
        .text;
    assert_eq!(
        csv,
        "id,name,cpu,on,created_at,tags\n\
         i-1,\"a,\"\"b\"\"\",2,true,2026-01-02T03:04:05Z,\"a=b,c\"\n\
         i-22,x\\u{1b}[31m y,16,false,,\n"
    );
    let tsv = sheet
        .render(&style(Format::Tsv, Language::Chinese))
        .expect("renders")
        .text;
    assert!(tsv.starts_with("id\tname\t"), "{tsv}");
    assert_eq!(tsv.lines().count(), 3);
}

#[test]
fn json_lines_are_one_object_each() {
    let text = sheet()
        .render(&style(Format::Jsonl, Language::English))
        .expect("renders")
        .text;
    let ids: Vec<String> = text
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).expect("JSON")["id"]
                .as_str()
                .expect("an id")
                .to_owned()
        })
        .collect();
    assert_eq!(ids, ["i-1", "i-22"]);
    assert!(
        text.starts_with(r#"{"id":"i-1","name":"测试 🚀","cpu":2,"#),
        "{text}"
    );
}

#[test]
fn yaml_quotes_what_would_be_read_as_something_else() {
    let mut sheet = sheet();
    sheet.rows[0][1] = "yes".into();
    let text = sheet
        .render(&style(Format::Yaml, Language::English))
        .expect("renders")
        .text;
    assert_eq!(
        text,
        "- id: i-1\n  name: \"yes\"\n  cpu: 2\n  \"on\": true\n  created_at: \"2026-01-02T03:04:05Z\"\n  \
         tags:\n  - a=b\n  - c\n\
         - id: i-22\n  name: \"x\\e[31m\\ny\"\n  cpu: 16\n  \"on\": false\n  created_at: null\n  tags: null\n"
    );
}

fn queried(query: &str, format: Format) -> String {
    let query = Query::parse(query).expect("JMESPath");
    let asked = Style {
        query: Some(&query),
        ..style(format, Language::English)
    };
    sheet().render(&asked).expect("renders").text
}

#[test]
fn rows_of_nothing_are_a_table_without_a_line() {
    let query = Query::parse("`[[], []]`").expect("JMESPath");
    let narrow = Style {
        query: Some(&query),
        width: Some(10),
        ..style(Format::Table, Language::English)
    };
    assert_eq!(sheet().render(&narrow).expect("renders"), Rendered::default());
}

#[test]
fn what_a_query_finds_is_shown_in_every_format() {
    let named = "[].{name:name,key:id}";
    assert_eq!(
        queried(named, Format::Table),
        "name           key\n测试 🚀        i-1\nx\\u{1b}[31m y  i-22\n"
    );
    assert_eq!(queried("[?cpu>`2`].{n:cpu,i:id}", Format::Csv), "n,i\n16,i-22\n");
    assert_eq!(queried("[].[id,cpu]", Format::Tsv), "i-1\t2\ni-22\t16\n");
    assert_eq!(queried("[].id", Format::Table), "i-1\ni-22\n");
    assert_eq!(queried("[].id", Format::Jsonl), "\"i-1\"\n\"i-22\"\n");
    assert_eq!(
        queried("[0].{b:id,a:cpu}", Format::Json),
        "{\n  \"b\": \"i-1\",\n  \"a\": 2\n}\n"
    );
    assert_eq!(queried("[0].{b:id,a:cpu}", Format::Table), "b  i-1\na  2\n");
    assert_eq!(queried("length(@)", Format::Table), "2\n");
    assert_eq!(queried("[?cpu>`99`]", Format::Json), "[]\n");
    assert_eq!(queried("[9].id", Format::Json), "null\n");
    assert_eq!(queried("[9].id", Format::Table), "");
    assert_eq!(queried("[?on]", Format::Ids), "i-1\n");
    assert_eq!(
        queried("[1].name", Format::Table),
        "x\\u{1b}[31m y\n",
        "no escape either"
    );
}

#[test]
fn rows_are_ordered_by_number_and_text_with_what_is_empty_last() {
    let ids = |by: &str| {
        let mut sheet = sheet();
        sheet.rows.push(vec![
            "i-3".into(),
            "b".into(),
            9.into(),
            true.into(),
            Cell::Empty,
            Cell::Empty,
        ]);
        let keys: Vec<SortKey> = by.split(',').map(SortKey::parse).collect();
        sheet.sort(&keys).expect("columns");
        sheet
            .render(&style(Format::Ids, Language::English))
            .expect("renders")
            .text
    };
    assert_eq!(ids("cpu"), "i-1\ni-3\ni-22\n");
    assert_eq!(ids("-cpu"), "i-22\ni-3\ni-1\n");
    assert_eq!(ids("-on,-id"), "i-3\ni-1\ni-22\n");
    assert_eq!(
        ids("-created_at"),
        "i-1\ni-22\ni-3\n",
        "empty cells are last in either direction"
    );
    let mut sheet = sheet();
    assert_eq!(
        sheet
            .sort(&[SortKey::parse("-cpuu")])
            .expect_err("unknown")
            .code(),
        "column_unknown"
    );
}

#[test]
fn colour_marks_headings_and_statuses_and_changes_no_width() {
    let mut sheet = sheet();
    sheet.columns[1].kind = ColumnKind::Status;
    sheet.columns[1]
        .tones
        .insert("测试 🚀".into(), yun_plugin_api::manifest::Tone::Good);
    let coloured = Style {
        paint: Paint::Coloured,
        ..style(Format::Table, Language::English)
    };
    let text = sheet.render(&coloured).expect("renders").text;
    assert!(text.contains("\u{1b}[1mID\u{1b}[0m"), "{text:?}");
    assert!(text.contains("\u{1b}[32m测试 🚀\u{1b}[0m"), "{text:?}");
    let plain = sheet
        .render(&style(Format::Table, Language::English))
        .expect("renders")
        .text;
    assert_eq!(console::strip_ansi_codes(&text), plain);
    assert!(!plain.contains('\u{1b}'));
}

#[test]
fn a_document_keeps_the_order_of_its_keys() {
    let document = br#"{"Z":1,"a":{"y":[1.50,12345678901234567890],"b":"\u001b[31m"}}"#;
    let json = render_json(document, Format::Json).expect("JSON").text;
    assert_eq!(
        json,
        "{\n  \"Z\": 1,\n  \"a\": {\n    \"y\": [\n      1.50,\n      12345678901234567890\n    ],\n    \"b\": \"\\u001b[31m\"\n  }\n}\n"
    );
    assert_eq!(
        render_json(document, Format::Yaml).expect("YAML").text,
        "Z: 1\na:\n  \"y\":\n  - 1.5\n  - 12345678901234567890\n  b: \"\\e[31m\"\n"
    );
    assert!(render_json(b"{\"a\":", Format::Json).is_err());
}

#[test]
fn a_query_that_names_columns_names_each_once() {
    let query = "[].{id:id,name:name}";
    assert_eq!(queried(query, Format::Csv).lines().next(), Some("id,name"));
    assert_eq!(queried("[0].{id:id,cpu:cpu}", Format::Yaml), "id: i-1\ncpu: 2\n");
    assert_eq!(queried("[0].{id:id}", Format::Json), "{\n  \"id\": \"i-1\"\n}\n");
    assert_eq!(queried("[0].{id:id}", Format::Table), "id  i-1\n");
}

#[test]
fn yaml_with_what_nobody_sees_is_json_and_reads_back_the_same() {
    let mut sheet = sheet();
    sheet.rows[0][1] = "a\u{200b}b\u{202e}".into();
    let text = sheet
        .render(&style(Format::Yaml, Language::English))
        .expect("renders")
        .text;
    let rows: Value = serde_json::from_str(&text).expect("JSON is YAML");
    assert_eq!(rows[0]["name"], "a\u{200b}b\u{202e}");
    assert!(text.contains("a\\u200bb\\u202e"), "{text}");
}

#[test]
fn a_document_that_json_can_hold_is_never_lost() {
    for document in [r#"{"a":"\ud800"}"#, r#"{"a":1e999}"#] {
        for format in [Format::Json, Format::Yaml, Format::Table] {
            let text = render_json(document.as_bytes(), format).expect("JSON").text;
            assert!(
                text.contains("\\ud800") || text.contains("1e999"),
                "{format:?}: {text}"
            );
        }
    }
}

#[test]
fn cells_of_several_kinds_have_an_order() {
    let mut sheet = sheet();
    let mixed: Vec<Cell> = vec![
        "b".into(),
        9.into(),
        vec!["z".to_owned()].into(),
        2.5.into(),
        true.into(),
        Cell::Empty,
        "a".into(),
    ];
    sheet.rows = (0..70)
        .map(|at| {
            vec![
                format!("i-{at}").into(),
                mixed[at * 5 % 7].clone(),
                1.into(),
                true.into(),
                Cell::Empty,
                Cell::Empty,
            ]
        })
        .collect();
    sheet.sort(&[SortKey::parse("name")]).expect("a total order");
    assert_eq!(
        (&sheet.rows[0][1], &sheet.rows[69][1]),
        (&Cell::Bool(true), &Cell::Empty)
    );
}
