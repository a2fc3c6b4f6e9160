//! How errors are told, on stderr: as text for people, as JSON lines for programs.

use std::ffi::OsString;

use super::globals::{self, Defaults};
use crate::{
    error::Error,
    output::{self, Format, Paint},
    terminal::Terminal,
    text::Language,
};

/// Tells errors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reporter {
    pub(super) format: Format,
    pub(super) language: Language,
    pub(super) paint: Paint,
    /// The width of the terminal that help has to fit.
    pub(super) width: Option<usize>,
}

impl Reporter {
    /// What the arguments ask for, though they cannot be parsed as a whole.
    pub(super) fn of_arguments(
        arguments: &[OsString],
        terminal: &Terminal,
        language: Language,
        defaults: &Defaults,
    ) -> Self {
        let format = match value(arguments, "--output", Some("-o")) {
            Some(word) => Format::parse(word).unwrap_or_default(),
            None => defaults.format,
        };
        let color = value(arguments, "--color", None).or(defaults.color.as_deref());
        Self {
            format,
            language,
            paint: globals::paint(color, terminal.stderr, terminal),
            width: terminal.width,
        }
    }

    /// Tells an error and returns its exit code.
    pub(super) fn report(self, error: &Error) -> u8 {
        tracing::debug!(
            source = std::error::Error::source(error).map(tracing::field::display),
            "failed"
        );
        output::note(&if self.format.is_json() {
            error.to_json(self.language)
        } else {
            error.to_painted_text(self.language, self.paint)
        });
        error.exit_code()
    }
}

/// The value of an option among arguments that nobody has parsed: `--output json`, `--output=json`, `-o json` or
/// `-ojson`.
pub(super) fn value<'a>(arguments: &'a [OsString], long: &str, short: Option<&str>) -> Option<&'a str> {
    let mut texts = arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_str().unwrap_or_default());
    let mut found = None;
    while let Some(text) = texts.next() {
        if text == "--" {
            break;
        }
        let joined = || text.strip_prefix(long)?.strip_prefix('=');
        let glued = || Some(text.strip_prefix(short?)?.trim_start_matches('='));
        if text == long || Some(text) == short {
            found = texts.next().or(found);
        } else if let Some(value) = joined().or_else(glued) {
            found = Some(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_found_in_every_form() {
        let of = |line: &str| {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            value(&arguments, "--output", Some("-o")).map(str::to_owned)
        };
        for line in [
            "yun a -o json",
            "yun -ojson",
            "yun -o=json",
            "yun --output json b",
            "yun --output=json",
        ] {
            assert_eq!(of(line).as_deref(), Some("json"), "{line}");
        }
        for line in ["yun", "yun --outputs json", "yun run -- -o json"] {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
