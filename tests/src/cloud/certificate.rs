//! A certificate authority for tests, made anew at each start, and the server's certificate under it.

use std::io::Write as _;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use tempfile::NamedTempFile;

use super::StartError;

/// What TLS needs on both sides.
pub(crate) struct Certificates {
    pub(crate) server: Arc<ServerConfig>,
    /// For those who show a certificate of the authority, and nobody else.
    pub(crate) mutual: Arc<ServerConfig>,
    pub(crate) client: ClientCertificate,
    pub(crate) ca_pem: String,
    pub(crate) ca_file: NamedTempFile,
}

/// A client's certificate and its key, both as PEM text.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The certificate.
    pub certificate: String,
    /// The private key.
    pub key: String,
}

impl Certificates {
    /// A server certificate for `127.0.0.1`, `localhost` and `names`.
    pub(crate) fn generate(names: &[String]) -> Result<Self, StartError> {
        let ca_key = KeyPair::generate()?;
        let ca_params = ca_params();
        let ca = ca_params.self_signed(&ca_key)?;
        let (ca_pem, ca_der) = (ca.pem(), ca.der().clone());
        let issuer = Issuer::new(ca_params, ca_key);
        let key = KeyPair::generate()?;
        let certificate = server_params(names)?.signed_by(&key, &issuer)?;
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let own = |verifier| config(verifier, chain.clone(), &key);
        let mut ca_file = tempfile::Builder::new()
            .prefix("local-cloud-ca-")
            .suffix(".pem")
            .tempfile()?;
        ca_file.write_all(ca_pem.as_bytes())?;
        ca_file.flush()?;
        Ok(Self {
            server: own(WebPkiClientVerifier::no_client_auth())?,
            mutual: own(verifier(ca_der)?)?,
            client: client_certificate(&issuer)?,
            ca_pem,
            ca_file,
        })
    }
}

/// What a server says of itself, and whom it speaks to.
fn config(
    clients: Arc<dyn ClientCertVerifier>,
    chain: Vec<CertificateDer<'static>>,
    key: &KeyPair,
) -> Result<Arc<ServerConfig>, StartError> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key just made is well formed");
    let mut server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(clients)
        .with_single_cert(chain, key)?;
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(server))
}

/// Lets those in who show a certificate of the authority.
fn verifier(ca: CertificateDer<'static>) -> Result<Arc<dyn ClientCertVerifier>, StartError> {
    let mut roots = RootCertStore::empty();
    roots.add(ca)?;
    let provider = Arc::new(ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
    Ok(verifier.expect("there is one authority, and it was just made"))
}

fn client_certificate(issuer: &Issuer<'_, KeyPair>) -> Result<ClientCertificate, StartError> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "local cloud client");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(ClientCertificate {
        certificate: params.signed_by(&key, issuer)?.pem(),
        key: key.serialize_pem(),
    })
}

fn ca_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "local cloud test CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn server_params(names: &[String]) -> Result<CertificateParams, rcgen::Error> {
    let own = ["127.0.0.1".to_owned(), "localhost".to_owned()];
    let mut params = CertificateParams::new(own.iter().chain(names).cloned().collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, "local cloud");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}
