//! What an enterprise runs itself: a portal that wants a certificate of every machine, and an agent behind a Unix socket.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use serde_json::json;
use yun_tests::cloud::TemporaryKeys;

/// The code that every token shows.
pub(super) const CODE: &str = "246810";

/// What the company knows, and what it has been asked.
#[derive(Default)]
struct Books {
    sessions: BTreeSet<String>,
    keys: Option<TemporaryKeys>,
    expiration: String,
    asked: Vec<Asked>,
}

/// A request that got through.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

/// A company; its servers run until the test process ends.
pub(super) struct Company {
    books: Arc<Mutex<Books>>,
    portal: SocketAddr,
    /// The authority of its machines and servers.
    pub(super) authority: Authority,
}

/// A certificate authority.
pub(super) struct Authority {
    pub(super) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate with its key, both as PEM text.
pub(super) struct Certificate {
    pub(super) pem: String,
    pub(super) key: String,
    der: CertificateDer<'static>,
    key_der: Vec<u8>,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(params, key),
        }
    }

    /// Signs a certificate for this name.
    pub(super) fn certificate(&self, name: &str) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Certificate {
            pem: certificate.pem(),
            key: key.serialize_pem(),
            der: CertificateDer::from(certificate.der().to_vec()),
            key_der: key.serialize_der(),
        }
    }
}

impl Company {
    /// Opens the portal.
    pub(super) fn open() -> Self {
        let authority = Authority::new("Acme authority");
        let config = Arc::new(tls(&authority));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let company = Self {
            books: Arc::default(),
            portal: listener.local_addr().unwrap(),
            authority,
        };
        let books = Arc::clone(&company.books);
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let (config, books) = (Arc::clone(&config), Arc::clone(&books));
                thread::spawn(move || drop(encrypted(stream, config, &books)));
            }
        });
        company
    }

    /// Runs an agent at this socket.
    pub(super) fn run_agent(&self, socket: &Path) {
        let listener = UnixListener::bind(socket).unwrap();
        let books = Arc::clone(&self.books);
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let _gone: io::Result<UnixStream> = serve(stream, &books);
            }
        });
    }

    pub(super) fn portal(&self) -> String {
        format!("https://{}", self.portal)
    }

    /// Hands out these keys from now on; `lifetime` is what is said of their end.
    #[expect(clippy::disallowed_methods, reason = "the company has a clock of its own")]
    pub(super) fn hand_out(&self, keys: TemporaryKeys, lifetime: Duration) {
        let end = chrono::Utc::now() + lifetime;
        let mut books = lock(&self.books);
        books.keys = Some(keys);
        books.expiration = end.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    }

    /// Ends every session, as the company's administrator would.
    pub(super) fn end_sessions(&self) {
        lock(&self.books).sessions.clear();
    }

    /// The sessions that hold.
    pub(super) fn sessions(&self) -> Vec<String> {
        lock(&self.books).sessions.iter().cloned().collect()
    }

    /// What was asked since this was called last.
    pub(super) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut lock(&self.books).asked)
    }
}

fn lock(books: &Mutex<Books>) -> MutexGuard<'_, Books> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who shows no certificate of the authority is not spoken to.
fn tls(authority: &Authority) -> ServerConfig {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap();
    roots.add(root).unwrap();
    let machines = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let portal = authority.certificate("127.0.0.1");
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(machines.build().unwrap())
        .with_single_cert(vec![portal.der], PrivateKeyDer::try_from(portal.key_der).unwrap())
        .unwrap()
}

fn encrypted(stream: TcpStream, config: Arc<ServerConfig>, books: &Mutex<Books>) -> io::Result<()> {
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = serve(StreamOwned::new(connection, stream), books)?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// Answers one request.
fn serve<S: Read + Write>(stream: S, books: &Mutex<Books>) -> io::Result<S> {
    let mut reader = BufReader::new(stream);
    let asked = read(&mut reader)?;
    let (status, body) = answer(&mut lock(books), &asked);
    lock(books).asked.push(asked);
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    stream.flush()?;
    Ok(stream)
}

fn read(reader: &mut impl io::BufRead) -> io::Result<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ').map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Asked {
        method,
        target,
        headers,
        body: String::from_utf8(body).map_err(io::Error::other)?,
    })
}

fn answer(books: &mut Books, asked: &Asked) -> (u16, String) {
    let path = asked.target.split('?').next().unwrap_or_default();
    let bearer = asked.headers.get("authorization").map_or("", String::as_str);
    let bearer = bearer.strip_prefix("Bearer ").unwrap_or_default();
    let is_known = books.sessions.contains(bearer);
    match path {
        "/login" if asked.body.contains(CODE) => log_in(books),
        "/token" if asked.body.starts_with("code=from-the-page&verifier=") => log_in(books),
        "/login" | "/token" => (401, "{}".to_owned()),
        "/session" | "/keys" | "/logout" if asked.headers.contains_key("authorization") && !is_known => {
            (401, "{}".to_owned())
        }
        "/session" => (200, "{}".to_owned()),
        "/logout" => {
            books.sessions.remove(bearer);
            (200, "{}".to_owned())
        }
        "/keys" if asked.target.contains("intern") || asked.body.contains("intern") => (403, "{}".to_owned()),
        "/keys" => match &books.keys {
            Some(keys) => (200, document(keys, &books.expiration)),
            None => (503, "{}".to_owned()),
        },
        _ => (404, "{}".to_owned()),
    }
}

fn log_in(books: &mut Books) -> (u16, String) {
    let session = format!("acme-session-{}", books.sessions.len() + 1);
    books.sessions.insert(session.clone());
    (200, json!({"session": session}).to_string())
}

fn document(keys: &TemporaryKeys, expiration: &str) -> String {
    json!({"AccessKeyId": keys.access_key_id, "AccessKeySecret": keys.access_key_secret,
           "SecurityToken": keys.security_token, "Expiration": expiration})
    .to_string()
}

/// Puts a certificate and its key into files.
pub(super) fn written(
    certificate: &Certificate,
    write: impl Fn(&str, &str) -> PathBuf,
) -> (PathBuf, PathBuf) {
    (
        write("own.pem", &certificate.pem),
        write("own.key", &certificate.key),
    )
}
