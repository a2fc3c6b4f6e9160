//! `AcmeSso`: a login at the company's portal, and keys as long as it holds.

use yun_plugin_api::{
    CheckAnswer, CheckRequest, CredentialMode, Error, ErrorKind, FieldError, Fields, Host, LoginState,
    ResolveAnswer, ResolveRequest, SessionAnswer, SessionRequest,
};

use crate::{
    keys::{accepted, keys},
    portal::Portal,
};

/// Under which name the session's token is kept; the manifest's `stores` has it.
const SESSION: &str = "session";

pub(crate) struct AcmeSso;

impl CredentialMode for AcmeSso {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        Ok(CheckAnswer {
            errors: half_a_certificate(&request.fields).into_iter().collect(),
        })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let fields = &request.fields;
        let session = host.secret(SESSION)?.ok_or_else(login_required)?;
        let answer = Portal::of(host, fields)?.keys(&session, fields.required_text("role")?)?;
        if answer.status == 401 {
            return Err(login_required());
        }
        keys(host, fields, &accepted(answer, fields)?)
    }

    fn login(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let portal = Portal::of(host, &request.fields)?;
        let login = match request.fields.text("sign_in") {
            Some("browser") => portal.log_in_with_browser()?,
            _ => portal.log_in_with_code()?,
        };
        host.put_secret(SESSION, login.session)?;
        Ok(SessionAnswer {
            state: LoginState::LoggedIn,
            expires_at: login.expires_at,
        })
    }

    fn logout(&self, host: &Host, request: SessionRequest) -> Result<(), Error> {
        let Some(session) = host.secret(SESSION)? else {
            return Ok(());
        };
        // Forgotten here even if the portal cannot be told.
        host.remove_secret(SESSION)?;
        Portal::of(host, &request.fields)?.end(&session)
    }

    fn status(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let standing = match host.secret(SESSION)? {
            Some(session) => Portal::of(host, &request.fields)?.standing(&session)?,
            None => None,
        };
        Ok(match standing {
            Some(standing) => SessionAnswer {
                state: LoginState::LoggedIn,
                expires_at: standing.expires_at,
            },
            None => SessionAnswer {
                state: LoginState::LoggedOut,
                expires_at: None,
            },
        })
    }
}

/// A certificate is of no use without its key, nor the other way round.
fn half_a_certificate(fields: &Fields) -> Option<FieldError> {
    let (has, lacks) = fields.half_given("certificate_file", "key_file")?;
    let message = format!("{has} is given without {lacks}");
    let error = Error::new(ErrorKind::InvalidInput, "acme_half_a_certificate", message);
    Some(FieldError {
        field: lacks.to_owned(),
        error: error.param("has", has).param("lacks", lacks),
    })
}

fn login_required() -> Error {
    // The host adds what to do about it: `yun login`, with the profile's name.
    Error::new(
        ErrorKind::Credentials,
        "login_required",
        "there is no login, or it has ended",
    )
}
