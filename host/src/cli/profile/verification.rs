//! Whether a profile works: its mode finds its fields plausible, and Alibaba Cloud accepts what comes of them.

use std::sync::Arc;

use yun_plugin_api::{CheckAnswer, CheckRequest, manifest::CredentialManifest};

use crate::{
    account::{Identity, unknown_region},
    core::Core,
    error::Error,
    output::progress::ProgressLine,
    profile::fields,
    session::{Resolved, Session},
    text::message,
};

/// Lets the mode say what it thinks of the fields.
pub(super) async fn check(
    core: &Core,
    session: &Arc<Session>,
    mode: &CredentialManifest,
) -> Result<(), Error> {
    let served = core.catalog.credential(&mode.mode)?;
    let request = CheckRequest {
        mode: mode.mode.clone(),
        fields: fields::of_mode(mode, session.fields()),
    };
    let answer: CheckAnswer = core.check_fields(&served, session, &request).await?;
    match answer.errors.into_iter().next() {
        None => Ok(()),
        Some(wrong) => Err(Error::from_plugin(wrong.error, served.manifest)
            .hint(message!("hint-field", flag = fields::flag(&wrong.field)))),
    }
}

/// Asks who the credentials belong to.
pub(super) async fn identity(
    core: &Core,
    session: &Arc<Session>,
    progress: &ProgressLine,
) -> Result<(Identity, Resolved), Error> {
    progress.say(core.language.say(&message!("progress-verify")));
    // Credentials that were kept would prove that the profile worked once.
    let fetched = core.fresh_credentials(session).await;
    let asked = match fetched {
        Ok(_) => core.identity(session).await,
        Err(error) => Err(error),
    };
    progress.clear();
    asked
}

/// Asks whether the account has the profile's region. Who cannot list them just now may still use one.
pub(super) async fn region(core: &Core, session: &Arc<Session>) -> Result<(), Error> {
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
