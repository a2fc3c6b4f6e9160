"""Alibaba Cloud's own SDK for the disks of ECS and their snapshots: every call that the worked example `tests/disks`
makes, and the resource type of `yun plugin new`."""

import json

from alibabacloud_ecs20140526 import models as ecs

import truth
from sdk import BIG, WORLD, ask, deeds, refused, same

CHECKS = []
TAKEN = set()


def check(function):
    CHECKS.append(function)
    return function


def disks(user="developer", **parameters):
    """One page of disks."""
    return ask("describe_disks", ecs.DescribeDisksRequest(**{"region_id": BIG, **parameters}), user)


def pages(**parameters):
    found = [disks(**parameters)]
    while found[-1].next_token:
        assert len(found) < 50, "the pages never end"
        found.append(disks(**parameters, next_token=found[-1].next_token))
    return found


def held_in(region):
    return sorted((each for each in WORLD["disks"] if each["region"] == region), key=lambda each: each["id"])


def same_disks(held, found):
    same([truth.disk(each) for each in held], [each.to_map() for page in found for each in page.disks.disk], "disks")


@check
def disks_in_pages_of_sixty():
    found = pages(max_results=60)
    held = held_in(BIG)
    assert len(held) > 120 and [len(page.disks.disk) for page in found[:2]] == [60, 60]
    assert found[0].total_count == len(held)
    same_disks(held, found)


@check
def disks_by_the_number_of_the_page():
    found = disks(page_number=2, page_size=50)
    same_disks(held_in(BIG)[50:100], [found])


@check
def disks_of_every_region():
    for region in WORLD["regions"]:
        same_disks(held_in(region["id"]), pages(region_id=region["id"], max_results=500))


def filters():
    """Name of the check, what the SDK is asked, and what fits."""
    tag = lambda key, value=None: ecs.DescribeDisksRequestTag(key=key, value=value)
    some = next(each for each in held_in(BIG) if each["kind"] == "data" and each["instance"])
    exact = {
        "disk_name": "name",
        "disk_type": "kind",
        "category": "category",
        "instance_id": "instance",
        "zone_id": "zone",
        "disk_charge_type": "charge_type",
        "performance_level": "performance_level",
        "status": "status",
        "resource_group_id": "resource_group",
    }
    for parameter, field in exact.items():
        yield parameter, {parameter: some[field]}, lambda held, field=field: held[field] == some[field]
    made = next(each for each in held_in(BIG) if each["snapshot"])
    yield "snapshot", {"snapshot_id": made["snapshot"]}, lambda held: held["snapshot"] == made["snapshot"]
    ids = [each["id"] for each in held_in(BIG)[3:90:7]]
    yield "ids", {"disk_ids": json.dumps(ids), "max_results": 100}, lambda held: held["id"] in ids
    yield "portable", {"portable": False}, lambda held: not held["portable"]
    yield "encrypted", {"encrypted": True}, lambda held: held["kms_key"] != ""
    yield "lock", {"lock_reason": "financial"}, lambda held: "financial" in held["locks"]
    yield "any status", {"status": "All", "disk_type": "data", "category": "all"}, lambda held: held["kind"] == "data"
    yield "two tags", {"tag": [tag("团队", "平台/基础+架构"), tag("env")]}, lambda held: (
        truth.tagged("团队", "平台/基础+架构")(held) and truth.tagged("env")(held)
    )


def check_filter(name, parameters, fits):
    def run():
        held = [each for each in held_in(BIG) if fits(each)]
        assert 0 < len(held) < len(held_in(BIG)), "the check shows nothing"
        same_disks(held, pages(**{"max_results": 500, **parameters}))

    run.__name__ = f"disks by {name}"
    return run


CHECKS.extend(check_filter(*each) for each in filters())


@check
def disks_that_nobody_may_see():
    error = refused(lambda: disks("outsider"), 403, "Forbidden.RAM")
    assert error.access_denied_detail["AuthAction"] == "ecs:DescribeDisks", error.access_denied_detail
    refused(lambda: disks(status="in use"), 400, "InvalidParameter")
    refused(lambda: disks(next_token="nothing"), 400, "InvalidNextToken")


def take(fits):
    """A disk that no other check has to do with."""
    found = next(each for each in held_in("cn-beijing") if each["id"] not in TAKEN and fits(each))
    TAKEN.add(found["id"])
    return found


def now(id):
    found = disks(region_id="cn-beijing", disk_ids=json.dumps([id])).disks.disk
    return (found[0].status, found[0].instance_id) if found else None


def attach(disk, instance, user="developer"):
    return ask("attach_disk", ecs.AttachDiskRequest(disk_id=disk, instance_id=instance), user)


def detach(disk, instance):
    return ask("detach_disk", ecs.DetachDiskRequest(disk_id=disk, instance_id=instance))


def delete(disk):
    return ask("delete_disk", ecs.DeleteDiskRequest(disk_id=disk))


def running_beside(disk):
    """A running instance of the disk's zone."""
    fits = lambda each: each["region"] == disk["region"] and each["status"] == "Running" and not each["locks"]
    near = [each["id"] for each in WORLD["instances"] if fits(each) and each["zone"] == disk["zone"]]
    far = [each["id"] for each in WORLD["instances"] if fits(each) and each["zone"] != disk["zone"]]
    return near[0], far[0]


@check
def a_disk_is_attached_detached_and_deleted():
    disk = take(lambda each: each["status"] == "Available")
    id, (near, far) = disk["id"], running_beside(disk)
    refused(lambda: attach(id, far), 403, "ResourcesNotInSameZone")
    refused(lambda: attach(id, "i-none"), 404, "InvalidInstanceId.NotFound")
    refused(lambda: attach(id, near, "reader"), 403, "Forbidden.RAM")
    attach(id, near)
    assert [now(id), now(id)] == [("Attaching", near), ("In_use", near)]
    refused(lambda: attach(id, near), 403, "IncorrectDiskStatus")
    refused(lambda: delete(id), 403, "IncorrectDiskStatus")
    refused(lambda: detach(id, far), 403, "DependencyViolation")
    detach(id, near)
    assert [now(id), now(id)] == [("Detaching", near), ("Available", "")]
    delete(id)
    assert [now(id), now(id)] == [("Available", ""), None]
    refused(lambda: delete(id), 404, "InvalidDiskId.NotFound")
    done = [(action, id) for action in ("AttachDisk", "DetachDisk", "DeleteDisk")]
    assert [deed for deed in deeds() if deed[1] == id] == done


@check
def a_disk_that_stays_is_not_detached():
    disk = take(lambda each: each["status"] == "In_use" and not each["portable"])
    refused(lambda: detach(disk["id"], disk["instance"]), 403, "DiskNotPortable")


@check
def a_disk_gets_another_name():
    id = take(lambda each: each["status"] == "In_use")["id"]
    rename = lambda name, id=id: ask("modify_disk_attribute", ecs.ModifyDiskAttributeRequest(disk_id=id, disk_name=name))
    rename("归档-1")
    found = disks(region_id="cn-beijing", disk_name="归档-1").disks.disk
    assert [each.disk_id for each in found] == [id]
    refused(lambda: rename("1"), 400, "InvalidDiskName.Malformed")
    refused(lambda: rename("name", "d-none"), 404, "InvalidDiskId.NotFound")


def snapshots(**parameters):
    """All pages of snapshots."""
    found = []
    while not found or found[-1].next_token:
        token = {"next_token": found[-1].next_token} if found else {}
        request = ecs.DescribeSnapshotsRequest(**{"region_id": BIG, **parameters, **token})
        found.append(ask("describe_snapshots", request))
    return found


@check
def snapshots_in_pages_and_by_status():
    held = sorted((each for each in WORLD["snapshots"] if each["region"] == BIG), key=lambda each: each["id"])
    by_id = lambda found: [each.to_map() for page in found for each in page.snapshots.snapshot]
    assert len(held) > 20
    same([truth.snapshot(each) for each in held], by_id(snapshots(max_results=20)), "snapshots")
    for status in ("accomplished", "failed"):
        fitting = [truth.snapshot(each) for each in held if each["status"] == status]
        same(fitting, by_id(snapshots(status=status)), "snapshots")
    one = [truth.snapshot(held[3])]
    same(one, by_id(snapshots(snapshot_ids=json.dumps([held[3]["id"]]))), "snapshots")


@check
def a_snapshot_gets_another_name():
    id = WORLD["snapshots"][-1]["id"]
    rename = lambda id, name: ask(
        "modify_snapshot_attribute", ecs.ModifySnapshotAttributeRequest(snapshot_id=id, snapshot_name=name)
    )
    rename(id, "weekly")
    assert ("ModifySnapshotAttribute", id) in deeds()
    refused(lambda: rename("s-none", "weekly"), 404, "InvalidSnapshotId.NotFound")
    refused(lambda: rename(id, "1"), 400, "InvalidSnapshotName.Malformed")
