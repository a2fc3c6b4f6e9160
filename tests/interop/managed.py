"""Managed instances, as the SDK lists and changes them."""

from alibabacloud_ecs20140526 import models as ecs

import truth
from sdk import BIG, WORLD, ask, refused, same, world_now

CHECKS = []
HELD = [held for held in WORLD["managed_instances"] if held["region"] == BIG]


def check(function):
    CHECKS.append(function)
    return function


def page(**parameters):
    request = ecs.DescribeManagedInstancesRequest(**{"region_id": BIG, **parameters})
    return ask("describe_managed_instances", request)


def pages(**parameters):
    found = [page(**parameters)]
    while found[-1].next_token:
        assert len(found) < 50, "the pages never end"
        found.append(page(**parameters, next_token=found[-1].next_token))
    return found


def same_instances(held, found_pages):
    found = [each.to_map() for each_page in found_pages for each in each_page.instances]
    same([truth.managed_instance(each) for each in held], found, "managed instances")


def modify(id, name):
    request = ecs.ModifyManagedInstanceRequest(region_id=BIG, instance_id=id, instance_name=name)
    return ask("modify_managed_instance", request)


def deregister(id, user="developer", **parameters):
    request = ecs.DeregisterManagedInstanceRequest(region_id=BIG, instance_id=id, **parameters)
    return ask("deregister_managed_instance", request, user)


@check
def managed_instances_in_pages_of_fifty():
    found = pages(max_results=50)
    assert [len(each.instances) for each in found] == [50, 10]
    same_instances(HELD, found)


@check
def managed_instances_without_a_size():
    found = pages()
    assert [len(each.instances) for each in found] == [10] * 6
    same_instances(HELD, found)


@check
def managed_instances_by_number():
    found = [page(page_number=number, page_size=25) for number in (1, 2, 3)]
    assert [(each.page_number, each.page_size, each.total_count) for each in found] == [
        (number, 25, 60) for number in (1, 2, 3)
    ]
    same_instances(HELD, found)


@check
def managed_instances_of_every_region():
    for region in WORLD["regions"]:
        held = [each for each in WORLD["managed_instances"] if each["region"] == region["id"]]
        same_instances(held, pages(region_id=region["id"], max_results=50))


@check
def managed_instances_by_every_filter():
    one = HELD[5]
    tag = ecs.DescribeManagedInstancesRequestTag(key="site", value="杭州 一号")
    for parameters, fits in (
        ({"instance_id": [HELD[3]["id"], HELD[7]["id"], "mi-none"]}, lambda held: held in (HELD[3], HELD[7])),
        ({"instance_name": HELD[1]["name"]}, lambda held: held["name"] == HELD[1]["name"]),
        ({"instance_ip": one["intranet_ip"]}, lambda held: held == one),
        ({"instance_ip": one["internet_ip"]}, lambda held: held == one),
        ({"os_type": "FreeBSD"}, lambda held: held["os_type"] == "FreeBSD"),
        ({"connected": "false"}, lambda held: not held["connected"]),
        ({"connected": "true", "os_type": "windows"}, lambda held: held["connected"] and held["os_type"] == "windows"),
        ({"activation_id": one["activation_id"]}, lambda held: held["activation_id"] == one["activation_id"]),
        ({"machine_id": one["machine_id"]}, lambda held: held == one),
        ({"resource_group_id": HELD[0]["resource_group"]}, lambda held: held["resource_group"] == HELD[0]["resource_group"]),
        ({"tag": [tag]}, lambda held: {"key": "site", "value": "杭州 一号"} in held["tags"]),
    ):
        held = [each for each in HELD if fits(each)]
        assert held, f"the check shows nothing: {parameters}"
        same_instances(held, pages(**parameters, max_results=50))


@check
def what_no_list_of_managed_instances_takes():
    refused(lambda: page(max_results=51), 400, "InvalidParameter")
    refused(lambda: page(os_type="macos"), 400, "InvalidParameter")
    refused(lambda: page(next_token="bad"), 400, "InvalidNextToken")
    refused(lambda: page(instance_id=["mi-none"] * 51), 400, "InvalidParameter")


@check
def a_managed_instance_gets_another_name():
    id = HELD[11]["id"]
    changed = modify(id, "收银机-新").instance
    assert (changed.instance_id, changed.instance_name) == (id, "收银机-新")
    assert [each.instance_id for each in page(instance_name="收银机-新").instances] == [id]
    refused(lambda: modify("mi-none", "name"), 404, "InvalidInstanceId.NotFound")
    refused(lambda: modify(id, "1"), 400, "InvalidInstanceName.Malformed")


@check
def a_managed_instance_is_deregistered_once():
    held = HELD[12]
    error = refused(lambda: deregister(held["id"], "reader"), 403, "Forbidden.RAM")
    assert error.access_denied_detail["AuthAction"] == "ecs:DeregisterManagedInstance", error.access_denied_detail
    expected = {key: value for key, value in truth.managed_instance(held).items() if key not in ("Connected", "Tags")}
    for _ in range(2):
        same(expected, deregister(held["id"], client_token="once").instance.to_map(), "the one that is gone")
    refused(lambda: deregister(held["id"]), 404, "InvalidInstanceId.NotFound")
    assert page(instance_id=[held["id"]]).instances == []
    done = [deed for deed in world_now()["deeds"] if deed["id"] == held["id"]]
    assert done == [{"action": "DeregisterManagedInstance", "id": held["id"]}], done
