//! Getting an index: fetched, its signature judged, and held against what was seen of it before.

use super::{
    Address,
    document::{self, Flaw, Index},
    fetch::Fetcher,
    seen::{self, Seen, SeenIndex},
};
use crate::{
    clock,
    environment::Environment,
    error::{Error, ErrorKind},
    text::message,
    trust::{Signed, TrustedKeys},
};

/// An index that may be used.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Where it lies.
    pub address: Address,
    /// What it says.
    pub index: Index,
    /// Who signed it.
    pub signed: Signed,
}

/// Gets the index at an address, and remembers that it was seen.
///
/// # Errors
/// When it cannot be fetched or read, its signature is bad or not that of the key that signed it before, it has expired, or
/// a newer one was seen.
pub(crate) async fn load(
    fetcher: Fetcher<'_>,
    environment: &Environment,
    keys: &TrustedKeys,
    address: Address,
) -> Result<Loaded, Error> {
    let bytes = fetcher.whole(&address, document::LARGEST).await?;
    let signature = fetcher.signature_of(&address).await?;
    let signed = keys
        .judge(bytes.as_slice(), signature.as_deref())
        .map_err(|error| error.concerning(address.to_string()))?;
    let known = Seen::load(environment)?.of(&address).cloned().unwrap_or_default();
    check_signer(environment, keys, &address, &signed, &known)?;
    let index = read(&address, &bytes)?;
    let key = key_of(&signed);
    check_age(environment, &address, &index, known.counts_for(key.as_deref()))?;
    let now = SeenIndex {
        serial: index.serial,
        key: key.or(known.key),
    };
    Seen::remember(environment, &address, &now)?;
    Ok(Loaded {
        address,
        index,
        signed,
    })
}

/// The id of the trusted key that signed it, if one did.
fn key_of(signed: &Signed) -> Option<String> {
    match signed {
        Signed::By(key) => Some(key.id.to_string()),
        Signed::ByUnknown { .. } | Signed::Unsigned => None,
    }
}

/// What was signed by a trusted key once is signed by that key ever after. Only where that key is trusted no longer may
/// another trusted one take its place.
fn check_signer(
    environment: &Environment,
    keys: &TrustedKeys,
    address: &Address,
    signed: &Signed,
    known: &SeenIndex,
) -> Result<(), Error> {
    let Some(before) = &known.key else {
        return Ok(());
    };
    let is_trusted = keys.iter().any(|key| key.id.to_string() == *before);
    match key_of(signed) {
        Some(now) if now == *before || !is_trusted => return Ok(()),
        _ => {}
    }
    let (index, path) = (address.to_string(), seen::path(environment)?);
    if signed.key_id().is_some_and(|now| now.to_string() == *before) {
        let message = message!("error-index-key-withdrawn", index = index, key = before);
        let hint = message!("hint-index-key-withdrawn", path = path.as_path());
        return Err(Error::new(ErrorKind::Plugin, "index_signer", message).hint(hint));
    }
    let message = match signed.key_id() {
        None => message!("error-index-unsigned-now", index = index, key = before),
        Some(now) => {
            let now = now.to_string();
            message!(
                "error-index-signed-otherwise",
                index = index,
                key = before,
                now = now
            )
        }
    };
    let hint = message!("hint-index-signer", key = before, path = path.as_path());
    Err(Error::new(ErrorKind::Plugin, "index_signer", message).hint(hint))
}

fn read(address: &Address, bytes: &[u8]) -> Result<Index, Error> {
    let index = address.to_string();
    let Ok(text) = str::from_utf8(bytes) else {
        let message = message!("error-index-not-text", index = index);
        return Err(
            Error::new(ErrorKind::Plugin, "index_broken", message).hint(message!("hint-index-broken"))
        );
    };
    Index::parse(text).map_err(|flaw| match flaw {
        Flaw::Newer { format } => {
            let format = u64::from(format);
            let ours = u64::from(document::FORMAT);
            let message = message!("error-index-newer", index = index, format = format, ours = ours);
            Error::new(ErrorKind::Plugin, "index_newer", message).hint(message!("hint-index-newer"))
        }
        Flaw::Broken { line, column, reason } => {
            let message = message!(
                "error-index-broken",
                index = index,
                line = line,
                column = column,
                reason = reason
            );
            Error::new(ErrorKind::Plugin, "index_broken", message).hint(message!("hint-index-broken"))
        }
        Flaw::Twice { line, named } => {
            let message = message!("error-index-twice", index = index, line = line, named = named);
            Error::new(ErrorKind::Plugin, "index_broken", message).hint(message!("hint-index-broken"))
        }
    })
}

/// Refuses what has expired, and what is older than was seen.
fn check_age(environment: &Environment, address: &Address, index: &Index, oldest: u64) -> Result<(), Error> {
    let shown = address.to_string();
    if index.expires.0 <= clock::now() {
        let at = clock::rfc3339(index.expires.0);
        let message = message!("error-index-expired", index = shown, at = at);
        return Err(
            Error::new(ErrorKind::Plugin, "index_expired", message).hint(message!("hint-index-expired"))
        );
    }
    if index.serial < oldest {
        let path = seen::path(environment)?;
        let (serial, before) = (index.serial.to_string(), oldest.to_string());
        let message = message!(
            "error-index-rolled-back",
            index = shown,
            serial = serial,
            before = before
        );
        let hint = message!("hint-index-rolled-back", path = path.as_path());
        return Err(Error::new(ErrorKind::Plugin, "index_rolled_back", message).hint(hint));
    }
    Ok(())
}
