//! What Vault has leased: keys, until when they hold, and which leases there are to give back.

use serde::{Deserialize, Serialize};
use yun_plugin_api::{Error, Host, HttpResponse, Keys, ResolveAnswer, Secret, Timestamp, secret};

use crate::server::unexpected;

/// Under which name the leases are kept; the manifest's `stores` has it.
const KEPT: &str = "leases";

/// How many leases are remembered: those before the last ones end by themselves.
const MOST_LEASES: usize = 20;

/// An answer of the secrets engine.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    lease_id: String,
    /// In seconds.
    #[serde(default)]
    lease_duration: u64,
    data: Option<Data>,
}

/// What is in it: keys of a RAM user, or with a token and an end those of an assumed role.
#[derive(Deserialize)]
struct Data {
    access_key: Option<String>,
    #[serde(default, with = "secret::wire")]
    secret_key: Option<Secret>,
    #[serde(default, with = "secret::wire")]
    security_token: Option<Secret>,
    expiration: Option<String>,
}

/// Keys that Vault has made.
pub(crate) struct Issued {
    keys: Keys,
    lease_id: String,
    ends: Option<Timestamp>,
}

/// The leases of a profile that may still hold.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Leases(Vec<Lease>);

#[derive(Serialize, Deserialize)]
struct Lease {
    id: String,
    /// In seconds since 1970 began; none for a lease of which Vault has not said when it ends.
    ends: Option<i64>,
}

impl Issued {
    /// Reads what Vault answered for `path`. The keys end with their lease, or when Vault says that they do, whichever
    /// comes first.
    ///
    /// # Errors
    /// `vault_unexpected`, which repeats nothing of the answer.
    pub(crate) fn read(path: &str, answer: &HttpResponse, asked_at: Timestamp) -> Result<Self, Error> {
        let wrong = |reason: &str| unexpected(path, reason);
        let answer: Answer =
            serde_json::from_str(answer.body.expose()).map_err(|_| wrong("it is no JSON of a secret"))?;
        let data = answer.data.ok_or_else(|| wrong("data is missing"))?;
        let present = |text: &Option<Secret>| text.clone().filter(|text| !text.is_empty());
        let keys = Keys {
            access_key_id: data
                .access_key
                .filter(|id| !id.is_empty())
                .ok_or_else(|| wrong("data.access_key is missing"))?,
            access_key_secret: present(&data.secret_key)
                .ok_or_else(|| wrong("data.secret_key is missing"))?,
            security_token: present(&data.security_token),
        };
        let lease_ends = (answer.lease_duration > 0).then(|| asked_at.after(answer.lease_duration));
        let keys_end = match data.expiration.filter(|text| !text.is_empty()) {
            Some(text) => Some(Timestamp::parse(&text).ok_or_else(|| wrong("data.expiration is no time"))?),
            None => None,
        };
        Ok(Self {
            keys,
            lease_id: answer.lease_id,
            ends: [lease_ends, keys_end].into_iter().flatten().min(),
        })
    }

    /// What the host is given.
    pub(crate) fn into_answer(self) -> ResolveAnswer {
        match self.ends {
            Some(ends) => ResolveAnswer::temporary(self.keys, ends.to_string()),
            None => ResolveAnswer::permanent(self.keys),
        }
    }

    /// Whether the end of the lease is that of the keys: nobody can take back what STS has given out.
    fn can_be_taken_back(&self) -> bool {
        self.keys.security_token.is_none() && !self.lease_id.is_empty()
    }
}

impl Leases {
    /// Those that are kept with the profile. What cannot be read is as good as none: every lease ends by itself.
    pub(crate) fn kept(host: &Host) -> Result<Self, Error> {
        let kept = host.secret(KEPT)?;
        Ok(kept
            .and_then(|text| serde_json::from_str(text.expose()).ok())
            .unwrap_or_default())
    }

    /// Keeps one more with the profile, and no longer those that have ended.
    pub(crate) fn add(host: &Host, issued: &Issued) -> Result<(), Error> {
        let Self(mut leases) = Self::kept(host)?;
        if leases.is_empty() && !issued.can_be_taken_back() {
            return Ok(());
        }
        let now = Timestamp::now().unix_seconds();
        leases.retain(|lease| lease.ends.is_none_or(|ends| ends > now));
        if issued.can_be_taken_back() {
            leases.push(Lease {
                id: issued.lease_id.clone(),
                ends: issued.ends.map(Timestamp::unix_seconds),
            });
        }
        leases.drain(..leases.len().saturating_sub(MOST_LEASES));
        // Plain numbers and texts always have a JSON form.
        let text = serde_json::to_string(&Self(leases)).unwrap_or_default();
        host.put_secret(KEPT, Secret::new(text))
    }

    /// Forgets them.
    pub(crate) fn forget(host: &Host) -> Result<(), Error> {
        host.remove_secret(KEPT)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their ids, the latest last.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|lease| lease.id.as_str())
    }
}
