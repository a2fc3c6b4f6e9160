//! The credential mode `CloudSSO`: a login at a company's portal, and the credentials of one account that it offers.
//!
//! `portal.rs` speaks with the portal, `login.rs` logs in and lets the person choose. What is kept with the profile:
//! the access token, when it ends in seconds after 1970 began, and what was chosen where the profile leaves it open. The
//! token cannot be renewed: once it has ended, a person logs in again.

mod login;
mod portal;

use std::{thread, time::Duration};

use serde::{Deserialize, Serialize};
use yun_plugin_api::{
    CheckAnswer, CheckRequest, CredentialMode, Error, ErrorKind, FieldError, Fields, Host, Keys, LoginState,
    Plugin, ResolveAnswer, ResolveRequest, Secret, SessionAnswer, SessionRequest, Timestamp, export_plugin,
    manifest::Origin, secret,
};

use login::Login;
use portal::Portal;

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("CloudSSO", CloudSso { sleep: thread::sleep })
}

/// What is kept with the profile.
mod stored {
    pub(crate) const ACCESS_TOKEN: &str = "access_token";
    /// In seconds after 1970 began; 0 where nobody knows.
    pub(crate) const ACCESS_TOKEN_EXPIRES_AT: &str = "access_token_expires_at";
    pub(crate) const ACCOUNT_ID: &str = "chosen_account_id";
    pub(crate) const ACCESS_CONFIGURATION: &str = "chosen_access_configuration";
}

struct CloudSso {
    /// Waits; tests do not.
    sleep: fn(Duration),
}

/// What `/cloud-credentials` is asked.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Wanted<'a> {
    account_id: &'a str,
    access_configuration_id: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    cloud_credential: CloudCredential,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CloudCredential {
    access_key_id: Option<String>,
    #[serde(default, with = "secret::wire")]
    access_key_secret: Option<Secret>,
    #[serde(default, with = "secret::wire")]
    security_token: Option<Secret>,
    expiration: Option<String>,
}

impl CredentialMode for CloudSso {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        let url = request.fields.text("sign_in_url");
        let insecure = url.filter(|url| !is_secure(url)).map(|_| FieldError {
            field: "sign_in_url".to_owned(),
            error: insecure(ErrorKind::InvalidInput),
        });
        Ok(CheckAnswer {
            errors: insecure.into_iter().collect(),
        })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let portal = portal(host, &request.fields)?;
        let token = valid_token(host)?.ok_or_else(login_required)?;
        let account_id = chosen(host, &request.fields, "account_id", stored::ACCOUNT_ID)?;
        let configuration = chosen(
            host,
            &request.fields,
            "access_configuration",
            stored::ACCESS_CONFIGURATION,
        )?;
        let wanted = Wanted {
            account_id: &account_id,
            access_configuration_id: &configuration,
        };
        let answer: Answer = portal.post("/cloud-credentials", &wanted, Some(&token))?;
        answer.cloud_credential.resolved()
    }

    fn login(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let login = Login {
            host,
            portal: portal(host, &request.fields)?,
            fields: &request.fields,
            sleep: self.sleep,
        };
        let session = login.run()?;
        let ends = session.expires_at.map_or(0, Timestamp::unix_seconds);
        let keep = |name, text: String| host.put_secret(name, Secret::new(text));
        keep(stored::ACCOUNT_ID, session.account_id)?;
        keep(stored::ACCESS_CONFIGURATION, session.access_configuration)?;
        keep(stored::ACCESS_TOKEN_EXPIRES_AT, ends.to_string())?;
        host.put_secret(stored::ACCESS_TOKEN, session.token)?;
        Ok(SessionAnswer {
            state: LoginState::LoggedIn,
            expires_at: session.expires_at.map(|time| time.to_string()),
        })
    }

    fn logout(&self, host: &Host, _request: SessionRequest) -> Result<(), Error> {
        [
            stored::ACCESS_TOKEN,
            stored::ACCESS_TOKEN_EXPIRES_AT,
            stored::ACCOUNT_ID,
            stored::ACCESS_CONFIGURATION,
        ]
        .iter()
        .try_for_each(|name| host.remove_secret(name))
    }

    fn status(&self, host: &Host, _request: SessionRequest) -> Result<SessionAnswer, Error> {
        let state = match valid_token(host)? {
            Some(_) => LoginState::LoggedIn,
            None => LoginState::LoggedOut,
        };
        let ends = token_end(host)?.filter(|_| state == LoginState::LoggedIn);
        Ok(SessionAnswer {
            state,
            expires_at: ends.map(|time| time.to_string()),
        })
    }
}

impl CloudCredential {
    fn resolved(self) -> Result<ResolveAnswer, Error> {
        let missing = |key: &str| wrong("document_incomplete", format!("{key} is missing")).param("key", key);
        let text =
            |text: Option<String>, key| text.filter(|text| !text.is_empty()).ok_or_else(|| missing(key));
        let secret = |secret: Option<Secret>, key| {
            secret
                .filter(|secret| !secret.is_empty())
                .ok_or_else(|| missing(key))
        };
        let keys = Keys {
            access_key_id: text(self.access_key_id, "AccessKeyId")?,
            access_key_secret: secret(self.access_key_secret, "AccessKeySecret")?,
            security_token: Some(secret(self.security_token, "SecurityToken")?),
        };
        let expires_at = text(self.expiration, "Expiration")?;
        match Timestamp::parse(&expires_at) {
            Some(_) => Ok(ResolveAnswer::temporary(keys, expires_at)),
            None => Err(wrong("document_expiry", "Expiration is no time")),
        }
    }
}

fn portal<'a>(host: &'a Host, fields: &'a Fields) -> Result<Portal<'a>, Error> {
    let url = fields.required_text("sign_in_url")?;
    match is_secure(url) {
        true => Ok(Portal::new(host, url)),
        false => Err(insecure(ErrorKind::Credentials)),
    }
}

fn is_secure(url: &str) -> bool {
    Origin::of(url).is_some_and(|origin| origin.is_secure())
}

fn insecure(kind: ErrorKind) -> Error {
    let message = "the sign-in URL must begin with https://, or with http:// on this machine";
    Error::new(kind, "url_insecure", message)
}

/// The token, unless it is known to have ended.
fn valid_token(host: &Host) -> Result<Option<Secret>, Error> {
    let has_ended = token_end(host)?.is_some_and(|end| end <= Timestamp::now());
    let token = host.secret(stored::ACCESS_TOKEN)?;
    Ok(token.filter(|_| !has_ended))
}

fn token_end(host: &Host) -> Result<Option<Timestamp>, Error> {
    let kept = host.secret(stored::ACCESS_TOKEN_EXPIRES_AT)?;
    let seconds = kept.and_then(|text| text.expose().parse::<i64>().ok());
    Ok(seconds
        .filter(|seconds| *seconds > 0)
        .map(Timestamp::of_unix_seconds))
}

/// What the profile says, or what was chosen at the login.
fn chosen(host: &Host, fields: &Fields, field: &str, kept_as: &str) -> Result<String, Error> {
    if let Some(given) = fields.text(field) {
        return Ok(given.to_owned());
    }
    let kept = host.secret(kept_as)?;
    kept.map(|kept| kept.expose().to_owned())
        .ok_or_else(login_required)
}

fn login_required() -> Error {
    wrong(
        "login_required",
        "nobody is logged in to CloudSSO, or the login has ended",
    )
}

fn wrong(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Credentials, code, message)
}

#[cfg(test)]
mod tests;
