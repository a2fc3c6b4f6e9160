//! Where an index, or a library, lies: a file, or an https URL; plain http only on this machine.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use url::Url;

use crate::{
    api::{is_loopback, without_login},
    error::Error,
    hex,
    text::message,
};

/// What is added to a file's name for its signature's.
const SIGNATURE: &str = ".minisig";
/// What stands between a URL and the hash of all of it. A URL that is asked has no fragment.
const HASHED: &str = "#sha256:";
/// How much of the hash is kept, in characters: enough to tell a few addresses apart.
const HASH_LENGTH: usize = 16;

/// Where an index, or a library, lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A file, with its whole path.
    File(PathBuf),
    /// A URL of https, or of plain http on this machine; without name, password and fragment.
    Url(Url),
}

impl Address {
    /// Reads the address of an index, as it is typed: what has `://` in it is a URL. Whether anything is there is not looked
    /// at.
    ///
    /// # Errors
    /// When a URL is none that is fetched from.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.contains("://") {
            return Ok(Self::Url(checked(text, Url::parse(text).ok())?));
        }
        let path = Path::new(text);
        Ok(Self::File(
            std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        ))
    }

    /// Where a file lies that an index at this address names: relative to it, or an absolute https URL.
    ///
    /// # Errors
    /// When that is no address that is fetched from.
    pub fn of_file(&self, reference: &str) -> Result<Self, Error> {
        if reference.contains("://") {
            let url = checked(reference, Url::parse(reference).ok())?;
            return match url.scheme() {
                "https" => Ok(Self::Url(url)),
                // On this machine: what helps is no other address, but a relative one.
                _ => Err(insecure(reference).hint(message!("hint-index-library"))),
            };
        }
        match self {
            Self::File(index) => {
                let folder = index.parent().unwrap_or(Path::new("."));
                Ok(Self::File(folder.join(reference)))
            }
            Self::Url(index) => {
                let url = checked(reference, index.join(reference).ok())?;
                match url.scheme() == index.scheme() {
                    true => Ok(Self::Url(url)),
                    false => Err(insecure(reference)),
                }
            }
        }
    }

    /// By what it is known again where it is recorded: as it is shown, and where something stands behind `?`, with the
    /// beginning of a hash of all of it. So two that differ only there are two, and what stands there is nowhere written.
    #[must_use]
    pub fn identity(&self) -> String {
        match self {
            Self::Url(url) if url.query().is_some() => {
                let hash = hex::encode(&Sha256::digest(url.as_str()));
                format!("{self}{HASHED}{}", &hash[..HASH_LENGTH])
            }
            Self::Url(_) | Self::File(_) => self.to_string(),
        }
    }

    /// The one of these that was recorded so; where what stands behind `?` is another by now, the only one that is shown
    /// alike.
    pub fn recorded_as<'a>(identity: &str, all: impl Iterator<Item = &'a Self> + Clone) -> Option<&'a Self> {
        let mut all_again = all.clone();
        if let Some(same) = all_again.find(|address| address.identity() == identity) {
            return Some(same);
        }
        let shown = identity.split_once(HASHED).map_or(identity, |(shown, _)| shown);
        let mut alike = all.filter(|address| address.to_string() == shown);
        match (alike.next(), alike.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// Where its signature lies: beside it.
    #[must_use]
    pub fn signature(&self) -> Self {
        match self {
            Self::File(path) => {
                let mut path = path.clone().into_os_string();
                path.push(SIGNATURE);
                Self::File(path.into())
            }
            Self::Url(url) => {
                let mut url = url.clone();
                url.set_path(&format!("{}{SIGNATURE}", url.path()));
                Self::Url(url)
            }
        }
    }
}

/// As it is shown: without what stands behind `?`, which may be a key of somebody's.
impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Url(url) => formatter.write_str(&shown(url)),
        }
    }
}

/// A URL without what stands behind `?`.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.into()
}

/// Lets a URL through that is fetched from: https, or plain http on this machine, without a name and password.
fn checked(text: &str, url: Option<Url>) -> Result<Url, Error> {
    let Some(mut url) = url.filter(|url| url.has_host() && matches!(url.scheme(), "https" | "http")) else {
        let message = message!("error-index-url", url = struck(text));
        return Err(Error::invalid_input("index_address", message).hint(message!("hint-index-address")));
    };
    if !url.username().is_empty() || url.password().is_some() {
        let message = message!("error-index-login", url = struck(text));
        return Err(Error::invalid_input("index_address", message).hint(message!("hint-index-login")));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(insecure(text));
    }
    url.set_fragment(None);
    Ok(url)
}

fn insecure(text: &str) -> Error {
    let message = message!("error-index-insecure", url = struck(text));
    Error::invalid_input("index_insecure", message).hint(message!("hint-http-insecure"))
}

/// An address as it was typed, to be shown: what may be a secret in it is struck out.
pub(super) fn struck(text: &str) -> String {
    match text.split_once('?') {
        None => without_login(text),
        // Whose sign that is cannot be told: of a name and password, or of what stands behind `?`.
        Some((before, behind)) if behind.contains('@') => match before.split_once("//") {
            Some((scheme, _)) => format!("{scheme}//***?***"),
            None => "***".to_owned(),
        },
        Some((before, _)) => format!("{}?***", without_login(before)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Address {
        Address::parse(text).expect(text)
    }

    #[test]
    fn urls_are_https_or_on_this_machine_and_hold_no_login() {
        for text in [
            "https://plugins.example.com/index.toml",
            "http://127.0.0.1:8080/i.toml",
            "http://[::1]/i",
            "http://localhost/i",
        ] {
            url(text);
        }
        for (text, code) in [
            ("http://plugins.example.com/i", "index_insecure"),
            ("http://127.0.0.1.example.com/i", "index_insecure"),
            ("ftp://example.com/i", "index_address"),
            ("file:///etc/passwd", "index_address"),
            ("https://", "index_address"),
            ("https://me:secret@example.com/i?key=secret", "index_address"),
            ("https://secret@example.com/i", "index_address"),
            ("http://me:secret@example.com/i", "index_address"),
            ("nonsense://me:secret@x", "index_address"),
        ] {
            let error = Address::parse(text).expect_err(text);
            assert_eq!(error.code(), code, "{text}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        let relative = url("index.toml");
        assert!(
            matches!(&relative, Address::File(path) if path.is_absolute() && path.ends_with("index.toml"))
        );
    }

    #[test]
    fn what_may_be_a_key_is_sent_and_never_shown() {
        let address = url("https://example.com/a/index.toml?key=secret#part");
        assert_eq!(address.to_string(), "https://example.com/a/index.toml");
        let Address::Url(sent) = &address else { panic!() };
        assert_eq!(sent.as_str(), "https://example.com/a/index.toml?key=secret");
        let Address::Url(signature) = address.signature() else {
            panic!()
        };
        assert_eq!(
            signature.as_str(),
            "https://example.com/a/index.toml.minisig?key=secret"
        );
    }

    #[test]
    fn what_may_be_a_secret_in_what_was_typed_is_struck_out() {
        for (text, shown) in [
            ("https://example.com/i", "https://example.com/i"),
            ("https://me:secret@example.com/i", "https://***@example.com/i"),
            ("https://example.com/i?token=secret", "https://example.com/i?***"),
            (
                "https://me:secret@example.com/i?a=secret",
                "https://***@example.com/i?***",
            ),
            ("https://me:sec?ret@example.com/i", "https://***?***"),
            ("https://example.com/i?mail=secret@secret", "https://***?***"),
        ] {
            assert_eq!(struck(text), shown);
        }
    }

    #[test]
    fn what_differs_only_behind_the_question_mark_is_known_apart() {
        let text = "https://example.com/i.toml";
        let (plain, one, other) = (
            url(text),
            url(&format!("{text}?key=s1")),
            url(&format!("{text}?key=s2")),
        );
        assert_eq!(plain.identity(), text);
        assert!(one.identity().starts_with("https://example.com/i.toml#sha256:"));
        assert!(one.identity() != other.identity() && !one.identity().contains("s1"));
        assert_eq!(
            url(&one.identity()),
            plain,
            "it is asked without what is not known"
        );

        let all = [plain, one, other];
        for address in &all {
            let found = Address::recorded_as(&address.identity(), all.iter());
            assert_eq!(found, Some(address));
        }
        // Another key by now, of one that is alike or of two.
        let before = url(&format!("{text}?key=s0")).identity();
        assert_eq!(Address::recorded_as(&before, all[2..].iter()), Some(&all[2]));
        assert_eq!(Address::recorded_as(&before, all.iter()), None);
        assert_eq!(Address::recorded_as(text, all[1..].iter()), None);
    }

    #[test]
    fn a_library_on_this_machine_is_named_relative_to_its_index() {
        let index = Address::File("/srv/index.toml".into());
        let error = index.of_file("http://127.0.0.1:1/l.so").expect_err("refused");
        assert_eq!(error.code(), "index_insecure");
        let advice = error.advice(crate::text::Language::English).expect("a hint");
        assert!(advice.contains("relative to the index"), "{advice}");
    }

    #[test]
    fn files_lie_beside_their_index_or_at_an_https_url() {
        let at = |index: &str, file: &str| url(index).of_file(file).map(|address| address.to_string());
        let index = "https://example.com/a/index.toml?key=x";
        for (file, address) in [
            ("p/1/l.so", "https://example.com/a/p/1/l.so"),
            ("/p/l.so", "https://example.com/p/l.so"),
            ("../l.so", "https://example.com/l.so"),
            ("//other.example.com/l.so", "https://other.example.com/l.so"),
            ("https://other.example.com/l.so", "https://other.example.com/l.so"),
        ] {
            assert_eq!(at(index, file).expect(file), address);
        }
        for file in [
            "http://127.0.0.1/l.so",
            "http://example.com/l.so",
            "https://me:secret@example.com/l.so",
            "//me:secret@example.com/l.so",
            "ftp://example.com/l.so",
            "data:x",
        ] {
            let error = at(index, file).expect_err(file).to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        let here = "http://127.0.0.1:8080/index.toml";
        assert_eq!(at(here, "l.so").expect("here"), "http://127.0.0.1:8080/l.so");
        assert!(at(here, "//example.com/l.so").is_err());
        let file = Address::File("/srv/index.toml".into());
        let beside = |reference| file.of_file(reference).expect("beside it");
        assert_eq!(beside("p/l.so"), Address::File("/srv/p/l.so".into()));
        assert_eq!(
            beside("https://example.com/l.so").to_string(),
            "https://example.com/l.so"
        );
        assert_eq!(
            beside("l.so").signature(),
            Address::File("/srv/l.so.minisig".into())
        );
    }
}
