//! One HTTP client, made when it is first needed; root certificates are loaded for the first https request.

use std::{sync::OnceLock, time::Duration};

use reqwest::{Client, ClientBuilder, redirect::Policy};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, client::WantsClientCert};

use crate::error::{Error, ErrorKind};
use crate::text::message;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an answer may stay silent.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// The clients for plain and for secured connections; both honour the proxy variables, and a third does not.
#[derive(Default)]
pub(super) struct Http {
    plain: OnceLock<Client>,
    direct: OnceLock<Client>,
    secure: OnceLock<Client>,
}

impl Http {
    /// The client for URLs of this scheme.
    pub(super) fn client(&self, scheme: &str) -> Result<&Client, Error> {
        if scheme == "https" {
            made(&self.secure, secure)
        } else {
            made(&self.plain, plain)
        }
    }

    /// The client for plain connections that no proxy may see.
    pub(super) fn direct(&self) -> Result<&Client, Error> {
        made(&self.direct, || {
            build(configured(RootCertStore::empty())?.no_proxy())
        })
    }
}

fn made(cell: &OnceLock<Client>, make: fn() -> Result<Client, Error>) -> Result<&Client, Error> {
    if let Some(client) = cell.get() {
        return Ok(client);
    }
    let client = make()?;
    Ok(cell.get_or_init(|| client))
}

fn plain() -> Result<Client, Error> {
    build(configured(RootCertStore::empty())?)
}

fn secure() -> Result<Client, Error> {
    build(configured(system_roots()?)?)
}

/// The certificate authorities that the system trusts, or `SSL_CERT_FILE` names.
pub(super) fn system_roots() -> Result<RootCertStore, Error> {
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

fn configured(roots: RootCertStore) -> Result<ClientBuilder, Error> {
    let tls = tls(roots)?.with_no_client_auth();
    Ok(Client::builder().tls_backend_preconfigured(tls))
}

/// How connections are secured, up to the certificate that the client shows.
pub(super) fn tls(roots: RootCertStore) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Error> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| client_failed(error.to_string()))?;
    Ok(versions.with_root_certificates(roots))
}

pub(super) fn build(builder: ClientBuilder) -> Result<Client, Error> {
    builder
        .user_agent(concat!("yun/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
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
