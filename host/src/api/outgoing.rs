//! What one try sends: the one place where the signatures part ways.

use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use super::{client::Request, encoding, signature_v1, signature_v3};
use crate::profile::Signature;

/// A signed request. The method is POST for either signature.
pub(super) struct Outgoing {
    pub(super) url: Url,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

/// What one try has that the try before it had not.
pub(super) struct Attempt<'a> {
    /// The value of the header `host`, which the HTTP client writes itself, from the URL.
    pub(super) host: &'a str,
    pub(super) nonce: &'a str,
    pub(super) date: DateTime<Utc>,
    /// How many tries there were before.
    pub(super) retries: u32,
    /// How long was waited after the last of them.
    pub(super) waited: Duration,
}

impl Outgoing {
    /// Signs a request for one try.
    pub(super) fn signed(request: &Request<'_>, attempt: &Attempt<'_>) -> Self {
        match request.signature {
            Signature::V3 => Self::v3(request, attempt),
            Signature::V1 => Self::v1(request, attempt),
        }
    }

    /// Parameters in the query, those with secrets in the body; what signs them in headers.
    fn v3(request: &Request<'_>, attempt: &Attempt<'_>) -> Self {
        let query = encoding::query(request.params);
        let secrets = request.secrets.iter();
        let body = encoding::form(secrets.map(|(key, secret)| (key.as_ref(), secret.expose())));
        let mut more = attempt.headers();
        if !body.is_empty() {
            more.push(form_type());
        }
        let unsigned = signature_v3::Unsigned {
            host: attempt.host,
            action: request.action,
            version: request.version,
            query: &query,
            body: body.as_bytes(),
            date: attempt.date,
            nonce: attempt.nonce,
            more,
        };
        let mut headers = signature_v3::sign(unsigned, request.keys);
        headers.retain(|(name, _)| *name != "host");
        let mut url = request.url.clone();
        url.set_query(Some(&query));
        Self { url, headers, body }
    }

    /// Everything in the form, so that no token stands in a URL, which proxies and gateways write into their logs.
    fn v1(request: &Request<'_>, attempt: &Attempt<'_>) -> Self {
        let unsigned = signature_v1::Unsigned {
            action: request.action,
            version: request.version,
            params: request.params,
            secrets: request.secrets,
            date: attempt.date,
            nonce: attempt.nonce,
        };
        let mut headers = attempt.headers();
        headers.push(form_type());
        Self {
            url: request.url.clone(),
            headers,
            body: signature_v1::form(unsigned, request.keys),
        }
    }
}

/// The header of a body that is a form.
fn form_type() -> (&'static str, String) {
    ("content-type", "application/x-www-form-urlencoded".to_owned())
}

/// How long a request is when it is signed, without what HTTP adds: for benchmarks.
pub fn signed_length(request: &Request<'_>, nonce: &str, date: DateTime<Utc>) -> usize {
    let attempt = Attempt {
        host: "ecs.cn-hangzhou.aliyuncs.com",
        nonce,
        date,
        retries: 0,
        waited: Duration::ZERO,
    };
    let outgoing = Outgoing::signed(request, &attempt);
    let headers = outgoing
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len());
    outgoing.url.as_str().len() + outgoing.body.len() + headers.sum::<usize>()
}

impl Attempt<'_> {
    /// What tells the API that this is a further try.
    fn headers(&self) -> Vec<(&'static str, String)> {
        if self.retries == 0 {
            return Vec::new();
        }
        vec![
            ("x-acs-retry-attempts", self.retries.to_string()),
            ("x-acs-retry-delay", self.waited.as_millis().to_string()),
        ]
    }
}
