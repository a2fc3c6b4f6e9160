//! Whether a profile works: its mode finds its fields plausible, and Alibaba Cloud accepts what comes of them.

use std::sync::Arc;

use yun_plugin_api::{CheckAnswer, CheckRequest, manifest::CredentialManifest};

use super::fields;
use crate::{
    account::{Identity, unknown_region},
    core::Core,
    error::Error,
    session::{Resolved, Session},
    text::message,
};

/// A field that its mode finds implausible.
pub(crate) struct Implausible {
    /// The field's key.
    pub(crate) field: String,
    /// Why it is.
    pub(crate) error: Error,
}

/// Lets the mode say what it thinks of the fields; the first that it finds implausible.
///
/// # Errors
/// What kept it from saying so.
pub(crate) async fn implausible(
    core: &Core,
    session: &Arc<Session>,
    mode: &CredentialManifest,
) -> Result<Option<Implausible>, Error> {
    let served = core.catalog.credential(&mode.mode)?;
    let request = CheckRequest {
        mode: mode.mode.clone(),
        fields: fields::of_mode(mode, session.fields()),
    };
    let answer: CheckAnswer = core.check_fields(&served, session, &request).await?;
    let first = answer.errors.into_iter().next();
    Ok(first.map(|wrong| Implausible {
        field: wrong.field,
        error: Error::from_plugin(wrong.error, served.manifest),
    }))
}

/// Refuses fields that their mode finds implausible.
///
/// # Errors
/// The first that it finds so, and what kept it from saying anything.
pub(crate) async fn check(
    core: &Core,
    session: &Arc<Session>,
    mode: &CredentialManifest,
) -> Result<(), Error> {
    match implausible(core, session, mode).await? {
        None => Ok(()),
        Some(wrong) => Err(wrong
            .error
            .hint(message!("hint-field", flag = fields::flag(&wrong.field)))),
    }
}

/// Verifies a profile from its fields to its region, a login included where its mode has one.
///
/// # Errors
/// What does not work.
pub(crate) async fn whole(core: &Core, session: &Arc<Session>, login: bool) -> Result<Identity, Error> {
    if login {
        core.login(session).await?;
    }
    let (found, _) = identity(core, session).await?;
    region(core, session).await?;
    Ok(found)
}

/// Asks who the credentials belong to.
pub(crate) async fn identity(core: &Core, session: &Arc<Session>) -> Result<(Identity, Resolved), Error> {
    // Credentials that were kept would prove that the profile worked once.
    let fetched = core.fresh_credentials(session).await;
    match fetched {
        Ok(_) => core.identity(session).await,
        Err(error) => Err(error),
    }
}

/// Asks whether the account has the profile's region. Who cannot list them just now may still use one.
pub(crate) async fn region(core: &Core, session: &Arc<Session>) -> Result<(), Error> {
    if *session.regions_unknown.lock().await {
        return Ok(());
    }
    let Ok(regions) = core.regions(session).await else {
        return Ok(());
    };
    match unknown_region(session.profile.region.as_str(), &regions) {
        Some(error) => Err(error.for_profile(session.name())),
        None => Ok(()),
    }
}
