//! A minisign signature: whose it is, and whether it fits.

use std::{
    fs::OpenOptions,
    io::{self, Read},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{KeyId, key::PublicKey};
use crate::{
    error::{Error, ErrorKind},
    text::{Message, message},
};

/// How long a signature is at most, in bytes: minisign's own have some 300, and comments of any length.
pub const LONGEST: usize = 8 * 1024;
/// What the older kind of signature is made of has to be held whole, so it is bounded, in bytes: dozens of times what a
/// plugin has.
const LARGEST_LEGACY: u64 = 64 * 1024 * 1024;
/// How much of what is signed is read at once.
const CHUNK: usize = 64 * 1024;

/// What is put behind a file's name for that of its signature.
const SUFFIX: &str = ".minisig";

/// A signature, whole, and not yet held against anything.
pub(super) struct Signature {
    pub(super) key_id: KeyId,
    is_prehashed: bool,
    inner: minisign_verify::Signature,
}

impl Signature {
    /// Reads what minisign writes: two comments, the signature of the content, and that of the second comment.
    ///
    /// # Errors
    /// When it is anything else, or cut.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let damaged = || bad(message!("error-signature-damaged"));
        if text.len() > LONGEST || !text.starts_with("untrusted comment:") {
            return Err(damaged());
        }
        let signed = text.lines().nth(1).and_then(|line| STANDARD.decode(line).ok());
        let signed = signed.ok_or_else(damaged)?;
        let inner = minisign_verify::Signature::decode(text).map_err(|_| damaged())?;
        Ok(Self {
            key_id: KeyId::of_bytes(&signed).ok_or_else(damaged)?,
            is_prehashed: signed.starts_with(b"ED"),
            inner,
        })
    }

    /// Holds it against what is said to be signed, and its trusted comment too.
    ///
    /// # Errors
    /// When another key made it, or of something else; when the content cannot be read.
    pub(super) fn check(&self, content: impl Read, key: &PublicKey) -> Result<(), Error> {
        let fits = match self.is_prehashed {
            true => self.fits_stream(content, key),
            false => self.fits_whole(content, key),
        };
        match fits {
            Ok(true) => Ok(()),
            Ok(false) => Err(bad(message!("error-signature-other"))),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                let most = LARGEST_LEGACY / 1024 / 1024;
                Err(bad(message!("error-signature-legacy", most = most))
                    .hint(message!("hint-signature-legacy")))
            }
            Err(error) => {
                let message = message!("error-signature-unchecked", reason = error.to_string());
                Err(Error::new(ErrorKind::Failed, "signature_unchecked", message).source(error))
            }
        }
    }

    fn fits_stream(&self, mut content: impl Read, key: &PublicKey) -> io::Result<bool> {
        let Ok(mut verifier) = key.inner.verify_stream(&self.inner) else {
            return Ok(false);
        };
        let mut buffer = vec![0; CHUNK];
        loop {
            match content.read(&mut buffer) {
                Ok(0) => return Ok(verifier.finalize().is_ok()),
                Ok(read) => verifier.update(&buffer[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn fits_whole(&self, content: impl Read, key: &PublicKey) -> io::Result<bool> {
        let mut whole = Vec::new();
        content.take(LARGEST_LEGACY + 1).read_to_end(&mut whole)?;
        if whole.len() as u64 > LARGEST_LEGACY {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(key.inner.verify(&whole, &self.inner, true).is_ok())
    }
}

/// The error for a signature that is none, or not of this.
fn bad(message: Message) -> Error {
    Error::new(ErrorKind::Plugin, "signature_bad", message).hint(message!("hint-signature-bad"))
}

/// The file that has the signature of `path`, whether or not it is there: `PATH.minisig`.
pub fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(SUFFIX);
    name.into()
}

/// Reads the file with a signature; none where there is no such file. A link that leads nowhere is there.
///
/// # Errors
/// When it is there and cannot be read, or is too long for one.
pub fn read(path: &Path) -> Result<Option<String>, Error> {
    if let Err(error) = path.symlink_metadata()
        && error.kind() == io::ErrorKind::NotFound
    {
        return Ok(None);
    }
    let text = beginning_of(path).map_err(|error| {
        let message = message!("error-read-failed", path = path, reason = error.to_string());
        Error::new(ErrorKind::Failed, "read_failed", message).source(error)
    })?;
    match String::from_utf8(text) {
        Ok(text) if text.len() <= LONGEST => Ok(Some(text)),
        _ => Err(bad(message!("error-signature-damaged")).concerning(path.to_string_lossy())),
    }
}

/// As much of a file as tells whether it is too long. A pipe or a device is not waited for.
///
/// # Errors
/// When it is no regular file, or cannot be read.
pub fn beginning_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut beginning = Vec::new();
    file.take(LONGEST as u64 + 1).read_to_end(&mut beginning)?;
    Ok(beginning)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What minisign 0.11 made of the content `test`, in both its ways.
    pub(in super::super) const KEY: &str = "RWTcr5RQq/UChR4otTJkiJ9+FsChkZgvjA3tjK3AFO63otn+66KzzxtW";
    pub(in super::super) const PREHASHED: &str = "untrusted comment: signature from minisign secret key
RUTcr5RQq/UChWR8v1zYiIfp2BPl94RIMUxpFwWVATeeF2B3PRnzLWgVcoWr5bnOHbBs8bjLKsFo3dNZ7ejtl8J8FXEajdTOCAQ=
trusted comment: timestamp:1\\tfile:t
UX+iCOjVRzWxa9zSFEmykNHaMEjKlp28XU5X8qilysd18pEET/sQaHFLXBdT+5Wl1QquwLhvT2gtoP8bE489CA==
";
    pub(in super::super) const LEGACY: &str = "untrusted comment: signature from minisign secret key
RWTcr5RQq/UChbW6AuZCw3yKG82QGySYR2xadqiU5TTuiQyVvfwIkMX0HB3j9NXzi82gpmiLarP7pM2+nRfD7/fK1AEMHXqIOgM=
trusted comment: old
xhe61E8xxObAiTbj3Q7uLU+BDcghuPCkK5wHGfj9Rt5EJ2s6xSzedbkeviKt18c8SBZgST3JZr5Q7jTK3gA1BQ==
";

    /// Gives one byte at a time, and is interrupted before each.
    struct Slow<'a>(&'a [u8], bool);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            match self.1 {
                true => Err(io::ErrorKind::Interrupted.into()),
                false => self.0.read(&mut buffer[..1]),
            }
        }
    }

    fn outcome(text: &str, content: impl Read) -> Result<(), String> {
        let key = PublicKey::parse(KEY).expect("a key");
        let checked = Signature::parse(text).and_then(|signature| signature.check(content, &key));
        checked.map_err(|error| format!("{} {}", error.code(), error.exit_code()))
    }

    #[test]
    fn both_kinds_fit_what_was_signed_and_nothing_else() {
        for text in [PREHASHED, LEGACY] {
            assert_eq!(outcome(text, &b"test"[..]), Ok(()));
            assert_eq!(outcome(text, Slow(b"test", false)), Ok(()));
            assert_eq!(outcome(&text.replace('\n', "\r\n"), &b"test"[..]), Ok(()));
            let bad = Err("signature_bad 8".to_owned());
            for content in ["Test", "tes", "test\n", ""] {
                assert_eq!(outcome(text, content.as_bytes()), bad, "{content}");
            }
            // The trusted comment is signed too; the other one is not.
            let commented = text.replace("trusted comment: timestamp", "trusted comment: Timestamp");
            let commented = commented.replace("trusted comment: old", "trusted comment: new");
            assert_eq!(outcome(&commented, &b"test"[..]), bad);
            let commented = text.replace("signature from minisign", "\u{1b}[31msignature by");
            assert_eq!(outcome(&commented, &b"test"[..]), Ok(()));
            // One kind for the other.
            let other = text
                .replacen("\nRU", "\nRX", 1)
                .replacen("\nRW", "\nRU", 1)
                .replacen("\nRX", "\nRW", 1);
            assert_eq!(outcome(&other, &b"test"[..]), bad);
        }
    }

    #[test]
    fn what_is_cut_or_no_signature_is_damaged() {
        let lines: Vec<&str> = PREHASHED.lines().collect();
        for most in 0..4 {
            assert!(
                Signature::parse(&lines[..most].join("\n")).is_err(),
                "{most} lines"
            );
        }
        for end in (0..PREHASHED.len() - 3).filter(|end| PREHASHED.is_char_boundary(*end)) {
            assert_eq!(
                outcome(&PREHASHED[..end], &b"test"[..]),
                Err("signature_bad 8".to_owned()),
                "{end}"
            );
        }
        let long = PREHASHED.replace("timestamp", &"x".repeat(LONGEST));
        for text in [
            KEY,
            &format!("untrusted comment: key\n{KEY}\n"),
            &lines[1..].join("\n"),
            &long,
            "\0",
            "untrusted comment:",
        ] {
            let error = Signature::parse(text).err().expect("refused");
            assert_eq!(error.code(), "signature_bad");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_called_a_bad_signature() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        for text in [PREHASHED, LEGACY] {
            assert_eq!(outcome(text, Broken), Err("signature_unchecked 1".to_owned()));
        }
        let endless = outcome(LEGACY, io::repeat(0));
        assert_eq!(endless, Err("signature_bad 8".to_owned()));
    }

    #[test]
    fn a_file_is_read_within_bounds_and_what_is_none_is_told_from_what_cannot_be_read() {
        let home = tempfile::tempdir().expect("a directory");
        let path = beside(&home.path().join("liba.so"));
        assert!(path.ends_with("liba.so.minisig"));
        assert_eq!(read(&path).expect("none"), None);
        std::fs::write(&path, PREHASHED).expect("writes");
        assert_eq!(read(&path).expect("reads").as_deref(), Some(PREHASHED));
        for content in [vec![b'x'; LONGEST + 1], vec![0xff, 0xfe]] {
            std::fs::write(&path, content).expect("writes");
            assert_eq!(read(&path).expect_err("refused").code(), "signature_bad");
        }
        std::fs::remove_file(&path).expect("removes");
        std::fs::create_dir(&path).expect("makes a directory");
        assert_eq!(read(&path).expect_err("refused").code(), "read_failed");
        #[cfg(unix)]
        {
            std::fs::remove_dir(&path).expect("removes");
            std::os::unix::fs::symlink("nowhere", &path).expect("links");
            assert_eq!(read(&path).expect_err("refused").code(), "read_failed");
        }
    }
}
