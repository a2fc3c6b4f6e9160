//! What can be done with elastic container instances: restart and delete them.

use serde_json::{Value, json};

use super::container_group::ContainerGroup;
use super::course::Course;
use super::error::ApiError;
use super::idempotence::once;
use super::product::{Call, Content};
use super::regional::{endpoint_serves, region};

pub(crate) fn restart(call: &mut Call<'_>) -> Result<Content, ApiError> {
    once(call, "RestartContainerGroup", |call| {
        let group = find(call)?;
        if !matches!(group.status.as_str(), "Pending" | "Running") {
            return Err(ApiError::incorrect_group_status(&group.status));
        }
        let id = group.id.clone();
        set_out(
            call,
            "RestartContainerGroup",
            &id,
            Course::through(&["Restarting", "Running"]),
        )
    })
}

pub(crate) fn delete(call: &mut Call<'_>) -> Result<Content, ApiError> {
    once(call, "DeleteContainerGroup", |call| {
        let group = find(call)?;
        if group.status == "Terminating" {
            return Err(ApiError::incorrect_group_status(&group.status));
        }
        let id = group.id.clone();
        set_out(
            call,
            "DeleteContainerGroup",
            &id,
            Course::through(&["Terminating"]).and_gone(),
        )
    })
}

fn set_out(call: &mut Call<'_>, action: &str, id: &str, course: Course) -> Result<Value, ApiError> {
    let (world, now) = (&mut **call.world, call.now);
    world.set_out(id, course, now);
    world.did(action, id);
    Ok(json!({}))
}

/// The group that the call names, as far as this endpoint knows of it.
pub(crate) fn find<'a>(call: &'a Call<'_>) -> Result<&'a ContainerGroup, ApiError> {
    let region = region(call, &call.world.eci_regions)?;
    let id = call.parameters.text("ContainerGroupId");
    let id = id.ok_or_else(|| ApiError::missing("ContainerGroupId"))?;
    let served = endpoint_serves(call, "eci", region);
    let mut groups = call.world.container_groups.iter();
    groups
        .find(|group| served && group.region == region && group.id == id)
        .ok_or_else(ApiError::unknown_container_group)
}
