//! Connections to others than Alibaba Cloud's products: to whom a credential mode asks for credentials.

use std::{path::Path, sync::Arc};

use reqwest::Client;
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use yun_plugin_api::ClientCertificate;

use super::{
    client::ApiClient,
    http::{Http, build, tls},
};
use crate::{
    error::{Error, ErrorKind},
    text::message,
};

/// How a peer is connected to.
#[derive(Default)]
pub(crate) struct Peer<'a> {
    /// The certificate that the client shows.
    pub(crate) certificate: Option<&'a ClientCertificate>,
    /// PEM text of the only authorities that are trusted.
    pub(crate) trusted: Option<&'a str>,
    /// The Unix socket to connect to.
    pub(crate) socket: Option<&'a Path>,
}

impl ApiClient {
    /// The client for a peer at an address of this scheme. What is not encrypted never passes through a proxy.
    ///
    /// # Errors
    /// When a certificate or key is none, or no client can be made.
    pub(crate) fn client_for(&self, scheme: &str, peer: &Peer<'_>) -> Result<Client, Error> {
        if let Some(socket) = peer.socket {
            return through_socket(socket);
        }
        // Where nothing is encrypted nobody shows a certificate.
        let is_certified = peer.certificate.is_some() || peer.trusted.is_some();
        match scheme == "https" && is_certified {
            true => certified(&self.http, peer),
            false => self.http.peer(scheme).cloned(),
        }
    }
}

#[cfg(unix)]
fn through_socket(socket: &Path) -> Result<Client, Error> {
    let tls = tls(RootCertStore::empty())?.with_no_client_auth();
    build(
        Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .unix_socket(socket),
    )
}

#[cfg(not(unix))]
fn through_socket(_socket: &Path) -> Result<Client, Error> {
    Err(super::http::client_failed(
        "there are no Unix sockets here".to_owned(),
    ))
}

fn certified(http: &Http, peer: &Peer<'_>) -> Result<Client, Error> {
    let roots = match peer.trusted {
        None => http.roots()?,
        Some(pem) => Arc::new(authorities(pem)?),
    };
    let tls = tls(roots)?;
    let tls = match peer.certificate {
        None => tls.with_no_client_auth(),
        Some(own) => {
            let chain: Result<Vec<_>, _> =
                CertificateDer::pem_slice_iter(own.certificates.as_bytes()).collect();
            // What the reader says of a key might quote it.
            let key = PrivateKeyDer::from_pem_slice(own.key.expose().as_bytes()).map_err(|_| unreadable())?;
            tls.with_client_auth_cert(chain.map_err(|_| unreadable())?, key)
                .map_err(|_| unreadable())?
        }
    };
    build(Client::builder().tls_backend_preconfigured(tls))
}

fn authorities(pem: &str) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|_| unreadable())?;
        roots.add(certificate).map_err(|_| unreadable())?;
    }
    match roots.is_empty() {
        true => Err(unreadable()),
        false => Ok(roots),
    }
}

fn unreadable() -> Error {
    Error::new(
        ErrorKind::Credentials,
        "certificate_unreadable",
        message!("error-certificate-unreadable"),
    )
}
