//! The author's handle on the host.

mod services;

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    error::{Error, ErrorKind},
    protocol::{
        Done, method,
        service::{ApiCall, Cancelled, Level, LogRecord, Progress},
    },
    wire,
};

/// Where service calls go: through the boundary, or to a fake host.
#[doc(hidden)]
pub trait Services: Send + Sync {
    /// Calls a service with encoded bytes both ways; the error is an encoded [`Error`].
    fn call(&self, call_id: u64, method: &str, request: &[u8]) -> Result<Vec<u8>, Vec<u8>>;
}

/// The host, within one call.
///
/// The handle stands for that call: its profile, its region, its deadline and what it may do. It may be cloned
/// and sent to threads of the call's own; once the call has ended every service answers with an error.
#[derive(Clone)]
pub struct Host {
    services: Arc<dyn Services>,
    call_id: u64,
}

impl Host {
    pub(crate) fn new(services: Arc<dyn Services>, call_id: u64) -> Self {
        Self { services, call_id }
    }

    pub(crate) fn parts(&self) -> (Arc<dyn Services>, u64) {
        (Arc::clone(&self.services), self.call_id)
    }

    /// Sends an API call and decodes the body of its answer.
    ///
    /// The host adds the credentials, signs, sends, waits when the API asks to slow down and sends a read again
    /// when that may help. The manifest must declare the API action.
    ///
    /// # Errors
    /// The API's own error with its code and request id, the host's refusal (`capability_missing`,
    /// `change_not_allowed`, `call_ended`), or `decode` when the body has another shape than `T`.
    ///
    /// ```
    /// use yun_plugin_api::{ApiCall, Error, Host};
    ///
    /// #[derive(serde::Deserialize)]
    /// #[serde(rename_all = "PascalCase")]
    /// struct Answer { total_count: u64 }
    ///
    /// fn count(host: &Host, region: &str) -> Result<u64, Error> {
    ///     let call = ApiCall::new("Ecs", "2014-05-26", "DescribeInstances").param("RegionId", region);
    ///     Ok(host.api_call::<Answer>(&call)?.total_count)
    /// }
    /// ```
    pub fn api_call<T: DeserializeOwned>(&self, call: &ApiCall) -> Result<T, Error> {
        self.service(method::API_CALL, call).map_err(|error| {
            if error.code == "decode" {
                Error::unexpected_answer(&call.action, &error.message)
            } else {
                error
            }
        })
    }

    /// Writes to the host's log. Never fails, never waits for anything but the host; must hold no secret.
    pub fn log(&self, level: Level, message: impl Into<String>) {
        // A log that cannot be written has nowhere to be reported.
        let _ = self.service::<_, Done>(
            method::LOG,
            &LogRecord {
                level,
                message: message.into(),
            },
        );
    }

    /// Tells a person who waits how far the call is. Never fails.
    pub fn progress(&self, progress: Progress) {
        let _ = self.service::<_, Done>(method::PROGRESS, &progress);
    }

    /// Whether nobody waits for this call any more: the user interrupted it, or its time is over.
    pub fn is_cancelled(&self) -> bool {
        self.service::<_, Cancelled>(method::CANCELLED, &Done {})
            .map_or(true, |answer| answer.cancelled)
    }

    fn service<Q: Serialize, A: DeserializeOwned>(&self, method: &str, request: &Q) -> Result<A, Error> {
        let mut request = wire::encode(request)?;
        let answer = self.services.call(self.call_id, method, &request);
        wire::wipe(&mut request);
        let (decoded, mut bytes) = match answer {
            Ok(bytes) => (wire::decode(&bytes), bytes),
            Err(bytes) => (Err(decode_error(&bytes)), bytes),
        };
        wire::wipe(&mut bytes);
        decoded
    }
}

fn decode_error(bytes: &[u8]) -> Error {
    wire::decode(bytes).unwrap_or_else(|_| {
        Error::new(
            ErrorKind::Failed,
            "unreadable_error",
            "the host answered with an error that cannot be read",
        )
    })
}
