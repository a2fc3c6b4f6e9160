//! Requests to the portal: JSON both ways, and its refusals.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use yun_plugin_api::{Error, Host, HttpRequest, HttpResponse, Secret};

use crate::{login_required, wrong};

/// How long the portal may take.
const TIMEOUT_SECONDS: u64 = 10;

/// The portal, which answers on the sign-in URL's host.
pub(crate) struct Portal<'a> {
    host: &'a Host,
    /// The sign-in URL.
    pub(crate) url: &'a str,
}

/// Why there is no answer to work with.
pub(crate) enum Failure {
    /// The portal said no.
    Refused(Refusal),
    /// Anything else.
    Other(Error),
}

/// What the portal says when it refuses.
pub(crate) struct Refusal {
    path: &'static str,
    /// Its `ErrorCode`, as far as it looks like one; the HTTP status where there is none.
    pub(crate) code: String,
    request_id: Option<String>,
    /// Whether the access token is at fault.
    is_unauthorized: bool,
    /// Whether it may pass.
    is_passing: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Said {
    error_code: String,
    request_id: Option<String>,
}

impl<'a> Portal<'a> {
    pub(crate) fn new(host: &'a Host, url: &'a str) -> Self {
        Self { host, url }
    }

    /// Sends JSON to a path; with a token, in the name of who is logged in.
    pub(crate) fn post<T: DeserializeOwned>(
        &self,
        path: &'static str,
        body: &impl Serialize,
        token: Option<&Secret>,
    ) -> Result<T, Failure> {
        let request = HttpRequest::post(self.address(path)).json(body)?;
        self.send(path, request, token)
    }

    /// Asks a path in the name of who is logged in; the query is encoded already.
    pub(crate) fn get<T: DeserializeOwned>(
        &self,
        path: &'static str,
        query: &str,
        token: &Secret,
    ) -> Result<T, Failure> {
        let request = HttpRequest::get(format!("{}?{query}", self.address(path)));
        self.send(path, request, Some(token))
    }

    fn address(&self, path: &str) -> String {
        let start = self.url.find("://").map_or(0, |place| place + 3);
        let end = self.url[start..].find(['/', '?', '#']);
        let origin = &self.url[..end.map_or(self.url.len(), |place| start + place)];
        format!("{origin}{path}")
    }

    fn send<T: DeserializeOwned>(
        &self,
        path: &'static str,
        request: HttpRequest,
        token: Option<&Secret>,
    ) -> Result<T, Failure> {
        let mut request = request.header("accept", "application/json").service("CLOUDSSO");
        request.timeout_seconds = Some(TIMEOUT_SECONDS);
        if let Some(token) = token {
            let bearer = Secret::new(format!("Bearer {}", token.expose()));
            request = request.secret_header("authorization", bearer);
        }
        let response = self.host.http(&request)?;
        if !(200..300).contains(&response.status) {
            return Err(Failure::Refused(Refusal::new(path, &response, token.is_some())));
        }
        serde_json::from_str(response.body.expose()).map_err(|_| {
            let message = format!("CloudSSO answered in an unexpected form ({path})");
            Failure::Other(wrong("sso_malformed", message).param("path", path))
        })
    }
}

impl Refusal {
    fn new(path: &'static str, response: &HttpResponse, with_token: bool) -> Self {
        let said: Said = serde_json::from_str(response.body.expose()).unwrap_or_default();
        let is_code = |text: &str| {
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            !text.is_empty() && text.len() <= 100 && text.chars().all(fits)
        };
        Self {
            path,
            code: match is_code(&said.error_code) {
                true => said.error_code,
                false => format!("HTTP {}", response.status),
            },
            request_id: said.request_id.filter(|id| is_code(id)),
            is_unauthorized: with_token && response.status == 401,
            is_passing: response.status == 429 || response.status >= 500,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Other(error) => error,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let Refusal { path, code, .. } = &refusal;
        let mut error = match refusal.is_unauthorized {
            true => login_required(),
            false => wrong("sso_refused", format!("CloudSSO refused ({path}): {code}"))
                .param("path", *path)
                .param("code", code),
        };
        error.retryable = refusal.is_passing;
        match refusal.request_id {
            Some(id) => error.request_id(id),
            None => error,
        }
    }
}
