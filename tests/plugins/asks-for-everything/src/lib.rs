//! A credential mode that asks the host for one service, which its fields name with the very bytes of the request, and
//! whose outcome is what came of it: the service's error as it is, or the error `answered` with what was answered.

use yun_plugin_api::{
    __private, CheckAnswer, CheckRequest, CredentialMode, Error, ErrorKind, Fields, Host, LoginState, Plugin,
    ResolveAnswer, ResolveRequest, SessionAnswer, SessionRequest, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("Asks", Asks)
}

struct Asks;

impl CredentialMode for Asks {
    fn check(&self, host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        ask(host, &request.fields, "check").map(|()| CheckAnswer::default())
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        ask(host, &request.fields, "resolve")?;
        Err(Error::new(ErrorKind::Failed, "not_asked", "nothing was asked"))
    }

    fn login(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        ask(host, &request.fields, "login")?;
        Ok(SessionAnswer {
            state: LoginState::LoggedIn,
            expires_at: None,
        })
    }

    fn logout(&self, host: &Host, request: SessionRequest) -> Result<(), Error> {
        ask(host, &request.fields, "logout")
    }
}

/// Asks if this is the moment to.
fn ask(host: &Host, fields: &Fields, moment: &str) -> Result<(), Error> {
    if fields.text("moment") != Some(moment) {
        return Ok(());
    }
    let request = fields.required_secret("asked")?.expose().as_bytes();
    let (services, id) = __private::parts(host);
    match services.call(id, fields.required_text("service")?, request) {
        Ok(answer) => Err(Error::new(ErrorKind::Failed, "answered", shown(&answer))),
        Err(error) => Err(__private::decode(&error)
            .unwrap_or_else(|_| Error::new(ErrorKind::Failed, "unreadable", "an unreadable error"))),
    }
}

/// How much of an answer is shown, in characters: an error may not be of any length.
const MOST_SHOWN: usize = 64 * 1024;

/// The answer; of credentials only the part that may be shown.
fn shown(answer: &[u8]) -> String {
    match __private::decode::<ResolveAnswer>(answer).map(ResolveAnswer::into_keys) {
        Ok(Some(keys)) => keys.access_key_id,
        _ => String::from_utf8_lossy(answer).chars().take(MOST_SHOWN).collect(),
    }
}
