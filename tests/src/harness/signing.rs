//! Whoever signs plugins: a pair of minisign keys, and what they sign.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use minisign::KeyPair;

/// A pair of keys.
pub struct Signer(KeyPair);

impl Default for Signer {
    fn default() -> Self {
        Self::new()
    }
}

impl Signer {
    /// Draws a pair of keys, the secret one without a password.
    ///
    /// # Panics
    /// When the system has no random numbers.
    pub fn new() -> Self {
        Self(KeyPair::generate_unencrypted_keypair().expect("the system has random numbers"))
    }

    /// The public key, one line.
    pub fn key(&self) -> String {
        self.0.pk.to_base64()
    }

    /// The key's id as minisign shows it.
    ///
    /// # Panics
    /// Never: an id has 8 bytes.
    pub fn id(&self) -> String {
        let id = self.0.pk.keynum().try_into().expect("an id has 8 bytes");
        format!("{:016X}", u64::from_le_bytes(id))
    }

    /// The public key as a file, with this comment.
    pub fn key_file(&self, comment: &str) -> String {
        format!("untrusted comment: {comment}\n{}\n", self.key())
    }

    /// The secret key as a file.
    ///
    /// # Panics
    /// When the library cannot write it.
    pub fn secret_file(&self) -> String {
        let secret = self.0.sk.to_box(None).expect("a key can be written");
        secret.into_string()
    }

    /// The signature of a content, as a file.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn sign(&self, content: &[u8]) -> String {
        let comment = Some("timestamp:1\tfile:library");
        let signature = minisign::sign(Some(&self.0.pk), &self.0.sk, content, comment, None);
        signature.expect("a content can be signed").into_string()
    }

    /// Signs a file, and puts the signature beside it.
    ///
    /// # Panics
    /// When the file cannot be read, or the signature not be written.
    pub fn sign_file(&self, path: &Path) -> PathBuf {
        let signature = self.sign(&fs::read(path).expect("what is signed can be read"));
        let beside = PathBuf::from(format!("{}.minisig", path.display()));
        fs::write(&beside, signature).expect("the signature can be written");
        beside
    }

    /// What it signed, made to say that this other one did.
    ///
    /// # Panics
    /// When what it signs is no signature.
    pub fn forge(&self, content: &[u8], other: &Self) -> String {
        let signature = self.sign(content);
        let line = signature.lines().nth(1).expect("a signature has four lines");
        let mut bytes = STANDARD.decode(line).expect("the second line is of base 64");
        bytes[2..10].copy_from_slice(other.0.pk.keynum());
        signature.replace(line, &STANDARD.encode(bytes))
    }
}
