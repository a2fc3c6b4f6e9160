//! Lists that are empty for who may not see what there is: telling that apart from nothing being there.

use std::sync::Arc;

use yun_plugin_api::{AccessAnswer, AccessRequest, manifest::ResourceManifest, protocol::method};

use super::{Places, Target};
use crate::{
    core::Core,
    error::{Error, ErrorKind},
    text::message,
};

/// What the callers of APIs are called who own the account, and see everything in it.
const OWNER: &str = "Account";

/// What an empty list means.
pub(super) enum Sight {
    /// There is nothing.
    Clear,
    /// There is nothing, or it may not be seen.
    Unknown,
    /// It may not be seen.
    Denied(Error),
}

/// What it means that a type's list is empty in all regions of a profile; `target` is one of them.
pub(super) async fn sight(
    core: &Arc<Core>,
    places: &Places,
    resource: &ResourceManifest,
    target: &Target,
) -> Sight {
    let who = places.run(core.identity(&target.session)).await;
    if who.is_ok_and(|(identity, _)| identity.identity_type == OWNER) {
        return Sight::Clear;
    }
    match places.run(access(core, resource, target)).await {
        Ok(answer) if answer.certain => Sight::Clear,
        Ok(_) => Sight::Unknown,
        // What was asked for to find that out is another right than the one that is missing.
        Err(error) if error.kind() == ErrorKind::Permission => {
            Sight::Denied(match &resource.list_permission {
                None => error,
                Some(permission) => error.reworded(message!(
                    "error-permission",
                    action = format!("{} list", resource.resource_type),
                    permission = permission.as_str()
                )),
            })
        }
        Err(error) => {
            tracing::debug!(
                code = error.code(),
                "whether the caller may see it cannot be asked"
            );
            Sight::Unknown
        }
    }
}

/// Why nothing is found of a type, if that is because the profile of this target may not see it.
pub(crate) async fn denial(
    core: &Arc<Core>,
    places: &Places,
    resource: &ResourceManifest,
    target: &Target,
) -> Option<Error> {
    if !resource.silent_denial {
        return None;
    }
    match sight(core, places, resource, target).await {
        Sight::Denied(error) => Some(error.for_profile(target.session.name())),
        Sight::Clear | Sight::Unknown => None,
    }
}

async fn access(core: &Core, resource: &ResourceManifest, target: &Target) -> Result<AccessAnswer, Error> {
    let served = core.catalog.resource(&resource.resource_type)?;
    let request = AccessRequest {
        resource_type: resource.resource_type.clone(),
        region: target.region.clone(),
    };
    core.call_resource(
        &served,
        &target.session,
        &target.region,
        method::RESOURCE_ACCESS,
        &request,
    )
    .await
}
