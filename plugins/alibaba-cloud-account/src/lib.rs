//! The credential mode `AlibabaCloudAccount`: a login with a browser, as a RAM user or as the account itself.
//!
//! `oauth.rs` speaks with the login service (authorization code with PKCE). What is kept with the profile: the access
//! token, the refresh token, and when they end in seconds after 1970 began. Credentials are fetched with the access token;
//! once that has ended the refresh token brings another, until that has ended too and a person logs in again.

mod oauth;

use yun_plugin_api::{
    Authorization, CredentialMode, Error, ErrorKind, Fields, Host, LoginState, Plugin, ResolveAnswer,
    ResolveRequest, Secret, SessionAnswer, SessionRequest, Timestamp, export_plugin, manifest::Text,
};

use oauth::{Failure, OAuth, Tokens};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("AlibabaCloudAccount", AlibabaCloudAccount)
}

/// What is kept with the profile.
mod stored {
    pub(crate) const ACCESS_TOKEN: &str = "access_token";
    /// In seconds after 1970 began; 0 where nobody knows.
    pub(crate) const ACCESS_TOKEN_EXPIRES_AT: &str = "access_token_expires_at";
    pub(crate) const REFRESH_TOKEN: &str = "refresh_token";
    /// As above. Alibaba Cloud CLI may know it; the login service does not say it.
    pub(crate) const REFRESH_TOKEN_EXPIRES_AT: &str = "refresh_token_expires_at";
}

/// The ports that Alibaba Cloud CLI's application may be led back to.
const PORTS: std::ops::RangeInclusive<u16> = 12345..=12349;

/// An access token that ends sooner might end on its way.
const SHORTEST_SECONDS: u64 = 30;

struct AlibabaCloudAccount;

impl CredentialMode for AlibabaCloudAccount {
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let oauth = OAuth::of_fields(host, &request.fields);
        if let Some(token) = kept(host, stored::ACCESS_TOKEN, stored::ACCESS_TOKEN_EXPIRES_AT)? {
            match oauth.exchange(&token) {
                Err(Failure::TokenRefused) => {}
                answered => return Ok(answered?),
            }
        }
        let refresh_token = kept(host, stored::REFRESH_TOKEN, stored::REFRESH_TOKEN_EXPIRES_AT)?;
        let refresh_token = refresh_token.ok_or_else(login_required)?;
        let tokens = match oauth.refresh(&refresh_token) {
            Err(error) if error.code == "login_required" => return Err(ended(host, &refresh_token, error)),
            refreshed => refreshed?,
        };
        let access_token = tokens.access_token.clone();
        keep(host, tokens)?;
        Ok(oauth.exchange(&access_token)?)
    }

    fn login(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let oauth = OAuth::of_fields(host, &request.fields);
        let proof = host.proof_key()?;
        host.show(who_logs_in(&request.fields))?;
        let authorized = host.authorize(&Authorization {
            url: oauth.page(&proof.challenge),
            service: Some("SIGNIN".to_owned()),
            ports: PORTS.collect(),
            path: "/cli/callback".to_owned(),
        })?;
        let code = oauth::code(&authorized)?;
        let tokens = oauth.tokens(code, &authorized.redirect_uri, &proof.verifier)?;
        // Tokens that bring no credentials are not worth keeping.
        oauth.exchange(&tokens.access_token)?;
        forget(host)?;
        keep(host, tokens)?;
        Ok(SessionAnswer {
            state: LoginState::LoggedIn,
            expires_at: None,
        })
    }

    fn logout(&self, host: &Host, _request: SessionRequest) -> Result<(), Error> {
        forget(host)
    }

    fn status(&self, host: &Host, _request: SessionRequest) -> Result<SessionAnswer, Error> {
        for (token, ends) in [
            (stored::REFRESH_TOKEN, stored::REFRESH_TOKEN_EXPIRES_AT),
            (stored::ACCESS_TOKEN, stored::ACCESS_TOKEN_EXPIRES_AT),
        ] {
            if kept(host, token, ends)?.is_some() {
                return Ok(SessionAnswer {
                    state: LoginState::LoggedIn,
                    expires_at: end(host, ends)?.map(|time| time.to_string()),
                });
            }
        }
        Ok(SessionAnswer {
            state: LoginState::LoggedOut,
            expires_at: None,
        })
    }
}

/// The page is the same for both; who is asked for a name and a password should know which.
fn who_logs_in(fields: &Fields) -> Text {
    let (en, zh) = match fields.text("account_type") {
        Some("main") => ("Log in as the main account.", "请使用主账号登录。"),
        _ => ("Log in as a RAM user.", "请使用 RAM 用户登录。"),
    };
    Text {
        en: en.to_owned(),
        zh: zh.to_owned(),
    }
}

/// A token, unless it is known to have ended.
fn kept(host: &Host, token: &str, ends: &str) -> Result<Option<Secret>, Error> {
    let soon = Timestamp::now().after(SHORTEST_SECONDS);
    let has_ended = end(host, ends)?.is_some_and(|end| end <= soon);
    Ok(host.secret(token)?.filter(|_| !has_ended))
}

fn end(host: &Host, name: &str) -> Result<Option<Timestamp>, Error> {
    let kept = host.secret(name)?;
    let seconds = kept.and_then(|text| text.expose().parse::<i64>().ok());
    Ok(seconds
        .filter(|seconds| *seconds > 0)
        .map(Timestamp::of_unix_seconds))
}

/// Keeps the refresh token first: the one before it may be worth nothing any more.
fn keep(host: &Host, tokens: Tokens) -> Result<(), Error> {
    if let Some(refresh_token) = tokens.refresh_token {
        host.put_secret(stored::REFRESH_TOKEN, refresh_token)?;
        host.remove_secret(stored::REFRESH_TOKEN_EXPIRES_AT)?;
    }
    let ends = tokens.expires_at.map_or(0, Timestamp::unix_seconds);
    host.put_secret(stored::ACCESS_TOKEN_EXPIRES_AT, Secret::new(ends.to_string()))?;
    host.put_secret(stored::ACCESS_TOKEN, tokens.access_token)
}

fn forget(host: &Host) -> Result<(), Error> {
    [
        stored::ACCESS_TOKEN,
        stored::ACCESS_TOKEN_EXPIRES_AT,
        stored::REFRESH_TOKEN,
        stored::REFRESH_TOKEN_EXPIRES_AT,
    ]
    .iter()
    .try_for_each(|name| host.remove_secret(name))
}

/// The login is over: what is left of it is forgotten, so that nobody takes it for one. Another one may be there by now.
fn ended(host: &Host, refresh_token: &Secret, error: Error) -> Error {
    let is_the_same = |now: &Secret| now.expose() == refresh_token.expose();
    match host.secret(stored::REFRESH_TOKEN) {
        Ok(Some(now)) if is_the_same(&now) => forget(host).err().unwrap_or(error),
        Ok(_) => error,
        Err(failed) => failed,
    }
}

fn login_required() -> Error {
    wrong("login_required", "nobody is logged in, or the login has ended")
}

fn wrong(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Credentials, code, message)
}

#[cfg(test)]
mod tests;
