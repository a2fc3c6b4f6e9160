//! The token for Vault: in the file that the profile names, in `VAULT_TOKEN`, or kept by a login; the first of them
//! that is there counts.

use yun_plugin_api::{Error, ErrorKind, Fields, Host, Question, QuestionKind, Secret, manifest::Text};

/// The variable that Vault's own command line reads.
const VARIABLE: &str = "VAULT_TOKEN";

/// Under which name a login's token is kept; the manifest's `stores` has it.
const KEPT: &str = "token";

/// The token to show to Vault.
///
/// # Errors
/// `login_required` if there is none, or what is wrong with the one that there is.
pub(crate) fn present(host: &Host, fields: &Fields) -> Result<Secret, Error> {
    if let Some(token) = given(host, fields)? {
        return Ok(token);
    }
    // The host adds what to do about it: `yun login`, with the profile's name.
    host.secret(KEPT)?.ok_or_else(|| {
        let message = "there is no Vault token in a file, in VAULT_TOKEN or from a login";
        Error::new(ErrorKind::Credentials, "login_required", message)
    })
}

/// The token that is there without a login.
pub(crate) fn given(host: &Host, fields: &Fields) -> Result<Option<Secret>, Error> {
    if let Some(path) = fields.text("token_file") {
        return of_text(&host.read_file(path)?, path)?
            .map(Some)
            .ok_or_else(|| empty(path));
    }
    match host.variable(VARIABLE)? {
        Some(text) => of_text(&text, VARIABLE),
        None => Ok(None),
    }
}

/// Asks the person at the terminal for one.
///
/// # Errors
/// `vault_token_missing` where nobody can be asked, so that scripts learn how else a token is given.
pub(crate) fn ask(host: &Host) -> Result<Secret, Error> {
    let asked = host.ask(&Question {
        title: Text {
            en: "Vault token".to_owned(),
            zh: "Vault 令牌".to_owned(),
        },
        help: Some(Text {
            en: "What `vault login` or your administrator gave you, hvs.… for instance".to_owned(),
            zh: "`vault login` 或管理员提供的令牌，例如 hvs.…".to_owned(),
        }),
        kind: QuestionKind::Secret,
        choices: Vec::new(),
    });
    let answer = asked.map_err(|error| match error.code.as_str() {
        "prompt_unavailable" => missing(),
        _ => error,
    })?;
    of_text(&answer, "the answer")?.ok_or_else(|| malformed("the answer"))
}

/// Keeps a token with the profile.
pub(crate) fn keep(host: &Host, token: Secret) -> Result<(), Error> {
    host.put_secret(KEPT, token)
}

/// Forgets the token that was kept.
pub(crate) fn forget(host: &Host) -> Result<(), Error> {
    host.remove_secret(KEPT)
}

/// The token in a text, without the line's end that editors and `echo` put there; none in an empty one.
fn of_text(text: &Secret, source: &str) -> Result<Option<Secret>, Error> {
    match text.expose().trim() {
        "" => Ok(None),
        token if token.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Some(Secret::new(token.to_owned()))),
        _ => Err(malformed(source)),
    }
}

fn missing() -> Error {
    let message = "there is no Vault token, and nobody can be asked for one";
    Error::new(ErrorKind::Credentials, "vault_token_missing", message)
}

fn empty(path: &str) -> Error {
    let message = format!("the file {path} is empty");
    Error::new(ErrorKind::Credentials, "vault_token_empty", message).param("path", path)
}

fn malformed(source: &str) -> Error {
    let message = format!("{source} holds something that is no Vault token");
    Error::new(ErrorKind::Credentials, "vault_token_malformed", message).param("source", source)
}
