//! A view that grows: three lines, of which the second is begun before it is whole, and a time when nothing comes.

use yun_plugin_api::{Error, ErrorKind, ViewAnswer, ViewRequest};

pub(crate) fn no_such_shelf(id: &str) -> Error {
    Error::new(
        ErrorKind::NotFound,
        "no_such_shelf",
        format!("there is no shelf {id} here"),
    )
}

pub(crate) fn read(request: &ViewRequest) -> ViewAnswer {
    let whole = match request.params.get("tone").map(String::as_str) {
        Some("steering") => "a\tb\r\n\u{1b}[31mred\u{7}\n",
        _ => "line 1\nline 2\nline 3\n",
    };
    if !request.follow {
        return ViewAnswer {
            text: last_lines(whole, request.params.get("tail")),
            ..ViewAnswer::default()
        };
    }
    let is_endless = request.params.contains_key("with_endless");
    let (text, cursor, ended) = match request.cursor.as_deref() {
        None => ("line 1\nli", "begun", false),
        Some("begun") => ("", "quiet", false),
        Some("quiet") => ("ne 2\nline 3", "end", !is_endless),
        Some(cursor) => ("", cursor, false),
    };
    ViewAnswer {
        text: text.to_owned(),
        cursor: Some(cursor.to_owned()),
        ended,
    }
}

fn last_lines(text: &str, tail: Option<&String>) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let count = tail.and_then(|tail| tail.parse().ok()).unwrap_or(lines.len());
    lines[lines.len().saturating_sub(count)..].concat()
}
