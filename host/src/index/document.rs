//! An index as a file: TOML, format 1. What is not known of it is left alone, so that newer ones of that format are read.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use semver::Version;
use serde::Deserialize;
use toml::Spanned;
use yun_plugin_api::manifest::{ProtocolRange, Text};

/// The newest format that this version reads.
pub const FORMAT: u32 = 1;
/// The largest index that is read, in bytes.
pub const LARGEST: u64 = 4 * 1024 * 1024;

/// What a company offers.
#[derive(Debug, Clone, Deserialize)]
pub struct Index {
    /// Who publishes it.
    #[serde(default)]
    pub name: Option<String>,
    /// Grows with each publication: a lower one than was seen before is an old index that somebody serves again.
    pub serial: u64,
    /// Until when it may be used.
    pub expires: Time,
    /// The plugins, in the file's order.
    #[serde(default)]
    pub plugins: Vec<Entry>,
}

/// A plugin that is offered.
#[derive(Debug, Clone, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: Spanned<PluginId>,
    /// Its name.
    pub name: Text,
    /// What it is for, one sentence.
    pub description: Text,
    /// Its versions, in the file's order.
    #[serde(default)]
    pub versions: Vec<Release>,
}

impl Entry {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id.get_ref().0
    }
}

/// A version of a plugin.
#[derive(Debug, Clone, Deserialize)]
pub struct Release {
    /// The version.
    pub version: Spanned<Version>,
    /// The protocols that it speaks.
    pub protocol: Protocols,
    /// Why it was withdrawn, if it was.
    #[serde(default)]
    pub yanked: Option<String>,
    /// Its library, for each platform.
    #[serde(default)]
    pub files: Vec<LibraryFile>,
}

impl Release {
    /// The version.
    pub fn version(&self) -> &Version {
        self.version.get_ref()
    }

    /// Its library for a platform.
    pub fn file_for(&self, platform: &str) -> Option<&LibraryFile> {
        self.files
            .iter()
            .find(|file| file.platform.get_ref().as_str() == platform)
    }
}

/// A library of a version, for one platform.
#[derive(Debug, Clone, Deserialize)]
pub struct LibraryFile {
    /// The platform, as Rust calls its targets.
    pub platform: Spanned<String>,
    /// Where it lies: relative to the index, or an absolute https URL.
    pub url: String,
    /// Its hash.
    pub sha256: Sha256,
    /// The contents of its `.minisig`; without it the file of that name beside the library is asked for.
    #[serde(default)]
    pub signature: Option<String>,
}

/// A plugin's id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct PluginId(pub String);

impl PluginId {
    /// Reads an id: lower-case letters, digits and `-`, a letter first, at most 64.
    pub fn parse(text: &str) -> Option<Self> {
        let is_of_it = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = text.len() <= 64
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(is_of_it);
        fits.then(|| Self(text.to_owned()))
    }
}

impl TryFrom<String> for PluginId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("an id is lower-case letters, digits and -, at most 64")
    }
}

/// A hash, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Sha256(pub String);

impl TryFrom<String> for Sha256 {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| Self(text.to_ascii_lowercase()))
            .ok_or("a sha256 is 64 hexadecimal digits")
    }
}

/// A moment, the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::value::Datetime")]
pub struct Time(pub DateTime<Utc>);

impl TryFrom<toml::value::Datetime> for Time {
    type Error = &'static str;

    fn try_from(written: toml::value::Datetime) -> Result<Self, Self::Error> {
        DateTime::parse_from_rfc3339(&written.to_string())
            .map(|time| Self(time.into()))
            .map_err(|_| "a time has date, time and zone, such as 2027-06-30T00:00:00Z")
    }
}

/// The protocols that a version speaks.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "ProtocolRange")]
pub struct Protocols(pub ProtocolRange);

impl TryFrom<ProtocolRange> for Protocols {
    type Error = &'static str;

    fn try_from(range: ProtocolRange) -> Result<Self, Self::Error> {
        (range.min > 0 && range.min <= range.max)
            .then_some(Self(range))
            .ok_or("protocol is a range whose min is at least 1 and at most its max")
    }
}

/// Why a text is no index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// It is of a newer format.
    Newer {
        /// That format.
        format: u32,
    },
    /// It is broken.
    Broken {
        /// Where, from 1.
        line: usize,
        /// Where in the line, in characters from 1.
        column: usize,
        /// What is wrong there, as whoever reads TOML says it.
        reason: String,
    },
    /// Something stands in it that stood there before.
    Twice {
        /// The line in which it stands again, from 1.
        line: usize,
        /// What it is: a plugin, a version of it, or a platform of that.
        named: String,
    },
}

/// The one thing that every format has.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl Index {
    /// Reads an index.
    ///
    /// # Errors
    /// When it is of a newer format, no TOML, lacks something, or names something twice.
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let broken = |error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let (line, column) = place(text, at);
            Flaw::Broken {
                line,
                column,
                reason: error.message().to_owned(),
            }
        };
        let head: Head = toml::from_str(text).map_err(broken)?;
        if head.format > FORMAT {
            return Err(Flaw::Newer { format: head.format });
        }
        let index: Self = toml::from_str(text).map_err(broken)?;
        match index.repetition() {
            Some((at, named)) => Err(Flaw::Twice {
                line: place(text, at).0,
                named,
            }),
            None => Ok(index),
        }
    }

    /// The plugin with this id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.plugins.iter().find(|entry| entry.id() == id)
    }

    /// What stands in it twice and may not, and where.
    fn repetition(&self) -> Option<(usize, String)> {
        let mut ids = BTreeSet::new();
        for entry in &self.plugins {
            let id = entry.id();
            if !ids.insert(id) {
                return Some((entry.id.span().start, id.to_owned()));
            }
            let mut versions = BTreeSet::new();
            for release in &entry.versions {
                let version = release.version();
                if !versions.insert(version) {
                    let at = release.version.span().start;
                    return Some((at, format!("{id} {version}")));
                }
                let mut platforms = BTreeSet::new();
                for file in &release.files {
                    let platform = file.platform.get_ref();
                    if !platforms.insert(platform) {
                        let at = file.platform.span().start;
                        return Some((at, format!("{id} {version} {platform}")));
                    }
                }
            }
        }
        None
    }
}

/// What is wrong at this byte of a text.
/// The line and the column of a byte, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";

    fn whole() -> String {
        format!(
            r#"format = 1
name = "Example Corp"
serial = 42
expires = 2027-06-30T00:00:00+08:00
news = "of another version"

[[plugins]]
id = "acme-login"
name = {{ en = "Acme", zh = "甲" }}
description = {{ en = "Signs in.", zh = "登录。" }}
homepage = "https://example.com"

[[plugins.versions]]
version = "1.2.0"
protocol = {{ min = 1, max = 2 }}

[[plugins.versions.files]]
platform = "x86_64-unknown-linux-gnu"
url = "acme-login/1.2.0/libyun_plugin_acme_login.so"
sha256 = "{HASH}"
"#
        )
    }

    fn broken(text: &str) -> (usize, usize, String) {
        match Index::parse(text).expect_err(text) {
            Flaw::Broken { line, column, reason } => (line, column, reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_known_is_left_alone() {
        let index = Index::parse(&whole()).expect("whole");
        assert_eq!((index.name.as_deref(), index.serial), (Some("Example Corp"), 42));
        assert_eq!(index.expires.0.to_rfc3339(), "2027-06-29T16:00:00+00:00");
        let release = &index.entry("acme-login").expect("it is there").versions[0];
        assert_eq!(release.protocol.0, ProtocolRange { min: 1, max: 2 });
        let file = release.file_for("x86_64-unknown-linux-gnu").expect("a file");
        assert_eq!(file.sha256.0, HASH.to_lowercase());
        assert!(release.file_for("aarch64-unknown-linux-gnu").is_none());
        assert!(index.entry("acme").is_none());
    }

    #[test]
    fn the_example_for_those_who_publish_one_is_an_index() {
        let page = include_str!("../../../plugin-api/INDEX.md");
        let (_, example) = page.split_once("```toml\n").expect("there is an example");
        let (example, _) = example.split_once("```").expect("it ends");
        let index = Index::parse(example).expect("it is whole");
        let versions = &index.plugins[0].versions;
        assert_eq!((versions.len(), versions[0].files.len()), (2, 2));
        assert!(versions[1].yanked.is_some());
    }

    #[test]
    fn a_newer_format_is_named_whatever_else_it_holds() {
        let newer = "format = 2\nserial = \"a\"\nplugins = 7\n";
        assert_eq!(Index::parse(newer).expect_err("newer"), Flaw::Newer { format: 2 });
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        assert_eq!(broken("format = 1\nserial = = 2\n").0, 2);
        assert_eq!(broken("format = 1\n \"长\" = x").1, 8);
        assert_eq!(broken("").0, 1);
        for (from, to, line, words) in [
            ("id = \"acme-login\"", "id = \"Acme\"", 8, "lower-case"),
            ("\"1.2.0\"", "\"1.2\"", 14, "minor version number"),
            ("serial = 42", "serial = -1", 3, "invalid value"),
            ("+08:00", "", 4, "zone"),
            ("min = 1", "min = 0", 15, "at least 1"),
            ("min = 1", "min = 3", 15, "at most its max"),
            ("0123456789abcdef\"", "\"", 20, "64"),
            ("url = \"acme", "uri = \"acme", 17, "url"),
            ("zh = \"甲\"", "zz = 1", 9, "zh"),
        ] {
            let text = whole();
            assert!(text.contains(from), "{from}");
            let (at, _, reason) = broken(&text.replacen(from, to, 1));
            assert!(reason.contains(words), "{to}: {reason}");
            assert_eq!(at, line, "{to}: {reason}");
        }
    }

    #[test]
    fn nothing_stands_there_twice() {
        let text = whole();
        let entry = text.find("[[plugins]]").expect("an entry");
        let version = text.find("[[plugins.versions]]").expect("a version");
        let file = text.find("[[plugins.versions.files]]").expect("a file");
        for (from, what) in [(entry, "acme-login"), (version, "1.2.0"), (file, "x86_64")] {
            let twice = format!("{text}{}", &text[from..]);
            let Err(Flaw::Twice { line, named }) = Index::parse(&twice) else {
                panic!("{twice}");
            };
            assert!(line > 20 && named.contains(what), "{line}: {named}");
        }
    }
}
