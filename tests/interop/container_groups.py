"""Alibaba Cloud's own SDK for elastic container instances: every call that yun's plugin makes."""

import json

from alibabacloud_eci20180808 import models as eci
from alibabacloud_eci20180808.client import Client as Eci

import truth
from sdk import BIG, WORLD, ask, deeds, refused, same, world_now

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def asked(method, request, user="developer"):
    return ask(method, request, user, Eci)


def groups(user="developer", **parameters):
    """One page of container groups."""
    request = eci.DescribeContainerGroupsRequest(**{"region_id": BIG, **parameters})
    return asked("describe_container_groups", request, user)


def pages(**parameters):
    found = [groups(**parameters)]
    while found[-1].next_token:
        assert len(found) < 50, "the pages never end"
        found.append(groups(**parameters, next_token=found[-1].next_token))
    return found


def held_in(region):
    return sorted((each for each in WORLD["container_groups"] if each["region"] == region), key=lambda each: each["id"])


def same_groups(held, found, **how):
    expected = [truth.container_group(each, **how) for each in held]
    same(expected, [each.to_map() for page in found for each in page.container_groups], "groups")


@check
def regions_of_container_groups():
    found = asked("describe_regions", eci.DescribeRegionsRequest(region_id=BIG)).regions
    assert [each.region_id for each in found] == WORLD["eci_regions"]
    for each in found:
        assert each.region_endpoint == f"eci.{each.region_id}.aliyuncs.com", each.to_map()
        assert set(each.recommend_zones) <= set(each.zones), each.to_map()


@check
def container_groups_in_pages_of_twenty():
    found = pages(limit=20)
    assert [len(page.container_groups) for page in found] == [20, 20, 5]
    assert {page.total_count for page in found} == {45}
    same_groups(held_in(BIG), found)


@check
def container_groups_without_a_size():
    same_groups(held_in(BIG), pages())


@check
def container_groups_of_every_region():
    for region in WORLD["eci_regions"]:
        same_groups(held_in(region), pages(region_id=region))


@check
def container_groups_with_their_events():
    ids = [each["id"] for each in held_in(BIG)[:20]]
    found = groups(container_group_ids=json.dumps(ids), limit=20, with_event=True)
    same_groups(held_in(BIG)[:20], [found], with_events=True)


def filters():
    """Name of the check, what the SDK is asked, and what fits."""
    tag = lambda key, value=None: eci.DescribeContainerGroupsRequestTag(key=key, value=value)
    one = held_in(BIG)[6]
    exact = {
        "container_group_name": "name",
        "zone_id": "zone",
        "v_switch_id": "vswitch",
        "security_group_id": "security_group",
        "resource_group_id": "resource_group",
    }
    for parameter, field in exact.items():
        yield parameter, {parameter: one[field]}, lambda held, field=field: held[field] == one[field]
    for status in ("Running", "Succeeded", "ScheduleFailed"):
        yield f"status {status}", {"status": status}, lambda held, status=status: held["status"] == status
    yield "tag with a value", {"tag": [tag("env", "prod")]}, truth.tagged("env", "prod")
    yield "tag without a value", {"tag": [tag("empty")]}, truth.tagged("empty")
    yield "two tags", {"tag": [tag("团队", "平台/基础+架构"), tag("env")]}, lambda held: (
        truth.tagged("团队", "平台/基础+架构")(held) and truth.tagged("env")(held)
    )


def check_filter(name, parameters, fits):
    def run():
        held = [each for each in held_in(BIG) if fits(each)]
        assert held, "the check shows nothing"
        same_groups(held, pages(**parameters))

    run.__name__ = f"container groups by {name}"
    return run


CHECKS.extend(check_filter(*each) for each in filters())


@check
def container_groups_of_a_denied_user():
    # The list is empty, without a word; every other action says what is missing.
    body = groups("outsider")
    assert (body.container_groups, body.total_count, body.next_token) == ([], 0, ""), body.to_map()
    denied = lambda: asked("describe_regions", eci.DescribeRegionsRequest(region_id=BIG), "outsider")
    error = refused(denied, 403, "Forbidden.RAM")
    assert error.access_denied_detail["AuthAction"] == "eci:DescribeRegions", error.access_denied_detail


@check
def too_large_a_page_of_container_groups():
    refused(lambda: groups(limit=21), 400, "InvalidParameter")


def log(group, container, **parameters):
    request = eci.DescribeContainerLogRequest(
        region_id=BIG, container_group_id=group, container_name=container, **parameters
    )
    body = asked("describe_container_log", request)
    assert body.container_name == container
    return body.content


def lines(held):
    return "".join(line["text"] + "\n" for line in held)


@check
def container_logs():
    most = max(held_in(BIG), key=lambda each: len(each["containers"][0]["log"]))
    held = most["containers"][0]["log"]
    assert len(held) > 10, "the check shows nothing"
    name = most["containers"][0]["name"]
    assert log(most["id"], name) == lines(held)
    assert log(most["id"], name, tail=3) == lines(held[-3:])
    assert log(most["id"], name, since_seconds=1) == ""
    start = held[8]["time"]
    assert log(most["id"], name, start_time=start, tail=2000) == lines(
        [line for line in held if seconds(line) >= seconds(held[8])]
    )
    stamped = log(most["id"], name, timestamps=True).splitlines()
    assert [line.split(" ", 1)[1] for line in stamped] == [line["text"] for line in held]
    assert [line.split(" ", 1)[0] for line in stamped] == [line["time"] for line in held]
    assert log(most["id"], name, limit_bytes=5) == lines(held)[:5]


def seconds(line):
    """A time as a text that sorts: the fraction filled up."""
    whole, _, fraction = line["time"].rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<9}"


@check
def logs_of_no_container():
    group = held_in(BIG)[0]["id"]
    refused(lambda: log(group, "nobody"), 404, "InvalidContainerName.NotFound")
    refused(lambda: log("eci-none", "web"), 404, "InvalidContainerGroupId.NotFound")
    refused(lambda: log(group, None), 400, "MissingContainerName")
    refused(lambda: log(group, "web", tail=2001), 400, "InvalidParameter")


def status(group):
    found = groups(container_group_ids=json.dumps([group])).container_groups
    return found[0].status if found else None


@check
def a_container_group_is_restarted():
    running, done = (next(each["id"] for each in held_in(BIG) if each["status"] == status) for status in ("Running", "Succeeded"))
    request = lambda group: eci.RestartContainerGroupRequest(region_id=BIG, container_group_id=group)
    asked("restart_container_group", request(running))
    assert [status(running), status(running)] == ["Restarting", "Running"]
    assert deeds().count(("RestartContainerGroup", running)) == 1
    refused(lambda: asked("restart_container_group", request(done)), 400, "IncorrectStatus")
    refused(lambda: asked("restart_container_group", request(running), "reader"), 403, "Forbidden.RAM")


@check
def a_container_group_is_released_once():
    group = held_in(BIG)[-1]["id"]
    request = eci.DeleteContainerGroupRequest(region_id=BIG, container_group_id=group, client_token="interop-1")
    for _ in range(2):
        asked("delete_container_group", request)
    assert deeds().count(("DeleteContainerGroup", group)) == 1
    assert [status(group), status(group)] == ["Terminating", None]
    assert group not in [each["id"] for each in world_now()["container_groups"]]
    request.client_token = None
    gone = lambda: asked("delete_container_group", request)
    refused(gone, 404, "InvalidContainerGroupId.NotFound")
