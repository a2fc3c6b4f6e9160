"""The checks: Alibaba Cloud's own Python SDKs call the local cloud and compare what they parse with what it holds.

Usage: interop.py READY_FILE YUN, the file that the local cloud writes with --ready-file, and the built host. One line a
check; the last line says how many passed and failed.
"""

import json
import sys
import traceback

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as Ecs
from darabonba.runtime import RuntimeOptions

import actions
import assumed
import container_groups
import disks
import exported
import managed
import signature_v1
import simple_servers
import truth
from sdk import (
    BIG,
    READY,
    RUNTIME,
    TLS,
    WORLD,
    config,
    describe,
    held_in,
    identity,
    pages,
    raw,
    refused,
    regions,
    resource_groups,
    same,
    same_instances,
    watched,
    well_typed,
)

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@check
def all_regions_in_english():
    regions("en-US")


@check
def all_regions_in_chinese():
    regions("zh-CN")


@check
def all_pages_of_a_hundred():
    found = pages(max_results=100)
    assert [len(page.instances.instance) for page in found] == [100, 20]
    same_instances(held_in(BIG), found)


@check
def all_pages_of_ten():
    found = pages(max_results=10)
    assert [len(page.instances.instance) for page in found] == [10] * 12
    same_instances(held_in(BIG), found)


@check
def pages_without_a_size():
    same_instances(held_in(BIG), pages())


@check
def pages_by_number():
    found = [describe(page_number=number, page_size=50) for number in (1, 2, 3)]
    assert [(page.page_number, page.page_size, page.total_count) for page in found] == [
        (number, 50, 120) for number in (1, 2, 3)
    ]
    same_instances(held_in(BIG), found)


@check
def every_region():
    for region in WORLD["regions"]:
        same_instances(held_in(region["id"]), pages(region_id=region["id"], max_results=100))


EVERY_SIGN = """ ~!@#$%^&*()_+-=[]{}|\\;:'",.<>/?`\t"""


def filters():
    """Name of the check, what the SDK is asked, and what fits."""
    all_held = held_in(BIG)
    ids = [all_held[index]["id"] for index in (3, 77, 119)]
    public = [held["public_ips"][0] for held in all_held if held["public_ips"]][:3]
    private = [held["private_ips"][0] for held in all_held][5:8]
    eips = [held["eip"]["address"] for held in all_held if held["eip"]][:2]
    tag = lambda key, value=None: ecs.DescribeInstancesRequestTag(key=key, value=value)
    exact = {
        "status": ("status", "Stopped"),
        "zone_id": ("zone", all_held[1]["zone"]),
        "instance_type": ("instance_type", all_held[2]["instance_type"]),
        "instance_charge_type": ("charge_type", "PrePaid"),
        "key_pair_name": ("key_pair_name", "ops-key"),
        "vpc_id": ("vpc", all_held[0]["vpc"]),
        "v_switch_id": ("vswitch", all_held[1]["vswitch"]),
        "resource_group_id": ("resource_group", all_held[0]["resource_group"]),
    }
    for parameter, (field, value) in exact.items():
        yield parameter, {parameter: value}, lambda held, field=field, value=value: held[field] == value
    group = all_held[10]["security_groups"][-1]
    yield "security_group_id", {"security_group_id": group}, lambda held: group in held["security_groups"]
    for pattern in ("web-*", "*主库*", "🚀*", "*-00?", "api-001", "* 平台-0*", EVERY_SIGN):
        name = "every sign" if pattern == EVERY_SIGN else pattern
        yield f"instance_name {name}", {"instance_name": pattern}, truth.named(pattern)
    yield "instance_ids", {"instance_ids": json.dumps([*ids, "i-none"])}, lambda held: held["id"] in ids
    yield "private_ip_addresses", {"private_ip_addresses": json.dumps(private)}, lambda held: (
        held["private_ips"][0] in private
    )
    yield "public_ip_addresses", {"public_ip_addresses": json.dumps(public)}, lambda held: (
        bool(held["public_ips"]) and held["public_ips"][0] in public
    )
    yield "eip_addresses", {"eip_addresses": json.dumps(eips)}, lambda held: (
        held["eip"] is not None and held["eip"]["address"] in eips
    )
    yield "tag with a value", {"tag": [tag("env", "prod")]}, truth.tagged("env", "prod")
    yield "tag without a value", {"tag": [tag("empty")]}, truth.tagged("empty")
    yield "tag in Chinese with signs", {"tag": [tag("团队", "平台/基础+架构")]}, truth.tagged("团队", "平台/基础+架构")
    yield "two tags and a status", {"tag": [tag("env", "prod"), tag("团队")], "status": "Running"}, lambda held: (
        truth.tagged("env", "prod")(held) and truth.tagged("团队")(held) and held["status"] == "Running"
    )


FINDING_NOTHING = {"instance_name *-00?", "instance_name every sign"}


def check_filter(name, parameters, fits):
    def run():
        held = [each for each in held_in(BIG) if fits(each)]
        assert bool(held) != (name in FINDING_NOTHING), f"the check shows nothing: {len(held)} instances fit"
        same_instances(held, pages(**parameters, max_results=100))

    run.__name__ = f"filter by {name}"
    return run


CHECKS.extend(check_filter(*each) for each in filters())


def finds_the_main_databases(body):
    held = [each for each in held_in(BIG) if truth.named("db-主库*")(each)][:10]
    same([truth.instance(each) for each in held], body["Instances"]["Instance"], "instances")


@check
def parameters_in_a_form():
    finds_the_main_databases(raw("POST", body={"RegionId": BIG, "InstanceName": "db-主库*"}))


@check
def parameters_in_the_query_of_a_get():
    finds_the_main_databases(raw("GET", query={"RegionId": BIG, "InstanceName": "db-主库*"}))


@check
def an_unknown_action():
    refused(lambda: raw("POST", action="DescribeNothing"), 404, "InvalidAction.NotFound")


@check
def an_unknown_version():
    refused(lambda: raw("POST", version="1999-01-01"), 400, "InvalidVersion")


@check
def the_caller_is_who_he_is():
    account = WORLD["account_id"]
    for user in READY["keys"]:
        found = identity(user)
        well_typed(found)
        kind, arn = ("Account", "root") if user == "root" else ("RAMUser", f"user/{user}")
        assert (found.account_id, found.identity_type) == (account, kind), found.to_map()
        assert found.arn == f"acs:ram::{account}:{arn}", found.arn
        assert found.user_id and found.user_id == found.principal_id, found.to_map()


@check
def a_wrong_secret():
    error = refused(lambda: identity("developer", access_key_secret="wrong"), 400, "SignatureDoesNotMatch")
    assert READY["keys"]["developer"]["access_key_id"] in error.message, "the message echoes no request"


@check
def an_unknown_key():
    refused(lambda: identity("developer", access_key_id="LTAI5tNobody"), 404, "InvalidAccessKeyId.NotFound")


@check
def an_unknown_token():
    refused(lambda: identity("developer", security_token="bogus"), 400, "InvalidSecurityToken.Malformed")


@check
def temporary_credentials():
    found = identity("developer", **READY["temporary"])
    well_typed(found)
    assert found.identity_type == "AssumedRoleUser", found.to_map()
    assert found.role_id and found.principal_id.startswith(found.role_id + ":"), found.to_map()
    describe(watched(Ecs(config(**READY["temporary"]))))


@check
def a_token_with_the_keys_of_another():
    token = READY["temporary"]["security_token"]
    call = lambda: identity("developer", security_token=token)
    refused(call, 400, "InvalidSecurityToken.MismatchWithAccessKey")


@check
def a_denied_user():
    client = watched(Ecs(config("outsider")))
    error = refused(lambda: describe(client), 403, "Forbidden.RAM")
    detail = error.access_denied_detail
    assert detail["AuthAction"] == "ecs:DescribeInstances", detail
    assert detail["NoPermissionType"] == "ImplicitDeny", detail
    assert detail["AuthPrincipalType"] == "SubUser", detail


@check
def a_user_who_may_not_list_regions():
    refused(lambda: regions("en-US", user="regionless"), 403, "Forbidden.RAM")
    describe(watched(Ecs(config("regionless"))))


@check
def a_user_who_may_only_read():
    describe(watched(Ecs(config("reader"))))


@check
def a_bad_next_token():
    refused(lambda: describe(next_token="bad"), 400, "InvalidNextToken")


@check
def a_token_of_another_query():
    token = describe(max_results=10).next_token
    refused(lambda: describe(max_results=10, status="Running", next_token=token), 400, "InvalidNextToken")


@check
def too_large_a_page():
    refused(lambda: describe(max_results=101), 400, "InvalidParameter")


@check
def too_many_ids():
    refused(lambda: describe(instance_ids=json.dumps(["i-none"] * 101)), 400, "InvalidParameter")


@check
def an_unknown_region():
    refused(lambda: describe(region_id="cn-nowhere"), 404, "InvalidRegionId.NotFound")


@check
def no_region():
    refused(lambda: describe(region_id=None), 400, "MissingRegionId")


def same_groups(found):
    expected = [truth.resource_group(held, WORLD["account_id"]) for held in WORLD["resource_groups"]]
    same(expected, [group.to_map() for page in found for group in page.resource_groups.resource_group], "groups")


@check
def resource_groups_in_pages_of_ten():
    found = [resource_groups(page_number=number) for number in (1, 2)]
    total = len(WORLD["resource_groups"])
    assert [(page.page_number, page.page_size, page.total_count) for page in found] == [(1, 10, total), (2, 10, total)]
    same_groups(found)


@check
def resource_groups_in_one_page():
    same_groups([resource_groups("reader", page_size=100)])
    refused(lambda: resource_groups(page_size=101), 400, "InvalidParameter")


@check
def resource_groups_of_a_denied_user():
    error = refused(lambda: resource_groups("outsider"), 403, "Forbidden.RAM")
    assert error.access_denied_detail["AuthAction"] == "resourcemanager:ListResourceGroups", error.access_denied_detail


@check
def over_tls_under_the_test_ca():
    regions("en-US", endpoint=TLS, protocol="https")


@check
def over_tls_without_the_test_ca():
    # By another name than above: the SDK keeps connections, and looks at no certificate twice.
    client = Ecs(config(endpoint=TLS.replace("127.0.0.1", "localhost"), protocol="https"))
    try:
        client.describe_regions_with_options(ecs.DescribeRegionsRequest(), RuntimeOptions(**RUNTIME))
    except Exception as error:  # The SDK hands on whatever its HTTP library raises.
        assert "certificate" in str(error).lower(), error
        return
    raise AssertionError("a certificate that nobody vouches for was accepted")


CHECKS.extend(assumed.CHECKS)
CHECKS.extend(container_groups.CHECKS)
CHECKS.extend(simple_servers.CHECKS)
CHECKS.extend(exported.CHECKS)
CHECKS.extend(signature_v1.CHECKS)
# The last ones: they change what there is.
CHECKS.extend(managed.CHECKS)
CHECKS.extend(disks.CHECKS)
CHECKS.extend(actions.CHECKS)


def main():
    failed = 0
    for function in CHECKS:
        name = function.__name__.replace("_", " ")
        try:
            function()
        except Exception as error:  # One broken check must not hide the others.
            failed += 1
            print(f"FAILED  {name}: {' '.join(f'{type(error).__name__}: {error}'.split())[:500]}", flush=True)
            if not isinstance(error, AssertionError):
                traceback.print_exc()
        else:
            print(f"ok      {name}", flush=True)
    print(f"{len(CHECKS) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
