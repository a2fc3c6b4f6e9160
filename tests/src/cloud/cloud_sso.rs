//! CloudSSO: the login of a device, the accounts and access configurations of whoever logged in, and the credentials
//! for one of each.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::answer::Answer;
use super::device_login::Device;
use super::endpoint::{Endpoint, Visit};
use super::error::ApiError;
use super::identity::Identity;
use super::policy::Policy;

pub(crate) use super::device_login::{DEVICE_AUTHORIZATION, PORTAL_PATH, TOKEN, VERIFY};

/// The client that Alibaba Cloud CLI is.
pub(crate) const CLI_CLIENT: &str = "app-vaz16tltdxs96audqf35";
const USUAL_PAGE_SIZE: usize = 10;

/// A CloudSSO directory: who may log in and how, and what it gives access to.
#[derive(Clone, Debug)]
pub struct CloudSso {
    /// The clients that are known.
    pub client_ids: Vec<String>,
    /// What the person does who was sent to the portal.
    pub approval: Approval,
    /// How many times a device hears at least that it has to wait.
    pub pending_polls: usize,
    /// How long a device is told to wait between two questions, in seconds.
    pub interval_seconds: u32,
    /// How long a device may wait.
    pub device_code_validity: TimeDelta,
    /// How long an access token is accepted.
    pub access_token_validity: TimeDelta,
    /// How long credentials are valid.
    pub credentials_validity: TimeDelta,
    /// How many items a page of a list has at most.
    pub most_results: usize,
    /// The accounts that whoever logs in has access to.
    pub accounts: Vec<SsoAccount>,
    /// The devices that wait for a login.
    pub devices: Vec<Device>,
    /// The access tokens that were given out, each with the moment until which it is accepted.
    pub access_tokens: Vec<(String, DateTime<Utc>)>,
}

/// What the person at the portal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// Approves when the page of the portal is opened.
    ByVisit,
    /// Approved already, without a visit.
    AtOnce,
    /// Refuses.
    Denied,
}

/// An account that can be accessed.
#[derive(Clone, Debug)]
pub struct SsoAccount {
    /// The account's id.
    pub id: String,
    /// The name that people see.
    pub display_name: String,
    /// As what it can be accessed.
    pub access_configurations: Vec<AccessConfiguration>,
}

/// What somebody is in an account.
#[derive(Clone, Debug)]
pub struct AccessConfiguration {
    /// The id, `ac-…`.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it allows.
    pub policy: Policy,
}

pub(crate) const ACCOUNTS: Endpoint = endpoint("ListAccounts", accounts);
pub(crate) const ACCESS_CONFIGURATIONS: Endpoint =
    endpoint("ListAccessConfigurations", access_configurations);
pub(crate) const CLOUD_CREDENTIALS: Endpoint = endpoint("CloudCredentials", cloud_credentials);

/// An endpoint of CloudSSO.
pub(crate) const fn endpoint(
    action: &'static str,
    answer: fn(&mut Visit<'_>) -> Result<Answer, ApiError>,
) -> Endpoint {
    Endpoint {
        product: "CLOUDSSO",
        action,
        answer,
        refuse,
    }
}

fn accounts(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    check_token(visit)?;
    let accounts = visit.world.cloud_sso.accounts.iter();
    let all = accounts.map(|account| json!({"AccountId": account.id, "DisplayName": account.display_name}));
    page(visit, "Accounts", all.collect())
}

fn access_configurations(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    check_token(visit)?;
    let configurations = account(visit)?.access_configurations.iter();
    let all = configurations.map(|configuration| {
        json!({
            "AccessConfigurationId": configuration.id,
            "AccessConfigurationName": configuration.name,
            "AccessConfigurationDescription": configuration.description,
        })
    });
    page(visit, "AccessConfigurationsForAccount", all.collect())
}

fn cloud_credentials(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    check_token(visit)?;
    let wanted = visit.text("AccessConfigurationId").unwrap_or_default();
    let account = account(visit)?;
    let mut configurations = account.access_configurations.iter();
    let configuration = configurations.find(|configuration| configuration.id == wanted);
    let configuration = configuration.ok_or_else(no_access)?.clone();
    let role = format!("AliyunReservedSSO-{}", configuration.name);
    let identity = Identity::assumed_role(&account.id, &role, "sso-user", &format!("39{}", account.id));
    let expires = visit.now + visit.world.cloud_sso.credentials_validity;
    let session = visit.world.open_session(identity, configuration.policy, expires);
    let body = json!({"CloudCredential": session.credentials(), "RequestId": visit.request_id});
    Ok(Answer::json(200, &body))
}

/// The account that is asked for, if there is access to it.
fn account<'a>(visit: &'a Visit<'_>) -> Result<&'a SsoAccount, ApiError> {
    let wanted = visit.text("AccountId").unwrap_or_default();
    let mut accounts = visit.world.cloud_sso.accounts.iter();
    accounts
        .find(|account| account.id == wanted)
        .ok_or_else(no_access)
}

fn check_token(visit: &Visit<'_>) -> Result<(), ApiError> {
    let given = visit.request.bearer().unwrap_or_default();
    let mut tokens = visit.world.cloud_sso.access_tokens.iter();
    if tokens.any(|(token, expires)| token == given && *expires > visit.now) {
        return Ok(());
    }
    let message = "The access token is unknown or expired.";
    Err(ApiError::new(401, "InvalidAccessTokenError", message))
}

/// The part of a list that is asked for. The token is the number of the item that comes next.
fn page(visit: &Visit<'_>, key: &str, all: Vec<Value>) -> Result<Answer, ApiError> {
    let number = |name, otherwise: usize| match visit.text(name) {
        Some(text) => text
            .parse()
            .map_err(|_| ApiError::new(400, format!("Invalid{name}"), "It is no number.")),
        None => Ok(otherwise),
    };
    let most = visit.world.cloud_sso.most_results;
    let size = number("MaxResults", USUAL_PAGE_SIZE)?.clamp(1, most);
    let start = number("NextToken", 0)?.min(all.len());
    let end = (start + size).min(all.len());
    let mut body = json!({
        "IsTruncated": end < all.len(),
        "MaxResults": size,
        "TotalCounts": all.len(),
        "RequestId": visit.request_id,
    });
    if end < all.len() {
        body["NextToken"] = json!(end.to_string());
    }
    body[key] = all[start..end].into();
    Ok(Answer::json(200, &body))
}

fn no_access() -> ApiError {
    let message = "There is no access to this account with this configuration.";
    ApiError::new(403, "NoPermission", message)
}

fn refuse(error: &ApiError, request_id: &str) -> Answer {
    let body = json!({
        "ErrorCode": error.code,
        "ErrorMessage": error.message,
        "RequestId": request_id,
    });
    Answer::json(error.status, &body)
}
