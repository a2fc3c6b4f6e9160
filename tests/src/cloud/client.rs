//! A small blocking client for the local cloud's own tests: one signed request, one connection.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::Request;
use chrono::Utc;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::encoding::{hex, percent_encode};
use super::request::ApiRequest;
use super::signature_v3::{self, ALGORITHM};
use super::{Cloud, TestKeys};

/// Where most sources put id, secret and token.
pub(crate) const USUAL_KEYS: [&str; 3] = ["AccessKeyId", "AccessKeySecret", "SecurityToken"];

/// A request that is not sent yet.
pub(crate) struct Outgoing {
    keys: TestKeys,
    parameters: Vec<(String, String)>,
    headers: BTreeMap<String, String>,
    in_form: bool,
    signed: bool,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Outgoing {
    pub(crate) fn new(cloud: &Cloud, version: &str, action: &str) -> Self {
        static NONCES: AtomicUsize = AtomicUsize::new(0);
        let nonce = NONCES.fetch_add(1, Ordering::Relaxed).to_string();
        let date = Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let headers = [
            ("host", "127.0.0.1"),
            ("x-acs-action", action),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", &nonce),
            ("x-acs-version", version),
        ];
        Self {
            keys: cloud.keys(),
            parameters: Vec::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            in_form: false,
            signed: true,
        }
    }

    pub(crate) fn ecs(cloud: &Cloud, action: &str) -> Self {
        Self::new(cloud, "2014-05-26", action)
    }

    pub(crate) fn instances(cloud: &Cloud, region: &str) -> Self {
        Self::ecs(cloud, "DescribeInstances").with("RegionId", region)
    }

    pub(crate) fn caller_identity(cloud: &Cloud) -> Self {
        Self::new(cloud, "2015-04-01", "GetCallerIdentity")
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Gives a parameter another value; an empty one is left out.
    pub(crate) fn instead(mut self, name: &str, value: &str) -> Self {
        self.parameters.retain(|(other, _)| other != name);
        if value.is_empty() {
            self
        } else {
            self.with(name, value)
        }
    }

    /// Signs with temporary credentials: id, secret and token, at these keys.
    pub(crate) fn temporary(self, credentials: &Value, keys: [&str; 3]) -> Self {
        let [id, secret, token] = keys.map(|key| credentials[key].as_str().expect("a text").to_owned());
        let keys = TestKeys {
            access_key_id: id,
            access_key_secret: secret,
        };
        self.header("x-acs-security-token", &token).keys(keys)
    }

    pub(crate) fn keys(mut self, keys: TestKeys) -> Self {
        self.keys = keys;
        self
    }

    /// Sets a header before the signature is made; an empty one is left out.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self.headers.retain(|_, value| !value.is_empty());
        self
    }

    pub(crate) fn in_form(mut self) -> Self {
        self.in_form = true;
        self
    }

    pub(crate) fn unsigned(mut self) -> Self {
        self.signed = false;
        self
    }

    pub(crate) fn send(self, cloud: &Cloud) -> io::Result<Received> {
        exchange(connect(cloud.plain)?, &self.into_bytes("/"))
    }

    pub(crate) fn send_through_proxy(self, cloud: &Cloud, url: &str) -> io::Result<Received> {
        exchange(connect(cloud.proxy)?, &self.into_bytes(url))
    }

    pub(crate) fn send_with_tls(self, cloud: &Cloud, name: &str) -> io::Result<Received> {
        exchange(tls(cloud, connect(cloud.tls)?, name)?, &self.into_bytes("/"))
    }

    pub(crate) fn send_through_tunnel(self, cloud: &Cloud, name: &str) -> io::Result<Received> {
        let mut stream = connect(cloud.proxy)?;
        stream.write_all(format!("CONNECT {name}:443 HTTP/1.1\r\nhost: {name}:443\r\n\r\n").as_bytes())?;
        let mut answer = [0; 39];
        stream.read_exact(&mut answer)?;
        assert_eq!(&answer, b"HTTP/1.1 200 Connection established\r\n\r\n");
        exchange(tls(cloud, stream, name)?, &self.into_bytes("/"))
    }

    /// Connects and sends; nobody waits for the answer.
    pub(crate) fn send_only(self, cloud: &Cloud) -> io::Result<TcpStream> {
        let mut stream = connect(cloud.plain)?;
        stream.write_all(&self.into_bytes("/"))?;
        Ok(stream)
    }

    fn into_bytes(mut self, target: &str) -> Vec<u8> {
        let pairs: Vec<String> = self
            .parameters
            .iter()
            .map(|(key, value)| format!("{}={}", percent_encode(key), percent_encode(value)))
            .collect();
        let (query, body) = if self.in_form {
            (String::new(), pairs.join("&"))
        } else {
            (pairs.join("&"), String::new())
        };
        if self.in_form {
            self.headers.insert(
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            );
        }
        let hash = hex(&Sha256::digest(&body));
        self.headers
            .entry("x-acs-content-sha256".to_owned())
            .or_insert_with(|| hash.clone());
        let mut unsigned = Request::post(format!("/?{query}"));
        for (name, value) in &self.headers {
            unsigned = unsigned.header(name, value);
        }
        let (parts, ()) = unsigned.body(()).expect("a request").into_parts();
        let request = ApiRequest::read(&parts, Bytes::from(body.clone()));
        let names: Vec<String> = self.headers.keys().cloned().collect();
        let canonical = signature_v3::canonical_request(&request, &names, &hash);
        let signature = signature_v3::sign(
            &signature_v3::string_to_sign(&canonical),
            &self.keys.access_key_secret,
        );
        let mut text = format!("POST {target}?{query} HTTP/1.1\r\nconnection: close\r\n");
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.signed {
            text.push_str(&format!(
                "authorization: {ALGORITHM} Credential={},SignedHeaders={},Signature={signature}\r\n",
                self.keys.access_key_id,
                names.join(";"),
            ));
        }
        text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        text.into_bytes()
    }
}

/// A request to what is no API: no signature, and these headers.
pub(crate) fn fetch(
    cloud: &Cloud,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Received> {
    exchange(
        connect(cloud.plain)?,
        &plain_request(method, target, headers, body),
    )
}

/// Sends the bytes of a request over TLS.
pub(crate) fn exchange_with_tls(cloud: &Cloud, request: &[u8]) -> io::Result<Received> {
    exchange(tls(cloud, connect(cloud.tls)?, "127.0.0.1")?, request)
}

/// The bytes of such a request.
pub(crate) fn plain_request(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{method} {target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    text.into_bytes()
}

/// The pairs as a form.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter();
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    pairs.join("&")
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// Status and `Code`.
    pub(crate) fn error(&self) -> (u16, String) {
        (
            self.status,
            self.json()["Code"].as_str().unwrap_or_default().to_owned(),
        )
    }

    /// The text at this key of the JSON object.
    pub(crate) fn text(&self, key: &str) -> String {
        let json = self.json();
        let text = json[key].as_str().unwrap_or_else(|| panic!("no {key} in {json}"));
        text.to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

fn connect(address: std::net::SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    Ok(stream)
}

/// TLS over a connection, to a server of this name under the cloud's CA.
fn tls(cloud: &Cloud, stream: TcpStream, name: &str) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_slice(cloud.ca_pem().as_bytes()).expect("the CA is PEM");
    roots.add(ca).expect("the CA is a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks the default versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).expect("a host name");
    let connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}

pub(crate) fn exchange(mut stream: impl Read + Write, request: &[u8]) -> io::Result<Received> {
    stream.write_all(request)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .ok_or(io::ErrorKind::UnexpectedEof)?;
    let body = answer.split_off(end + 4);
    let head = String::from_utf8_lossy(&answer).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or(io::ErrorKind::InvalidData)?;
    Ok(Received { status, head, body })
}
