//! Taking on a RAM role, which many credential modes end with.

use serde::Deserialize;

use crate::{
    error::Error,
    host::Host,
    protocol::{
        credential::{Fields, Keys, ResolveAnswer},
        service::{ApiCall, Auth},
    },
    secret::{self, Secret},
};

/// A RAM role and how it is taken on: `AssumeRole`, or with an OIDC token `AssumeRoleWithOIDC`, of STS 2015-04-01.
///
/// The manifest declares `api:Sts/AssumeRole` (or `…WithOIDC`) and lists it under `reads`, since it changes nothing.
/// Source: <https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole>.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    /// The role's ARN, `acs:ram::<account>:role/<name>`.
    pub role_arn: String,
    /// The session's name, 2–64 of letters, digits and `.@-_`; `ActionTrail` shows it.
    pub role_session_name: String,
    /// The external id that the role's trust policy may ask for.
    pub external_id: Option<String>,
    /// How long the credentials last, in seconds; STS's default (3600) if absent.
    pub duration_seconds: Option<String>,
    /// A policy that narrows what the session may do, as JSON text.
    pub policy: Option<String>,
    /// The region whose STS endpoint answers; the central one if absent.
    pub sts_region: Option<String>,
    /// The host that answers instead.
    pub sts_endpoint: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    credentials: Credentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials {
    access_key_id: String,
    #[serde(with = "secret::wire")]
    access_key_secret: Secret,
    #[serde(with = "secret::wire")]
    security_token: Secret,
    expiration: String,
}

impl Role {
    /// Takes the fields `role_arn`, `role_session_name`, `external_id`, `duration_seconds`, `policy`, `sts_region` and
    /// `sts_endpoint`. A session without a name is named after the user: see [`session_name`].
    ///
    /// # Errors
    /// `field_missing` when there is no `role_arn`.
    pub fn of_fields(host: &Host, fields: &Fields) -> Result<Self, Error> {
        let text = |key| fields.text(key).map(str::to_owned);
        Ok(Self {
            role_arn: fields.required_text("role_arn")?.to_owned(),
            role_session_name: text("role_session_name").unwrap_or_else(|| session_name(host)),
            external_id: text("external_id"),
            duration_seconds: text("duration_seconds"),
            policy: text("policy"),
            sts_region: text("sts_region"),
            sts_endpoint: text("sts_endpoint"),
        })
    }

    /// Takes on the role with these keys.
    ///
    /// # Errors
    /// STS's own.
    pub fn assume(&self, host: &Host, keys: Keys) -> Result<ResolveAnswer, Error> {
        let call = self
            .call("AssumeRole")
            .maybe("ExternalId", self.external_id.as_deref())
            .signed_with(Auth::Keys(keys));
        answered(host, &call)
    }

    /// Takes on the role with an OIDC token, unsigned.
    ///
    /// # Errors
    /// STS's own.
    pub fn assume_with_oidc(
        &self,
        host: &Host,
        provider_arn: &str,
        token: Secret,
    ) -> Result<ResolveAnswer, Error> {
        let call = self
            .call("AssumeRoleWithOIDC")
            .param("OIDCProviderArn", provider_arn)
            .secret_param("OIDCToken", token)
            .signed_with(Auth::None);
        answered(host, &call)
    }

    fn call(&self, action: &str) -> ApiCall {
        let mut call = ApiCall::new("Sts", "2015-04-01", action)
            .param("RoleArn", &self.role_arn)
            .param("RoleSessionName", &self.role_session_name)
            .maybe("DurationSeconds", self.duration_seconds.as_deref())
            .maybe("Policy", self.policy.as_deref());
        call.region.clone_from(&self.sts_region);
        call.endpoint.clone_from(&self.sts_endpoint);
        call
    }
}

fn answered(host: &Host, call: &ApiCall) -> Result<ResolveAnswer, Error> {
    let Credentials {
        access_key_id,
        access_key_secret,
        security_token,
        expiration,
    } = host.api_call::<Answer>(call)?.credentials;
    let keys = Keys {
        access_key_id,
        access_key_secret,
        security_token: Some(security_token),
    };
    Ok(ResolveAnswer::temporary(keys, expiration))
}

/// A name for a role session, made from the user's: `USER`, `LOGNAME` or `USERNAME`, as far as the manifest's `env:`
/// capabilities let them be read, and only what such a name may hold; `yun` where nothing is left of it.
pub fn session_name(host: &Host) -> String {
    let names = ["USER", "LOGNAME", "USERNAME"].into_iter();
    let mut named = names.filter_map(|variable| host.variable(variable).ok().flatten());
    let user = named
        .next()
        .map_or_else(String::new, |user| fitting(user.expose()));
    match user.is_empty() {
        true => "yun".to_owned(),
        false => format!("yun-{user}"),
    }
}

/// What a role session's name may hold, at most 60 characters.
fn fitting(user: &str) -> String {
    user.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '@' | '-' | '_'))
        .take(60)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_name_keeps_what_it_may_hold() {
        assert_eq!(fitting("Zoë.王 O'Neil@corp"), "Zo.ONeil@corp");
        assert_eq!(fitting(&"a".repeat(100)).len(), 60);
    }
}
