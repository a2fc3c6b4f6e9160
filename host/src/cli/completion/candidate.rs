//! What may be typed next, and how it is told to a script.

use crate::text::{is_unprintable, visible};

/// Something that may be typed next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The whole word.
    pub(super) value: String,
    /// What it is, for shells that show it.
    pub(super) help: String,
}

impl Candidate {
    pub(super) fn new(value: impl Into<String>, help: impl AsRef<str>) -> Self {
        Self {
            value: value.into(),
            help: visible(help.as_ref()),
        }
    }

    pub(super) fn plain(value: impl Into<String>) -> Self {
        Self::new(value, "")
    }
}

/// The answer to a script: a word that says what kind it is, then the candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// Whole words; a space may follow.
    Words(Vec<Candidate>),
    /// Beginnings of words; more is to be typed right behind them.
    Prefixes(Vec<Candidate>),
    /// Names of files, which the shell knows best.
    Files,
}

impl Reply {
    pub(super) const NOTHING: Self = Self::Words(Vec::new());

    /// Puts `before`, which is typed already, before each candidate.
    pub(super) fn behind(self, before: &str) -> Self {
        let longer = |candidates: Vec<Candidate>| {
            let candidates = candidates.into_iter();
            candidates
                .map(|candidate| Candidate {
                    value: format!("{before}{}", candidate.value),
                    ..candidate
                })
                .collect()
        };
        match self {
            Self::Words(candidates) => Self::Words(longer(candidates)),
            Self::Prefixes(candidates) => Self::Prefixes(longer(candidates)),
            Self::Files => Self::Files,
        }
    }

    /// Keeps what begins with `current`; if nothing does, what begins with it in any case of letters.
    pub(super) fn beginning_with(self, current: &str) -> Self {
        let kept = |candidates: Vec<Candidate>| {
            let exact = |candidate: &Candidate| candidate.value.starts_with(current);
            if candidates.iter().any(exact) {
                return candidates.into_iter().filter(exact).collect();
            }
            let current = current.to_lowercase();
            let near = |candidate: &Candidate| candidate.value.to_lowercase().starts_with(&current);
            candidates.into_iter().filter(near).collect()
        };
        match self {
            Self::Words(candidates) => Self::Words(kept(candidates)),
            Self::Prefixes(candidates) => Self::Prefixes(kept(candidates)),
            Self::Files => Self::Files,
        }
    }

    /// The lines for the script. `insertion` says what the shell is to insert for a value, if it can.
    ///
    /// A value that would steer a terminal is left out: a shell inserts what it gets.
    pub(super) fn render(&self, insertion: impl Fn(&str) -> Option<String>) -> String {
        let (word, candidates) = match self {
            Self::Words(candidates) => ("words", candidates.as_slice()),
            Self::Prefixes(candidates) => ("prefixes", candidates.as_slice()),
            Self::Files => ("files", &[][..]),
        };
        let printable = candidates
            .iter()
            .filter(|candidate| !candidate.value.chars().any(is_unprintable));
        printable.fold(format!("{word}\n"), |mut text, candidate| {
            if let Some(inserted) = insertion(&candidate.value) {
                text.push_str(&inserted);
                if !candidate.help.is_empty() {
                    text.push('\t');
                    text.push_str(candidate.help.trim());
                }
                text.push('\n');
            }
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_not_handed_to_a_shell() {
        let evil = Candidate::new("a\u{1b}[31m", "");
        let good = Candidate::new("b", "x\u{1b}]0;y\nz");
        let text = Reply::Words(vec![evil, good]).render(|value| Some(value.to_owned()));
        assert_eq!(text, "words\nb\tx\\u{1b}]0;y z\n");
    }

    #[test]
    fn case_counts_only_while_something_fits_it() {
        let reply = || Reply::Words(["Access", "access"].map(Candidate::plain).to_vec());
        assert_eq!(
            reply().beginning_with("acc"),
            Reply::Words(vec![Candidate::plain("access")])
        );
        let all = reply().beginning_with("ACC");
        assert_eq!(all, reply());
    }
}
