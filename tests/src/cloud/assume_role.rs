//! `AssumeRole`, and what every way to assume a role checks alike.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::error::ApiError;
use super::identity::{Identity, IdentityKind};
use super::policy::Policy;
use super::product::{Call, Content};
use super::request::Parameters;
use super::role::{Role, USUAL_SESSION_SECONDS, role_of_arn};
use super::world::World;

const SHORTEST_SESSION_SECONDS: i64 = 900;
const LONGEST_POLICY_BYTES: usize = 2048;
/// What a caller has to be allowed.
const PERMISSION: &str = "sts:AssumeRole";

/// What is asked of the session, before it is known whether the role allows it.
pub(crate) struct Wanted {
    role: Option<String>,
    session_name: String,
    seconds: Option<i64>,
    policy: Option<Policy>,
}

impl Wanted {
    pub(crate) fn read(parameters: &Parameters, world: &World) -> Result<Self, ApiError> {
        let given = |name| parameters.text(name).ok_or_else(|| ApiError::missing(name));
        let role = role_of_arn(given("RoleArn")?, &world.account_id).map_err(|_| malformed("RoleArn"))?;
        let session_name = given("RoleSessionName")?;
        if !is_session_name(session_name) {
            return Err(malformed("RoleSessionName"));
        }
        let seconds = match parameters.text("DurationSeconds") {
            Some(text) => Some(text.parse().map_err(|_| duration_error(USUAL_SESSION_SECONDS))?),
            None => None,
        };
        Ok(Self {
            role: role.map(str::to_owned),
            session_name: session_name.to_owned(),
            seconds,
            policy: parameters.text("Policy").map(session_policy).transpose()?,
        })
    }

    /// The role, if it exists.
    pub(crate) fn role(&self, world: &World) -> Result<Role, ApiError> {
        let found = world
            .roles
            .iter()
            .find(|role| Some(&role.name) == self.role.as_ref());
        found.cloned().ok_or_else(unknown_role)
    }

    /// Opens the session, for at most so many seconds, and says what its holder has to know.
    pub(crate) fn open(
        self,
        world: &mut World,
        role: &Role,
        most_seconds: i64,
        now: DateTime<Utc>,
    ) -> Result<Value, ApiError> {
        let seconds = self.seconds.unwrap_or(USUAL_SESSION_SECONDS.min(most_seconds));
        if !(SHORTEST_SESSION_SECONDS..=most_seconds).contains(&seconds) {
            return Err(duration_error(most_seconds));
        }
        let policy = match self.policy {
            Some(policy) => role.policy.clone().narrowed_to(policy),
            None => role.policy.clone(),
        };
        let identity = Identity::assumed_role(&world.account_id, &role.name, &self.session_name, &role.id);
        let user = json!({
            // Unlike in GetCallerIdentity, it says `role` here.
            "Arn": format!("{}/{}", role.arn(&world.account_id), self.session_name),
            "AssumedRoleId": identity.principal_id(),
        });
        let session = world.open_session(identity, policy, now + TimeDelta::seconds(seconds));
        Ok(json!({"AssumedRoleUser": user, "Credentials": session.credentials()}))
    }
}

pub(crate) fn assume_role(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let caller = call.caller()?;
    let wanted = Wanted::read(call.parameters, call.world)?;
    let external_id = call.parameters.text("ExternalId");
    if external_id.is_some_and(|id| !is_external_id(id)) {
        return Err(malformed("ExternalId"));
    }
    if caller.identity.kind == IdentityKind::Account {
        let message = "Roles may not be assumed by root accounts.";
        return Err(ApiError::new(403, "NoPermission", message));
    }
    let permitted = caller.policy.check(PERMISSION, &caller.identity).is_ok();
    let role = wanted.role(call.world)?;
    let known = role.external_id.is_none() || role.external_id.as_deref() == external_id;
    if !permitted || !known || !role.trusts(&caller.identity) {
        let message = "You are not authorized to do this action. You should be authorized by RAM.";
        return Err(ApiError::new(403, "NoPermission", message));
    }
    let most_seconds = match caller.identity.kind {
        IdentityKind::AssumedRole => USUAL_SESSION_SECONDS,
        _ => role.max_session_seconds,
    };
    Ok(wanted.open(call.world, &role, most_seconds, call.now)?.into())
}

fn is_session_name(text: &str) -> bool {
    (2..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".@-_".contains(&byte))
}

fn is_external_id(text: &str) -> bool {
    (2..=1224).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@:/-_".contains(&byte))
}

fn session_policy(text: &str) -> Result<Policy, ApiError> {
    if text.len() > LONGEST_POLICY_BYTES {
        let message = "The size of Policy must be smaller than 2048 bytes.";
        return Err(ApiError::new(400, "InvalidParameter.PolicySize", message));
    }
    let message = "The parameter Policy has not passed grammar check.";
    Policy::parse(text).ok_or_else(|| ApiError::new(400, "InvalidParameter.PolicyGrammar", message))
}

fn malformed(parameter: &str) -> ApiError {
    let message = format!("The parameter {parameter} is wrongly formed.");
    ApiError::new(400, format!("InvalidParameter.{parameter}"), message)
}

fn duration_error(most_seconds: i64) -> ApiError {
    let hours = most_seconds / 3600;
    let message = format!("The Min/Max value of DurationSeconds is 15min/{hours}hr.");
    ApiError::new(400, "InvalidParameter.DurationSeconds", message)
}

fn unknown_role() -> ApiError {
    ApiError::new(404, "EntityNotExist.Role", "The specified Role not exists .")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_names_are_of_few_signs_and_short() {
        for name in ["ab", "a.@-_Z9", &"x".repeat(64)] {
            assert!(is_session_name(name), "{name}");
        }
        for name in ["", "a", "a b", "夜班", "a/b", &"x".repeat(65)] {
            assert!(!is_session_name(name), "{name}");
        }
    }
}
