//! The browser login: the page where somebody consents, the tokens that follow, and what they are exchanged for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::encoding::percent_encode;
use super::endpoint::{Endpoint, Visit};
use super::error::ApiError;
use super::session::written;

/// The clients that Alibaba Cloud CLI is on the two sites.
pub(crate) const CLI_CLIENTS: [&str; 2] = ["4038181954557748008", "4103531455503354461"];
const CALLBACK_PATH: &str = "/cli/callback";
/// The length of a SHA-256 in base64url.
const CHALLENGE_LENGTH: usize = 43;

/// Browser logins: who may ask for them, who consents, and what was given out.
#[derive(Clone, Debug)]
pub struct OAuth {
    /// The clients that are known.
    pub client_ids: Vec<String>,
    /// What happens to whoever opens the login page.
    pub consent: Consent,
    /// The name of the user who logs in: `root` for the account itself, or a RAM user.
    pub user: String,
    /// How long an access token is accepted.
    pub access_token_validity: TimeDelta,
    /// How long a refresh token is accepted.
    pub refresh_token_validity: TimeDelta,
    /// How long the credentials are valid that an access token is exchanged for.
    pub credentials_validity: TimeDelta,
    /// How the exchange for credentials writes its keys.
    pub exchange_keys: KeyCase,
    /// Whether a refresh token serves once, its answer bringing the next one.
    pub rotates_refresh_tokens: bool,
    /// The authorization codes that were given out and not used yet.
    pub codes: Vec<AuthorizationCode>,
    /// The tokens that were given out. Whoever takes one away revokes it.
    pub tokens: Vec<OAuthTokens>,
}

/// How the keys of the exchanged credentials are written. Alibaba's own clients differ in what they read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCase {
    /// `accessKeyId`, as Alibaba Cloud CLI has it.
    Camel,
    /// `AccessKeyId`, as the credentials SDK for Python has it.
    Pascal,
}

/// What the person at the login page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Consents at once.
    Granted,
    /// Refuses: the redirection says `access_denied`.
    Denied,
    /// Consents, but the redirection carries another `state`, as a forged one does.
    WrongState,
    /// Never answers: a page, and no redirection.
    Silent,
}

/// An authorization code, good for one use.
#[derive(Clone, Debug)]
pub struct AuthorizationCode {
    /// The code.
    pub code: String,
    /// The client that it was given to.
    pub client_id: String,
    /// Where it was sent.
    pub redirect_uri: String,
    /// What the verifier's hash has to be.
    pub challenge: String,
    /// The name of the user who logged in.
    pub user: String,
    /// Until when it is accepted.
    pub expires: DateTime<Utc>,
}

/// The two tokens of a login.
#[derive(Clone, Debug)]
pub struct OAuthTokens {
    /// The access token.
    pub access_token: String,
    /// Until when the access token is accepted.
    pub access_expires: DateTime<Utc>,
    /// The refresh token.
    pub refresh_token: String,
    /// Until when the refresh token is accepted.
    pub refresh_expires: DateTime<Utc>,
    /// The client that they were given to.
    pub client_id: String,
    /// The name of the user who logged in.
    pub user: String,
}

pub(crate) const AUTHORIZE: Endpoint = Endpoint {
    product: "SIGNIN",
    action: "Authorize",
    answer: authorize,
    refuse,
};

pub(crate) const TOKEN: Endpoint = Endpoint {
    product: "OAUTH",
    action: "Token",
    answer: token,
    refuse,
};

pub(crate) const EXCHANGE: Endpoint = Endpoint {
    product: "OAUTH",
    action: "Exchange",
    answer: exchange,
    refuse,
};

fn authorize(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let given = |name| visit.text(name).map(str::to_owned).ok_or_else(|| missing(name));
    let (client_id, redirect_uri) = (given("client_id")?, given("redirect_uri")?);
    let (state, challenge) = (given("state")?, given("code_challenge")?);
    check_client(visit, &client_id)?;
    if !is_callback(&redirect_uri) {
        return Err(invalid("invalid_request", "The redirect_uri is not allowed."));
    }
    if given("response_type")? != "code" {
        let message = "The response_type has to be code.";
        return Err(invalid("unsupported_response_type", message));
    }
    if given("code_challenge_method")? != "S256" || challenge.len() != CHALLENGE_LENGTH {
        return Err(invalid(
            "invalid_request",
            "The code_challenge has to be by S256.",
        ));
    }
    let consent = visit.world.oauth.consent;
    if consent == Consent::Silent {
        let page = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in</body></html>\n";
        return Ok(Answer::new(200, "text/html; charset=utf-8", page));
    }
    if consent == Consent::Denied {
        return Ok(redirection(
            &redirect_uri,
            &[("error", "access_denied"), ("state", &state)],
        ));
    }
    let code = AuthorizationCode {
        code: visit.world.new_secret("code-", 40),
        client_id,
        redirect_uri: redirect_uri.clone(),
        challenge,
        user: visit.world.oauth.user.clone(),
        expires: visit.now + TimeDelta::minutes(10),
    };
    let text = code.code.clone();
    visit.world.oauth.codes.push(code);
    let state = match consent {
        Consent::WrongState => "of-somebody-else",
        _ => &state,
    };
    Ok(redirection(&redirect_uri, &[("code", &text), ("state", state)]))
}

fn redirection(to: &str, parameters: &[(&str, &str)]) -> Answer {
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", percent_encode(value)))
        .collect();
    Answer::new(302, "text/html", "").with_header("location", format!("{to}?{}", pairs.join("&")))
}

/// `http://127.0.0.1:PORT/cli/callback`, or the same with `localhost`.
fn is_callback(uri: &str) -> bool {
    let Some((host, port)) = uri
        .strip_prefix("http://")
        .and_then(|rest| rest.strip_suffix(CALLBACK_PATH))
        .and_then(|host| host.split_once(':'))
    else {
        return false;
    };
    ["127.0.0.1", "localhost"].contains(&host) && port.parse::<u16>().is_ok()
}

fn token(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    if !visit.request.query.is_empty() {
        let message = "The parameters have to stand in the body.";
        return Err(invalid("invalid_request", message));
    }
    let client_id = visit
        .text("client_id")
        .ok_or_else(|| missing("client_id"))?
        .to_owned();
    check_client(visit, &client_id)?;
    let user = match visit.text("grant_type").ok_or_else(|| missing("grant_type"))? {
        "authorization_code" => by_code(visit, &client_id)?,
        "refresh_token" => return by_refresh_token(visit, &client_id),
        _ => {
            let message = "The grant_type is not supported.";
            return Err(invalid("unsupported_grant_type", message));
        }
    };
    let refresh_expires = visit.now + visit.world.oauth.refresh_token_validity;
    let refresh_token = visit.world.new_secret("refresh-", 48);
    Ok(give_out(visit, client_id, user, refresh_token, refresh_expires))
}

/// The user who logged in, when code and verifier are right. A code is spent by the attempt.
fn by_code(visit: &mut Visit<'_>, client_id: &str) -> Result<String, ApiError> {
    let given = |name| visit.text(name).map(str::to_owned).ok_or_else(|| missing(name));
    let (text, redirect_uri, verifier) = (given("code")?, given("redirect_uri")?, given("code_verifier")?);
    visit.world.keep_secret(&verifier);
    let codes = &mut visit.world.oauth.codes;
    let place = codes.iter().position(|code| code.code == text);
    let code = codes.swap_remove(place.ok_or_else(|| grant("The code is unknown or was used already."))?);
    if code.expires <= visit.now {
        return Err(grant("The code is expired."));
    }
    if code.client_id != client_id || code.redirect_uri != redirect_uri {
        return Err(grant("The code was given to another client or address."));
    }
    if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != code.challenge {
        return Err(grant("The code_verifier does not fit the code_challenge."));
    }
    Ok(code.user)
}

fn by_refresh_token(visit: &mut Visit<'_>, client_id: &str) -> Result<Answer, ApiError> {
    let given = visit
        .text("refresh_token")
        .ok_or_else(|| missing("refresh_token"))?
        .to_owned();
    let is_right = |tokens: &OAuthTokens| tokens.refresh_token == given && tokens.client_id == client_id;
    let place = visit.world.oauth.tokens.iter().position(is_right);
    let place = place.ok_or_else(|| grant("The refresh_token is unknown or revoked."))?;
    if visit.world.oauth.tokens[place].refresh_expires <= visit.now {
        return Err(grant("The refresh_token is expired."));
    }
    let old = visit.world.oauth.tokens[place].clone();
    let refresh_token = if visit.world.oauth.rotates_refresh_tokens {
        // The old access token goes on until it expires by itself.
        visit.world.oauth.tokens[place].refresh_expires = visit.now;
        visit.world.new_secret("refresh-", 48)
    } else {
        old.refresh_token
    };
    Ok(give_out(
        visit,
        old.client_id,
        old.user,
        refresh_token,
        old.refresh_expires,
    ))
}

fn give_out(
    visit: &mut Visit<'_>,
    client_id: String,
    user: String,
    refresh_token: String,
    refresh_expires: DateTime<Utc>,
) -> Answer {
    let validity = visit.world.oauth.access_token_validity;
    let tokens = OAuthTokens {
        access_token: visit.world.new_secret("access-", 48),
        access_expires: visit.now + validity,
        refresh_token,
        refresh_expires,
        client_id,
        user,
    };
    let body = json!({
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_in": validity.num_seconds(),
        "token_type": "Bearer",
    });
    visit.world.oauth.tokens.push(tokens);
    Answer::json(200, &body)
}

fn exchange(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let unauthorized = |message| ApiError::new(401, "invalid_token", message);
    let given = visit.request.bearer().unwrap_or_default();
    let mut all = visit.world.oauth.tokens.iter();
    let tokens = all.find(|tokens| tokens.access_token == given);
    let tokens = tokens.ok_or_else(|| unauthorized("The access token is unknown or revoked."))?;
    if tokens.access_expires <= visit.now {
        return Err(unauthorized("The access token is expired."));
    }
    let user = visit
        .world
        .users
        .iter()
        .find(|user| user.identity.name == tokens.user);
    let user = user
        .ok_or_else(|| unauthorized("The user does not exist any more."))?
        .clone();
    let expires = visit.now + visit.world.oauth.credentials_validity;
    let session = visit.world.open_session(user.identity, user.policy, expires);
    let mut body = match visit.world.oauth.exchange_keys {
        KeyCase::Pascal => session.credentials(),
        KeyCase::Camel => json!({
            "accessKeyId": session.access_key_id,
            "accessKeySecret": session.access_key_secret,
            "securityToken": session.security_token,
            "expiration": written(session.expires),
        }),
    };
    body["requestId"] = json!(visit.request_id);
    Ok(Answer::json(200, &body))
}

fn check_client(visit: &Visit<'_>, client_id: &str) -> Result<(), ApiError> {
    if visit
        .world
        .oauth
        .client_ids
        .iter()
        .any(|known| known == client_id)
    {
        Ok(())
    } else {
        Err(invalid("invalid_client", "The client is unknown."))
    }
}

fn missing(parameter: &str) -> ApiError {
    invalid(
        "invalid_request",
        &format!("The parameter {parameter} is missing."),
    )
}

fn grant(message: &str) -> ApiError {
    invalid("invalid_grant", message)
}

fn invalid(code: &str, message: &str) -> ApiError {
    ApiError::new(400, code, message)
}

fn refuse(error: &ApiError, request_id: &str) -> Answer {
    let body = json!({
        "error": error.code,
        "error_description": error.message,
        "requestId": request_id,
    });
    Answer::json(error.status, &body)
}
