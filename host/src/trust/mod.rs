//! Which keys are trusted, and what is signed by them: minisign's keys and signatures.
//!
//! Whoever has the secret key of a trusted one is trusted: what it signs is installed without a question.

#[cfg(fuzzing)]
pub(crate) mod fuzzing;
pub mod key;
mod keys;
pub mod signature;

pub use key::{KeyId, PublicKey};
pub use keys::{Trust, TrustedKey, TrustedKeys};

/// Who signed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// This key, which is trusted: the signature fits.
    By(TrustedKey),
    /// Somebody who is not trusted, as the signature says. Whether it fits nobody can tell without the key.
    ByUnknown {
        /// The key that is said to have made it.
        key_id: KeyId,
    },
    /// Nobody.
    Unsigned,
}

impl Signed {
    /// The word in tables and JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::By(_) => "trusted",
            Self::ByUnknown { .. } => "unknown_key",
            Self::Unsigned => "none",
        }
    }

    /// The key that made the signature, or is said to have made it.
    pub fn key_id(&self) -> Option<KeyId> {
        match self {
            Self::By(key) => Some(key.id),
            Self::ByUnknown { key_id } => Some(*key_id),
            Self::Unsigned => None,
        }
    }

    /// What the trusted key that made it is called.
    pub fn signer(&self) -> Option<&str> {
        match self {
            Self::By(key) => Some(&key.name),
            Self::ByUnknown { .. } | Self::Unsigned => None,
        }
    }
}
