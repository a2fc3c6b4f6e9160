//! Temporary credentials, and how secrets come about.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::encoding::hex;
use super::identity::Identity;
use super::policy::Policy;
use super::world::World;

/// Temporary credentials, valid until a moment on the local cloud's clock.
#[derive(Clone, Debug)]
pub struct Session {
    /// The access key id, `STS.…`.
    pub access_key_id: String,
    /// The access key secret.
    pub access_key_secret: String,
    /// The security token that has to go with every request.
    pub security_token: String,
    /// When the token stops being accepted.
    pub expires: DateTime<Utc>,
    /// Who the holder is.
    pub identity: Identity,
    /// What the holder may do.
    pub policy: Policy,
}

impl Session {
    /// The credentials as STS, the metadata of an instance and most other sources write them.
    pub(crate) fn credentials(&self) -> Value {
        json!({
            "AccessKeyId": self.access_key_id,
            "AccessKeySecret": self.access_key_secret,
            "SecurityToken": self.security_token,
            "Expiration": written(self.expires),
        })
    }
}

impl World {
    /// Gives out new temporary credentials.
    pub fn open_session(&mut self, identity: Identity, policy: Policy, expires: DateTime<Utc>) -> Session {
        let session = Session {
            access_key_id: format!("STS.NU{}", digits(22)),
            access_key_secret: self.new_secret("TemporarySecret", 28),
            // Signs that have to be escaped on the way.
            security_token: self.new_secret("CAISTemporaryToken/+", 62) + "==",
            expires,
            identity,
            policy,
        };
        self.sessions.push(session.clone());
        session
    }

    /// Remembers a secret that somebody else made. A text of less than 16 characters stands in too many places to be
    /// searched for, and is not remembered.
    pub fn keep_secret(&mut self, text: &str) {
        if text.len() >= 16 {
            self.given_out.push(text.to_owned());
        }
    }

    /// A secret that starts like this and ends with so many digits that nobody can know. The digits are remembered:
    /// they look alike however the rest is escaped.
    pub(crate) fn new_secret(&mut self, start: &str, count: usize) -> String {
        let digits = digits(count);
        let secret = format!("{start}{digits}");
        self.given_out.push(digits);
        secret
    }
}

/// So many hexadecimal digits, at most 64, that were not there before in this process or another one.
pub(crate) fn digits(count: usize) -> String {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let random = RandomState::new();
    let seed = format!("{number} {} {}", random.hash_one(0), random.hash_one(1));
    let mut digits = hex(&Sha256::digest(seed));
    digits.truncate(count);
    digits
}

/// A moment as the API writes it: to the second, in UTC.
pub(crate) fn written(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_comes_twice_and_all_are_remembered() {
        let mut world = World::empty();
        let mut open = || {
            let identity = Identity::account("1");
            world.open_session(identity, Policy::everything(), DateTime::UNIX_EPOCH)
        };
        let (first, second) = (open(), open());
        assert_ne!(first.access_key_id, second.access_key_id);
        assert_ne!(first.access_key_secret, second.access_key_secret);
        assert_ne!(first.security_token, second.security_token);
        let remembered = |secret: &String| world.given_out.iter().any(|known| secret.contains(known));
        assert!(remembered(&first.access_key_secret) && remembered(&second.security_token));
    }
}
