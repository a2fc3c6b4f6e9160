//! Answers of an API, and of plugins, in any shape.

use yun_plugin_api::{__private::decode, GetAnswer, ListPage, ResolveAnswer};

use super::answer;
use crate::{
    output::{Column, Format, Sheet},
    text::Language,
};

const HIDDEN: [&str; 3] = ["LTAI-fuzzed-id", "fuzzed-secret", ""];

/// Reads an answer as each of the things that it could be; the first two bytes are the HTTP status.
pub fn answer(bytes: &[u8]) {
    let Some((status, body)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    failed(u16::from_le_bytes(*status), body);
    let _ = answer::is_failure(body);
    crate::account::fuzzing::answers(body);
    // An answer that a plugin gave and the host could not read again would be lost on its way through a child.
    if let Ok(page) = decode::<ListPage>(body) {
        let encoded = yun_plugin_api::__private::encode(&page).expect("a page has a JSON form");
        decode::<ListPage>(&encoded).expect("a page can be read again");
        shown(page);
    }
    let _ = decode::<GetAnswer>(body);
    let _ = decode::<ResolveAnswer>(body);
    let _ = decode::<yun_plugin_api::Error>(body);
    for format in [Format::Json, Format::Jsonl, Format::Yaml] {
        let _ = crate::output::render_json(body, format);
    }
}

fn failed(status: u16, body: &[u8]) {
    let failure = answer::failure(status, body, "DescribeThings", &HIDDEN);
    for language in [Language::English, Language::Chinese] {
        let text = failure.error.to_text(language);
        for secret in HIDDEN.iter().filter(|secret| !secret.is_empty()) {
            assert!(!text.contains(secret), "{text}");
        }
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

/// Renders the columns of the first row.
fn shown(mut page: ListPage) {
    let columns: Vec<Column> = ["id", "name", "status"]
        .map(|key| Column::new(key, key, yun_plugin_api::manifest::ColumnKind::Text))
        .into();
    let rows = page.rows.iter_mut();
    let rows = rows.map(|row| columns.iter().map(|column| row.take(&column.key)).collect());
    let sheet = Sheet::new(columns.clone(), rows.collect());
    crate::output::fuzzing::in_every_format(&sheet, Some(40), None);
}
