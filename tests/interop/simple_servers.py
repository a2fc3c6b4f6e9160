"""Alibaba Cloud's own SDK for simple application servers: every call that yun's plugin makes, and their single forms."""

import json

from alibabacloud_swas_open20200601 import models as swas
from alibabacloud_swas_open20200601.client import Client as Swas

import truth
from sdk import BIG, WORLD, ask, deeds, refused, same, world_now

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def asked(method, request, user="developer"):
    return ask(method, request, user, Swas)


def servers(user="developer", **parameters):
    """One page of servers."""
    return asked("list_instances", swas.ListInstancesRequest(**{"region_id": BIG, **parameters}), user)


def pages(**parameters):
    """All pages of a hundred, by number."""
    first = servers(**parameters, page_size=100)
    others = range(2, -(-first.total_count // 100) + 1)
    return [first, *(servers(**parameters, page_size=100, page_number=number) for number in others)]


def held_in(region):
    return [each for each in WORLD["simple_servers"] if each["region"] == region]


def same_servers(held, found):
    same([truth.simple_server(each) for each in held], [each.to_map() for page in found for each in page.instances], "servers")


@check
def regions_of_simple_servers():
    for language, field in (("zh-CN", "name_zh"), ("en-US", "name_en"), (None, "name_zh")):
        found = asked("list_regions", swas.ListRegionsRequest(accept_language=language)).regions
        expected = [
            {"RegionId": held["id"], "LocalName": held[field], "RegionEndpoint": f"swas.{held['id']}.aliyuncs.com"}
            for held in WORLD["regions"]
            if held["id"] in WORLD["swas_regions"]
        ]
        assert 0 < len(expected) < len(WORLD["regions"]), "the check shows nothing"
        same(expected, [each.to_map() for each in found], "regions")


@check
def simple_servers_in_pages_of_a_hundred():
    found = pages()
    assert [len(page.instances) for page in found] == [100, 100, 30]
    assert [(page.page_number, page.page_size, page.total_count) for page in found] == [
        (number, 100, 230) for number in (1, 2, 3)
    ]
    same_servers(held_in(BIG), found)


@check
def simple_servers_without_a_size():
    body = servers()
    assert (len(body.instances), body.page_number, body.page_size) == (10, 1, 10)


@check
def simple_servers_of_every_region():
    for region in WORLD["swas_regions"]:
        same_servers(held_in(region), pages(region_id=region))


def filters():
    """Name of the check, what the SDK is asked, and what fits."""
    tag = lambda key, value=None: swas.ListInstancesRequestTag(key=key, value=value)
    some = held_in(BIG)[7:10]
    ids, addresses = [each["id"] for each in some], [each["public_ip"] for each in some]
    yield "id", {"instance_ids": json.dumps([*ids, "none"])}, lambda held: held["id"] in ids
    yield "address", {"public_ip_addresses": json.dumps(addresses)}, lambda held: held["public_ip"] in addresses
    for pattern in ("博客*", "*gateway*", "blog-000"):
        yield f"name {pattern}", {"instance_name": pattern}, truth.named(pattern)
    yield "status", {"status": "Disabled"}, lambda held: held["status"] == "Disabled"
    yield "charge type", {"charge_type": "PrePaid"}, lambda held: held["charge_type"] == "PrePaid"
    group = some[0]["resource_group"]
    yield "resource group", {"resource_group_id": group}, lambda held: held["resource_group"] == group
    yield "tag with a value", {"tag": [tag("负责人", "小王")]}, truth.tagged("负责人", "小王")
    yield "tag without a value", {"tag": [tag("empty")]}, truth.tagged("empty")


def check_filter(name, parameters, fits):
    def run():
        held = [each for each in held_in(BIG) if fits(each)]
        assert held, "the check shows nothing"
        same_servers(held, pages(**parameters))

    run.__name__ = f"simple servers by {name}"
    return run


CHECKS.extend(check_filter(*each) for each in filters())


@check
def simple_servers_of_a_denied_user():
    error = refused(lambda: servers("outsider"), 403, "Forbidden.RAM")
    assert error.access_denied_detail["AuthAction"] == "swas-open:ListInstances", error.access_denied_detail
    refused(lambda: servers(region_id="us-west-1"), 404, "InvalidRegionId.NotFound")
    refused(lambda: servers(page_size=101), 400, "InvalidParameter")


def with_status(status, count):
    """The ids of so many servers that have this status and that no other check changes."""
    ids = [each["id"] for each in world_now()["simple_servers"] if each["region"] == BIG and each["status"] == status]
    assert len(ids) >= count, f"only {len(ids)} servers are {status}"
    return ids[:count]


def statuses(ids):
    found = servers(instance_ids=json.dumps(ids), page_size=100).instances
    assert [each.instance_id for each in found] == ids
    return {each.status for each in found}


def check_change(verb, start, through, force=None):
    """Many servers at once, of which one that cannot be changed spoils all; and one by itself."""
    many, one = f"{verb}_instances", f"{verb}_instance"
    plural, single = (getattr(swas, "".join(word.title() for word in name.split("_")) + "Request") for name in (many, one))

    def run():
        *ids, alone = with_status(start, 4)
        forced = {force: True} if force else {}
        request = plural(region_id=BIG, instance_ids=json.dumps(ids), client_token=f"interop-{verb}", **forced)
        spoilt = plural(region_id=BIG, instance_ids=json.dumps([*ids, "none"]))
        before = deeds()
        refused(lambda: asked(many, spoilt), 404, "InvalidInstanceId.NotFound")
        refused(lambda: asked(many, request, "reader"), 403, "Forbidden.RAM")
        assert deeds() == before
        for _ in range(2):
            asked(many, request)
        assert [statuses(ids), statuses(ids)] == [{status} for status in through]
        asked(one, single(region_id=BIG, instance_id=alone))
        assert [statuses([alone]), statuses([alone])] == [{status} for status in through]
        names = {many: "".join(word.title() for word in many.split("_")), one: "".join(word.title() for word in one.split("_"))}
        assert deeds()[len(before) :] == [*((names[many], each) for each in ids), (names[one], alone)]

    run.__name__ = f"simple servers {verb}"
    return run


CHECKS.append(check_change("start", "Stopped", ["Starting", "Running"]))
CHECKS.append(check_change("stop", "Running", ["Stopping", "Stopped"], force="force_stop"))
CHECKS.append(check_change("reboot", "Running", ["Starting", "Running"], force="force_reboot"))


@check
def a_simple_server_in_another_status():
    (ready,) = with_status("Running", 1)
    request = swas.StartInstancesRequest(region_id=BIG, instance_ids=json.dumps([ready]))
    refused(lambda: asked("start_instances", request), 403, "IncorrectInstanceStatus")


@check
def a_simple_server_is_renamed():
    (server,) = with_status("Running", 1)
    request = swas.UpdateInstanceAttributeRequest(
        region_id=BIG, instance_id=server, instance_name="新博客-1", client_token="interop-rename"
    )
    for _ in range(2):
        asked("update_instance_attribute", request)
    assert deeds().count(("UpdateInstanceAttribute", server)) == 1
    (found,) = servers(instance_ids=json.dumps([server])).instances
    assert found.instance_name == "新博客-1"
    wrong = swas.UpdateInstanceAttributeRequest(region_id=BIG, instance_id=server, instance_name="no blanks")
    refused(lambda: asked("update_instance_attribute", wrong), 400, "InvalidInstanceName.Malformed")
