"""The actions on ECS instances, as the SDK makes them. Each check takes instances of its own."""

import json

from alibabacloud_ecs20140526 import models as ecs

from sdk import BIG, WORLD, ask, describe, held_in, refused, same, world_now

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


TAKEN = set()


def take(count, status, **wanted):
    """Pay-as-you-go instances that nothing protects or locks, each given out once."""
    fitting = {"status": status, "charge_type": "PostPaid", "deletion_protection": False, "locks": [], **wanted}
    fits = lambda held: held["id"] not in TAKEN and all(held[field] == value for field, value in fitting.items())
    found = [held["id"] for held in held_in(BIG) if fits(held)][:count]
    assert len(found) == count, f"only {len(found)} instances are {status}"
    TAKEN.update(found)
    return found


def change(verb, ids, **parameters):
    """The answers by id of start, stop or reboot."""
    request = getattr(ecs, f"{verb.capitalize()}InstancesRequest")(region_id=BIG, instance_id=ids, **parameters)
    body = ask(f"{verb}_instances", request)
    found = [each.to_map() for each in body.instance_responses.instance_response]
    assert [each["InstanceId"] for each in found] == ids, found
    return found


def delete(ids, user="developer", **parameters):
    return ask("delete_instances", ecs.DeleteInstancesRequest(region_id=BIG, instance_id=ids, **parameters), user)


def modify(id, **parameters):
    return ask("modify_instance_attribute", ecs.ModifyInstanceAttributeRequest(instance_id=id, **parameters))


def statuses(*ids):
    """The status of each instance, which counts as a look at it."""
    found = describe(instance_ids=json.dumps(ids)).instances.instance
    by_id = {each.instance_id: each.status for each in found}
    return [by_id.get(id) for id in ids]


def deeds(*ids):
    return [(deed["action"], deed["id"]) for deed in world_now()["deeds"] if deed["id"] in ids]


def success(id, previous, current):
    return {
        "InstanceId": id,
        "Code": "200",
        "Message": "success",
        "PreviousStatus": previous,
        "CurrentStatus": current,
    }


@check
def instances_stop_and_start_again():
    ids = take(2, "Running")
    found = change("stop", ids, stopped_mode="StopCharging", force_stop=True)
    same([success(id, "Running", "Stopping") for id in ids], found, "the answer")
    assert statuses(*ids) == ["Stopping"] * 2
    assert statuses(*ids) == ["Stopped"] * 2
    stopped = [each for each in world_now()["instances"] if each["id"] in ids]
    assert [each["stopped_mode"] for each in stopped] == ["StopCharging"] * 2, stopped
    same([success(id, "Stopped", "Starting") for id in ids], change("start", ids), "the answer")
    assert [statuses(ids[0]) for _ in range(3)] == [["Starting"], ["Running"], ["Running"]]
    assert deeds(*ids) == [(action, id) for action in ("StopInstances", "StartInstances") for id in ids]


@check
def an_instance_restarts():
    ids = take(1, "Running")
    same([success(ids[0], "Running", "Stopping")], change("reboot", ids, force_reboot=True), "the answer")
    assert [statuses(*ids)[0] for _ in range(3)] == ["Stopping", "Starting", "Running"]


@check
def one_bad_id_fails_a_batch_together():
    ids = take(1, "Running") + take(1, "Stopped")
    refused(lambda: change("stop", ids), 403, "IncorrectInstanceStatus")
    refused(lambda: change("stop", [*ids, "i-none"], batch_optimization="AllTogether"), 403, "IncorrectInstanceStatus")
    refused(lambda: change("start", [ids[1], "i-none"]), 404, "InvalidInstanceId.NotFound")
    assert statuses(*ids) == ["Running", "Stopped"] and deeds(*ids) == []


@check
def one_bad_id_fails_alone_with_success_first():
    ids = [*take(1, "Running"), *take(1, "Stopped"), "i-none"]
    found = change("stop", ids, batch_optimization="SuccessFirst")
    same(success(ids[0], "Running", "Stopping"), found[0], "the answer")
    assert [each["Code"] for each in found[1:]] == ["IncorrectInstanceStatus", "InvalidInstanceId.NotFound"], found
    assert all(each["Message"] for each in found), found
    assert deeds(*ids) == [("StopInstances", ids[0])]


@check
def a_hundred_ids_and_no_more():
    ids = [f"i-none{number}" for number in range(100)]
    found = change("start", ids, batch_optimization="SuccessFirst")
    assert {each["Code"] for each in found} == {"InvalidInstanceId.NotFound"}
    for verb in ("start", "stop", "reboot"):
        refused(lambda: change(verb, [*ids, "i-one-more"]), 400, "InvalidParameter")
    refused(lambda: delete([*ids, "i-one-more"]), 400, "InvalidParameter")
    refused(lambda: change("start", []), 400, "MissingInstanceId")


@check
def a_dry_run_succeeds_with_an_error():
    running, stopped = take(1, "Running"), take(1, "Stopped")
    for call in (
        lambda: change("stop", running, dry_run=True),
        lambda: change("reboot", running, dry_run=True),
        lambda: change("start", stopped, dry_run=True),
        lambda: change("start", running, dry_run=True, batch_optimization="SuccessFirst"),
        lambda: delete(stopped, dry_run=True),
    ):
        refused(call, 400, "DRYRUN.SUCCESS")
    refused(lambda: change("start", running, dry_run=True), 403, "IncorrectInstanceStatus")
    assert statuses(*running, *stopped) == ["Running", "Stopped"] and deeds(*running, *stopped) == []


@check
def a_release_happens_once():
    ids = take(1, "Running") + take(1, "Stopped")
    refused(lambda: delete(ids), 403, "IncorrectInstanceStatus")
    token = {"force": True, "client_token": "a-release-happens-once"}
    delete(ids, **token)
    delete(ids, **token)
    assert statuses(*ids) == ["Stopping", "Stopped"]
    assert statuses(*ids) == [None, None]
    delete(ids, **token)
    refused(lambda: delete(ids[:1], **token), 400, "IdempotentParameterMismatch")
    refused(lambda: delete(ids, force=True), 404, "InvalidInstanceId.NotFound")
    assert deeds(*ids) == [("DeleteInstances", id) for id in ids]


@check
def what_is_protected_is_not_released():
    ids = take(1, "Stopped")
    modify(ids[0], deletion_protection=True)
    refused(lambda: delete(ids, force=True), 403, "InvalidOperation.DeletionProtection")
    modify(ids[0], deletion_protection=False)
    delete(ids)
    assert deeds(*ids) == [(action, ids[0]) for action in ["ModifyInstanceAttribute"] * 2 + ["DeleteInstances"]]


@check
def what_is_paid_for_is_not_released():
    ids = take(1, "Running", charge_type="PrePaid")
    refused(lambda: delete(ids, force=True, terminate_subscription=True), 403, "ChargeTypeViolation")


@check
def an_instance_gets_another_name():
    ids = take(1, "Running")
    modify(ids[0], instance_name="测试机-新")
    assert describe(instance_name="测试机-新").instances.instance[0].instance_id == ids[0]
    refused(lambda: modify(ids[0], instance_name="1"), 400, "InvalidInstanceName.Malformed")
    refused(lambda: modify("i-none", instance_name="name"), 404, "InvalidInstanceId.NotFound")


@check
def who_may_only_read_changes_nothing():
    id = take(1, "Running")[0]
    error = refused(lambda: delete([id], "reader"), 403, "Forbidden.RAM")
    assert error.access_denied_detail["AuthAction"] == "ecs:DeleteInstances", error.access_denied_detail
    assert deeds(id) == []


@check
def pages_stay_right_while_instances_go():
    held = [each["id"] for each in sorted(world_now()["instances"], key=lambda each: each["id"]) if each["region"] == BIG]
    going = iter(take(4, "Running"))
    gone, found, token = [], [], None
    while token != "":
        page = describe(max_results=20, next_token=token)
        found += [each.instance_id for each in page.instances.instance]
        token = page.next_token
        going_now = next(going, None)
        if going_now:
            gone.append(going_now)
            delete([going_now], force=True)
    assert len(gone) == 4 and len(found) == len(set(found)), "an instance was listed twice"
    assert [id for id in found if id not in gone] == [id for id in held if id not in gone]
    assert len(WORLD["instances"]) > len(world_now()["instances"])
