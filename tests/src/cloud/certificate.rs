//! A certificate authority for tests, made anew at each start, and the server's certificate under it.

use std::io::Write as _;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::NamedTempFile;

use super::StartError;

/// What TLS needs on both sides.
pub(crate) struct Certificates {
    pub(crate) server: Arc<ServerConfig>,
    pub(crate) ca_pem: String,
    pub(crate) ca_file: NamedTempFile,
}

impl Certificates {
    /// A server certificate for `127.0.0.1`, `localhost` and `names`.
    pub(crate) fn generate(names: &[String]) -> Result<Self, StartError> {
        let ca_key = KeyPair::generate()?;
        let ca_params = ca_params();
        let ca_pem = ca_params.self_signed(&ca_key)?.pem();
        let key = KeyPair::generate()?;
        let certificate = server_params(names)?.signed_by(&key, &Issuer::new(ca_params, ca_key))?;
        let private_key =
            PrivateKeyDer::try_from(key.serialize_der()).expect("a key just made is well formed");
        let mut server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(certificate.der().to_vec())],
                private_key,
            )?;
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        let mut ca_file = tempfile::Builder::new()
            .prefix("local-cloud-ca-")
            .suffix(".pem")
            .tempfile()?;
        ca_file.write_all(ca_pem.as_bytes())?;
        ca_file.flush()?;
        Ok(Self {
            server: Arc::new(server),
            ca_pem,
            ca_file,
        })
    }
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
