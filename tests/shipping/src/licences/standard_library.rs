//! The licences of Rust's standard library and of what it is built with, as they come with the toolchain: a page of HTML
//! with a heading for each crate.

use std::{fs, path::Path};

use super::Linked;
use crate::{
    Error,
    running::output_of,
    surroundings::{cargo, of_toolchain},
};

/// Where the page lies, below the toolchain's folder.
const PAGE: &str = "share/doc/rust/COPYRIGHT-library.html";

/// The standard library itself, whose terms stand above the headings.
const ITSELF: (&str, &str) = ("std", "Apache-2.0 OR MIT");

pub(super) fn linked() -> Result<Vec<Linked>, Error> {
    let sysroot = output_of(of_toolchain("rustc").args(["--print", "sysroot"]))?;
    let path = Path::new(sysroot.trim()).join(PAGE);
    let page = fs::read_to_string(&path).map_err(Error::file(&path))?;
    let said = output_of(cargo().arg("-V"))?;
    let version = said.split(' ').nth(1).unwrap_or_default();
    let mut all = vec![Linked {
        name: format!("{} {version}", ITSELF.0),
        licence: ITSELF.1.to_owned(),
        authors: "The Rust Project Developers".to_owned(),
        texts: Vec::new(),
        texts_of_others: Vec::new(),
    }];
    all.extend(on_page(&page));
    if all.len() == 1 {
        let path = path.display();
        return Err(Error::Unfit(format!("no crate is named in {path}")));
    }
    Ok(all)
}

fn on_page(page: &str) -> Vec<Linked> {
    let sections = page.split("<h3>").skip(1);
    sections.filter_map(of_section).collect()
}

fn of_section(section: &str) -> Option<Linked> {
    let (title, rest) = section.split_once("</h3>")?;
    let (name, version) = name_and_version(&plain(title))?;
    let paragraph = |label: &str| {
        let (_, after) = rest.split_once(&format!("<b>{label}:</b>"))?;
        Some(plain(after.split("</p>").next()?).trim().to_owned())
    };
    let texts = rest.split("<pre>").skip(1);
    let texts = texts.filter_map(|text| text.split("</pre>").next()).map(plain);
    Some(Linked {
        name: format!("{name} {version}"),
        licence: paragraph("License")?,
        authors: paragraph("Authors").unwrap_or_default(),
        texts: texts.collect(),
        texts_of_others: Vec::new(),
    })
}

/// `📦 cfg-if-1.0.4` is `cfg-if` and `1.0.4`.
fn name_and_version(title: &str) -> Option<(String, String)> {
    let title = title.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let hyphens = title.match_indices('-').map(|(at, _)| at);
    let mut before_digits = hyphens.filter(|at| title[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    let at = before_digits.next()?;
    Some((title[..at].to_owned(), title[at + 1..].trim().to_owned()))
}

/// HTML without its tags, its entities as the characters that they stand for.
fn plain(html: &str) -> String {
    let mut text = String::new();
    for (at, part) in html.split('<').enumerate() {
        text.push_str(match part.split_once('>') {
            Some((_, after)) if at > 0 => after,
            _ => part,
        });
    }
    [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&lt;", "<"),
        ("&gt;", ">"),
    ]
    .into_iter()
    .chain([("&quot;", "\""), ("&#38;", "&"), ("&amp;", "&")])
    .fold(text, |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_a_crate_with_its_texts() {
        let page = "<h2>Other</h2>\n<h3>📦 cfg-if-1.0.4</h3>\n<p><b>Authors:</b> A &#60;a@b&#62;</p>\n\
                    <p><b>License:</b> MIT OR Apache-2.0</p>\n<p><b>Notices:</b>\n<details>\n\
                    <summary><code>LICENSE</code></summary>\n<pre>\nThe &#34;terms&#34;\n</pre></details></p>\n\
                    <h3>📦 wasi-0.14.4+wasi-0.2.4</h3>\n<p><b>License:</b> MIT</p>";
        let [one, other] = on_page(page).try_into().unwrap();
        assert_eq!(
            (one.name.as_str(), one.licence.as_str(), one.authors.as_str()),
            ("cfg-if 1.0.4", "MIT OR Apache-2.0", "A <a@b>")
        );
        assert_eq!(one.texts, ["\nThe \"terms\"\n"]);
        assert_eq!(
            (other.name.as_str(), other.texts.len()),
            ("wasi 0.14.4+wasi-0.2.4", 0)
        );
    }
}
