//! Who signed a request, by either signature, and whether it is in order: key, token, date, signature, nonce.

use chrono::NaiveDateTime;

use super::error::ApiError;
use super::product::Caller;
use super::request::ApiRequest;
use super::signature_v1;
use super::signature_v3::{self, Authorization};
use super::state::{DATE_WINDOW, State};

/// How a request is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureVersion {
    /// HMAC-SHA1 over the parameters.
    V1,
    /// `ACS3-HMAC-SHA256`, in headers.
    V3,
}

impl SignatureVersion {
    /// The signature that the request carries, right or wrong; none for one that is not signed.
    pub(crate) fn of(request: &ApiRequest) -> Option<Self> {
        if request.header("authorization").is_some() && request.bearer().is_none() {
            return Some(Self::V3);
        }
        let is_v1 = |name| request.parameters.text(name).is_some();
        (is_v1("AccessKeyId") || is_v1("Signature")).then_some(Self::V1)
    }
}

/// The access key id that a request names, whether or not it is signed rightly.
pub(crate) fn signer(request: &ApiRequest) -> Option<String> {
    match SignatureVersion::of(request)? {
        SignatureVersion::V1 => request.parameters.text("AccessKeyId").map(str::to_owned),
        SignatureVersion::V3 => {
            let header = request.header("authorization")?;
            Authorization::parse(header)
                .ok()
                .map(|signed| signed.access_key_id)
        }
    }
}

/// What a request says about who signed it, when, and how.
struct Claim<'a> {
    access_key_id: String,
    token: Option<&'a str>,
    date: Option<&'a str>,
    nonce: Option<&'a str>,
    proof: Proof<'a>,
}

enum Proof<'a> {
    V1(&'a str),
    V3(Authorization),
}

impl<'a> Claim<'a> {
    fn read(request: &'a ApiRequest) -> Result<Self, ApiError> {
        match SignatureVersion::of(request) {
            Some(SignatureVersion::V1) => Self::v1(request),
            Some(SignatureVersion::V3) => Self::v3(request),
            None => Err(ApiError::missing("AccessKeyId")),
        }
    }

    fn v1(request: &'a ApiRequest) -> Result<Self, ApiError> {
        let text = |name| request.parameters.text(name);
        let given = |name| text(name).ok_or_else(|| ApiError::missing(name));
        let access_key_id = given("AccessKeyId")?.to_owned();
        signature_v1::check_common(&request.parameters)?;
        Ok(Self {
            access_key_id,
            token: text("SecurityToken"),
            date: text("Timestamp"),
            nonce: text("SignatureNonce"),
            proof: Proof::V1(given("Signature")?),
        })
    }

    fn v3(request: &'a ApiRequest) -> Result<Self, ApiError> {
        let authorization = Authorization::parse(request.header("authorization").unwrap_or_default())?;
        Ok(Self {
            access_key_id: authorization.access_key_id.clone(),
            token: request.header("x-acs-security-token"),
            date: request.header("x-acs-date"),
            nonce: request
                .header("x-acs-signature-nonce")
                .filter(|nonce| !nonce.is_empty()),
            proof: Proof::V3(authorization),
        })
    }
}

/// The caller of a request that is signed rightly, in time, and for the first time.
pub(crate) fn authenticate(state: &State, request: &ApiRequest) -> Result<Caller, ApiError> {
    let claim = Claim::read(request)?;
    let (caller, secret) = match claim.token {
        Some(token) => temporary_caller(state, &claim.access_key_id, token)?,
        None => lasting_caller(state, &claim.access_key_id)?,
    };
    check_date(state, claim.date.ok_or_else(|| ApiError::missing("Timestamp"))?)?;
    let nonce = claim.nonce.ok_or_else(|| ApiError::missing("SignatureNonce"))?;
    match &claim.proof {
        Proof::V1(signature) => signature_v1::check(request, signature, &secret)?,
        Proof::V3(authorization) => signature_v3::check(request, authorization, &secret)?,
    }
    if state.take_nonce(&claim.access_key_id, nonce) {
        Ok(caller)
    } else {
        Err(ApiError::nonce_used())
    }
}

fn lasting_caller(state: &State, access_key_id: &str) -> Result<(Caller, String), ApiError> {
    let world = state.world();
    let (user, key) = world
        .access_key(access_key_id)
        .ok_or_else(ApiError::unknown_access_key)?;
    if world.vault.has_ended(access_key_id, state.now()) {
        return Err(ApiError::unknown_access_key());
    }
    if !key.active {
        return Err(ApiError::inactive_access_key());
    }
    Ok((
        Caller {
            identity: user.identity.clone(),
            policy: user.policy.clone(),
        },
        key.secret.clone(),
    ))
}

fn temporary_caller(state: &State, access_key_id: &str, token: &str) -> Result<(Caller, String), ApiError> {
    let world = state.world();
    let session = world
        .sessions
        .iter()
        .find(|session| session.security_token == token);
    let session = session.ok_or_else(ApiError::malformed_token)?;
    if session.access_key_id != access_key_id {
        return Err(ApiError::token_of_another_key());
    }
    if session.expires <= state.now() {
        return Err(ApiError::expired_token());
    }
    let caller = Caller {
        identity: session.identity.clone(),
        policy: session.policy.clone(),
    };
    Ok((caller, session.access_key_secret.clone()))
}

fn check_date(state: &State, date: &str) -> Result<(), ApiError> {
    let date =
        NaiveDateTime::parse_from_str(date, "%Y-%m-%dT%H:%M:%SZ").map_err(|_| ApiError::date_format())?;
    if (state.now() - date.and_utc()).abs() > DATE_WINDOW {
        Err(ApiError::date_expired())
    } else {
        Ok(())
    }
}
