//! `http.request`: to whom a plugin may speak, its manifest says; how, is the host's.

use std::{sync::Arc, time::Duration};

use reqwest::{
    Method, Response,
    header::{HeaderMap, HeaderName, HeaderValue, LOCATION},
};
use url::{Host, Url};
use yun_plugin_api::{Error as PluginError, HttpRequest, HttpResponse, Secret};

use super::{LiveCall, Services, refused, wiped::Wiped};
use crate::{
    api::{Peer, broken, host_header, is_loopback, no_answer},
    text::message,
};

/// How long an answer may take unless the plugin says otherwise.
const USUAL_TIME: Duration = Duration::from_secs(30);
/// How large an answer may be unless the plugin says otherwise, in bytes.
const USUAL_SIZE: u64 = 1024 * 1024;
const LARGEST_SIZE: u64 = 16 * 1024 * 1024;
const MOST_REDIRECTS: u32 = 5;
/// Where the metadata service of ECS answers, in every instance, without TLS.
const METADATA: std::net::Ipv4Addr = std::net::Ipv4Addr::new(100, 100, 100, 200);

impl Services {
    pub(super) async fn http(
        &self,
        call: &Arc<LiveCall>,
        request: HttpRequest,
    ) -> Result<HttpResponse, PluginError> {
        call.grant(|grant| grant.http(&request))?;
        let limit = call.context.until(request.timeout_seconds, USUAL_TIME);
        tokio::select! {
            answer = tokio::time::timeout_at(limit.into(), self.exchanged(call, &request)) => match answer {
                Ok(answer) => answer,
                Err(_) => Err(self.told(no_answer(&shown_host(&request.url)))),
            },
            () = call.cancelled() => Err(super::not_wanted()),
        }
    }

    async fn exchanged(
        &self,
        call: &Arc<LiveCall>,
        request: &HttpRequest,
    ) -> Result<HttpResponse, PluginError> {
        let malformed = |what: &str| refused("request_malformed", format!("{what} cannot be sent"));
        let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| malformed("this method"))?;
        let mut url = self.address(&request.url, request.service.as_deref())?;
        if request.unix_socket.is_none() && url.scheme() != "https" && !may_be_plain(&url) {
            let host = host_header(&url);
            let error = call
                .context
                .failure("http_insecure", message!("error-http-insecure", host = host));
            return Err(self.told(error.hint(message!("hint-http-insecure"))));
        }
        let headers = headers(request).ok_or_else(|| malformed("a header"))?;
        let socket = request.unix_socket.as_deref().map(expanded(&self.environment));
        let peer = Peer {
            certificate: request.client_certificate.as_ref(),
            trusted: request.trusted_certificates.as_deref(),
            socket: socket.as_deref(),
        };
        let client = self
            .api
            .client_for(url.scheme(), &peer)
            .map_err(|error| self.told(error))?;
        let mut method = method;
        let mut body = request.body.as_ref();
        for _ in 0..=MOST_REDIRECTS {
            let mut sent = client
                .request(method.clone(), url.clone())
                .headers(headers.clone());
            if let Some(body) = body {
                sent = sent.body(body.expose().to_owned());
            }
            let host = host_header(&url);
            let sent = sent.send().await;
            let response = sent.map_err(|error| self.told(broken(error, &host)))?;
            let Some(next) = redirect(&url, &response) else {
                let most = request.max_bytes.unwrap_or(USUAL_SIZE).min(LARGEST_SIZE);
                return self.read(call, response, &host, most).await;
            };
            if next.origin() != url.origin() {
                let message = message!("error-redirect-refused", host = host);
                return Err(self.told(call.context.failure("redirect_refused", message)));
            }
            if becomes_get(response.status().as_u16(), &method) {
                (method, body) = (Method::GET, None);
            }
            url = next;
        }
        let message = message!("error-redirects", host = host_header(&url));
        Err(self.told(call.context.failure("redirect_refused", message)))
    }

    async fn read(
        &self,
        call: &Arc<LiveCall>,
        mut response: Response,
        host: &str,
        most: u64,
    ) -> Result<HttpResponse, PluginError> {
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let mut body = Wiped::default();
        loop {
            let chunk = response.chunk().await;
            let chunk = chunk.map_err(|error| self.told(broken(error, host)))?;
            let Some(chunk) = chunk else { break };
            if (body.len() + chunk.len()) as u64 > most {
                let message = message!("error-http-too-large", host = host, bytes = most);
                return Err(self.told(call.context.failure("answer_too_large", message)));
            }
            body.append(&chunk);
        }
        let Ok(text) = str::from_utf8(body.bytes()) else {
            let message = message!("error-http-not-text", host = host);
            return Err(self.told(call.context.failure("answer_not_text", message)));
        };
        Ok(HttpResponse {
            status,
            headers,
            body: Secret::new(text.to_owned()),
        })
    }
}

/// A path with `~/` in its front replaced.
pub(super) fn expanded(
    environment: &crate::environment::Environment,
) -> impl Fn(&str) -> std::path::PathBuf + '_ {
    |path| match (path.strip_prefix("~/"), environment.home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

fn may_be_plain(url: &Url) -> bool {
    is_loopback(url) || url.host() == Some(Host::Ipv4(METADATA))
}

/// The host for a message; what is no URL has none.
fn shown_host(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| host_header(&url))
}

fn headers(request: &HttpRequest) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        headers.insert(
            HeaderName::from_bytes(name.as_bytes()).ok()?,
            HeaderValue::from_str(value).ok()?,
        );
    }
    for (name, secret) in &request.secret_headers {
        let mut value = HeaderValue::from_str(secret.expose()).ok()?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_bytes(name.as_bytes()).ok()?, value);
    }
    Some(headers)
}

/// Whether what follows a redirect is a plain `GET`. As in browsers: what was posted is not posted again elsewhere, unless
/// the answer insists.
fn becomes_get(status: u16, method: &Method) -> bool {
    match status {
        301 | 302 => method == Method::POST,
        303 => method != Method::HEAD,
        _ => false,
    }
}

/// Where an answer sends us on.
fn redirect(from: &Url, response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let target = response.headers().get(LOCATION)?.to_str().ok()?;
    from.join(target).ok()
}
