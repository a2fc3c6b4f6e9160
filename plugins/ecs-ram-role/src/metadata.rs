//! The metadata service of ECS: who has the machine's RAM role, and its credentials.
//!
//! A token is fetched first, as the service's newer form wants it. Where the service refuses to give one (4xx), it is
//! asked without, as Alibaba Cloud's SDKs do, unless `ALIBABA_CLOUD_IMDSV1_DISABLED` forbids that. A wrong answer is an
//! error of the credentials (exit code 4); no answer within 5 seconds is unavailable (exit code 7).
//!
//! Source: <https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata>.

use serde::Deserialize;
use yun_plugin_api::{Error, ErrorKind, Host, HttpRequest, HttpResponse, ResolveAnswer, Secret};

use crate::wrong;

const ADDRESS: &str = "http://100.100.100.200/latest";
const ROLES: &str = "/meta-data/ram/security-credentials/";

/// Set to anything but `false`, `0` or nothing, it forbids requests without a token.
const ONLY_WITH_TOKEN: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";

/// How long the service may take. It is on the same machine, so to speak.
const TIMEOUT_SECONDS: u64 = 5;

/// The credentials of the machine's RAM role; of the one that is attached, if it is not named.
pub(crate) fn credentials(host: &Host, role: Option<&str>) -> Result<ResolveAnswer, Error> {
    let named = role.map(role_name).transpose()?;
    let token = token(host)?;
    let role = match named {
        Some(role) => role,
        None => attached_role(host, token.as_ref())?,
    };
    let response = get(host, &format!("{ROLES}{role}"), token.as_ref())?;
    if response.status == 404 {
        let message = format!("the RAM role {role} is not attached to this instance");
        return Err(wrong("role_unknown", message).param("role", role));
    }
    let body = succeeded(response)?;
    let answer = ResolveAnswer::from_document(&body)?;
    require_code(&body)?;
    Ok(answer)
}

fn attached_role(host: &Host, token: Option<&Secret>) -> Result<String, Error> {
    let response = get(host, ROLES, token)?;
    let body = match response.status {
        404 => Secret::default(),
        _ => succeeded(response)?,
    };
    match body.expose().lines().next().map_or("", str::trim) {
        "" => Err(wrong("role_absent", "no RAM role is attached to this instance")),
        role => role_name(role),
    }
}

/// The name, if it may stand in a URL as it is.
fn role_name(name: &str) -> Result<String, Error> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    match name.len() <= 64 && !name.starts_with('.') && name.chars().all(fits) {
        true => Ok(name.to_owned()),
        false => Err(wrong("role_name_malformed", "that is no name of a RAM role")),
    }
}

/// A token for the following requests; none where they do without.
fn token(host: &Host) -> Result<Option<Secret>, Error> {
    let request = HttpRequest::new("PUT", format!("{ADDRESS}/api/token"))
        .header("x-aliyun-ecs-metadata-token-ttl-seconds", "21600");
    let response = send(host, request)?;
    if (400..500).contains(&response.status) {
        return match is_token_required(host)? {
            true => Err(status_error("metadata_token_refused", response.status)),
            false => Ok(None),
        };
    }
    let token = succeeded(response)?;
    match token.expose().trim() {
        "" => Err(wrong(
            "document_empty",
            "the metadata service answered with nothing",
        )),
        token => Ok(Some(Secret::new(token.to_owned()))),
    }
}

fn is_token_required(host: &Host) -> Result<bool, Error> {
    let value = host.variable(ONLY_WITH_TOKEN)?;
    Ok(value.is_some_and(|value| !matches!(value.expose().to_lowercase().as_str(), "false" | "0" | "no")))
}

fn get(host: &Host, path: &str, token: Option<&Secret>) -> Result<HttpResponse, Error> {
    let mut request = HttpRequest::get(format!("{ADDRESS}{path}"));
    if let Some(token) = token {
        request = request.secret_header("x-aliyun-ecs-metadata-token", token.clone());
    }
    send(host, request)
}

fn send(host: &Host, request: HttpRequest) -> Result<HttpResponse, Error> {
    let mut request = request.service("IMDS");
    request.timeout_seconds = Some(TIMEOUT_SECONDS);
    host.http(&request).map_err(|error| match error.kind {
        ErrorKind::Unavailable => {
            let message = format!("the metadata service of ECS does not answer: {error}");
            Error::new(error.kind, "metadata_unreachable", message).param("reason", error.message)
        }
        _ => error,
    })
}

fn succeeded(response: HttpResponse) -> Result<Secret, Error> {
    match response.status {
        200 => Ok(response.body),
        status => Err(status_error("metadata_status", status)),
    }
}

fn status_error(code: &'static str, status: u16) -> Error {
    let message = format!("the metadata service of ECS answered with the HTTP status {status}");
    wrong(code, message).param("status", status.to_string())
}

/// Documents may do without a `Code`; the metadata service may not.
fn require_code(body: &Secret) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Coded {
        #[serde(rename = "Code")]
        _code: String,
    }
    match serde_json::from_str::<Coded>(body.expose()) {
        Ok(_) => Ok(()),
        Err(_) => Err(wrong("document_incomplete", "Code is missing").param("key", "Code")),
    }
}
