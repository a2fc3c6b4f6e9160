//! Actions: each sends one change, for one disk.

use serde_json::Value;
use yun_plugin_api::{ActAnswer, ActRequest, ActResult, ApiCall, Error, ErrorKind, Host, object::text};

use crate::{LARGEST_BATCH, describe_disks, ecs};

/// Sends what the action is. An error of the API is handed on as it came: yun knows what to make of it, and, since one
/// request changes one disk, whose error it is.
pub(crate) fn act(host: &Host, mut request: ActRequest) -> Result<ActAnswer, Error> {
    let mut results = Vec::new();
    // The manifest's `batch` is 1.
    for id in std::mem::take(&mut request.ids) {
        let call = change(host, &request, &id)?.param("DiskId", id.as_str());
        host.api_call::<Value>(&call)?;
        results.push(ActResult::accepted(id));
    }
    Ok(ActAnswer { results })
}

/// The request that changes the disk, but for the disk's id.
fn change(host: &Host, request: &ActRequest, id: &str) -> Result<ApiCall, Error> {
    let param = |key: &str| request.params.get(key).map(String::as_str);
    match request.action.as_str() {
        "rename" => Ok(ecs("ModifyDiskAttribute")
            .param("RegionId", request.region.as_str())
            .maybe("DiskName", param("name"))),
        "attach" => Ok(ecs("AttachDisk")
            .maybe("InstanceId", param("instance"))
            .maybe("DeleteWithInstance", param("released_with_instance"))),
        // The API wants to know from what, too.
        "detach" => Ok(ecs("DetachDisk").param("InstanceId", instance_of(host, request, id)?)),
        "release" => Ok(ecs("DeleteDisk")),
        other => Err(Error::unsupported(format!("the action {other}"))),
    }
}

/// The instance that the disk is attached to now.
fn instance_of(host: &Host, request: &ActRequest, id: &str) -> Result<String, Error> {
    let call = describe_disks(&request.region, LARGEST_BATCH).json_list("DiskIds", &[id.to_owned()]);
    let answer: Value = host.api_call(&call)?;
    text(&answer["Disks"]["Disk"][0]["InstanceId"]).ok_or_else(|| {
        let message = format!("the disk {id} is attached to no instance any more");
        Error::new(ErrorKind::Failed, "disk_not_attached", message).param("disk", id)
    })
}
