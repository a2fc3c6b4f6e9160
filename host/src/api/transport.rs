//! A try that failed, and what a request without a whole answer amounts to: unreachable, cut off, or silent.

use std::time::Duration;

use super::{
    answer::{Failure, Outlook},
    unreachable,
};
use crate::{
    error::{Error, ErrorKind},
    text::message,
};

/// The code of a change of which nobody knows whether it was carried out.
pub(crate) const OUTCOME_UNKNOWN: &str = "outcome_unknown";

/// A try that failed.
pub(super) struct Tried {
    pub(super) failure: Failure,
    /// How long the API asked to wait.
    pub(super) retry_after: Option<Duration>,
    /// Whether nobody answered at all.
    pub(super) silent: bool,
}

impl Tried {
    /// It will fail again.
    pub(super) fn last(error: Error) -> Self {
        Self {
            failure: Failure {
                outlook: Outlook::Final,
                error,
            },
            retry_after: None,
            silent: false,
        }
    }

    /// Whether the call cannot have been carried out: it was refused before, or never sent.
    pub(super) fn did_nothing(&self) -> bool {
        self.failure.outlook == Outlook::Throttled || self.failure.error.code() == "unreachable"
    }

    /// Whether the call may have been carried out though it failed: no answer came, or none that tells.
    pub(super) fn may_have_acted(&self) -> bool {
        !self.did_nothing() && self.failure.error.kind() == ErrorKind::Unavailable
    }

    /// The error for a call that changes something, of which an earlier try may have been carried out. Whether it was is
    /// not known where no answer came.
    pub(super) fn of_a_change(self, action: &str, acted_before: bool) -> Error {
        let did_nothing = self.did_nothing();
        let may_have_acted = acted_before || self.may_have_acted();
        let error = self.failure.error.having_acted(may_have_acted);
        let is_silent = matches!(error.code(), "connection_lost" | "no_answer");
        if acted_before || (is_silent && !did_nothing) {
            return error
                .because_of(
                    OUTCOME_UNKNOWN,
                    message!("error-outcome-unknown", action = action),
                )
                .hint(message!("hint-outcome-unknown"))
                .retryable(false);
        }
        if did_nothing {
            return error;
        }
        error.retryable(false)
    }

    /// Nobody answered, and somebody may later.
    pub(super) fn silent(error: Error) -> Self {
        Self {
            failure: Failure {
                outlook: Outlook::Passing,
                error,
            },
            retry_after: None,
            silent: true,
        }
    }

    /// It broke off while it was under way.
    fn dropped(error: Error) -> Self {
        Self {
            failure: Failure {
                outlook: Outlook::Passing,
                error,
            },
            retry_after: None,
            silent: false,
        }
    }
}

/// The error for an answer that did not come in time.
pub(crate) fn no_answer(host: &str) -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "no_answer",
        message!("error-no-answer", host = host),
    )
    .hint(message!("hint-unreachable"))
    .retryable(true)
}

/// The error for a request to `host` that got no whole answer.
pub(crate) fn broken(error: reqwest::Error, host: &str) -> Error {
    failed(error, host).failure.error
}

/// What a request that got no whole answer amounts to; `host` is whom it was sent to.
pub(super) fn failed(error: reqwest::Error, host: &str) -> Tried {
    let error = error.without_url();
    let reason = innermost(&error);
    if error.is_timeout() {
        return Tried::silent(no_answer(host).source(error));
    }
    if error.is_connect() {
        let refused = refuses_certificate(&error);
        let (message, hint) = unreachable::explained(&error, host, reason);
        let failed = Error::new(ErrorKind::Unavailable, "unreachable", message)
            .retryable(!refused)
            .source(error);
        return if refused {
            Tried::last(failed.hint(message!("hint-certificate")))
        } else {
            Tried::silent(failed.hint(hint))
        };
    }
    let failed = Error::new(
        ErrorKind::Unavailable,
        "connection_lost",
        message!("error-connection-lost", host = host, reason = reason),
    )
    .retryable(true)
    .source(error);
    Tried::dropped(failed)
}

/// Whether the other side's certificate is what is wrong: trying again does not mend it.
fn refuses_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        // An I/O error hides what it wraps from `source`.
        let wrapped = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        let tls = wrapped.and_then(|wrapped| wrapped.downcast_ref::<rustls::Error>());
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The text of the innermost cause: the outer ones say only that something failed.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
