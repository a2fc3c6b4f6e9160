//! A minisign public key, and the texts that somebody may give for one.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::{
    error::Error,
    text::{is_unprintable, message},
};

/// How the first line of a minisign file begins.
const COMMENT: &str = "untrusted comment:";
/// What minisign writes there of a key that nobody named.
const USUAL_COMMENT: &str = "minisign public key";
/// The two letters with which keys, and signatures of the older kind, begin.
const ALGORITHM: &[u8] = b"Ed";
/// How secret keys begin: with a password, and without.
const SECRETS: [&str; 2] = ["RWRTY0Iy", "RWQAAEIy"];
/// The lengths of what is written in base 64, in bytes.
const KEY_LENGTH: usize = 42;
const SIGNATURE_LENGTH: usize = 74;
const SECRET_LENGTH: usize = 158;
/// How many characters a name has at most.
const LONGEST_NAME: usize = 64;

/// Which key made a signature: a number that whoever makes a key draws, shown as minisign does, in 16 hexadecimal digits.
///
/// It finds a key and proves nothing: anybody can make a key with the id of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(u64);

impl KeyId {
    /// The id in the first bytes of a key or a signature, behind the algorithm.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let id = bytes.get(2..10)?.try_into().ok()?;
        Some(Self(u64::from_le_bytes(id)))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016X}", self.0)
    }
}

impl FromStr for KeyId {
    type Err = ();

    /// Reads 16 hexadecimal digits in any case; fewer where minisign left zeros out.
    fn from_str(text: &str) -> Result<Self, ()> {
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match is_hex && (12..=16).contains(&text.len()) {
            true => u64::from_str_radix(text, 16).map(Self).map_err(drop),
            false => Err(()),
        }
    }
}

/// A minisign public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its id.
    pub id: KeyId,
    /// The key as minisign writes it: 56 characters of base 64.
    pub base64: String,
    /// What it is called in its file, if somebody gave it a name there.
    pub comment: Option<String>,
    pub(super) inner: minisign_verify::PublicKey,
}

impl PublicKey {
    /// Reads a key: its base64 line, or a `.pub` file with the comment before it. Nothing of the text is in an error, for it
    /// may be a secret.
    ///
    /// # Errors
    /// When it is none; a secret key and a signature are called so.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        let is_secret = |line: &&str| SECRETS.iter().any(|secret| line.starts_with(secret));
        if lines.iter().any(is_secret) {
            return Err(secret());
        }
        let (comment, key) = match lines.as_slice() {
            [] => return Err(Error::invalid_input("key_empty", message!("error-key-empty")).hint(hint())),
            [key] => (None, *key),
            [comment, key, ..] if comment.starts_with(COMMENT) => (comment.strip_prefix(COMMENT), *key),
            _ => return Err(no_key()),
        };
        let bytes = Zeroizing::new(STANDARD.decode(key).map_err(|_| no_key())?);
        match bytes.len() {
            SECRET_LENGTH => return Err(secret()),
            SIGNATURE_LENGTH => return Err(signature()),
            KEY_LENGTH if lines.len() <= 2 => {}
            _ => return Err(no_key()),
        }
        let base64 = STANDARD.encode(&*bytes);
        let inner = minisign_verify::PublicKey::from_base64(&base64);
        let (Ok(inner), Some(id)) = (inner, KeyId::of_bytes(&bytes)) else {
            return Err(no_key());
        };
        if !bytes.starts_with(ALGORITHM) {
            return Err(no_key());
        }
        Ok(Self {
            id,
            base64,
            comment: comment.and_then(name_in),
            inner,
        })
    }
}

/// The name in a comment, without what would steer a terminal; none in the one that minisign writes by itself.
fn name_in(comment: &str) -> Option<String> {
    let shown: String = comment.chars().filter(|c| !is_unprintable(*c)).collect();
    let name: String = shown.trim().chars().take(LONGEST_NAME).collect();
    let name = name.trim();
    let is_name = !name.starts_with(USUAL_COMMENT) && parse_name(name).is_ok();
    is_name.then(|| name.to_owned())
}

/// Holds a name against what names may be: something that can be seen, of one line, and no id.
///
/// # Errors
/// When it is empty, too long, cannot be printed, begins with a dash or looks like the id of a key.
pub fn parse_name(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    let is_fine = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(is_unprintable)
        && !name.starts_with('-')
        && KeyId::from_str(name).is_err();
    match is_fine {
        true => Ok(name),
        false => {
            let message = message!("error-key-name", name = name);
            Err(Error::invalid_input("key_name_invalid", message)
                .hint(message!("hint-key-name", most = LONGEST_NAME)))
        }
    }
}

fn secret() -> Error {
    Error::invalid_input("key_secret", message!("error-key-secret")).hint(message!("hint-key-secret"))
}

fn signature() -> Error {
    Error::invalid_input("key_is_signature", message!("error-key-is-signature")).hint(hint())
}

fn no_key() -> Error {
    Error::invalid_input("key_invalid", message!("error-key-invalid")).hint(hint())
}

fn hint() -> crate::text::Message {
    message!("hint-key")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "RWTcr5RQq/UChR4otTJkiJ9+FsChkZgvjA3tjK3AFO63otn+66KzzxtW";

    fn code(text: &str) -> String {
        PublicKey::parse(text).expect_err(text).code().to_owned()
    }

    #[test]
    fn a_key_is_a_line_or_a_file_whose_comment_may_name_it() {
        let usual = format!("untrusted comment: minisign public key 8502F5AB5094AFDC\n{KEY}\n");
        for text in [
            KEY,
            &format!("  {KEY}\r\n"),
            &usual,
            &usual.replace('\n', "\r\n"),
            &format!("\u{feff}{usual}"),
        ] {
            let key = PublicKey::parse(text).expect(text);
            assert_eq!(
                (key.id.to_string().as_str(), key.base64.as_str()),
                ("8502F5AB5094AFDC", KEY)
            );
            assert_eq!(key.comment, None, "{text}");
        }
        let named = |comment: &str| {
            PublicKey::parse(&format!("untrusted comment: {comment}\n{KEY}"))
                .expect(comment)
                .comment
        };
        assert_eq!(named("  Acme 公司 ").as_deref(), Some("Acme 公司"));
        assert_eq!(named("Ac\u{1b}[31mme\u{202e}").as_deref(), Some("Ac[31mme"));
        assert_eq!(named(&"x".repeat(900)).map(|name| name.len()), Some(LONGEST_NAME));
        assert_eq!(named(""), None);
        assert_eq!(named("8502F5AB5094AFDC"), None, "an id is no name");
    }

    #[test]
    fn what_is_no_public_key_is_called_what_it_is_and_not_repeated() {
        let secret = "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3K+UUKv1AoVNOjRQHT0tibfHILZD43m1U9ncvomOzgLLBMpOZSJ1HB4otTJkiJ9+FsChkZgvjA3tjK3AFO63otn+66KzzxtWAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let file = format!("untrusted comment: minisign encrypted secret key\n{secret}\n");
        for text in [
            secret,
            &file,
            &secret[..90],
            &secret.replacen("RWQAAEIy", "RWRTY0Iy", 1),
        ] {
            let error = PublicKey::parse(text).expect_err("a secret");
            assert_eq!(error.code(), "key_secret");
            assert!(!error.to_text(crate::text::Language::English).contains("3K+UUKv1"));
        }
        let signature = "untrusted comment: signature from minisign secret key\nRUTcr5RQq/UChWR8v1zYiIfp2BPl94RIMUxpFwWVATeeF2B3PRnzLWgVcoWr5bnOHbBs8bjLKsFo3dNZ7ejtl8J8FXEajdTOCAQ=\ntrusted comment: t\nUX+iCOjVRzWxa9zSFEmykNHaMEjKlp28XU5X8qilysd18pEET/sQaHFLXBdT+5Wl1QquwLhvT2gtoP8bE489CA==\n";
        assert_eq!(code(signature), "key_is_signature");
        for text in ["", " \r\n\t\n", "\u{feff}"] {
            assert_eq!(code(text), "key_empty");
        }
        for text in [
            "hello",
            "untrusted comment: Acme",
            &KEY[..40],
            &format!("{KEY}A"),
            &KEY.replacen("RWT", "RUT", 1),
            &format!("{KEY}\n{KEY}"),
            &format!("untrusted comment: two\n{KEY}\n{KEY}"),
            "-----BEGIN PGP PUBLIC KEY BLOCK-----",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO",
        ] {
            assert_eq!(code(text), "key_invalid", "{text}");
        }
    }

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for (text, shown) in [
            ("8502f5ab5094afdc", "8502F5AB5094AFDC"),
            ("2F5AB5094AFDC", "0002F5AB5094AFDC"),
        ] {
            assert_eq!(text.parse::<KeyId>().expect(text).to_string(), shown);
        }
        for text in ["", "8502F5AB5094AFD+", "08502F5AB5094AFDC", "Acme", "2F5A"] {
            assert!(text.parse::<KeyId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_can_be_seen_and_is_no_id() {
        assert_eq!(parse_name(" Acme 公司 ").expect("a name"), "Acme 公司");
        for name in [
            "",
            "  ",
            "a\nb",
            "\u{202e}a",
            "--remove",
            "8502F5AB5094AFDC",
            &"x".repeat(LONGEST_NAME + 1),
        ] {
            assert_eq!(parse_name(name).expect_err(name).code(), "key_name_invalid");
        }
    }
}
