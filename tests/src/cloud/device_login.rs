//! The login of a device that has no browser of its own: it shows a code and an address, somebody approves there, and
//! the device asks until it gets a token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::cloud_sso::{Approval, endpoint};
use super::endpoint::{Endpoint, Visit};
use super::error::ApiError;
use super::record::Transport;
use super::session::digits;

pub(crate) const PORTAL_PATH: &str = "/device";
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A device that waits for somebody to approve its login.
#[derive(Clone, Debug)]
pub struct Device {
    /// What the device calls itself by.
    pub device_code: String,
    /// What people compare.
    pub user_code: String,
    /// The client that runs on it.
    pub client_id: String,
    /// What the verifier's hash has to be.
    pub challenge: String,
    /// Until when it may wait.
    pub expires: DateTime<Utc>,
    /// How many times it asked.
    pub polls: usize,
    /// Whether somebody visited the page of the portal.
    pub visited: bool,
}

pub(crate) const DEVICE_AUTHORIZATION: Endpoint = endpoint("DeviceAuthorization", device_authorization);
pub(crate) const VERIFY: Endpoint = endpoint("Verify", verify);
pub(crate) const TOKEN: Endpoint = endpoint("DeviceToken", token);

fn device_authorization(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let client_id = known_client(visit)?;
    required(visit, "PortalUrl")?;
    let challenge = required(visit, "CodeChallenge")?;
    if required(visit, "CodeChallengeMethod")? != "S256" {
        return Err(invalid("CodeChallengeMethod"));
    }
    let user_code = digits(8).to_uppercase();
    let device = Device {
        device_code: visit.world.new_secret("device-", 48),
        user_code: format!("{}-{}", &user_code[..4], &user_code[4..]),
        client_id,
        challenge,
        expires: visit.now + visit.world.cloud_sso.device_code_validity,
        polls: 0,
        visited: false,
    };
    let scheme = match visit.request.transport {
        Transport::Http => "http",
        Transport::Https => "https",
    };
    let portal = format!("{scheme}://{}{PORTAL_PATH}", visit.request.host());
    let body = json!({
        "DeviceCode": device.device_code,
        "UserCode": device.user_code,
        "VerificationUri": portal,
        "VerificationUriComplete": format!("{portal}?user_code={}", device.user_code),
        "ExpiresIn": visit.world.cloud_sso.device_code_validity.num_seconds(),
        "Interval": visit.world.cloud_sso.interval_seconds,
        "RequestId": visit.request_id,
    });
    visit.world.cloud_sso.devices.push(device);
    Ok(Answer::json(200, &body))
}

/// The page of the portal. Whoever opens it with a code has decided.
fn verify(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let page = |text: &str| {
        let html = format!(
            "<!DOCTYPE html>\n<html><head><title>CloudSSO</title></head><body>{text}</body></html>\n"
        );
        Answer::new(200, "text/html; charset=utf-8", html)
    };
    let Some(code) = visit.text("user_code").map(str::to_owned) else {
        return Ok(page("Which code does your device show?"));
    };
    let mut devices = visit.world.cloud_sso.devices.iter_mut();
    let device = devices.find(|device| device.user_code == code);
    let device =
        device.ok_or_else(|| ApiError::new(404, "InvalidUserCode", "No device waits with this code."))?;
    device.visited = true;
    Ok(page("You may close this page."))
}

fn token(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let client_id = known_client(visit)?;
    if required(visit, "GrantType")? != GRANT_TYPE {
        return Err(invalid("GrantType"));
    }
    let (code, verifier) = (required(visit, "DeviceCode")?, required(visit, "CodeVerifier")?);
    visit.world.keep_secret(&verifier);
    let (now, sso) = (visit.now, &mut visit.world.cloud_sso);
    let is_right = |device: &Device| device.device_code == code && device.client_id == client_id;
    let place = sso.devices.iter().position(is_right).ok_or_else(unknown_device)?;
    let device = &mut sso.devices[place];
    if device.expires <= now {
        return Err(unknown_device());
    }
    if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != device.challenge {
        let message = "The CodeVerifier does not fit the CodeChallenge.";
        return Err(ApiError::new(400, "InvalidCodeVerifierError", message));
    }
    device.polls += 1;
    let (waited, visited) = (device.polls > sso.pending_polls, device.visited);
    match sso.approval {
        Approval::Denied if waited => {
            let message = "The login was refused.";
            return Err(ApiError::new(400, "AccessDeniedError", message));
        }
        Approval::AtOnce if waited => {}
        Approval::ByVisit if waited && visited => {}
        _ => {
            let message = "Nobody has approved the login yet.";
            return Err(ApiError::new(400, "AuthorizationPending", message));
        }
    }
    sso.devices.swap_remove(place);
    let validity = sso.access_token_validity;
    let token = visit.world.new_secret("sso-", 56);
    visit
        .world
        .cloud_sso
        .access_tokens
        .push((token.clone(), now + validity));
    let body = json!({
        "AccessToken": token,
        "ExpiresIn": validity.num_seconds(),
        "TokenType": "Bearer",
        "RequestId": visit.request_id,
    });
    Ok(Answer::json(200, &body))
}

fn known_client(visit: &Visit<'_>) -> Result<String, ApiError> {
    let client_id = required(visit, "ClientId")?;
    if visit.world.cloud_sso.client_ids.contains(&client_id) {
        return Ok(client_id);
    }
    Err(invalid("ClientId"))
}

fn required(visit: &Visit<'_>, name: &str) -> Result<String, ApiError> {
    let given = visit.text(name).map(str::to_owned);
    given.ok_or_else(|| ApiError::new(400, format!("Missing{name}"), format!("{name} is mandatory.")))
}

fn invalid(name: &str) -> ApiError {
    ApiError::new(400, format!("Invalid{name}"), format!("{name} is not valid."))
}

fn unknown_device() -> ApiError {
    let message = "The device code is unknown, used or expired.";
    ApiError::new(400, "InvalidDeviceCodeError", message)
}
