//! What can be done with disks: modify, attach, detach and delete them. Most requests name no region: the endpoint is
//! the region's, and ids are unique.

use serde_json::json;

use super::course::Course;
use super::disk::Disk;
use super::ecs::endpoint_serves;
use super::error::ApiError;
use super::instance::Instance;
use super::instance_actions::is_name;
use super::product::{Call, Content};

pub(crate) fn modify(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let id = required(call, "DiskId")?;
    let name = call.parameters.text("DiskName").map(str::to_owned);
    if name.as_deref().is_some_and(|name| !is_name(name)) {
        let message = "The specified disk name is wrongly formed.";
        return Err(ApiError::new(400, "InvalidDiskName.Malformed", message));
    }
    let released_with_instance = match call.parameters.text("DeleteWithInstance") {
        None => None,
        Some(_) => Some(call.parameters.flag("DeleteWithInstance")?),
    };
    let held = find(call, &id)?;
    if call
        .parameters
        .text("RegionId")
        .is_some_and(|region| region != held.region)
    {
        return Err(unknown_disk());
    }
    let renames = name.as_ref().is_some_and(|name| *name != held.name);
    let keeps = released_with_instance.is_some_and(|value| value != held.delete_with_instance);
    if renames || keeps {
        let world = &mut **call.world;
        let disk = world.disk(&id);
        disk.name = name.unwrap_or_else(|| disk.name.clone());
        disk.delete_with_instance = released_with_instance.unwrap_or(disk.delete_with_instance);
        world.did("ModifyDiskAttribute", &id);
    }
    Ok(json!({}).into())
}

pub(crate) fn attach(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let (instance_id, id) = (required(call, "InstanceId")?, required(call, "DiskId")?);
    let released_with_instance = call.parameters.flag("DeleteWithInstance")?;
    let disk = find(call, &id)?;
    let instance = instance(call, &instance_id)?;
    may_have_disks(instance, &["Running", "Stopped"])?;
    if disk.status != "Available" {
        return Err(incorrect_status());
    } else if !disk.portable {
        return Err(not_portable());
    } else if disk.zone != instance.zone {
        let message = "The specified instance and disk are not in the same zone.";
        return Err(ApiError::new(403, "ResourcesNotInSameZone", message));
    }
    let taken: Vec<String> = devices(call, &instance_id);
    let mut letters = ('b'..='z').map(|letter| format!("/dev/xvd{letter}"));
    let device = letters.find(|device| !taken.contains(device)).ok_or_else(|| {
        let message = "The amount of the disk on instance in question reach its limits.";
        ApiError::new(403, "InstanceDiskLimitExceeded", message)
    })?;
    let (world, now) = (&mut **call.world, call.now);
    let disk = world.disk(&id);
    disk.instance = instance_id;
    disk.device = device;
    disk.delete_with_instance = released_with_instance;
    world.set_out(&id, Course::through(&["Attaching", "In_use"]), now);
    world.did("AttachDisk", &id);
    Ok(json!({}).into())
}

pub(crate) fn detach(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let (instance_id, id) = (required(call, "InstanceId")?, required(call, "DiskId")?);
    let disk = find(call, &id)?;
    let instance = instance(call, &instance_id)?;
    if disk.status != "In_use" {
        return Err(incorrect_status());
    } else if disk.instance != instance_id {
        let message = "The specified disk has not been attached on the specified instance.";
        return Err(ApiError::new(403, "DependencyViolation", message));
    } else if !disk.portable {
        return Err(not_portable());
    }
    may_have_disks(
        instance,
        match disk.kind.as_str() {
            "system" => &["Stopped"],
            _ => &["Running", "Stopped"],
        },
    )?;
    let (world, now) = (&mut **call.world, call.now);
    world.set_out(&id, Course::through(&["Detaching", "Available"]), now);
    world.did("DetachDisk", &id);
    Ok(json!({}).into())
}

/// It has no status of its own for what is being deleted.
pub(crate) fn delete(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let id = required(call, "DiskId")?;
    if find(call, &id)?.status != "Available" {
        return Err(incorrect_status());
    }
    let (world, now) = (&mut **call.world, call.now);
    world.set_out(&id, Course::through(&["Available"]).and_gone(), now);
    world.did("DeleteDisk", &id);
    Ok(json!({}).into())
}

fn required(call: &Call<'_>, name: &str) -> Result<String, ApiError> {
    let given = call.parameters.text(name).map(str::to_owned);
    given.ok_or_else(|| ApiError::missing(name))
}

/// The disk, as far as this endpoint knows of it.
fn find<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Disk, ApiError> {
    let mut disks = call.world.disks.iter();
    let found = disks.find(|disk| disk.id == id && endpoint_serves(call, &disk.region));
    found.ok_or_else(unknown_disk)
}

fn instance<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Instance, ApiError> {
    let mut instances = call.world.instances.iter();
    let found = instances.find(|one| one.id == id && endpoint_serves(call, &one.region));
    found.ok_or_else(ApiError::unknown_instance)
}

/// Whether disks of the instance may come and go now.
fn may_have_disks(instance: &Instance, statuses: &[&str]) -> Result<(), ApiError> {
    if instance.locks.iter().any(|lock| lock == "security") {
        return Err(ApiError::locked_for_security());
    }
    match statuses.contains(&instance.status.as_str()) {
        true => Ok(()),
        false => Err(ApiError::incorrect_status()),
    }
}

/// The device names that are taken on an instance.
fn devices(call: &Call<'_>, instance: &str) -> Vec<String> {
    let disks = call.world.disks.iter();
    disks
        .filter(|disk| disk.instance == instance)
        .map(|disk| disk.device.clone())
        .collect()
}

fn unknown_disk() -> ApiError {
    ApiError::new(
        404,
        "InvalidDiskId.NotFound",
        "The specified disk does not exist.",
    )
}

fn incorrect_status() -> ApiError {
    let message = "The current disk status does not support this operation.";
    ApiError::new(403, "IncorrectDiskStatus", message)
}

fn not_portable() -> ApiError {
    let message = "The specified disk is not a portable disk.";
    ApiError::new(403, "DiskNotPortable", message)
}
