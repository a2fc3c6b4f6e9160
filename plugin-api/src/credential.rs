//! The trait of credential modes.

use crate::{
    error::Error,
    host::Host,
    protocol::credential::{
        CheckAnswer, CheckRequest, ResolveAnswer, ResolveRequest, SessionAnswer, SessionRequest,
    },
};

/// A way to come by credentials.
///
/// The host keeps the profile's fields, asks for them, checks their patterns, caches temporary credentials
/// until shortly before they expire and calls [`resolve`](Self::resolve) no more often than needed. Methods are
/// called from several threads at once.
pub trait CredentialMode: Send + Sync + 'static {
    /// Says which fields cannot be right, without asking anyone. By default none.
    ///
    /// # Errors
    /// When the fields cannot be judged at all; a wrong field is not an error but part of the answer.
    fn check(&self, host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        let _ = (host, request);
        Ok(CheckAnswer::default())
    }

    /// Turns the profile's fields into credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials) when the fields or the source of the credentials
    /// are at fault; what the host's services answered otherwise.
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error>;

    /// Logs in. Only for modes whose manifest says `"login": true`.
    ///
    /// # Errors
    /// `unsupported` by default.
    fn login(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let _ = host;
        Err(Error::unsupported(format!("a login for {}", request.mode)))
    }

    /// Forgets the login, everywhere.
    ///
    /// # Errors
    /// `unsupported` by default.
    fn logout(&self, host: &Host, request: SessionRequest) -> Result<(), Error> {
        let _ = host;
        Err(Error::unsupported(format!("a logout for {}", request.mode)))
    }

    /// Says whether a login holds, without asking the user anything.
    ///
    /// # Errors
    /// `unsupported` by default.
    fn status(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let _ = host;
        Err(Error::unsupported(format!("a login status for {}", request.mode)))
    }
}
