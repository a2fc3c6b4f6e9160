//! The licences of everything that is linked into what ships: each crate's own texts, equal ones once, and those of the
//! standard library as the toolchain has them.

mod crates;
mod standard_library;

use std::collections::BTreeMap;

use spdx::{Expression, LicenseId, ParseMode};

use crate::{Error, Source};

/// Licences whose standard text may stand for a crate that has none of its own, in the order in which they are chosen
/// where there is a choice.
const WITH_STANDARD_TEXT: [&str; 5] = ["Apache-2.0", "MIT", "Zlib", "ISC", "MPL-2.0"];

/// Something that is linked in, and under which terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Linked {
    /// Name and version.
    name: String,
    /// An SPDX expression.
    licence: String,
    /// Who wrote it, where it says so.
    authors: String,
    /// The texts that come with it.
    texts: Vec<String>,
    /// Those of what it took over from others, which come on top.
    texts_of_others: Vec<String>,
}

/// Everything that is linked into host and plugins, as one text.
///
/// # Errors
/// When something has neither a text of its own nor a licence that has a standard one.
pub(crate) fn third_party(source: &Source) -> Result<String, Error> {
    let crates = crates::linked(source)?;
    let library = standard_library::linked()?;
    render(&crates, &library)
}

fn render(crates: &[Linked], library: &[Linked]) -> Result<String, Error> {
    let mut text = String::from(
        "yun is licensed under the Apache License, Version 2.0. It is built with the crates\n\
         below, and with the standard library of Rust, which is built with others. Each is named\n\
         with its licence; the texts stand below, each once.\n",
    );
    let mut texts: BTreeMap<Vec<String>, (String, Vec<&str>)> = BTreeMap::new();
    for (title, linked) in [
        ("Crates", crates),
        (
            "The standard library of Rust, for all systems that it is made for",
            library,
        ),
    ] {
        text.push_str(&format!("\n{title}\n\n"));
        for each in linked {
            text.push_str(&format!("    {}: {}\n", each.name, each.licence));
            let of_others = each.texts_of_others.iter().map(|text| trimmed(text));
            for own in each.texts_or_standard()?.into_iter().chain(of_others) {
                let words = own.split_whitespace().map(str::to_lowercase).collect();
                let (_, names) = texts.entry(words).or_insert_with(|| (own, Vec::new()));
                if !names.contains(&each.name.as_str()) {
                    names.push(&each.name);
                }
            }
        }
    }
    let mut texts: Vec<_> = texts.into_values().collect();
    texts.sort_by(|(one, of_one), (other, of_other)| (of_one, one).cmp(&(of_other, other)));
    for (own, names) in texts {
        text.push_str(&format!("\n{}\n", "=".repeat(88)));
        for line in lines_of(&names) {
            text.push_str(&format!("{line}\n"));
        }
        text.push_str(&format!("{}\n\n{own}\n", "-".repeat(88)));
    }
    Ok(text)
}

/// Names, separated by commas, in lines of 88 characters.
fn lines_of(names: &[&str]) -> Vec<String> {
    let mut lines = vec![String::new()];
    for (at, name) in names.iter().enumerate() {
        let word = format!("{name}{}", if at + 1 < names.len() { "," } else { "" });
        let line = lines.last_mut().expect("there is a line");
        match line.len() {
            0 => *line = word,
            length if length + 1 + word.len() <= 88 => *line = format!("{line} {word}"),
            _ => lines.push(word),
        }
    }
    lines
}

impl Linked {
    fn texts_or_standard(&self) -> Result<Vec<String>, Error> {
        if !self.texts.is_empty() {
            return Ok(self.texts.iter().map(|text| trimmed(text)).collect());
        }
        let licence = self.licence_with_standard_text().ok_or_else(|| {
            let Self { name, licence, .. } = self;
            Error::Unfit(format!(
                "{name} has no text of its licence, and {licence} none that could stand for it"
            ))
        })?;
        let by = match self.authors.as_str() {
            "" => String::new(),
            authors => format!("By {authors}.\n"),
        };
        let text = trimmed(licence.text());
        Ok(vec![format!(
            "{by}It comes without a text. The standard one of {}:\n\n{text}",
            licence.full_name
        )])
    }

    /// A licence that alone is enough.
    fn licence_with_standard_text(&self) -> Option<LicenseId> {
        let expression = Expression::parse_mode(&self.licence, ParseMode::LAX).ok()?;
        let mut known = WITH_STANDARD_TEXT
            .iter()
            .filter_map(|name| spdx::license_id(name));
        known.find(|known| expression.evaluate(|asked| asked.license.id() == Some(*known)))
    }
}

/// A text without carriage returns, blanks at the ends of lines, and empty lines around it.
fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(name: &str, licence: &str, texts: &[&str]) -> Linked {
        Linked {
            name: name.into(),
            licence: licence.into(),
            authors: "A. Person".into(),
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            texts_of_others: Vec::new(),
        }
    }

    #[test]
    fn equal_texts_stand_once_and_name_all_whose_they_are() {
        let crates = [
            linked("one 1.0.0", "MIT", &["The  terms\r\n"]),
            linked("two 2.0.0", "MIT", &["the terms", "more"]),
        ];
        let text = render(&crates, &[]).unwrap();
        assert_eq!(text.matches("terms").count(), 1, "{text}");
        assert!(text.contains("one 1.0.0, two 2.0.0\n---"), "{text}");
        assert!(text.contains("    two 2.0.0: MIT\n"), "{text}");
    }

    #[test]
    fn what_a_crate_took_over_comes_on_top_of_its_own_terms() {
        let mut one = linked("one 1.0.0", "MIT", &[]);
        one.texts_of_others = vec!["of fiat".to_owned()];
        let text = render(&[one], &[]).unwrap();
        assert!(
            text.contains("of fiat") && text.contains("It comes without a text."),
            "{text}"
        );
    }

    #[test]
    fn what_has_no_text_is_given_the_standard_one_or_refused() {
        for (licence, held) in [
            ("MIT/Apache-2.0", "Apache License"),
            ("MIT OR GPL-3.0-only", "Permission is hereby granted"),
            ("Zlib", "provided 'as-is'"),
        ] {
            let text = linked("one 1.0.0", licence, &[]).texts_or_standard().unwrap();
            assert!(
                text[0].contains(held) && text[0].contains("By A. Person."),
                "{text:?}"
            );
        }
        for licence in ["GPL-3.0-only", "MIT AND ISC", "", "of my own"] {
            let refused = linked("one 1.0.0", licence, &[]).texts_or_standard().unwrap_err();
            assert!(refused.to_string().contains("one 1.0.0"), "{refused}");
        }
    }
}
