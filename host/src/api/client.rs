//! Sends a call: signs, waits for a place, sends, reads, and tries again where that is harmless and may help.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    time::{Duration, Instant},
};

use reqwest::{
    Response,
    header::{ACCEPT, HeaderMap},
};
use url::Url;
use yun_plugin_api::Keys;

use super::{
    answer::{self, Failure, Outlook},
    clocks, encoding,
    http::Http,
    limit::{LONGEST_RETRY_AFTER, Limits},
    retry::{Budget, MOST_SILENT_TRIES, MOST_TRIES, backoff},
    signature_v3::{self, Unsigned},
    unreachable,
};
use crate::{
    clock,
    error::{Error, ErrorKind},
    hex,
    text::message,
};

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// A call to send.
pub struct Request<'a> {
    /// Whose limit it counts on.
    pub profile: &'a str,
    /// The product's code.
    pub product: &'a str,
    /// The API's version.
    pub version: &'a str,
    /// The API action.
    pub action: &'a str,
    /// The parameters.
    pub params: &'a BTreeMap<Cow<'static, str>, String>,
    /// Where to send it.
    pub url: Url,
    /// What to sign it with.
    pub keys: &'a Keys,
    /// Whether sending it twice is harmless.
    pub repeatable: bool,
    /// When the answer is no longer wanted.
    pub deadline: Instant,
}

/// What all calls of a command share.
#[derive(Default)]
pub struct ApiClient {
    http: Http,
    limits: Limits,
    budget: Budget,
}

impl ApiClient {
    /// Sends a call and returns the body of its answer.
    ///
    /// # Errors
    /// The API's error by its code; `unreachable`, `no_answer` and the like when there was no answer.
    pub async fn send(&self, request: &Request<'_>) -> Result<Vec<u8>, Error> {
        let bucket = (
            request.profile.to_owned(),
            request.product.to_owned(),
            request.action.to_owned(),
        );
        let limit = self.limits.of(bucket);
        let query = encoding::query(request.params);
        let mut tries = 0;
        let mut waited = Duration::ZERO;
        loop {
            tries += 1;
            let place = within(request, limit.place()).await?;
            let started = Instant::now();
            let outcome = within(request, self.try_once(request, &query, tries - 1, waited)).await;
            let outcome = outcome.unwrap_or_else(|error| Err(Tried::silent(error)));
            tracing::debug!(
                profile = request.profile,
                product = request.product,
                action = request.action,
                host = request.url.host_str(),
                milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
                tries,
                outcome = outcome
                    .as_ref()
                    .map_or_else(|tried| tried.failure.error.code(), |_| "ok"),
                "api call"
            );
            let tried = match outcome {
                Ok(body) => {
                    place.succeeded();
                    self.budget.refund();
                    return Ok(body);
                }
                Err(tried) => tried,
            };
            if tried.failure.outlook == Outlook::Throttled {
                place.throttled();
            }
            drop(place);
            let most = if tried.silent {
                MOST_SILENT_TRIES
            } else {
                MOST_TRIES
            };
            let worth_it = tried.failure.outlook != Outlook::Final && request.repeatable && tries < most;
            // What the API asks for, and a little more, so that not everybody comes back at once.
            let asked = tried.retry_after.map(|asked| asked.mul_f64(1.0 + random() / 5.0));
            waited = asked.unwrap_or_else(|| backoff(tries, random()));
            let in_time = Instant::now() + waited < request.deadline;
            if !worth_it || !in_time || !self.budget.take() {
                return Err(tried.failure.error);
            }
            tokio::time::sleep(waited).await;
        }
    }

    async fn try_once(
        &self,
        request: &Request<'_>,
        query: &str,
        retries: u32,
        waited: Duration,
    ) -> Result<Vec<u8>, Tried> {
        let host = host_header(&request.url);
        let mut more = Vec::new();
        if retries > 0 {
            more.push(("x-acs-retry-attempts", retries.to_string()));
            more.push(("x-acs-retry-delay", waited.as_millis().to_string()));
        }
        let nonce = nonce().map_err(Tried::last)?;
        let unsigned = Unsigned {
            host: &host,
            action: request.action,
            version: request.version,
            query,
            body: b"",
            date: clock::now(),
            nonce: &nonce,
            more,
        };
        let headers = signature_v3::sign(unsigned, request.keys);
        let mut url = request.url.clone();
        url.set_query(Some(query));
        let mut sent = self
            .http
            .client(url.scheme())
            .map_err(Tried::last)?
            .post(url)
            .header(ACCEPT, "application/json");
        for (name, value) in headers {
            // The HTTP client writes this one itself, from the URL.
            if name != "host" {
                sent = sent.header(name, value);
            }
        }
        let response = sent.send().await.map_err(|error| transport(error, &host))?;
        self.read(request, response, &host).await
    }

    async fn read(
        &self,
        request: &Request<'_>,
        mut response: Response,
        host: &str,
    ) -> Result<Vec<u8>, Tried> {
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let their_time = clocks::date(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| transport(error, host))? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                let message = message!("error-answer-too-large", action = request.action);
                return Err(Tried::last(Error::new(
                    ErrorKind::Unavailable,
                    "answer_too_large",
                    message,
                )));
            }
            body.extend_from_slice(&chunk);
        }
        if (200..300).contains(&status) {
            if body.trim_ascii_start().first() == Some(&b'{') && body.trim_ascii_end().last() == Some(&b'}') {
                return Ok(body);
            }
            return Err(Tried::last(answer::not_json(request.action)));
        }
        let keys = request.keys;
        let token = keys.security_token.as_ref().map_or("", |token| token.expose());
        let hidden = [
            keys.access_key_id.as_str(),
            keys.access_key_secret.expose(),
            token,
        ];
        let failure = answer::failure(status, &body, request.action, &hidden);
        let failure = clocks::with_both_clocks(failure, clock::now(), their_time);
        Err(Tried {
            failure,
            retry_after,
            silent: false,
        })
    }
}

/// A try that failed.
struct Tried {
    failure: Failure,
    retry_after: Option<Duration>,
    /// Whether nobody answered at all.
    silent: bool,
}

impl Tried {
    fn last(error: Error) -> Self {
        Self {
            failure: Failure {
                outlook: Outlook::Final,
                error,
            },
            retry_after: None,
            silent: false,
        }
    }

    fn silent(error: Error) -> Self {
        Self {
            failure: Failure {
                outlook: Outlook::Passing,
                error,
            },
            retry_after: None,
            silent: true,
        }
    }

    fn dropped(error: Error) -> Self {
        Self {
            failure: Failure {
                outlook: Outlook::Passing,
                error,
            },
            retry_after: None,
            silent: false,
        }
    }
}

/// Ends what takes longer than the call may.
async fn within<T>(request: &Request<'_>, work: impl Future<Output = T>) -> Result<T, Error> {
    let deadline = tokio::time::Instant::from_std(request.deadline);
    tokio::time::timeout_at(deadline, work)
        .await
        .map_err(|_| no_answer(&host_header(&request.url)))
}

fn no_answer(host: &str) -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "no_answer",
        message!("error-no-answer", host = host),
    )
    .hint(message!("hint-unreachable"))
    .retryable(true)
}

fn transport(error: reqwest::Error, host: &str) -> Tried {
    let error = error.without_url();
    let reason = innermost(&error);
    if error.is_timeout() {
        return Tried::silent(no_answer(host).source(error));
    }
    if error.is_connect() {
        let refused = refuses_certificate(&error);
        let (message, hint) = unreachable::explained(&error, host, reason);
        let failed = Error::new(ErrorKind::Unavailable, "unreachable", message)
            .retryable(!refused)
            .source(error);
        return if refused {
            Tried::last(failed.hint(message!("hint-certificate")))
        } else {
            Tried::silent(failed.hint(hint))
        };
    }
    let failed = Error::new(
        ErrorKind::Unavailable,
        "connection_lost",
        message!("error-connection-lost", host = host, reason = reason),
    )
    .retryable(true)
    .source(error);
    Tried::dropped(failed)
}

/// Whether the other side's certificate is what is wrong: trying again does not mend it.
fn refuses_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        // An I/O error hides what it wraps from `source`.
        let wrapped = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        let tls = wrapped.and_then(|wrapped| wrapped.downcast_ref::<rustls::Error>());
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The text of the innermost cause: the outer ones say only that something failed.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// The value of the header `host`: the port stands in it unless it is the scheme's own.
fn host_header(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// `x-acs-retry-after`, which is in milliseconds.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let milliseconds = headers
        .get("x-acs-retry-after")?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_millis(milliseconds).min(LONGEST_RETRY_AFTER))
}

fn nonce() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(
            ErrorKind::Failed,
            "no_randomness",
            message!("error-randomness", reason = error.to_string()),
        )
    })?;
    Ok(hex::encode(&bytes))
}

/// A number from 0 to 1.
fn random() -> f64 {
    let mut bytes = [0; 4];
    // Without randomness the longest wait is as good as any.
    match getrandom::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_header_has_the_port_that_is_not_the_schemes_own() {
        let header = |url: &str| host_header(&Url::parse(url).expect("a URL"));
        assert_eq!(header("http://127.0.0.1:8080/"), "127.0.0.1:8080");
        assert_eq!(header("https://ecs.aliyuncs.com:443/"), "ecs.aliyuncs.com");
        assert_eq!(header("http://[::1]:1/"), "[::1]:1");
    }

    #[test]
    fn a_retry_after_is_in_milliseconds_and_bounded() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-acs-retry-after", value.parse().expect("a header"));
            retry_after(&headers)
        };
        assert_eq!(of("1500"), Some(Duration::from_millis(1500)));
        assert_eq!(of("99999999"), Some(LONGEST_RETRY_AFTER));
        assert_eq!(of("soon"), None);
    }
}
