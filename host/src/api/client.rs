//! Sends a call: signs, waits for a place, sends, reads, and tries again where that is harmless and may help.

use std::time::{Duration, Instant};

use reqwest::{
    Response,
    header::{ACCEPT, HeaderMap},
};
use url::Url;
use yun_plugin_api::{Keys, Secret};

use super::{
    Params, SecretParams,
    answer::{self, Outlook},
    clocks,
    http::Http,
    limit::{LONGEST_RETRY_AFTER, Limits},
    outgoing::{Attempt, Outgoing},
    retry::{Budget, MOST_SILENT_TRIES, MOST_TRIES, backoff},
    transport::{self, Tried},
};
use crate::{
    clock,
    error::{Error, ErrorKind},
    hex,
    profile::Signature,
    text::message,
};

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// How much memory an announced length is given at once, in bytes: it is the other side's word.
const FIRST_BUFFER: usize = 1024 * 1024;

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
    pub params: &'a Params,
    /// The parameters that are secrets.
    pub secrets: &'a SecretParams,
    /// Where to send it.
    pub url: Url,
    /// What to sign it with; nothing for a call that is not signed.
    pub keys: Option<&'a Keys>,
    /// How to sign it.
    pub signature: Signature,
    /// Whether it changes something.
    pub changes: bool,
    /// Whether sending it twice is harmless.
    pub repeatable: bool,
    /// When the answer is no longer wanted.
    pub deadline: Instant,
}

/// What all calls of a command share.
#[derive(Default)]
pub struct ApiClient {
    pub(super) http: Http,
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
        let mut tries = 0;
        let mut waited = Duration::ZERO;
        // Of a read whose time runs out while it is tried again: why it had to be tried again says more.
        let mut before = None;
        let mut may_have_acted = false;
        loop {
            tries += 1;
            let place = match within(request, limit.place()).await {
                Ok(place) => place,
                Err(error) => return Err(before.unwrap_or(error).having_acted(may_have_acted)),
            };
            let started = Instant::now();
            let outcome = within(request, self.try_once(request, tries - 1, waited)).await;
            let outcome = outcome.unwrap_or_else(|error| Err(Tried::silent(before.take().unwrap_or(error))));
            tracing::info!(
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
            let harmless = request.repeatable || tried.did_nothing();
            let worth_it = tried.failure.outlook != Outlook::Final && harmless && tries < most;
            // What the API asks for, and a little more, so that not everybody comes back at once.
            let asked = tried.retry_after.map(|asked| asked.mul_f64(1.0 + random() / 5.0));
            waited = asked.unwrap_or_else(|| backoff(tries, random()));
            let in_time = Instant::now() + waited < request.deadline;
            if !worth_it || !in_time || !self.budget.take() {
                return Err(if request.changes {
                    tried.of_a_change(request.action, may_have_acted)
                } else {
                    tried.failure.error
                });
            }
            may_have_acted |= request.changes && tried.may_have_acted();
            tokio::time::sleep(waited).await;
            before = (!request.changes).then_some(tried.failure.error);
        }
    }

    async fn try_once(
        &self,
        request: &Request<'_>,
        retries: u32,
        waited: Duration,
    ) -> Result<Vec<u8>, Tried> {
        let host = host_header(&request.url);
        let attempt = Attempt {
            host: &host,
            nonce: &nonce().map_err(Tried::last)?,
            date: clock::now(),
            retries,
            waited,
        };
        let outgoing = Outgoing::signed(request, &attempt);
        let mut sent = self
            .http
            .client(outgoing.url.scheme())
            .map_err(Tried::last)?
            .post(outgoing.url)
            .header(ACCEPT, "application/json")
            .body(outgoing.body);
        for (name, value) in outgoing.headers {
            sent = sent.header(name, value);
        }
        let response = sent
            .send()
            .await
            .map_err(|error| transport::failed(error, &host))?;
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
        let announced = response.content_length().unwrap_or_default();
        let mut body =
            Vec::with_capacity(usize::try_from(announced).map_or(0, |length| length.min(FIRST_BUFFER)));
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| transport::failed(error, host))?
        {
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
        let is_success = (200..300).contains(&status);
        if is_success && !is_object(&body) {
            return Err(Tried::last(answer::not_json(request.action)));
        }
        if is_success && !answer::is_failure(&body) {
            return Ok(body);
        }
        let mut hidden: Vec<&str> = request.secrets.values().map(Secret::expose).collect();
        if let Some(keys) = request.keys {
            hidden.extend([keys.access_key_id.as_str(), keys.access_key_secret.expose()]);
            hidden.extend(keys.security_token.as_ref().map(Secret::expose));
        }
        let failure = answer::failure(status, &body, request.action, &hidden);
        let failure = clocks::with_both_clocks(failure, clock::now(), their_time);
        Err(Tried {
            failure,
            retry_after,
            silent: false,
        })
    }
}

fn is_object(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'{') && body.trim_ascii_end().last() == Some(&b'}')
}

/// Ends what takes longer than the call may.
async fn within<T>(request: &Request<'_>, work: impl Future<Output = T>) -> Result<T, Error> {
    let deadline = tokio::time::Instant::from_std(request.deadline);
    tokio::time::timeout_at(deadline, work)
        .await
        .map_err(|_| transport::no_answer(&host_header(&request.url)))
}

/// The value of the header `host`: the port stands in it unless it is the scheme's own.
pub(crate) fn host_header(url: &Url) -> String {
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
