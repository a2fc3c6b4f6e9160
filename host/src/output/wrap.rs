//! Texts in lines that fit a terminal, broken where their script allows it: Chinese has no spaces to break at.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthStr;

/// Help is never wider, however wide the terminal: long lines are hard to read.
const WIDEST_HELP: usize = 100;
/// Explanations that would have less room go under what they explain.
const LEAST_ROOM: usize = 24;
/// How far they are moved in there.
const UNDER: usize = 10;

/// A text in lines of at most `room`; what cannot be broken elsewhere is broken anywhere.
pub(super) fn wrapped(text: &str, room: Option<usize>) -> Vec<String> {
    let Some(room) = room.filter(|room| text.width() > *room) else {
        return vec![text.to_owned()];
    };
    let options = Options::new(room)
        .word_separator(WordSeparator::UnicodeBreakProperties)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options)
        .into_iter()
        .map(String::from)
        .collect()
}

/// Help as the grammar renders it, a line for each option, made to fit: explanations go on under their beginning.
pub fn help(text: &str, width: Option<usize>) -> String {
    let width = width.unwrap_or(WIDEST_HELP).min(WIDEST_HELP);
    text.lines().fold(String::new(), |mut fitted, line| {
        fit(line, width, &mut fitted);
        fitted
    })
}

fn fit(line: &str, width: usize, into: &mut String) {
    if line.width() <= width {
        into.push_str(line);
        into.push('\n');
        return;
    }
    let (head, rest) = split(line);
    let is_beside = head.is_empty() || head.width() + LEAST_ROOM <= width;
    let indent = match is_beside {
        true => head.width(),
        false => UNDER.min(width / 4),
    };
    let parts = wrapped(rest, Some(width.saturating_sub(indent).max(1)));
    let mut parts = parts.iter();
    into.push_str(if is_beside { head } else { head.trim_end() });
    if is_beside {
        into.extend(parts.next().map(String::as_str));
    }
    for part in parts {
        into.push_str(&format!("\n{}{part}", " ".repeat(indent)));
    }
    into.push('\n');
}

/// An option or command with the space behind it, and its explanation; a line of text is all explanation.
fn split(line: &str) -> (&str, &str) {
    let start = line.len() - line.trim_start().len();
    match line[start..].find("  ") {
        Some(end) if start > 0 => {
            let gap = start + end;
            let rest = line[gap..].trim_start();
            line.split_at(line.len() - rest.len())
        }
        _ => ("", line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_broken_between_characters_and_words_are_kept_whole() {
        assert_eq!(
            wrapped("输出格式：table、wide（全部列）、json", Some(16)),
            ["输出格式：", "table、wide（全", "部列）、json"]
        );
        assert_eq!(wrapped("a b", None), ["a b"]);
        assert_eq!(wrapped("abcdefgh", Some(3)), ["abc", "def", "gh"]);
    }

    #[test]
    fn help_goes_on_under_its_beginning_or_under_its_option() {
        let text = "About this\n\nOptions:\n  -o, --output <F>  one two three four five six seven\n";
        assert_eq!(
            help(text, Some(46)),
            "About this\n\nOptions:\n  -o, --output <F>  one two three four five\n                    six seven\n"
        );
        assert_eq!(
            help(text, Some(30)),
            "About this\n\nOptions:\n  -o, --output <F>\n       one two three four five\n       six seven\n"
        );
        assert_eq!(help("one two three\n", Some(8)), "one two\nthree\n");
    }

    #[test]
    fn no_line_of_help_is_wider_than_the_terminal() {
        let text = "  -a, --all <全部>  对于所有的地域，包括 cn-hangzhou 和 cn-beijing，逐一列出，随到随写\n";
        for width in 20..120 {
            for line in help(text, Some(width)).lines() {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }
}
