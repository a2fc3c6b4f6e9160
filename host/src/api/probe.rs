//! Looks whether an endpoint answers at all, and what time it is there. Nothing is signed.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use url::Url;

use super::{
    client::{ApiClient, host_header},
    clocks,
    transport::{failed, no_answer},
};
use crate::error::Error;

/// What came of looking.
#[derive(Debug, Clone, Copy)]
pub struct Probed {
    /// How long it took: names, connection, TLS and answer.
    pub took: Duration,
    /// The answer's `Date`, if it has one.
    pub server_time: Option<DateTime<Utc>>,
}

impl ApiClient {
    /// Asks for an endpoint's root. Any answer will do, and a refusal is one.
    ///
    /// # Errors
    /// `unreachable`, `no_answer` and the like when there was none within `limit`.
    pub async fn probe(&self, url: &Url, limit: Duration) -> Result<Probed, Error> {
        let host = host_header(url);
        let client = self.http.client(url.scheme())?;
        let began = Instant::now();
        let asked = tokio::time::timeout(limit, client.get(url.clone()).send()).await;
        let response = asked
            .map_err(|_| no_answer(&host))?
            .map_err(|error| failed(error, &host).failure.error)?;
        Ok(Probed {
            took: began.elapsed(),
            server_time: clocks::date(response.headers()),
        })
    }
}
