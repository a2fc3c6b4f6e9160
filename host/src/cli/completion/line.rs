//! The words before the cursor, and how a value is quoted where it is inserted.

/// The words that were typed, the program's name left out; the last is the one that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) words: Vec<String>,
    place: Place,
}

/// Where the shell inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// The whole word is replaced, and the shell quotes what it inserts.
    Word,
    /// Bash replaces what stands behind `kept`, which is unquoted here, within this quote if one is open.
    Behind { kept: String, quote: Option<char> },
}

impl Line {
    /// Words that the shell has taken apart and freed of quotes.
    pub(super) fn of_words(previous: &[String], current: &str) -> Self {
        let words = previous.iter().cloned().chain([current.to_owned()]).collect();
        Self {
            words,
            place: Place::Word,
        }
    }

    /// A line of bash up to the cursor, the program's name first. `breaks` is bash's `COMP_WORDBREAKS`: it replaces
    /// only what stands behind the last of these characters.
    pub(super) fn of_bash(line: &str, breaks: &str) -> Self {
        let mut reader = BashReader::default();
        for c in line.chars() {
            reader.take(c, breaks);
        }
        let mut words = reader.words;
        if !words.is_empty() || reader.in_word {
            words.push(reader.word);
        }
        if reader.after_space && !reader.in_word && words.len() == 1 {
            words.push(String::new());
        }
        let words = words.into_iter().skip(1).collect();
        Self {
            words,
            place: Place::Behind {
                kept: reader.kept,
                quote: reader.quote,
            },
        }
    }

    /// What the shell is to insert for a value; none if the value does not go on from what stays.
    pub(super) fn insertion(&self, value: &str) -> Option<String> {
        match &self.place {
            Place::Word => Some(value.to_owned()),
            Place::Behind { kept, quote } => {
                let rest = value.strip_prefix(kept.as_str())?;
                Some(quoted(rest, *quote))
            }
        }
    }
}

/// Takes a line of bash apart, a character at a time.
#[derive(Default)]
struct BashReader {
    words: Vec<String>,
    word: String,
    /// What of the word stands before the place where bash inserts.
    kept: String,
    in_word: bool,
    after_space: bool,
    escaped: bool,
    quote: Option<char>,
}

impl BashReader {
    fn take(&mut self, c: char, breaks: &str) {
        match (self.quote, c) {
            _ if self.escaped => {
                // Within double quotes a backslash stays before what needs none.
                if self.quote == Some('"') && !matches!(c, '"' | '\\' | '$' | '`') {
                    self.word.push('\\');
                }
                self.word.push(c);
                self.escaped = false;
            }
            (None | Some('"'), '\\') => {
                self.in_word = true;
                self.escaped = true;
            }
            (Some(open), c) if c == open => self.quote = None,
            (Some(_), c) => self.word.push(c),
            (None, '\'' | '"') => {
                self.quote = Some(c);
                self.in_word = true;
                self.kept.clone_from(&self.word);
            }
            (None, ' ' | '\t' | '\n') => self.end_word(),
            (None, c) => {
                self.in_word = true;
                self.word.push(c);
                if breaks.contains(c) {
                    self.kept.clone_from(&self.word);
                }
            }
        }
    }

    fn end_word(&mut self) {
        if self.in_word {
            self.words.push(std::mem::take(&mut self.word));
            self.kept.clear();
        }
        self.in_word = false;
        self.after_space = true;
    }
}

/// A value for bash, within this quote if one is open.
fn quoted(value: &str, quote: Option<char>) -> String {
    match quote {
        Some('\'') => value.replace('\'', r"'\''"),
        // Within double quotes no backslash keeps bash from taking `!` for its history: the quote is closed around it.
        Some(_) => escaped(value, |c| matches!(c, '"' | '\\' | '$' | '`')).replace('!', "\"'!'\""),
        None => escaped(value, |c| {
            c.is_ascii() && !c.is_ascii_alphanumeric() && !"-_.,:/=@+%".contains(c)
        }),
    }
}

fn escaped(value: &str, special: impl Fn(char) -> bool) -> String {
    value.chars().fold(String::new(), |mut text, c| {
        if special(c) {
            text.push('\\');
        }
        text.push(c);
        text
    })
}

/// A word of fish without its quotes and backslashes; an open quote is taken to go on.
pub(super) fn without_quotes(word: &str) -> String {
    let mut text = String::new();
    let mut quote = None;
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\\') => text.extend(chars.next()),
            (Some(open), '\\') => match chars.next() {
                Some(next) if next == open || next == '\\' || open == '"' && next == '$' => text.push(next),
                next => {
                    text.push('\\');
                    text.extend(next);
                }
            },
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (_, c) => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const BREAKS: &str = " \t\n\"'@><=;|&(:";

    fn bash(line: &str, value: &str) -> (Vec<String>, Option<String>) {
        let line = Line::of_bash(line, BREAKS);
        let insertion = line.insertion(value);
        (line.words, insertion)
    }

    #[test]
    fn bash_gets_what_goes_behind_what_it_keeps() {
        let name = "生产 账号";
        for (line, words, value, inserted) in [
            ("yun ", &[""][..], "ecs", "ecs"),
            ("yun ec", &["ec"], "ecs", "ecs"),
            ("yun  -p  ", &["-p", ""], name, "生产\\ 账号"),
            ("yun -p 生产\\ ", &["-p", "生产 "], name, "生产\\ 账号"),
            ("yun -p '生产 ", &["-p", "生产 "], name, "生产 账号"),
            ("yun -p \"生", &["-p", "生"], "生$\"x", "生\\$\\\"x"),
            ("yun --profile=", &["--profile="], "--profile=a b", "a\\ b"),
            ("yun --profile='a ", &["--profile=a "], "--profile=a b", "a b"),
            ("yun '-p' 'a'", &["-p", "a"], "abc", "abc"),
            (
                "yun --filter status=R",
                &["--filter", "status=R"],
                "status=Running",
                "Running",
            ),
            ("yun -p \"", &["-p", ""], "it's", "it's"),
            ("yun -p '", &["-p", ""], "it's", "it'\\''s"),
            ("yun -p \"", &["-p", ""], "a!ls", "a\"'!'\"ls"),
            ("yun -p '", &["-p", ""], "!ls", "!ls"),
            ("yun -p ", &["-p", ""], "!ls", "\\!ls"),
        ] {
            let expected = (
                words.iter().map(|word| (*word).to_owned()).collect(),
                Some(inserted.to_owned()),
            );
            assert_eq!(bash(line, value), expected, "{line:?}");
        }
    }

    #[test]
    fn what_the_shell_would_obey_is_quoted() {
        let (_, inserted) = bash("yun -p ", "$(reboot);a&`b`*");
        assert_eq!(inserted.as_deref(), Some("\\$\\(reboot\\)\\;a\\&\\`b\\`\\*"));
    }

    #[test]
    fn a_word_of_fish_loses_its_quotes() {
        for (word, text) in [
            ("生产\\ ", "生产 "),
            ("'生产 ", "生产 "),
            ("\"a\\\"b\"c", "a\"bc"),
            ("'it\\'s", "it's"),
            ("'a\\b", "a\\b"),
        ] {
            assert_eq!(without_quotes(word), text);
        }
    }
}
