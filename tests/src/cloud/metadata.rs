//! The metadata service of an ECS instance, as far as it gives out the credentials of the instance's role.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::answer::Answer;
use super::endpoint::{Endpoint, Visit};
use super::error::ApiError;
use super::identity::Identity;
use super::role::Role;
use super::session::written;

pub(crate) const TOKEN_PATH: &str = "/latest/api/token";
pub(crate) const CREDENTIALS_PATH: &str = "/latest/meta-data/ram/security-credentials";
const VALIDITY_HEADER: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";
const TOKEN_HEADER: &str = "x-aliyun-ecs-metadata-token";
const LONGEST_TOKEN_SECONDS: i64 = 21_600;

/// What the metadata service knows and allows.
#[derive(Clone, Debug)]
pub struct InstanceMetadata {
    /// The name of the instance's role; nothing when it has none.
    pub role: Option<String>,
    /// The `Code` that goes with credentials; `Success` when all is well.
    pub code: String,
    /// Whether requests without a token are answered, as the first version of the service did.
    pub answers_without_token: bool,
    /// How long credentials are valid.
    pub credentials_validity: TimeDelta,
    /// The tokens that were given out, each with the moment until which it is accepted.
    pub tokens: Vec<(String, DateTime<Utc>)>,
}

pub(crate) const TOKEN: Endpoint = Endpoint {
    product: "IMDS",
    action: "GetToken",
    answer: token,
    refuse,
};

pub(crate) const ROLE: Endpoint = Endpoint {
    product: "IMDS",
    action: "GetRole",
    answer: role,
    refuse,
};

pub(crate) const CREDENTIALS: Endpoint = Endpoint {
    product: "IMDS",
    action: "GetCredentials",
    answer: credentials,
    refuse,
};

fn token(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let seconds = visit
        .request
        .header(VALIDITY_HEADER)
        .and_then(|text| text.parse().ok())
        .filter(|seconds| (1..=LONGEST_TOKEN_SECONDS).contains(seconds))
        .ok_or_else(|| {
            ApiError::new(
                400,
                "BadRequest",
                "the token's validity is missing or out of range",
            )
        })?;
    let token = visit.world.new_secret("", 56);
    let expires = visit.now + TimeDelta::seconds(seconds);
    visit.world.metadata.tokens.push((token.clone(), expires));
    Ok(plain(200, token))
}

fn role(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    check_token(visit)?;
    let role = visit.world.metadata.role.clone();
    Ok(plain(200, role.ok_or_else(not_found)?))
}

fn credentials(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    check_token(visit)?;
    let role = asked_role(visit).ok_or_else(not_found)?;
    let expires = visit.now + visit.world.metadata.credentials_validity;
    let identity = Identity::assumed_role(&visit.world.account_id, &role.name, "i-instance", &role.id);
    let session = visit.world.open_session(identity, role.policy, expires);
    let mut body = session.credentials();
    body["Code"] = json!(visit.world.metadata.code);
    body["LastUpdated"] = json!(written(visit.now));
    Ok(Answer::json(200, &body))
}

/// The role at the end of the path, if it is the instance's.
fn asked_role(visit: &Visit<'_>) -> Option<Role> {
    let rest = visit.request.path.strip_prefix(CREDENTIALS_PATH)?;
    let name = rest.strip_prefix('/')?;
    let world = &visit.world;
    let is_asked = |role: &&Role| role.name == name && world.metadata.role.as_deref() == Some(name);
    world.roles.iter().find(is_asked).cloned()
}

fn check_token(visit: &Visit<'_>) -> Result<(), ApiError> {
    let metadata = &visit.world.metadata;
    let is_known = |given: &str| {
        let mut tokens = metadata.tokens.iter();
        tokens.any(|(token, expires)| token == given && *expires > visit.now)
    };
    let passes = match visit.request.header(TOKEN_HEADER) {
        Some(given) => is_known(given),
        None => metadata.answers_without_token,
    };
    if passes {
        return Ok(());
    }
    let message = "the token is missing, unknown or expired";
    Err(ApiError::new(403, "Forbidden", message))
}

fn not_found() -> ApiError {
    ApiError::new(404, "NotFound", "there is nothing here")
}

fn plain(status: u16, text: String) -> Answer {
    Answer::new(status, "text/plain", text)
}

fn refuse(error: &ApiError, _: &str) -> Answer {
    plain(error.status, format!("{} - {}\n", error.status, error.message))
}
