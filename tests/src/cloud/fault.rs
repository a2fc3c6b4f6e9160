//! A fault, as a test asks for it: which requests it meets, how often, and what it does to them.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;

use super::answer::Answer;
use super::error::ApiError;
use super::luck::Luck;

/// Something that goes wrong. It meets every request that is signed rightly or needs no signature, to APIs and to what
/// else there is, until it is narrowed down:
///
/// ```
/// use yun_tests::cloud::Fault;
/// let fault = Fault::throttling().action("DescribeInstances").region("cn-hangzhou").from_call(2).times(1);
/// # drop(fault);
/// ```
///
/// Where several meet the same request, delays add up and the first of the others happens.
#[derive(Clone, Debug)]
pub struct Fault {
    pub(crate) kind: Kind,
    pub(crate) product: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) access_key_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) passing: usize,
    pub(crate) left: Option<usize>,
    pub(crate) luck: Option<Luck>,
    pub(crate) recent: VecDeque<Instant>,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Latency(Duration),
    Gather(Arc<Barrier>),
    LowerCaseErrors,
    Error(ApiError),
    Respond { answer: Answer, outcome: &'static str },
    DropBefore,
    DropAfter,
    Dead,
    CutJson,
    EndlessPages(NextToken),
    AboveInFlight(usize),
    AboveRate(usize),
}

/// What stands for the next page of a list that never ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextToken {
    /// Another token at each page.
    Fresh,
    /// The same token at each page.
    Repeated,
}

impl Fault {
    /// The answer takes so much longer.
    pub fn latency(delay: Duration) -> Self {
        Self::new(Kind::Latency(delay))
    }

    /// The first so many requests wait for each other, and are answered once all of them are there: what proves that
    /// a client sends them side by side, whatever the machine's speed. A client that does not waits in vain.
    pub fn gather(count: usize) -> Self {
        Self::new(Kind::Gather(Arc::new(Barrier::new(count)))).times(count)
    }

    /// 400 `Throttling.User`; see [`Fault::retry_after`].
    pub fn throttling() -> Self {
        Self::new(Kind::Error(throttled()))
    }

    /// 500 `InternalError`.
    pub fn internal_error() -> Self {
        let message = "The request processing has failed due to some unknown error.";
        Self::error(500, "InternalError", message)
    }

    /// 503 `ServiceUnavailable`.
    pub fn unavailable() -> Self {
        let message = "The request has failed due to a temporary failure of the server.";
        Self::error(503, "ServiceUnavailable", message)
    }

    /// Any other API error. Nothing is done.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::new(Kind::Error(ApiError::new(status, code, message)))
    }

    /// The connection is closed without an answer, and nothing was done.
    pub fn drop_before() -> Self {
        Self::new(Kind::DropBefore)
    }

    /// The action is done, and then the connection is closed without an answer.
    pub fn drop_after() -> Self {
        Self::new(Kind::DropAfter)
    }

    /// The request is taken and never answered: nothing more happens until the client goes away.
    pub fn dead() -> Self {
        Self::new(Kind::Dead)
    }

    /// A page of HTML with this status, as gateways and captive portals send it. Nothing is done.
    pub fn html(status: u16) -> Self {
        let page = "<!DOCTYPE html>\n<html><head><title>Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n";
        let answer = Answer::new(status, "text/html; charset=utf-8", page);
        Self::new(Kind::Respond {
            answer,
            outcome: "html",
        })
    }

    /// The action is done; its answer is the first half of the right JSON.
    pub fn cut_json() -> Self {
        Self::new(Kind::CutJson)
    }

    /// The action is done for its first page, whatever page is asked for, and the answer names a next one: a list
    /// without an end. Only lists of the APIs have such pages.
    pub fn endless_pages(next: NextToken) -> Self {
        Self::new(Kind::EndlessPages(next))
    }

    /// A well-formed JSON object of so many bytes, with status 200. Nothing is done.
    pub fn huge(bytes: usize) -> Self {
        let (start, end) = ("{\"RequestId\":\"", "\"}");
        let padding = bytes.saturating_sub(start.len() + end.len());
        let body = [start.as_bytes(), &vec![b'x'; padding], end.as_bytes()].concat();
        let answer = Answer::new(200, "application/json;charset=utf-8", body);
        Self::new(Kind::Respond {
            answer,
            outcome: "huge",
        })
    }

    /// A redirection to another address. Nothing is done.
    pub fn redirect(status: u16, location: &str) -> Self {
        let answer = Answer::new(status, "text/plain", "").with_header("location", location);
        Self::new(Kind::Respond {
            answer,
            outcome: "redirected",
        })
    }

    /// Any answer at all. Nothing is done.
    pub fn respond(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let answer = Answer::new(status, content_type, body);
        Self::new(Kind::Respond {
            answer,
            outcome: "replaced",
        })
    }

    /// Errors are written with `code`, `message`, `requestId` for `Code`, `Message`, `RequestId`: the errors of other
    /// faults too.
    pub fn lower_case_errors() -> Self {
        Self::new(Kind::LowerCaseErrors)
    }

    /// `Throttling.User` while more than so many of the matched requests are being answered at once.
    pub fn throttle_above_in_flight(limit: usize) -> Self {
        Self::new(Kind::AboveInFlight(limit))
    }

    /// `Throttling.User` for what goes beyond so many answered requests in any one second.
    pub fn throttle_above_rate(per_second: usize) -> Self {
        Self::new(Kind::AboveRate(per_second))
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            product: None,
            action: None,
            region: None,
            access_key_id: None,
            retry_after: None,
            passing: 0,
            left: None,
            luck: None,
            recent: VecDeque::new(),
        }
    }

    /// Only requests to this product, like `Ecs`, or to a group of endpoints, like `OAUTH`.
    pub fn product(mut self, code: &str) -> Self {
        self.product = Some(code.to_owned());
        self
    }

    /// Only requests for this action.
    pub fn action(mut self, name: &str) -> Self {
        self.action = Some(name.to_owned());
        self
    }

    /// Only requests whose `RegionId` is this one.
    pub fn region(mut self, id: &str) -> Self {
        self.region = Some(id.to_owned());
        self
    }

    /// Only requests signed with this key.
    pub fn access_key_id(mut self, id: &str) -> Self {
        self.access_key_id = Some(id.to_owned());
        self
    }

    /// Lets matching requests pass until the one of this number, the first being 1.
    pub fn from_call(mut self, number: usize) -> Self {
        self.passing = number.saturating_sub(1);
        self
    }

    /// Happens so many times, then no more. Without this it happens always.
    pub fn times(mut self, count: usize) -> Self {
        self.left = Some(count);
        self
    }

    /// Happens to so many of a hundred matching requests, as chance has it: the same ones for the same seed and order of
    /// requests. Faults of one seed happen independently of each other.
    ///
    /// ```
    /// use yun_tests::cloud::Fault;
    /// let seed = 20_260_102;
    /// let faults = [
    ///     Fault::throttling().percent(10, seed),
    ///     Fault::unavailable().percent(5, seed),
    ///     Fault::drop_before().percent(5, seed),
    ///     Fault::drop_after().percent(5, seed),
    /// ];
    /// # drop(faults);
    /// ```
    pub fn percent(mut self, share: u8, seed: u64) -> Self {
        self.luck = Some(Luck::new(share, seed));
        self
    }

    /// Sends the header `x-acs-retry-after` with the errors, in milliseconds.
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.retry_after = Some(delay);
        self
    }
}

pub(crate) fn throttled() -> ApiError {
    ApiError::new(
        400,
        "Throttling.User",
        "Request was denied due to user flow control.",
    )
}
