//! The login service: where its pages are, how tokens are had, and what they are exchanged for.

use serde::{Deserialize, de::DeserializeOwned};
use yun_plugin_api::{
    Authorized, Error, Fields, Host, HttpRequest, HttpResponse, Keys, ResolveAnswer, Secret, Timestamp,
    percent_encode, secret,
};

use crate::{login_required, wrong};

/// How long the login service may take.
const TIMEOUT_SECONDS: u64 = 10;

/// Where accounts of one kind are registered.
struct Site {
    page: &'static str,
    service: &'static str,
    /// The client id of Alibaba Cloud CLI.
    client_id: &'static str,
}

const CHINA: Site = Site {
    page: "https://signin.aliyun.com",
    service: "https://oauth.aliyun.com",
    client_id: "4038181954557748008",
};

const INTERNATIONAL: Site = Site {
    page: "https://signin.alibabacloud.com",
    service: "https://oauth.alibabacloud.com",
    client_id: "4103531455503354461",
};

/// The login service of a profile's site.
pub(crate) struct OAuth<'a> {
    host: &'a Host,
    site: Site,
    client_id: String,
}

/// What a login, or a refresh, brings.
pub(crate) struct Tokens {
    pub(crate) access_token: Secret,
    /// None where the one before it goes on.
    pub(crate) refresh_token: Option<Secret>,
    pub(crate) expires_at: Option<Timestamp>,
}

/// Why there is no answer to work with.
pub(crate) enum Failure {
    /// The access token has ended, or was taken back.
    TokenRefused,
    /// Anything else.
    Other(Error),
}

#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(with = "secret::wire")]
    access_token: Secret,
    #[serde(default, with = "secret::wire")]
    refresh_token: Option<Secret>,
    expires_in: Option<Seconds>,
}

/// A number, or a text with one: the documentation shows texts.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exchanged {
    // Alibaba Cloud's own clients differ in the case that they read.
    #[serde(alias = "AccessKeyId")]
    access_key_id: String,
    #[serde(alias = "AccessKeySecret", with = "secret::wire")]
    access_key_secret: Secret,
    #[serde(alias = "SecurityToken", with = "secret::wire")]
    security_token: Secret,
    #[serde(alias = "Expiration")]
    expiration: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Said {
    error: String,
    request_id: Option<String>,
}

impl<'a> OAuth<'a> {
    pub(crate) fn of_fields(host: &'a Host, fields: &Fields) -> Self {
        let site = match fields.text("site") {
            Some("china") => CHINA,
            _ => INTERNATIONAL,
        };
        let client_id = fields.text("client_id").unwrap_or(site.client_id).to_owned();
        Self {
            host,
            site,
            client_id,
        }
    }

    /// The login page, as far as it is known before the host adds where it leads back to.
    pub(crate) fn page(&self, challenge: &str) -> String {
        let client_id = percent_encode(&self.client_id);
        format!(
            "{}/oauth2/v1/auth?response_type=code&client_id={client_id}&code_challenge={}&code_challenge_method=S256",
            self.site.page,
            percent_encode(challenge)
        )
    }

    /// The tokens for the code that the page led back with.
    pub(crate) fn tokens(
        &self,
        code: &Secret,
        redirect_uri: &str,
        verifier: &Secret,
    ) -> Result<Tokens, Error> {
        let response = self.ask(&[
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("client_id", &self.client_id),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier.expose()),
        ])?;
        match response.status {
            200 => read_tokens(&response),
            _ => Err(refused("/v1/token", &response)),
        }
    }

    /// Further tokens. A refresh token that is worth nothing any more means that a person has to log in.
    pub(crate) fn refresh(&self, refresh_token: &Secret) -> Result<Tokens, Error> {
        let response = self.ask(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose()),
            ("client_id", &self.client_id),
        ])?;
        match response.status {
            200 => read_tokens(&response),
            400 | 401 if !is_of_the_client(&response) => Err(login_required()),
            _ => Err(refused("/v1/token", &response)),
        }
    }

    fn ask(&self, pairs: &[(&str, &str)]) -> Result<HttpResponse, Error> {
        let url = format!("{}/v1/token", self.site.service);
        self.send(HttpRequest::post(url).form(pairs.iter().copied()))
    }

    /// Credentials for an access token.
    pub(crate) fn exchange(&self, access_token: &Secret) -> Result<ResolveAnswer, Failure> {
        let bearer = Secret::new(format!("Bearer {}", access_token.expose()));
        let request = HttpRequest::post(format!("{}/v1/exchange", self.site.service))
            .header("content-type", "application/json")
            .secret_header("authorization", bearer);
        let response = self.send(request)?;
        if response.status == 401 || said(&response).error == "invalid_token" {
            return Err(Failure::TokenRefused);
        }
        if response.status != 200 {
            return Err(refused("/v1/exchange", &response).into());
        }
        let exchanged: Exchanged = read("/v1/exchange", &response)?;
        let is_whole = Timestamp::parse(&exchanged.expiration).is_some()
            && !exchanged.access_key_id.is_empty()
            && !exchanged.access_key_secret.is_empty()
            && !exchanged.security_token.is_empty();
        if !is_whole {
            return Err(malformed("/v1/exchange").into());
        }
        let keys = Keys {
            access_key_id: exchanged.access_key_id,
            access_key_secret: exchanged.access_key_secret,
            security_token: Some(exchanged.security_token),
        };
        Ok(ResolveAnswer::temporary(keys, exchanged.expiration))
    }

    fn send(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let mut request = request.header("accept", "application/json").service("OAUTH");
        request.timeout_seconds = Some(TIMEOUT_SECONDS);
        self.host.http(&request)
    }
}

/// The code that the page led back with.
pub(crate) fn code(authorized: &Authorized) -> Result<&Secret, Error> {
    let parameter = |name| authorized.parameters.get(name).filter(|value| !value.is_empty());
    match (parameter("error"), parameter("code")) {
        (Some(error), _) if error.expose() == "access_denied" => {
            Err(wrong("login_denied", "the login was denied on the page"))
        }
        (Some(error), _) => {
            let error = word(error.expose());
            Err(wrong(
                "login_refused",
                format!("the login page answered with the error {error}"),
            )
            .param("error", error))
        }
        (None, Some(code)) => Ok(code),
        (None, None) => Err(wrong(
            "login_unfinished",
            "the login page led back without a code",
        )),
    }
}

fn read_tokens(response: &HttpResponse) -> Result<Tokens, Error> {
    let answer: TokenAnswer = read("/v1/token", response)?;
    if answer.access_token.is_empty() {
        return Err(malformed("/v1/token"));
    }
    let seconds = answer.expires_in.and_then(|seconds| match seconds {
        Seconds::Number(seconds) => Some(seconds),
        Seconds::Text(text) => text.parse().ok(),
    });
    Ok(Tokens {
        access_token: answer.access_token,
        refresh_token: answer.refresh_token.filter(|token| !token.is_empty()),
        expires_at: seconds.map(|seconds| Timestamp::now().after(seconds)),
    })
}

fn read<T: DeserializeOwned>(path: &str, response: &HttpResponse) -> Result<T, Error> {
    serde_json::from_str(response.body.expose()).map_err(|_| malformed(path))
}

fn malformed(path: &str) -> Error {
    let message = format!("the login service answered in an unexpected form ({path})");
    wrong("oauth_malformed", message).param("path", path)
}

fn said(response: &HttpResponse) -> Said {
    serde_json::from_str(response.body.expose()).unwrap_or_default()
}

/// Whether it is the application that is refused, which no login helps against.
fn is_of_the_client(response: &HttpResponse) -> bool {
    matches!(
        said(response).error.as_str(),
        "invalid_client" | "unauthorized_client"
    )
}

fn refused(path: &str, response: &HttpResponse) -> Error {
    let said = said(response);
    let (status, error) = (response.status, word(&said.error));
    let message = format!("the login service refused ({path}): HTTP status {status}, error {error}");
    let mut refused = wrong("oauth_refused", message)
        .param("path", path)
        .param("status", status.to_string())
        .param("error", error);
    refused.retryable = status == 429 || status >= 500;
    match said.request_id.filter(|id| word(id) == id) {
        Some(id) => refused.request_id(id),
        None => refused,
    }
}

/// The text, if it looks like the name of an error: what stands there may be anything.
fn word(text: &str) -> &str {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    match !text.is_empty() && text.len() <= 100 && text.chars().all(fits) {
        true => text,
        false => "?",
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
            Failure::TokenRefused => login_required(),
            Failure::Other(error) => error,
        }
    }
}
