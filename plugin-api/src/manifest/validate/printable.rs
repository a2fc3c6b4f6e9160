//! Whether everything in a manifest can be shown: what steers a terminal, turns the direction of text or is seen by
//! nobody has no place in any text of it, nor in a name or a value.

/// The first character of a manifest's JSON that cannot be shown, written as it stands or escaped. Line ends may be in
/// texts.
pub(super) fn unprintable(json: &str) -> Option<char> {
    let mut characters = json.chars();
    while let Some(c) = characters.next() {
        let meant = match c {
            '\\' => escaped(&mut characters),
            // Between values; within a text they would be no JSON.
            '\n' | '\r' | '\t' => None,
            c => Some(c),
        };
        if let Some(c) = meant.filter(|c| is_unprintable(*c)) {
            return Some(c);
        }
    }
    None
}

/// What an escape stands for, if that may be unprintable.
fn escaped(characters: &mut std::str::Chars<'_>) -> Option<char> {
    match characters.next()? {
        'u' => {
            let code: String = characters.by_ref().take(4).collect();
            // Half of a pair is no character, and those beyond the first plane are printable.
            let code = Some(code).filter(|code| code.len() == 4)?;
            u32::from_str_radix(&code, 16)
                .ok()
                .and_then(char::from_u32)
                .filter(|c| *c != '\n')
        }
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        'r' => Some('\r'),
        't' => Some('\t'),
        _ => None,
    }
}

/// Control characters, those that turn the direction of the text around them, and those that nobody sees.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_found_however_it_is_written() {
        for (json, found) in [
            ("{\"a\": \"\\u001b[31m\"}", Some('\u{1b}')),
            ("{\"a\": \"\u{202e}\"}", Some('\u{202e}')),
            ("{\"a\": \"\\u202E\"}", Some('\u{202e}')),
            ("{\"a\": \"\\u009b\"}", Some('\u{9b}')),
            ("{\"\\t\": 1}", Some('\t')),
            ("{\"a\": \"\\b\"}", Some('\u{8}')),
            // A pattern's own escape, and an ordinary manifest.
            ("{\"pattern\": \"\\\\u001b\\\\b\"}", None),
            (
                "{\n\t\"a\": \"甲 \\\"b\\\" 😀 \\ud83d\\ude00\\u000ac\\nd\"\r\n}",
                None,
            ),
            ("\\", None),
            ("\\u00", None),
        ] {
            assert_eq!(unprintable(json), found, "{json}");
        }
    }
}
