//! The credential mode `{{mode}}`.
//!
//! To begin with it has temporary keys from an HTTP service, for a token.
//! The service answers `GET <service>/credentials`, asked with the token, with
//! `{"AccessKeyId": "…", "AccessKeySecret": "…", "SecurityToken": "…", "Expiration": "…"}`.
//!
//! yun calls `resolve` once a command at most, keeps what it answers until shortly before it ends,
//! and signs with it. What this file needs from outside it asks the `Host` for, and the manifest's
//! `capabilities` say what that may be.

use yun_plugin_api::{
    CredentialMode, Error, ErrorKind, Host, HttpRequest, Plugin, ResolveAnswer, ResolveRequest,
    Secret, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

/// The mode's name, as in the manifest.
const MODE: &str = "{{mode}}";

/// The variable that has the token where the profile names no file.
const TOKEN_VARIABLE: &str = "{{variable}}";

fn plugin() -> Plugin {
    Plugin::new().credential_mode(MODE, KeyService)
}

struct KeyService;

impl CredentialMode for KeyService {
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let service = request.fields.required_text("service")?;
        let token = token(host, request.fields.text("token_file"))?;
        // A secret header is neither logged nor left in memory; a URL or a plain header may be.
        let asked = HttpRequest::get(format!("{}/credentials", service.trim_end_matches('/')))
            .secret_header("authorization", bearer(&token));
        let answer = host.http(&asked)?;
        match answer.status {
            200 => ResolveAnswer::from_document(&answer.body).map_err(answer_unusable),
            401 | 403 => Err(token_rejected()),
            status => Err(service_failed(status)),
        }
    }
}

/// The token, from the file that the profile names, or from the variable.
fn token(host: &Host, file: Option<&str>) -> Result<Secret, Error> {
    match file {
        Some(path) => host.read_file(path),
        None => host.variable(TOKEN_VARIABLE)?.ok_or_else(token_missing),
    }
}

fn bearer(token: &Secret) -> Secret {
    Secret::new(format!("Bearer {}", token.expose().trim()))
}

// The manifest's `messages` have the texts of these errors that people read, by their codes.

fn token_missing() -> Error {
    let message = "there is no token";
    Error::new(ErrorKind::Credentials, "token_missing", message)
}

fn token_rejected() -> Error {
    let message = "the service does not accept the token";
    Error::new(ErrorKind::Credentials, "token_rejected", message)
}

/// What the reader of the answer says never repeats a part of it.
fn answer_unusable(error: Error) -> Error {
    let message = "the service answered with no credentials";
    Error::new(ErrorKind::Credentials, "answer_unusable", message).param("reason", error.message)
}

fn service_failed(status: u16) -> Error {
    let message = format!("the service answered with the HTTP status {status}");
    Error::new(ErrorKind::Unavailable, "service_failed", message)
        .param("status", status.to_string())
}

#[cfg(test)]
mod tests;
