//! Taking on a RAM role, which many credential modes end with.

use serde::Deserialize;

use crate::{
    error::{Error, ErrorKind},
    host::Host,
    protocol::{
        credential::{FieldError, Fields, Keys, ResolveAnswer},
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

    /// Says which of a role's fields cannot be right: `duration_malformed` (STS takes 900 to 43200 seconds) and
    /// `policy_malformed` (the policy is no JSON object). For [`check`](crate::CredentialMode::check); the manifest's
    /// `messages` word both codes.
    pub fn check_fields(fields: &Fields) -> Vec<FieldError> {
        let wrong = |field: &str, code: &'static str, message: &str| FieldError {
            field: field.to_owned(),
            error: Error::new(ErrorKind::InvalidInput, code, message),
        };
        let duration = fields.text("duration_seconds").filter(|text| !is_duration(text));
        let policy = fields.text("policy").filter(|text| !is_object(text));
        let duration = duration.map(|_| {
            let message = "a session lasts 900 to 43200 seconds";
            wrong("duration_seconds", "duration_malformed", message)
        });
        let policy = policy.map(|_| wrong("policy", "policy_malformed", "the policy is no JSON object"));
        duration.into_iter().chain(policy).collect()
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
        self.answered(host, &call)
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
        self.answered(host, &call)
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

    fn answered(&self, host: &Host, call: &ApiCall) -> Result<ResolveAnswer, Error> {
        let answer = host.api_call::<Answer>(call);
        // The host says which role cannot be had.
        let answer = answer.map_err(|error| error.param("role", &self.role_arn))?;
        let Credentials {
            access_key_id,
            access_key_secret,
            security_token,
            expiration,
        } = answer.credentials;
        let keys = Keys {
            access_key_id,
            access_key_secret,
            security_token: Some(security_token),
        };
        Ok(ResolveAnswer::temporary(keys, expiration))
    }
}

fn is_duration(text: &str) -> bool {
    text.parse::<u32>()
        .is_ok_and(|seconds| (900..=43_200).contains(&seconds))
}

fn is_object(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
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
    fn a_duration_has_bounds_and_a_policy_is_an_object() {
        let wrong = |key: &str, text: &str| {
            let mut fields = Fields::default();
            fields.plain.insert(key.to_owned(), text.to_owned());
            let errors = Role::check_fields(&fields);
            errors
                .into_iter()
                .map(|wrong| (wrong.field, wrong.error.code))
                .collect::<Vec<_>>()
        };
        for right in ["", "900", "43200"] {
            assert_eq!(wrong("duration_seconds", right), [], "{right}");
        }
        for text in ["899", "43201", "-900", "an hour"] {
            let expected = ("duration_seconds".to_owned(), "duration_malformed".to_owned());
            assert_eq!(wrong("duration_seconds", text), [expected], "{text}");
        }
        assert_eq!(wrong("policy", r#" {"Version":"1"}"#), []);
        for text in ["[]", r#"{"Version":"1""#, "{} {}", "s3cret"] {
            let expected = ("policy".to_owned(), "policy_malformed".to_owned());
            assert_eq!(wrong("policy", text), [expected], "{text}");
        }
    }

    #[test]
    fn a_session_name_keeps_what_it_may_hold() {
        assert_eq!(fitting("Zoë.王 O'Neil@corp"), "Zo.ONeil@corp");
        assert_eq!(fitting(&"a".repeat(100)).len(), 60);
    }
}
