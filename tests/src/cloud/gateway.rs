//! The way of a request: which product and action, who signed, what a fault does to it, whether the caller may, and
//! then the action itself.

use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDateTime;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::encoding::hex;
use super::error::ApiError;
use super::fault_rules::{Effects, Verdict};
use super::product::{Action, Call, Caller, Permission, Product, product_of_version};
use super::record::{Flight, Scope};
use super::request::ApiRequest;
use super::signature_v3::{self, Authorization};
use super::state::{DATE_WINDOW, State};

/// What becomes of the connection.
pub(crate) enum Reply {
    Answer(Answer),
    /// Closed without a byte.
    Drop,
}

/// Answers one API request.
pub(crate) async fn reply(state: &Arc<State>, request: &ApiRequest) -> Reply {
    let product = request.version().and_then(product_of_version);
    let scope = Scope::of(request, product.map(|product| product.code));
    let flight = Flight::begin(state, request, &scope);
    let (effects, result) = match admit(state, request, product) {
        Ok((action, caller)) => {
            let in_flight: Vec<Scope> = state.record().scopes_in_flight().cloned().collect();
            let effects = state.faults().meet(&scope, &in_flight, Instant::now());
            (effects, Ok((action, caller)))
        }
        Err(error) => (Effects::default(), Err(error)),
    };
    let delay = state.latency() + effects.delay;
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    for barrier in &effects.gather {
        barrier.wait().await;
    }
    let writer = Writer {
        request_id: request_id(flight.number()),
        host: request.host(),
        product: &scope.product,
    };
    let (reply, outcome) = match result {
        Err(error) => writer.error(&error),
        Ok((action, caller)) => {
            let act = || act(state, request, action, &caller);
            match effects.verdict {
                None => writer.result(act()),
                Some(Verdict::Error { error, retry_after }) => {
                    let (answer, outcome) = writer.error(&error);
                    let answer = match retry_after {
                        Some(delay) => answer.with_header("x-acs-retry-after", delay.as_millis().to_string()),
                        None => answer,
                    };
                    (answer, outcome)
                }
                Some(Verdict::Respond { answer, outcome }) => (answer, outcome.to_owned()),
                Some(Verdict::CutJson) => (writer.result(act()).0.cut_in_half(), "cut".to_owned()),
                Some(Verdict::DropBefore) => {
                    flight.land("dropped-before");
                    return Reply::Drop;
                }
                Some(Verdict::DropAfter) => {
                    // Whatever it answers, nobody will read it.
                    let _unread = act();
                    flight.land("dropped-after");
                    return Reply::Drop;
                }
                Some(Verdict::Dead) => {
                    let _in_flight = flight.dead();
                    return std::future::pending().await;
                }
            }
        }
    };
    flight.land(&outcome);
    Reply::Answer(if effects.lower_case_errors {
        reply.with_lower_case_error_keys()
    } else {
        reply
    })
}

/// The action that is asked for and who asks, if the request is in order.
fn admit(
    state: &State,
    request: &ApiRequest,
    product: Option<&'static Product>,
) -> Result<(&'static Action, Caller), ApiError> {
    let name = request.action().ok_or_else(|| ApiError::missing("Action"))?;
    request.version().ok_or_else(|| ApiError::missing("Version"))?;
    let product = product.ok_or_else(ApiError::unknown_version)?;
    let action = product.action(name).ok_or_else(ApiError::unknown_action)?;
    Ok((action, authenticate(state, request)?))
}

fn authenticate(state: &State, request: &ApiRequest) -> Result<Caller, ApiError> {
    let header = request
        .header("authorization")
        .ok_or_else(|| ApiError::missing("AccessKeyId"))?;
    let authorization = Authorization::parse(header)?;
    let (caller, secret) = match request.header("x-acs-security-token") {
        Some(token) => temporary_caller(state, &authorization.access_key_id, token)?,
        None => lasting_caller(state, &authorization.access_key_id)?,
    };
    check_date(
        state,
        request
            .header("x-acs-date")
            .ok_or_else(|| ApiError::missing("Timestamp"))?,
    )?;
    let nonce = request
        .header("x-acs-signature-nonce")
        .filter(|nonce| !nonce.is_empty());
    let nonce = nonce.ok_or_else(|| ApiError::missing("SignatureNonce"))?;
    signature_v3::check(request, &authorization, &secret)?;
    if state.take_nonce(&authorization.access_key_id, nonce) {
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

fn act(state: &State, request: &ApiRequest, action: &Action, caller: &Caller) -> Result<Value, ApiError> {
    if let Permission::Ram(permission) = action.permission {
        caller.policy.check(permission, &caller.identity)?;
    }
    let now = state.now();
    let mut world = state.world();
    let parameters = &request.parameters;
    (action.answer)(&mut Call {
        parameters,
        host: request.host(),
        caller,
        world: &mut world,
        now,
    })
}

/// What the answers to one request have in common.
struct Writer<'a> {
    request_id: String,
    host: &'a str,
    product: &'a str,
}

impl Writer<'_> {
    fn result(&self, result: Result<Value, ApiError>) -> (Answer, String) {
        match result {
            Ok(mut body) => {
                body["RequestId"] = json!(self.request_id);
                (Answer::json(200, &body), "ok".to_owned())
            }
            Err(error) => self.error(&error),
        }
    }

    fn error(&self, error: &ApiError) -> (Answer, String) {
        (
            error.answer(&self.request_id, self.host, self.product),
            error.code.clone(),
        )
    }
}

/// An id in the form of the real ones, another one for each request.
fn request_id(number: u64) -> String {
    let digits = hex(&Sha256::digest(number.to_be_bytes())).to_uppercase();
    [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..32],
    ]
    .join("-")
}
