//! `http.request`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    secret::{self, Secret},
    wire,
};

/// `http.request`: one HTTP request to an origin that the manifest names.
///
/// Only `https`, and `http` to a loopback address or to the metadata address of ECS (100.100.100.200), neither of which
/// a proxy ever sees. Redirects stay within the origin: one that leads elsewhere is the error `redirect_refused`.
///
/// ```
/// use yun_plugin_api::{HttpRequest, Secret};
///
/// let request = HttpRequest::post("https://login.example.com/token")
///     .secret_header("authorization", Secret::new("Bearer …".to_owned()))
///     .form([("grant_type", "refresh_token")]);
/// assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HttpRequest {
    /// `GET`, `POST`, `PUT` or another method.
    pub method: String,
    /// The absolute URL. It is no place for a secret: proxies and servers write URLs into their logs.
    pub url: String,
    /// Headers without secrets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Headers with secrets.
    #[serde(default, with = "secret::wire", skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub secret_headers: BTreeMap<String, Secret>,
    /// The body; none is an empty one.
    #[serde(default, with = "secret::wire", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub body: Option<Secret>,
    /// The name under which users may set another address for this service: with `OAUTH`, the variable
    /// `YUN_ENDPOINT_URL_OAUTH` (or `YUN_ENDPOINT_URL`) replaces scheme, host and port of the URL. What the manifest
    /// grants is held against the URL as it is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// How long the answer may take, in seconds; at most what is left of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
    /// How large the answer's body may be, in bytes; 1 MiB if absent, never more than 16 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// The certificate that the client shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_certificate: Option<ClientCertificate>,
    /// PEM text of the only certificate authorities that are trusted; those of the system if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_certificates: Option<String>,
    /// The path of the Unix socket to connect to instead of the URL's host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unix_socket: Option<String>,
}

/// A certificate and its key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClientCertificate {
    /// The certificate, and those between it and its authority, as PEM text.
    pub certificates: String,
    /// The private key as PEM text.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub key: Secret,
}

impl HttpRequest {
    /// A `GET` of `url`.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    /// A `POST` to `url`.
    pub fn post(url: impl Into<String>) -> Self {
        Self::new("POST", url)
    }

    /// A request of any method.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            ..Self::default()
        }
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Sets a header whose value is a secret.
    #[must_use]
    pub fn secret_header(mut self, name: impl Into<String>, value: Secret) -> Self {
        self.secret_headers.insert(name.into(), value);
        self
    }

    /// Names the service, see [`HttpRequest::service`].
    #[must_use]
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = Some(name.into());
        self
    }

    /// Sends pairs as a form.
    #[must_use]
    pub fn form<'a>(self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let pairs: Vec<_> = pairs.into_iter().collect();
        // As large as it can become at once: a buffer that grows leaves copies behind.
        let longest = |(name, value): &(&str, &str)| 3 * (name.len() + value.len()) + 2;
        let mut body = String::with_capacity(pairs.iter().map(longest).sum());
        for (name, value) in pairs {
            if !body.is_empty() {
                body.push('&');
            }
            encode(name, &mut body);
            body.push('=');
            encode(value, &mut body);
        }
        self.with_body("application/x-www-form-urlencoded", body)
    }

    /// Sends a value as JSON. Its secrets are fields marked `#[serde(with = "yun_plugin_api::secret::wire")]`.
    ///
    /// # Errors
    /// `encode` when the value has no JSON form.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Result<Self, Error> {
        let body = wire::encode(value)?;
        // What writes JSON writes UTF-8.
        let body = String::from_utf8(body).unwrap_or_default();
        Ok(self.with_body("application/json", body))
    }

    fn with_body(self, content_type: &str, body: String) -> Self {
        let mut request = self.header("content-type", content_type);
        request.body = Some(Secret::new(body));
        request
    }
}

/// Percent-encodes all but letters, digits and `-._~`, for the parts of a URL.
///
/// ```
/// let url = format!("https://a.example/roles?of={}", yun_plugin_api::percent_encode("a/b c"));
/// assert_eq!(url, "https://a.example/roles?of=a%2Fb%20c");
/// ```
pub fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    encode(text, &mut encoded);
    encoded
}

/// Appends the text, percent-encoded.
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => into.push(byte as char),
            _ => {
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                into.push('%');
                into.push(DIGITS[usize::from(byte >> 4)] as char);
                into.push(DIGITS[usize::from(byte & 15)] as char);
            }
        }
    }
}

/// The answer to [`HttpRequest`], whatever its status.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HttpResponse {
    /// The status, 200 for instance.
    pub status: u16,
    /// The headers, their names in lower case; of several of one name the last.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, which may hold secrets. One that is no UTF-8 is the error `answer_not_text`.
    #[serde(with = "secret::wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub body: Secret,
}

impl HttpResponse {
    /// An answer, for tests.
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: BTreeMap::new(),
            body: Secret::new(body.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_encoded_and_hidden() {
        let request = HttpRequest::post("https://a").form([("a b", "1&2"), ("密", "x=y~")]);
        let body = request.body.as_ref().expect("a body");
        assert_eq!(body.expose(), "a%20b=1%262&%E5%AF%86=x%3Dy~");
        assert!(!format!("{request:?}").contains("%20"), "{request:?}");
    }

    #[test]
    fn json_is_written_with_its_secrets_and_hidden() {
        #[derive(Serialize)]
        struct Asked {
            #[serde(with = "secret::wire")]
            token: Secret,
        }
        let token = Secret::new("a\"b".to_owned());
        let request = HttpRequest::post("https://a")
            .json(&Asked { token })
            .expect("encodes");
        assert_eq!(request.headers["content-type"], "application/json");
        assert_eq!(
            request.body.as_ref().expect("a body").expose(),
            r#"{"token":"a\"b"}"#
        );
        assert!(!format!("{request:?}").contains("token"), "{request:?}");
    }
}
