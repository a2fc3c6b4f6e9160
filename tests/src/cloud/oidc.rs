//! OIDC identity providers, and `AssumeRoleWithOIDC`: their tokens stand for a role, and no key signs the request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::assume_role::Wanted;
use super::error::ApiError;
use super::product::{Call, Content};
use super::role::Trusted;
use super::session::{digits, written};
use super::world::World;

/// An OIDC identity provider that the account knows.
#[derive(Clone, Debug)]
pub struct OidcProvider {
    /// The name, unique in the account.
    pub name: String,
    /// The address of whoever issues the tokens.
    pub issuer: String,
    /// For whom tokens have to be issued: one of these.
    pub client_ids: Vec<String>,
    /// The tokens that it issued. Every other one has a wrong signature.
    pub tokens: Vec<OidcToken>,
}

/// A token that was issued.
#[derive(Clone, Debug)]
pub struct OidcToken {
    /// The token as it is sent, in three parts with dots between.
    pub text: String,
    /// Whom it stands for.
    pub subject: String,
    /// For whom it was issued.
    pub audience: String,
    /// When it was issued.
    pub issued: DateTime<Utc>,
    /// When it stops being accepted, on the local cloud's clock.
    pub expires: DateTime<Utc>,
}

impl OidcProvider {
    /// The provider's ARN in this account.
    pub fn arn(&self, account_id: &str) -> String {
        format!("acs:ram::{account_id}:oidc-provider/{}", self.name)
    }
}

impl World {
    /// Lets the first OIDC provider issue a token, in the form of a Kubernetes service account's.
    ///
    /// # Panics
    /// When there is no provider, or it has no client.
    pub fn issue_oidc_token(&mut self, now: DateTime<Utc>, validity: TimeDelta) -> String {
        let subject = "system:serviceaccount:default:workload";
        let provider = &self.oidc_providers[0];
        let audience = provider.client_ids[0].clone();
        let expires = now + validity;
        let claims = json!({
            "iss": provider.issuer,
            "sub": subject,
            "aud": [audience],
            "iat": now.timestamp(),
            "exp": expires.timestamp(),
            "jti": digits(32),
        });
        let encoded = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let header = encoded(r#"{"alg":"RS256","kid":"local","typ":"JWT"}"#);
        let text = self.new_secret(&format!("{header}.{}.", encoded(&claims.to_string())), 64);
        self.oidc_providers[0].tokens.push(OidcToken {
            text: text.clone(),
            subject: subject.to_owned(),
            audience,
            issued: now,
            expires,
        });
        text
    }
}

pub(crate) fn assume_role_with_oidc(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let in_address = call.request.query.iter().any(|(name, _)| name == "OIDCToken");
    if in_address && !call.world.takes_oidc_token_in_address {
        let message = "The OIDCToken stands in the address, which servers and proxies write to their logs. \
                       Send it in the body.";
        return Err(ApiError::new(400, "InvalidParameter.OIDCTokenInAddress", message));
    }
    let provider_arn = call.parameters.text("OIDCProviderArn");
    let provider_arn = provider_arn.ok_or_else(|| ApiError::missing("OIDCProviderArn"))?;
    let wanted = Wanted::read(call.parameters, call.world)?;
    let provider = provider_of(call.world, provider_arn)?;
    let token = checked(
        provider,
        call.parameters.text("OIDCToken").unwrap_or_default(),
        call.now,
    )?;
    let info = json!({
        "Subject": token.subject,
        "Issuer": provider.issuer,
        "ClientIds": token.audience,
        "ExpirationTime": written(token.expires),
        "IssuanceTime": written(token.issued),
        "VerificationInfo": "Success",
    });
    let trusted = Trusted::OidcProvider(provider.name.clone());
    let role = wanted.role(call.world)?;
    if !role.trusted.contains(&trusted) {
        return Err(no_permission("There is no permission"));
    }
    let mut answer = wanted.open(call.world, &role, role.max_session_seconds, call.now)?;
    answer["OIDCTokenInfo"] = info;
    Ok(answer.into())
}

fn provider_of<'a>(world: &'a World, arn: &str) -> Result<&'a OidcProvider, ApiError> {
    let mut providers = world.oidc_providers.iter();
    let found = providers.find(|provider| provider.arn(&world.account_id) == arn);
    found.ok_or_else(|| no_permission("No such OIDC Provider registered."))
}

/// What the provider said when it issued this token.
fn checked<'a>(
    provider: &'a OidcProvider,
    text: &str,
    now: DateTime<Utc>,
) -> Result<&'a OidcToken, ApiError> {
    if text.is_empty() {
        return Err(refused("Invalid", "The OIDCToken can not empty."));
    }
    if text.split('.').count() != 3 {
        let message = "The number of Jwt field should be divided into 3 parts with '.' .";
        return Err(refused("Invalid", message));
    }
    let token = provider.tokens.iter().find(|token| token.text == text);
    let token = token.ok_or_else(|| {
        refused(
            "InvalidSignature",
            "OIDC token validate failed: invalid signature.",
        )
    })?;
    if token.expires <= now {
        return Err(refused("Expired", "This JsonWebToken is expired."));
    }
    if !provider.client_ids.contains(&token.audience) {
        return Err(refused("AudienceNotMatch", "Invalid audience."));
    }
    Ok(token)
}

fn refused(reason: &str, message: &str) -> ApiError {
    ApiError::new(401, format!("AuthenticationFail.OIDCToken.{reason}"), message)
}

fn no_permission(message: &str) -> ApiError {
    ApiError::new(401, "AuthenticationFail.NoPermission", message)
}
