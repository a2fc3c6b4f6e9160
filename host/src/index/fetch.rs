//! Fetching what an index consists of: files, and what lies at URLs, through the host's one HTTP client.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    time::Duration,
};

use reqwest::{Response, header::LOCATION};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{Address, address::shown};
use crate::{
    api::{ApiClient, Peer, broken, host_header, no_answer},
    error::{Error, ErrorKind},
    text::message,
    trust::signature,
};

/// How many redirects are followed.
const MOST_REDIRECTS: u32 = 5;
/// How many times the limit of one answer a library may take in all: it is larger than what else is fetched.
const LIBRARY_TIMES: u32 = 10;

/// Fetches, each within a limit.
#[derive(Clone, Copy)]
pub(crate) struct Fetcher<'a> {
    pub(crate) api: &'a ApiClient,
    /// How long an index or a signature may take as a whole, and a library until more of it comes.
    pub(crate) limit: Duration,
}

/// What takes in a library as it comes.
pub(crate) trait Sink {
    /// Takes in a piece.
    fn take(&mut self, piece: &[u8]) -> Result<(), Error>;
}

impl Fetcher<'_> {
    /// The signature that lies beside what lies at an address. What cannot be one is handed on as one that is damaged.
    pub(crate) async fn signature_of(&self, address: &Address) -> Result<Option<String>, Error> {
        let beside = address.signature();
        match self.if_there(&beside, signature::LONGEST as u64).await {
            Ok(found) => Ok(found.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.code() == TOO_LARGE => Ok(Some(String::new())),
            Err(error) => Err(error),
        }
    }

    /// What lies at an address, which may have this many bytes; nothing if nothing is there.
    pub(crate) async fn if_there(&self, address: &Address, most: u64) -> Result<Option<Vec<u8>>, Error> {
        match address {
            Address::File(path) => of_file(path, most),
            Address::Url(url) => {
                let deadline = Instant::now() + self.limit;
                let mut whole = Whole {
                    bytes: Vec::new(),
                    most,
                    from: address,
                };
                match self.opened(url, deadline).await? {
                    None => Ok(None),
                    Some(response) => {
                        read(response, url, deadline, None, &mut whole).await?;
                        Ok(Some(whole.bytes))
                    }
                }
            }
        }
    }

    /// The same for what has to be there.
    pub(crate) async fn whole(&self, address: &Address, most: u64) -> Result<Vec<u8>, Error> {
        self.if_there(address, most)
            .await?
            .ok_or_else(|| not_there(address))
    }

    /// Hands the library at a URL on, piece by piece.
    pub(crate) async fn stream(&self, url: &Url, sink: &mut dyn Sink) -> Result<(), Error> {
        let deadline = Instant::now() + self.limit * LIBRARY_TIMES;
        let opened = self.opened(url, Instant::now() + self.limit).await?;
        let response = opened.ok_or_else(|| not_there(&Address::Url(url.clone())))?;
        read(response, url, deadline, Some(self.limit), sink).await
    }

    /// Asks for what lies at a URL, and follows where it is sent, as long as that is https. Nothing if nothing is there.
    async fn opened(&self, url: &Url, deadline: Instant) -> Result<Option<Response>, Error> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let client = self.api.client_for(url.scheme(), &Peer::default())?;
            let host = host_header(&url);
            let asked = timeout_at(deadline, client.get(url.clone()).send()).await;
            let response = asked
                .map_err(|_| no_answer(&host))?
                .map_err(|error| broken(error, &host))?;
            match response.status().as_u16() {
                200 => return Ok(Some(response)),
                404 | 410 => return Ok(None),
                301 | 302 | 303 | 307 | 308 => url = redirected(&url, &response)?,
                status => return Err(unwilling(&url, status)),
            }
        }
        let message = message!("error-redirects", host = host_header(&url));
        Err(Error::new(ErrorKind::Unavailable, "redirect_refused", message))
    }
}

/// Hands an answer on, each piece of which comes within `pause` and all of it before the deadline.
async fn read(
    mut response: Response,
    url: &Url,
    deadline: Instant,
    pause: Option<Duration>,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let host = host_header(url);
    loop {
        let until = pause.map_or(deadline, |pause| deadline.min(Instant::now() + pause));
        let piece = timeout_at(until, response.chunk()).await;
        let piece = piece
            .map_err(|_| no_answer(&host))?
            .map_err(|error| broken(error, &host))?;
        match piece {
            Some(piece) => sink.take(&piece)?,
            None => return Ok(()),
        }
    }
}

/// An answer that is kept as a whole.
struct Whole<'a> {
    bytes: Vec<u8>,
    most: u64,
    from: &'a Address,
}

impl Sink for Whole<'_> {
    fn take(&mut self, piece: &[u8]) -> Result<(), Error> {
        if (self.bytes.len() + piece.len()) as u64 > self.most {
            return Err(too_large(&self.from.to_string(), self.most));
        }
        self.bytes.extend_from_slice(piece);
        Ok(())
    }
}

/// The code of what is larger than it may be.
const TOO_LARGE: &str = "fetched_too_large";

/// The error for what is larger than it may be.
pub(crate) fn too_large(from: &str, most: u64) -> Error {
    let mib = most.div_ceil(1024 * 1024);
    let message = message!("error-fetched-too-large", from = from, mib = mib);
    Error::new(ErrorKind::Plugin, TOO_LARGE, message)
}

/// The content of a file; nothing if there is none. A pipe or a device is not waited for.
fn of_file(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Error> {
    let unread = |error: io::Error| {
        let message = message!("error-index-unread", path = path, reason = error.to_string());
        Error::new(ErrorKind::Failed, "read_failed", message).source(error)
    };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unread(error)),
        Ok(metadata) if !metadata.is_file() => return Err(unread(io::ErrorKind::InvalidInput.into())),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unread)?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(unread)?;
    match bytes.len() as u64 > most {
        true => Err(too_large(&path.to_string_lossy(), most)),
        false => Ok(Some(bytes)),
    }
}

/// The error for an address where nothing is.
pub(crate) fn not_there(address: &Address) -> Error {
    let message = message!("error-fetched-missing", address = address.to_string());
    Error::new(ErrorKind::NotFound, "fetched_missing", message).hint(message!("hint-fetched-missing"))
}

/// Where an answer sends us on: from https to https.
fn redirected(from: &Url, response: &Response) -> Result<Url, Error> {
    let target = response
        .headers()
        .get(LOCATION)
        .and_then(|target| target.to_str().ok());
    let refused = |to: &str| {
        let (from, to) = (shown(from), to.to_owned());
        let message = message!("error-fetched-redirect", from = from, to = to);
        Error::new(ErrorKind::Plugin, "redirect_refused", message).hint(message!("hint-fetched-redirect"))
    };
    let url = target.and_then(|target| from.join(target).ok());
    let url = url.ok_or_else(|| refused("?"))?;
    let is_secure = from.scheme() == "https" && url.scheme() == "https";
    if !is_secure || !url.username().is_empty() || url.password().is_some() {
        let origin = url.origin().ascii_serialization();
        return Err(refused(&origin));
    }
    Ok(url)
}

/// The error for an answer that is no file.
fn unwilling(url: &Url, status: u16) -> Error {
    let kind = match status {
        401 | 403 => ErrorKind::Permission,
        429 => ErrorKind::Throttled,
        _ => ErrorKind::Unavailable,
    };
    let code = status.to_string();
    let message = message!("error-fetched-status", url = shown(url), status = code);
    Error::new(kind, "fetched_status", message).retryable(status == 429 || status >= 500)
}
