//! Disks, seen from the outside.

use serde_json::{Value, json};

use super::client::{Outgoing, Received};
use super::*;

const REGION: &str = "cn-beijing";

/// An instance of each status in zone a, with a system disk and a data disk, and three free disks: one more in zone a,
/// one in zone b, one that stays where it is.
fn cloud() -> Cloud {
    let mut world = World::empty();
    for (id, status) in [("i-on", "Running"), ("i-off", "Stopped"), ("i-busy", "Starting")] {
        let instance = Instance {
            status: status.to_owned(),
            ..Instance::new(REGION, id)
        };
        let disk = |kind: &str| format!("d-{}-{kind}", &id[2..]);
        world
            .disks
            .push(Disk::of(&instance, &disk("system"), "/dev/xvda"));
        world.disks.push(Disk::of(&instance, &disk("data"), "/dev/xvdb"));
        world.instances.push(instance);
    }
    let free = |id: &str| Disk::new(REGION, id);
    world.disks.push(free("d-free"));
    world.disks.push(Disk {
        zone: format!("{REGION}-b"),
        ..free("d-elsewhere")
    });
    world.disks.push(Disk {
        portable: false,
        ..free("d-fixed")
    });
    Cloud::with(world)
}

fn send(cloud: &Cloud, action: &str, parameters: &[(&str, &str)]) -> Received {
    let call = Outgoing::ecs(cloud, action);
    let call = parameters
        .iter()
        .fold(call, |call, (name, value)| call.with(name, value));
    call.send(cloud).unwrap()
}

fn error(cloud: &Cloud, action: &str, parameters: &[(&str, &str)]) -> (u16, String) {
    send(cloud, action, parameters).error()
}

fn listed(cloud: &Cloud, parameters: &[(&str, &str)]) -> Value {
    let mut all = vec![("RegionId", REGION)];
    all.extend(parameters);
    send(cloud, "DescribeDisks", &all).json()
}

fn found(answer: &Value, key: &str) -> Vec<String> {
    let disks = answer["Disks"]["Disk"].as_array().unwrap().iter();
    disks.map(|disk| disk[key].as_str().unwrap().to_owned()).collect()
}

/// The disk's status and instance in the next description, which counts as a look.
fn look(cloud: &Cloud, id: &str) -> Option<(String, String)> {
    let answer = listed(cloud, &[("DiskIds", &json!([id]).to_string())]);
    let first = |key| found(&answer, key).pop();
    Some((first("Status")?, first("InstanceId")?))
}

fn owned(status: &str, instance: &str) -> Option<(String, String)> {
    Some((status.to_owned(), instance.to_owned()))
}

#[test]
fn a_disk_is_attached_and_detached_step_by_step() {
    let cloud = cloud();
    let both = [("DiskId", "d-free"), ("InstanceId", "i-on")];
    send(&cloud, "AttachDisk", &both).json();
    assert_eq!(look(&cloud, "d-free"), owned("Attaching", "i-on"));
    assert_eq!(look(&cloud, "d-free"), owned("In_use", "i-on"));
    assert_eq!(
        cloud.world(|world| world.disk("d-free").device.clone()),
        "/dev/xvdc"
    );
    send(&cloud, "DetachDisk", &both).json();
    assert_eq!(look(&cloud, "d-free"), owned("Detaching", "i-on"));
    assert_eq!(look(&cloud, "d-free"), owned("Available", ""));
    let done = cloud.world(|world| {
        (
            world.times_done("AttachDisk", "d-free"),
            world.times_done("DetachDisk", "d-free"),
        )
    });
    assert_eq!(done, (1, 1));
}

#[test]
fn each_refusal_to_attach_or_detach_has_its_code() {
    let cloud = cloud();
    for (action, disk, instance, status, code) in [
        ("AttachDisk", "d-none", "i-on", 404, "InvalidDiskId.NotFound"),
        (
            "AttachDisk",
            "d-free",
            "i-none",
            404,
            "InvalidInstanceId.NotFound",
        ),
        ("AttachDisk", "d-on-data", "i-off", 403, "IncorrectDiskStatus"),
        ("AttachDisk", "d-free", "i-busy", 403, "IncorrectInstanceStatus"),
        ("AttachDisk", "d-elsewhere", "i-on", 403, "ResourcesNotInSameZone"),
        ("AttachDisk", "d-fixed", "i-on", 403, "DiskNotPortable"),
        ("DetachDisk", "d-free", "i-on", 403, "IncorrectDiskStatus"),
        ("DetachDisk", "d-on-data", "i-off", 403, "DependencyViolation"),
        (
            "DetachDisk",
            "d-on-system",
            "i-on",
            403,
            "IncorrectInstanceStatus",
        ),
        (
            "DetachDisk",
            "d-busy-data",
            "i-busy",
            403,
            "IncorrectInstanceStatus",
        ),
    ] {
        let given = [("DiskId", disk), ("InstanceId", instance)];
        assert_eq!(
            error(&cloud, action, &given),
            (status, code.to_owned()),
            "{action} {disk} {instance}"
        );
    }
    send(
        &cloud,
        "DetachDisk",
        &[("DiskId", "d-off-system"), ("InstanceId", "i-off")],
    )
    .json();
    assert_eq!(
        error(&cloud, "AttachDisk", &[("DiskId", "d-free")]).1,
        "MissingInstanceId"
    );
    assert_eq!(
        error(&cloud, "DetachDisk", &[("InstanceId", "i-on")]).1,
        "MissingDiskId"
    );
}

#[test]
fn only_what_is_free_is_deleted_and_then_it_is_gone() {
    let cloud = cloud();
    assert_eq!(
        error(&cloud, "DeleteDisk", &[("DiskId", "d-on-data")]).1,
        "IncorrectDiskStatus"
    );
    send(&cloud, "DeleteDisk", &[("DiskId", "d-free")]).json();
    assert_eq!(look(&cloud, "d-free"), owned("Available", ""));
    assert_eq!(look(&cloud, "d-free"), None);
    assert_eq!(
        error(&cloud, "DeleteDisk", &[("DiskId", "d-free")]).1,
        "InvalidDiskId.NotFound"
    );
}

#[test]
fn a_released_instance_takes_along_what_goes_with_it() {
    let cloud = cloud();
    cloud.world(|world| world.disk("d-off-data").delete_with_instance = false);
    send(
        &cloud,
        "DeleteInstances",
        &[("RegionId", REGION), ("InstanceId.1", "i-off")],
    )
    .json();
    for _ in 0..2 {
        send(&cloud, "DescribeInstances", &[("RegionId", REGION)]).json();
    }
    assert_eq!(look(&cloud, "d-off-system"), None);
    assert_eq!(look(&cloud, "d-off-data"), owned("Available", ""));
    assert_eq!(look(&cloud, "d-on-data"), owned("In_use", "i-on"));
}

#[test]
fn a_name_is_checked_and_given() {
    let cloud = cloud();
    send(
        &cloud,
        "ModifyDiskAttribute",
        &[("DiskId", "d-free"), ("DiskName", "归档-1")],
    )
    .json();
    assert_eq!(
        found(&listed(&cloud, &[("DiskName", "归档-1")]), "DiskId"),
        ["d-free"]
    );
    let wrong = [("DiskId", "d-free"), ("DiskName", "1")];
    assert_eq!(
        error(&cloud, "ModifyDiskAttribute", &wrong),
        (400, "InvalidDiskName.Malformed".to_owned())
    );
    let nobody = [("DiskId", "d-none"), ("DiskName", "name")];
    assert_eq!(
        error(&cloud, "ModifyDiskAttribute", &nobody).1,
        "InvalidDiskId.NotFound"
    );
}

#[test]
fn pages_are_of_ten_to_five_hundred() {
    let mut world = World::empty();
    world.disks = (0..1200)
        .map(|number| Disk::new(REGION, &format!("d-{number:04}")))
        .collect();
    let cloud = Cloud::with(world);
    for (asked, size) in [("5", 10), ("60", 60), ("500", 500), ("501", 500)] {
        let page = listed(&cloud, &[("MaxResults", asked)]);
        assert_eq!(
            (found(&page, "DiskId").len(), page["TotalCount"].as_u64()),
            (size, Some(1200))
        );
    }
    let mut token = String::new();
    let mut ids = Vec::new();
    loop {
        let page = listed(&cloud, &[("MaxResults", "500"), ("NextToken", &token)]);
        ids.extend(found(&page, "DiskId"));
        page["NextToken"].as_str().unwrap().clone_into(&mut token);
        if token.is_empty() {
            break;
        }
    }
    assert!(ids.len() == 1200 && ids.is_sorted());
    let third = listed(&cloud, &[("PageNumber", "3"), ("PageSize", "100")]);
    assert_eq!(found(&third, "DiskId")[0], "d-0200");
}
