//! What may change in a surface: nothing in the frozen boundary; in `yun-plugin-api` what no author's code would notice, as
//! long as its version promises that.
//!
//! A line that is gone, or another one, breaks whoever used it. What is new breaks nobody but who has to know all there is:
//! who writes out a struct or matches an enum that is not `non_exhaustive`, and who implements a trait.

use std::collections::HashSet;

use crate::{baseline::Baseline, baseline::repository, read, surface::Surface};

/// Every line that is in one listing alone.
pub(crate) fn differences(listed: &[String], today: &[String]) -> Vec<String> {
    let gone = only(listed, today).map(|line| format!("is frozen, and has no longer: {line}"));
    let new = only(today, listed).map(|line| format!("is frozen, and nothing is added to it: {line}"));
    gone.chain(new).collect()
}

/// What an author's code would notice, unless the version says that it may.
pub(crate) fn judge(baseline: &Baseline, listed: &[String], today: &Surface) -> Result<Vec<String>, String> {
    let then = version(&read(&baseline.file("Cargo.toml"))?)?;
    let now = version(&read(&repository().join("Cargo.toml"))?)?;
    if promised(&then) != promised(&now) {
        println!("note: {now} promises nothing to who wrote for {then}; compare from {now} on");
        return Ok(Vec::new());
    }
    let say =
        |fault: String| format!("{fault} (this takes another version than {now}, or a way that keeps it)");
    Ok(breaking(listed, today).into_iter().map(say).collect())
}

/// Each change that breaks somebody's code.
fn breaking(listed: &[String], today: &Surface) -> Vec<String> {
    let gone = only(listed, &today.lines).map(|line| format!("has no longer: {line}"));
    let known: HashSet<&str> = listed.iter().map(String::as_str).collect();
    let new = only(&today.lines, listed).filter_map(|line| demands(line, &known, &today.required));
    gone.chain(new).collect()
}

/// Why a new line breaks the code of who has to know all there is.
fn demands(line: &str, known: &HashSet<&str>, required: &HashSet<String>) -> Option<String> {
    let rest = line.strip_prefix("pub ")?;
    let is_method = rest.starts_with("fn ");
    let name = rest.trim_start_matches("fn ");
    let name = &name[..name
        .find(['(', '<', ':', ' ', '='])
        .map_or(name.len(), |_| end_of_path(name))];
    let (parent, _) = name.rsplit_once("::")?;
    let was = |what: &str| {
        known
            .iter()
            .any(|line| names(line, &format!("pub {what} {parent}")))
    };
    if is_method {
        let of_trait: Vec<&str> = name.rsplit("::").take(2).collect();
        let key = of_trait.into_iter().rev().collect::<Vec<_>>().join("::");
        return (was("trait") && required.contains(&key))
            .then(|| format!("wants more of who implements {parent}: {line}"));
    }
    if was("struct") {
        return Some(format!(
            "has a field that who writes out {parent} leaves out: {line}"
        ));
    }
    was("enum").then(|| format!("has a variant that who matches {parent} leaves out: {line}"))
}

/// How far the path reaches that a line begins with.
fn end_of_path(text: &str) -> usize {
    let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let end = text.find(|c| !is_of_path(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(':').len()
}

/// Whether a line is the item `start`, and not one whose name merely begins so. One that is `non_exhaustive` is not: its
/// line begins with that.
fn names(line: &str, start: &str) -> bool {
    let rest = line.strip_prefix(start);
    rest.is_some_and(|rest| {
        !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') || rest.starts_with(": ")
    })
}

fn only<'a>(these: &'a [String], those: &[String]) -> impl Iterator<Item = &'a String> {
    let those: HashSet<String> = those.iter().cloned().collect();
    these.iter().filter(move |line| !those.contains(*line))
}

/// The version that the packages of a workspace have.
fn version(workspace: &str) -> Result<String, String> {
    let lines = workspace.lines();
    let mut of_package = lines.skip_while(|line| line.trim() != "[workspace.package]");
    let line = of_package.find(|line| line.starts_with("version"));
    let version = line.and_then(|line| line.split('"').nth(1));
    version
        .map(str::to_owned)
        .ok_or_else(|| "a workspace has a version".to_owned())
}

/// The part of a version that stays while nobody's code breaks.
fn promised(version: &str) -> Vec<&str> {
    let mut parts = version.split('.');
    let major = parts.next().unwrap_or_default();
    match major {
        "0" => vec![major, parts.next().unwrap_or_default()],
        _ => vec![major],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: [&str; 10] = [
        "pub mod a",
        "pub struct a::Open",
        "pub a::Open::x: u8",
        "#[non_exhaustive] pub struct a::Closed",
        "pub enum a::All",
        "pub a::All::One",
        "#[non_exhaustive] pub enum a::Some",
        "pub trait a::Kind: core::marker::Send",
        "pub fn a::Kind::list(&self)",
        "impl core::clone::Clone for a::Open",
    ];

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    fn with(more: &str, required: &[&str]) -> Vec<String> {
        let mut today = LISTED.to_vec();
        today.push(more);
        let today = Surface {
            lines: lines(&today),
            required: required.iter().map(|name| (*name).to_owned()).collect(),
        };
        breaking(&lines(&LISTED), &today)
    }

    #[test]
    fn what_is_gone_or_another_breaks() {
        for changed in ["", "pub a::Open::x: u16", "#[non_exhaustive] pub enum a::All"] {
            for index in 0..LISTED.len() {
                let mut today = LISTED.to_vec();
                today[index] = changed;
                let today = Surface {
                    lines: lines(&today),
                    ..Surface::default()
                };
                let found = breaking(&lines(&LISTED), &today);
                assert!(
                    found.iter().any(|fault| fault.ends_with(LISTED[index])),
                    "{found:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_new_breaks_who_has_to_know_all_there_is() {
        for new in [
            "pub a::Open::y: core::option::Option<u8>",
            "pub a::All::Two",
            "pub a::All::Two(u8)",
        ] {
            assert_eq!(with(new, &[]).len(), 1, "{new}");
        }
        assert_eq!(
            with("pub fn a::Kind::watch(&self) -> bool", &["Kind::watch"]).len(),
            1
        );
        for new in [
            "pub a::Closed::y: u8",
            "pub a::Some::Two",
            "pub fn a::Kind::watch(&self) -> bool",
            "pub fn a::Open::new() -> Self",
            "pub struct a::Opener",
            "pub a::Opener::x: u8",
            "pub const a::X: u8",
            "impl core::fmt::Debug for a::Open",
        ] {
            assert_eq!(with(new, &["Kind::list"]), Vec::<String>::new(), "{new}");
        }
    }

    #[test]
    fn nothing_is_added_to_what_is_frozen() {
        let listed = lines(&LISTED);
        assert_eq!(differences(&listed, &listed), Vec::<String>::new());
        let mut more = listed.clone();
        more.push("pub fn a::Closed::new() -> Self".to_owned());
        assert_eq!(differences(&listed, &more).len(), 1);
        assert_eq!(differences(&more, &listed).len(), 1);
    }

    #[test]
    fn a_version_says_what_it_promises() {
        assert_eq!(promised("0.1.0"), promised("0.1.9"));
        assert_ne!(promised("0.1.0"), promised("0.2.0"));
        assert_eq!(promised("1.0.0"), promised("1.9.0"));
        assert_ne!(promised("1.0.0"), promised("2.0.0"));
        let workspace =
            "[package]\nversion = \"9.9.9\"\n[workspace.package]\nedition = \"2024\"\nversion = \"0.1.0\"\n";
        assert_eq!(version(workspace), Ok("0.1.0".to_owned()));
    }
}
