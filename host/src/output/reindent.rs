//! A JSON document over other lines: every key, text and number stays as it came, whatever its size or precision.

/// How the document is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A line for each member, indented.
    Indented,
    /// Everything on one line.
    OneLine,
}

/// Lays a document out anew. It has been held against JSON's grammar already.
pub(super) fn reindent(document: &str, layout: Layout) -> String {
    let mut text = String::with_capacity(document.len() * 2);
    let mut depth = 0;
    let mut rest = document.trim();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        rest = behind.trim_start();
        let is_empty = matches!(first, '{' | '[') && rest.starts_with(['}', ']']);
        match first {
            '{' | '[' if !is_empty => depth += 1,
            '}' | ']' if !text.ends_with(['{', '[']) => {
                depth -= 1;
                new_line(&mut text, depth, layout);
            }
            _ => {}
        }
        text.push_str(token);
        match first {
            '{' | '[' if !is_empty => new_line(&mut text, depth, layout),
            ',' => new_line(&mut text, depth, layout),
            ':' if layout == Layout::Indented => text.push(' '),
            _ => {}
        }
    }
    text + "\n"
}

/// How many arrays and objects stand in each other at most.
pub(super) fn depth(document: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut rest = document;
    while let Some(at) = rest.find(['"', '{', '[', '}', ']']) {
        rest = &rest[at..];
        let length = match rest.as_bytes()[0] {
            b'"' => string_length(rest),
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
                1
            }
            _ => {
                depth = depth.saturating_sub(1);
                1
            }
        };
        rest = &rest[length..];
    }
    deepest
}

fn new_line(text: &mut String, depth: usize, layout: Layout) {
    if layout == Layout::Indented {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    }
}

/// The length of the string at the beginning, its quotes included.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_keeps_every_token() {
        let document = r#" {"b":[1.10,12345678901234567890123, 1e999],"a" : {"x":[],"y":{ }},
            "t":"{\"a\":[1, 2]}\\","u":"\ud800测"} "#;
        assert_eq!(
            reindent(document, Layout::Indented),
            "{\n  \"b\": [\n    1.10,\n    12345678901234567890123,\n    1e999\n  ],\n  \"a\": {\n    \"x\": [],\n    \
             \"y\": {}\n  },\n  \"t\": \"{\\\"a\\\":[1, 2]}\\\\\",\n  \"u\": \"\\ud800测\"\n}\n"
        );
        assert_eq!(
            reindent(document, Layout::OneLine),
            "{\"b\":[1.10,12345678901234567890123,1e999],\"a\":{\"x\":[],\"y\":{}},\
             \"t\":\"{\\\"a\\\":[1, 2]}\\\\\",\"u\":\"\\ud800测\"}\n"
        );
    }

    #[test]
    fn a_deep_document_is_no_deeper_than_memory() {
        let document = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(depth(&document), 100_000);
        assert_eq!(depth(r#"{"[[":["[",{}],"a":[[]]}"#), 3);
        assert_eq!(reindent(&document, Layout::OneLine), document + "\n");
    }
}
