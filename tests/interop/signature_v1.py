"""The checks with signature V1: the older SDK, `aliyunsdkcore`, which knows no product by itself."""

import json
from datetime import datetime, timedelta, timezone
from unittest import mock

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest
from aliyunsdkcore.utils import parameter_helper

import truth
from sdk import BIG, PLAIN, READY, WORLD, held_in, same

CHECKS = []
VERSIONS = {"Ecs": "2014-05-26", "Sts": "2015-04-01", "ResourceManager": "2020-03-31"}


def check(function):
    function.__name__ += "_with_v1"
    CHECKS.append(function)
    return function


def client(user="developer", **changed):
    keys = {**READY["keys"][user], **changed}
    return AcsClient(
        keys["access_key_id"], keys["access_key_secret"], BIG, auto_retry=False, timeout=10, connect_timeout=5
    )


def temporary_client(keys=READY["temporary"]):
    token = StsTokenCredential(keys["access_key_id"], keys["access_key_secret"], keys["security_token"])
    return AcsClient(region_id=BIG, credential=token, auto_retry=False, timeout=10, connect_timeout=5)


def ask(sdk, product, action, method="POST", body=None, **query):
    """One call; `query` and `body` hold the action's parameters."""
    request = RpcRequest(product, VERSIONS[product], action)
    request.endpoint = PLAIN
    request.set_method(method)
    request.set_protocol_type("http")
    for name, value in query.items():
        request.add_query_param(name, value)
    for name, value in (body or {}).items():
        request.add_body_params(name, value)
    return json.loads(sdk.do_action_with_exception(request))


def refused(call, status, code):
    try:
        call()
    except ServerException as error:
        found = (error.http_status, error.get_error_code())
        assert found == (status, code), f"{found}: {error.get_error_msg()}"
        assert error.get_request_id(), "no request id"
        return
    raise AssertionError("nothing was refused")


def all_instances(sdk, **parameters):
    found, token = [], ""
    for _ in range(50):
        more = {"NextToken": token} if token else {}
        answer = ask(sdk, "Ecs", "DescribeInstances", RegionId=BIG, MaxResults=50, **parameters, **more)
        found += answer["Instances"]["Instance"]
        token = answer["NextToken"]
        if not token:
            return found
    raise AssertionError("the pages never end")


@check
def all_regions():
    for method in ("GET", "POST"):
        answer = ask(client(), "Ecs", "DescribeRegions", method, AcceptLanguage="zh-CN")
        expected = [truth.region(held, "zh-CN") for held in WORLD["regions"]]
        same(expected, answer["Regions"]["Region"], "regions")


@check
def all_instances_in_pages():
    same([truth.instance(held) for held in held_in(BIG)], all_instances(client()), "instances")


@check
def instances_by_a_name_with_signs():
    fits = truth.named("db-主库*")
    expected = [truth.instance(held) for held in held_in(BIG) if fits(held)]
    assert expected, "the check shows nothing"
    same(expected, all_instances(client(), InstanceName="db-主库*"), "instances")
    assert all_instances(client(), InstanceName=" ~!@#$%^&()_+-=[]{}|\\;:'\",.<>/?`") == []


@check
def parameters_in_a_form():
    body = {"RegionId": "us-west-1", "InstanceName": "*"}
    answer = ask(client(), "Ecs", "DescribeInstances", body=body)
    same([truth.instance(held) for held in held_in("us-west-1")], answer["Instances"]["Instance"], "instances")


@check
def resource_groups_in_pages():
    pages = [ask(client(), "ResourceManager", "ListResourceGroups", PageNumber=number) for number in (1, 2)]
    expected = [truth.resource_group(held, WORLD["account_id"]) for held in WORLD["resource_groups"]]
    same(expected, [group for page in pages for group in page["ResourceGroups"]["ResourceGroup"]], "groups")


@check
def the_caller():
    for user in ("developer", "root"):
        kind = "Account" if user == "root" else "RAMUser"
        found = ask(client(user), "Sts", "GetCallerIdentity", "GET")
        assert (found["AccountId"], found["IdentityType"]) == (WORLD["account_id"], kind), found


@check
def temporary_credentials():
    for method in ("GET", "POST"):
        found = ask(temporary_client(), "Sts", "GetCallerIdentity", method)
        assert found["IdentityType"] == "AssumedRoleUser", found
    assert len(all_instances(temporary_client())) == len(held_in(BIG))


@check
def a_wrong_secret():
    # The SDK says so only if the string to sign that it is answered with equals its own.
    sdk = client(access_key_secret="wrong")
    refused(lambda: ask(sdk, "Sts", "GetCallerIdentity"), 400, "InvalidAccessKeySecret")


@check
def an_unknown_key():
    sdk = client(access_key_id="LTAI5tNobody")
    refused(lambda: ask(sdk, "Sts", "GetCallerIdentity"), 404, "InvalidAccessKeyId.NotFound")


@check
def a_clock_that_is_off():
    late = (datetime.now(timezone.utc) - timedelta(minutes=16)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with mock.patch.object(parameter_helper, "get_iso_8061_date", return_value=late):
        refused(lambda: ask(client(), "Sts", "GetCallerIdentity"), 400, "InvalidTimeStamp.Expired")


@check
def a_nonce_that_was_used():
    with mock.patch.object(parameter_helper, "get_uuid", return_value="the-same-nonce"):
        ask(client(), "Sts", "GetCallerIdentity")
        refused(lambda: ask(client(), "Sts", "GetCallerIdentity"), 400, "SignatureNonceUsed")


@check
def a_denied_user():
    call = lambda: ask(client("outsider"), "ResourceManager", "ListResourceGroups")
    refused(call, 403, "Forbidden.RAM")


@check
def a_role_is_assumed():
    wanted = {"RoleArn": READY["role_arn"], "RoleSessionName": "alice", "DurationSeconds": 900}
    for method, in_form in (("GET", False), ("POST", False), ("POST", True)):
        parameters = {"body": wanted} if in_form else wanted
        answer = ask(client(), "Sts", "AssumeRole", method, **parameters)
        found = answer["Credentials"]
        names = {"access_key_id": "AccessKeyId", "access_key_secret": "AccessKeySecret", "security_token": "SecurityToken"}
        session = temporary_client({name: found[key] for name, key in names.items()})
        arn = ask(session, "Sts", "GetCallerIdentity")["Arn"]
        assert arn == f"acs:ram::{WORLD['account_id']}:assumed-role/operator/alice", arn
        assert len(all_instances(session)) == len(held_in(BIG))


@check
def a_role_that_may_not_be_assumed():
    wanted = {"RoleArn": READY["role_arn"], "RoleSessionName": "alice"}
    refused(lambda: ask(client("outsider"), "Sts", "AssumeRole", **wanted), 403, "NoPermission")
    none = {**wanted, "RoleArn": READY["role_arn"] + "-none"}
    refused(lambda: ask(client(), "Sts", "AssumeRole", **none), 404, "EntityNotExist.Role")
