//! The trait of resource types.

use crate::{
    error::Error,
    host::Host,
    protocol::resource::{
        ActAnswer, ActRequest, GetAnswer, GetRequest, ListPage, ListRequest, ViewAnswer, ViewRequest,
    },
};

/// A kind of resource: how it is listed, shown and managed.
///
/// The host runs regions and profiles side by side, follows page tokens, filters nothing by itself and orders,
/// cuts and formats the rows. Methods are called from several threads at once; one call concerns one region of
/// one profile.
pub trait ResourceType: Send + Sync + 'static {
    /// Lists one page.
    ///
    /// # Errors
    /// What the API answered; [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a filter's value
    /// that cannot be right.
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error>;

    /// Fetches resources by id; ids that do not exist are left out of the answer.
    ///
    /// # Errors
    /// What the API answered.
    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error>;

    /// Carries out one of the manifest's actions.
    ///
    /// # Errors
    /// `unsupported` by default; otherwise what concerns all ids alike. What concerns one id is in its result.
    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        let _ = host;
        Err(Error::unsupported(format!("the action {}", request.action)))
    }

    /// Shows one of the manifest's views.
    ///
    /// # Errors
    /// `unsupported` by default; otherwise what the API answered.
    fn view(&self, host: &Host, request: ViewRequest) -> Result<ViewAnswer, Error> {
        let _ = host;
        Err(Error::unsupported(format!("the view {}", request.view)))
    }
}
