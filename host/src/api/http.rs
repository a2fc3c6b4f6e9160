//! One HTTP client, made when it is first needed; root certificates are loaded for the first https request.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{Client, ClientBuilder, redirect::Policy};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, client::WantsClientCert};

use crate::error::{Error, ErrorKind};
use crate::text::message;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an answer of an API may stay silent. Who else is asked says so by its own limit: a login may wait for somebody
/// to approve it elsewhere.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// The clients for plain and for secured connections to APIs and to others. What is plain and no API's never passes
/// through a proxy; the rest honours the proxy variables.
#[derive(Default)]
pub(super) struct Http {
    roots: OnceLock<Arc<RootCertStore>>,
    plain: OnceLock<Client>,
    secure: OnceLock<Client>,
    peers_plain: OnceLock<Client>,
    peers_secure: OnceLock<Client>,
}

impl Http {
    /// The client for an API at URLs of this scheme.
    pub(super) fn client(&self, scheme: &str) -> Result<&Client, Error> {
        if scheme == "https" {
            made(&self.secure, || {
                build(configured(self.roots()?)?.read_timeout(READ_TIMEOUT))
            })
        } else {
            made(&self.plain, || {
                build(configured(RootCertStore::empty())?.read_timeout(READ_TIMEOUT))
            })
        }
    }

    /// The client for others than APIs, at URLs of this scheme.
    pub(super) fn peer(&self, scheme: &str) -> Result<&Client, Error> {
        if scheme == "https" {
            made(&self.peers_secure, || build(configured(self.roots()?)?))
        } else {
            made(&self.peers_plain, || {
                build(configured(RootCertStore::empty())?.no_proxy())
            })
        }
    }

    /// The system's certificate authorities, loaded once.
    pub(super) fn roots(&self) -> Result<Arc<RootCertStore>, Error> {
        made(&self.roots, || system_roots().map(Arc::new)).cloned()
    }
}

fn made<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T, Error>) -> Result<&T, Error> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}

/// The certificate authorities that the system trusts, or `SSL_CERT_FILE` names.
fn system_roots() -> Result<RootCertStore, Error> {
    let loaded = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(loaded.certs);
    if roots.is_empty() {
        let reason = loaded
            .errors
            .first()
            .map_or_else(String::new, ToString::to_string);
        return Err(Error::new(
            ErrorKind::Unavailable,
            "certificates_missing",
            message!("error-certificates-missing", reason = reason),
        )
        .hint(message!("hint-certificates-missing")));
    }
    Ok(roots)
}

fn configured(roots: impl Into<Arc<RootCertStore>>) -> Result<ClientBuilder, Error> {
    let tls = tls(roots)?.with_no_client_auth();
    Ok(Client::builder().tls_backend_preconfigured(tls))
}

/// How connections are secured, up to the certificate that the client shows.
pub(super) fn tls(
    roots: impl Into<Arc<RootCertStore>>,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| client_failed(error.to_string()))?;
    Ok(versions.with_root_certificates(roots))
}

pub(super) fn build(builder: ClientBuilder) -> Result<Client, Error> {
    builder
        .user_agent(concat!("yun/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(Policy::none())
        .build()
        .map_err(|error| client_failed(error.to_string()))
}

pub(super) fn client_failed(reason: String) -> Error {
    Error::new(
        ErrorKind::Failed,
        "http_client",
        message!("error-http-client", reason = reason),
    )
}
