//! The credential mode.

use serde_json::Value;
use yun_plugin_api::{
    CheckAnswer, CheckRequest, CredentialMode, Error, ErrorKind, FieldError, Host, HttpRequest, Keys, Level,
    LoginState, ResolveAnswer, ResolveRequest, Secret, SessionAnswer, SessionRequest,
};

use crate::breaks;

pub(crate) struct Breaks;

impl CredentialMode for Breaks {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        let wrong = FieldError {
            field: "account".to_owned(),
            error: Error::new(ErrorKind::InvalidInput, "no_keys", "no account is good enough"),
        };
        let is_wrong = breaks("check-fields") && request.fields.text("account").is_some();
        Ok(CheckAnswer {
            errors: is_wrong.then_some(wrong).into_iter().collect(),
        })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        if !breaks("missing-fields") {
            request.fields.required_text("account")?;
            request.fields.required_secret("password")?;
        }
        if let Some(password) = request
            .fields
            .secret("password")
            .filter(|_| breaks("secrets-hidden"))
        {
            host.log(Level::Debug, format!("the password is {}", password.expose()));
        }
        let body = host.http(&HttpRequest::get("https://breaks.example/keys"))?.body;
        let answer: Value = serde_json::from_str(body.expose()).unwrap_or_default();
        if breaks("secrets-hidden-in-answers") && answer["id"].is_null() {
            let message = format!("no keys in {}", body.expose());
            return Err(Error::new(ErrorKind::Credentials, "no_keys", message));
        }
        let text = |key: &str| {
            answer[key]
                .as_str()
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let no_keys = || Error::new(ErrorKind::Credentials, "no_keys", "there are no keys");
        let keys = Keys {
            access_key_id: text("id").ok_or_else(no_keys)?,
            access_key_secret: Secret::new(text("secret").ok_or_else(no_keys)?),
            security_token: text("token").filter(|_| !breaks("keys")).map(Secret::new),
        };
        let end = if breaks("keys-that-end") {
            "2020-01-02T03:04:05Z"
        } else {
            "2099-01-02T03:04:05Z"
        };
        Ok(ResolveAnswer::temporary(keys, end))
    }

    fn login(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let body = host
            .http(&HttpRequest::post("https://breaks.example/login"))?
            .body;
        let answer: Value = serde_json::from_str(body.expose()).unwrap_or_default();
        let account = request.fields.text("account").unwrap_or_default();
        let session = answer["session"].as_str().filter(|session| !session.is_empty());
        let session = session.ok_or_else(|| {
            let error = Error::new(ErrorKind::Credentials, "login_needed", "there is no session");
            match breaks("error-texts-params") {
                true => error,
                false => error.param("account", account),
            }
        })?;
        if !breaks("login") {
            host.put_secret("session", Secret::new(session.to_owned()))?;
        }
        Ok(SessionAnswer {
            state: LoginState::LoggedIn,
            expires_at: None,
        })
    }

    fn logout(&self, host: &Host, _request: SessionRequest) -> Result<(), Error> {
        match breaks("login-that-stays") {
            true => Ok(()),
            false => host.remove_secret("session"),
        }
    }

    fn status(&self, host: &Host, _request: SessionRequest) -> Result<SessionAnswer, Error> {
        let state = match host.secret("session")? {
            Some(_) if !breaks("login") => LoginState::LoggedIn,
            _ => LoginState::LoggedOut,
        };
        Ok(SessionAnswer {
            state,
            expires_at: None,
        })
    }
}
