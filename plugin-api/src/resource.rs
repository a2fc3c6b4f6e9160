//! The trait of resource types.

use crate::{
    error::Error,
    host::Host,
    protocol::resource::{
        AccessAnswer, AccessRequest, ActAnswer, ActRequest, GetAnswer, GetRequest, ListPage, ListRequest,
        RegionsAnswer, RegionsRequest, ViewAnswer, ViewRequest,
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

    /// Carries out one of the manifest's actions, by one request of the API where that takes several ids.
    ///
    /// The host has looked at the ids before, leaves out those that are where the action leads already, and waits
    /// afterwards as the manifest's `waits` says: the plugin does neither.
    ///
    /// # Errors
    /// `unsupported` by default; otherwise what concerns the request as a whole, the API's error as it came: the host
    /// then tries half as many ids, until those are found that are to blame. What concerns one id is in its result.
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

    /// Says in which regions the type can be, for a manifest with `own_regions`.
    ///
    /// # Errors
    /// `unsupported` by default; otherwise what the API answered.
    fn regions(&self, host: &Host, request: RegionsRequest) -> Result<RegionsAnswer, Error> {
        let _ = host;
        Err(Error::unsupported(format!(
            "the regions of {}",
            request.resource_type
        )))
    }

    /// Says whether the caller may see what a list shows, for a manifest with `silent_denial`.
    ///
    /// # Errors
    /// `unsupported` by default; [`ErrorKind::Permission`](crate::ErrorKind::Permission) if the caller may not.
    fn access(&self, host: &Host, request: AccessRequest) -> Result<AccessAnswer, Error> {
        let _ = host;
        Err(Error::unsupported(format!(
            "the rights on {}",
            request.resource_type
        )))
    }
}
