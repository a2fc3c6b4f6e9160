//! Why a connection could not be made: in words that say what to look at.

use std::{error::Error as StdError, io};

use crate::text::{Message, message};

/// What kept a connection from being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    /// The host's name could not be resolved.
    Name,
    /// Nobody listens at its address.
    Refused,
    /// No way leads there.
    NoRoute,
    /// Somebody listens, and does not speak TLS as it should be.
    Tls,
    /// Something else, which the error itself tells best.
    Other,
}

/// The message and the hint for a connection to `host` that failed with `error`.
pub(super) fn explained(error: &(dyn StdError + 'static), host: &str, reason: String) -> (Message, Message) {
    match obstacle(error) {
        Obstacle::Name => (
            message!("error-name-unresolved", host = host),
            message!("hint-name-unresolved"),
        ),
        Obstacle::Refused => (
            message!("error-refused", host = host),
            message!("hint-unreachable"),
        ),
        Obstacle::NoRoute => (message!("error-no-route", host = host), message!("hint-no-route")),
        Obstacle::Tls => (
            message!("error-tls", host = host, reason = reason),
            message!("hint-unreachable"),
        ),
        Obstacle::Other => (
            message!("error-unreachable", host = host, reason = reason),
            message!("hint-unreachable"),
        ),
    }
}

fn obstacle(error: &(dyn StdError + 'static)) -> Obstacle {
    let mut cause = Some(error);
    while let Some(error) = cause {
        // The connector has no type for it; its text is fixed, and only words depend on it.
        if error.to_string().starts_with("dns error") {
            return Obstacle::Name;
        }
        if error.is::<rustls::Error>() {
            return Obstacle::Tls;
        }
        if let Some(found) = error.downcast_ref::<io::Error>().and_then(of_io) {
            return found;
        }
        cause = error.source();
    }
    Obstacle::Other
}

fn of_io(error: &io::Error) -> Option<Obstacle> {
    // It hides what it wraps from `source`, and may wrap another of its kind.
    let wrapped = error.get_ref();
    if wrapped.is_some_and(|wrapped| wrapped.is::<rustls::Error>()) {
        return Some(Obstacle::Tls);
    }
    if let Some(inner) = wrapped.and_then(|wrapped| wrapped.downcast_ref()) {
        return of_io(inner);
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Some(Obstacle::Refused),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Some(Obstacle::NoRoute),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn said(error: io::Error) -> String {
        let (message, _) = explained(&error, "h:1", "why".into());
        Language::English.say(&message)
    }

    #[test]
    fn what_the_system_says_becomes_words() {
        assert!(said(io::ErrorKind::ConnectionRefused.into()).contains("refuses"));
        assert!(said(io::ErrorKind::NetworkUnreachable.into()).contains("no route"));
        let tls = io::Error::other(rustls::Error::HandshakeNotComplete);
        assert!(said(io::Error::other(tls)).contains("secure connection"));
        assert!(said(io::Error::other("odd")).ends_with("why"));
    }
}
