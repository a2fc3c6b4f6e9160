//! What an editor gives a file beside its text, and the parser drops: a byte order mark, and the ends of lines.

const MARK: &str = "\u{feff}";

/// The form that a file had when it was read, and that it keeps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    has_mark: bool,
    ends_with_return: bool,
}

impl Form {
    /// The form of a text: lines end with CRLF if all of them do.
    pub(super) fn of(text: &str) -> Self {
        let ends = text.matches('\n').count();
        Self {
            has_mark: text.starts_with(MARK),
            ends_with_return: ends > 0 && text.matches("\r\n").count() == ends,
        }
    }

    /// A text in this form.
    pub(super) fn apply(self, text: &str) -> String {
        let mark = if self.has_mark { MARK } else { "" };
        let text = match self.ends_with_return {
            true => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            false => text.to_owned(),
        };
        format!("{mark}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_form() {
        for text in ["", "a\n", "a\r\nb\r\n", "\u{feff}a\r\n", "\u{feff}", "a\r\nb\n"] {
            let plain = text.trim_start_matches(MARK);
            assert_eq!(Form::of(text).apply(plain), text, "{text:?}");
        }
        assert_eq!(Form::of("a\r\n").apply("a\nb\r\n"), "a\r\nb\r\n");
    }
}
