//! Which version of a plugin is taken: the newest that this host can use, and why newer ones are passed over.

use semver::Version;
use yun_plugin_api::manifest::ProtocolRange;

use super::document::{Entry, LibraryFile, PluginId, Release};
use crate::{
    catalog::SPOKEN,
    error::{Error, ErrorKind},
    suggest,
    text::{Message, Several, message},
};

/// The platform that this host was built for, as Rust calls its targets.
pub const PLATFORM: &str = env!("YUN_TARGET");

/// What somebody wants: a plugin's id, perhaps with a version, `NAME[@VERSION]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The plugin's id.
    pub id: String,
    /// The version, if just that one is wanted.
    pub version: Option<Version>,
}

impl Wanted {
    /// Reads what was typed; nothing if it cannot be a plugin's id at all.
    ///
    /// # Errors
    /// When what stands behind `@` is no whole version.
    pub fn parse(text: &str) -> Result<Option<Self>, Error> {
        let (id, version) = match text.split_once('@') {
            Some((id, version)) => (id, Some(version)),
            None => (text, None),
        };
        let Some(PluginId(id)) = PluginId::parse(id) else {
            return Ok(None);
        };
        let version = version
            .map(|version| {
                Version::parse(version).map_err(|_| {
                    let message = message!("error-version", version = version);
                    Error::invalid_input("version_invalid", message).hint(message!("hint-version"))
                })
            })
            .transpose()?;
        Ok(Some(Self { id, version }))
    }
}

/// Why a version is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It was withdrawn.
    Yanked(String),
    /// It speaks no protocol of this host's.
    Protocol(ProtocolRange),
    /// It has no library for this platform, but for these.
    Platform(Vec<String>),
    /// It is a prerelease, which is taken only when it is named.
    Prerelease,
}

impl Why {
    /// The reason, a fragment.
    pub fn message(&self) -> Message {
        match self {
            Self::Yanked(reason) if reason.trim().is_empty() => message!("why-yanked-plain"),
            Self::Yanked(reason) => message!("why-yanked", reason = reason),
            Self::Protocol(theirs) => {
                let (theirs, ours) = (shown(*theirs), shown(SPOKEN));
                message!("why-protocol", theirs = theirs, ours = ours)
            }
            Self::Platform(others) if others.is_empty() => message!("why-no-file", platform = PLATFORM),
            Self::Platform(others) => {
                message!("why-platform", platform = PLATFORM, others = Several(others))
            }
            Self::Prerelease => message!("why-prerelease"),
        }
    }
}

fn shown(range: ProtocolRange) -> String {
    match range.min == range.max {
        true => range.min.to_string(),
        false => format!("{}–{}", range.min, range.max),
    }
}

/// A version that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The version.
    pub version: Version,
    /// Why not.
    pub why: Why,
}

/// What is taken of a plugin, and what is not though it is newer.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    /// The version and its library, if one can be used.
    pub taken: Option<(&'a Release, &'a LibraryFile)>,
    /// The newer ones, the newest first; all of them where none can be used.
    pub passed_over: Vec<PassedOver>,
}

/// The newest version of a plugin that this host can use.
pub fn newest(entry: &Entry) -> Choice<'_> {
    let mut releases: Vec<&Release> = entry.versions.iter().collect();
    releases.sort_by(|one, other| other.version().cmp(one.version()));
    let mut passed_over = Vec::new();
    for release in releases {
        match usable(release, Naming::Newest) {
            Ok(file) => {
                return Choice {
                    taken: Some((release, file)),
                    passed_over,
                };
            }
            Err(why) => passed_over.push(PassedOver {
                version: release.version().clone(),
                why,
            }),
        }
    }
    Choice {
        taken: None,
        passed_over,
    }
}

/// This version of a plugin, withdrawn ones and prereleases included.
///
/// # Errors
/// When there is no such version, or this host cannot use it.
pub fn exactly<'a>(entry: &'a Entry, version: &Version) -> Result<(&'a Release, &'a LibraryFile), Error> {
    let id = entry.id();
    let known = || entry.versions.iter().map(|release| release.version().to_string());
    let mut releases = entry.versions.iter();
    let Some(release) = releases.find(|release| release.version() == version) else {
        let wrong = version.to_string();
        let all: Vec<String> = known().collect();
        let hint = suggest::hint(&wrong, all.iter().map(String::as_str), || {
            message!("hint-versions", versions = Several(&all))
        });
        let message = message!("error-version-unknown", id = id, version = wrong);
        return Err(Error::new(ErrorKind::NotFound, "version_unknown", message).hint(hint));
    };
    usable(release, Naming::Exact)
        .map(|file| (release, file))
        .map_err(|why| unusable(id, version, &why))
}

/// The error for a plugin none of whose versions this host can use: it names the newest.
pub fn none_usable(id: &str, passed_over: &[PassedOver]) -> Error {
    match passed_over.first() {
        Some(newest) => unusable(id, &newest.version, &newest.why),
        None => Error::new(
            ErrorKind::NotFound,
            "version_none",
            message!("error-version-none", id = id),
        ),
    }
}

fn unusable(id: &str, version: &Version, why: &Why) -> Error {
    let version = version.to_string();
    let message = message!("error-version-unusable", id = id, version = &version);
    let hint = match why {
        Why::Protocol(range) if range.min > SPOKEN.max => message!("hint-version-newer"),
        Why::Yanked(_) | Why::Prerelease => message!("hint-version-name", id = id, version = version),
        _ => message!("hint-version-keeper"),
    };
    Error::new(ErrorKind::Plugin, "version_unusable", message)
        .reason(why.message())
        .hint(hint)
        .by_plugin(id)
}

/// How a version is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    Newest,
    Exact,
}

/// A version's library for this host.
fn usable(release: &Release, naming: Naming) -> Result<&LibraryFile, Why> {
    if release.protocol.0.newest_shared(SPOKEN).is_none() {
        return Err(Why::Protocol(release.protocol.0));
    }
    let file = release.file_for(PLATFORM).ok_or_else(|| {
        let others = release.files.iter();
        Why::Platform(others.map(|file| file.platform.get_ref().clone()).collect())
    })?;
    if let (Some(reason), Naming::Newest) = (&release.yanked, naming) {
        return Err(Why::Yanked(reason.clone()));
    }
    match naming == Naming::Newest && !release.version().pre.is_empty() {
        true => Err(Why::Prerelease),
        false => Ok(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::document::Index;

    /// An index of one plugin; a version is given with its protocols, platform, and why it was withdrawn.
    fn index(versions: &[(&str, u32, u32, &str, Option<&str>)]) -> Index {
        let hash = "0".repeat(64);
        let version = |(version, min, max, platform, yanked): &(&str, u32, u32, &str, Option<&str>)| {
            let yanked = yanked.map_or_else(String::new, |reason| format!("yanked = {reason:?}\n"));
            format!(
                "[[plugins.versions]]\nversion = {version:?}\nprotocol = {{ min = {min}, max = {max} }}\n{yanked}\
                 [[plugins.versions.files]]\nplatform = {platform:?}\nurl = \"x\"\nsha256 = {hash:?}\n"
            )
        };
        let versions: String = versions.iter().map(version).collect();
        let text = format!(
            "format = 1\nserial = 1\nexpires = 2027-01-01T00:00:00Z\n[[plugins]]\nid = \"acme\"\n\
             name = {{ en = \"a\", zh = \"a\" }}\ndescription = {{ en = \"a\", zh = \"a\" }}\n{versions}"
        );
        Index::parse(&text).expect(&text)
    }

    fn chosen(versions: &[(&str, u32, u32, &str, Option<&str>)]) -> (Option<String>, Vec<(String, Why)>) {
        let index = index(versions);
        let choice = newest(&index.plugins[0]);
        let passed_over = choice.passed_over.into_iter();
        (
            choice.taken.map(|(release, _)| release.version().to_string()),
            passed_over
                .map(|passed| (passed.version.to_string(), passed.why))
                .collect(),
        )
    }

    #[test]
    fn the_newest_that_fits_is_taken_and_each_newer_one_has_its_reason() {
        let (taken, passed_over) = chosen(&[
            ("1.2.0", 1, 1, PLATFORM, None),
            ("1.10.0", 1, 3, PLATFORM, None),
            ("2.0.0-rc.1", 1, 1, PLATFORM, None),
            ("1.11.0", 2, 3, PLATFORM, None),
            ("1.12.0", 1, 1, "sparc-sun", None),
            ("1.13.0", 1, 1, PLATFORM, Some("loses data")),
            ("0.9.0", 2, 2, PLATFORM, None),
        ]);
        assert_eq!(taken.as_deref(), Some("1.10.0"));
        let range = ProtocolRange { min: 2, max: 3 };
        let expected = [
            ("2.0.0-rc.1", Why::Prerelease),
            ("1.13.0", Why::Yanked("loses data".into())),
            ("1.12.0", Why::Platform(vec!["sparc-sun".into()])),
            ("1.11.0", Why::Protocol(range)),
        ];
        let expected = expected.map(|(version, why)| (version.to_owned(), why));
        assert_eq!(passed_over, expected);
    }

    #[test]
    fn where_none_fits_the_newest_says_why() {
        let (taken, passed_over) = chosen(&[
            ("1.0.0", 2, 2, PLATFORM, None),
            ("0.9.0", 1, 1, "sparc-sun", None),
        ]);
        assert_eq!((taken, passed_over.len()), (None, 2));
        let of = |versions| none_usable("acme", &newest(&index(versions).plugins[0]).passed_over);
        let error = of(&[("1.0.0", 2, 2, PLATFORM, None)]);
        assert_eq!((error.code(), error.exit_code()), ("version_unusable", 8));
        assert_eq!(of(&[]).exit_code(), 6);
    }

    #[test]
    fn a_version_that_is_named_is_taken_withdrawn_or_not_if_it_can_be_used() {
        let index = index(&[
            ("1.0.0-rc.1", 1, 1, PLATFORM, Some("bad")),
            ("1.0.0", 2, 2, PLATFORM, None),
        ]);
        let named = |version: &str| {
            let version = Version::parse(version).expect("a version");
            exactly(&index.plugins[0], &version).map(|(release, _)| release.version().to_string())
        };
        assert_eq!(named("1.0.0-rc.1").expect("named"), "1.0.0-rc.1");
        assert_eq!(
            named("1.0.0").expect_err("another protocol").code(),
            "version_unusable"
        );
        assert_eq!(named("1.0.1").expect_err("nowhere").code(), "version_unknown");
    }

    #[test]
    fn a_name_may_have_a_version_behind_it() {
        let parsed = |text| Wanted::parse(text).expect(text);
        let plain = |id: &str, version: Option<&str>| {
            Some(Wanted {
                id: id.to_owned(),
                version: version.map(|version| Version::parse(version).expect(version)),
            })
        };
        assert_eq!(parsed("acme-login"), plain("acme-login", None));
        assert_eq!(parsed("a@1.2.0-rc.1"), plain("a", Some("1.2.0-rc.1")));
        for path in ["./acme", "acme.so", "/a/b", "", "Acme", "@1.0.0", "~"] {
            assert_eq!(parsed(path), None, "{path}");
        }
        for text in ["acme@", "acme@1", "acme@1.2", "acme@^1.2.0", "acme@1.0.0@2"] {
            assert_eq!(
                Wanted::parse(text).expect_err(text).code(),
                "version_invalid",
                "{text}"
            );
        }
    }
}
