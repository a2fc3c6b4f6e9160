"""The SDKs, set up for the local cloud, and what is looked at whenever one of them parsed an answer.

The first argument of the program is the file that the local cloud writes with --ready-file.
"""

import json
import sys
import typing
import urllib.request

from Tea.model import TeaModel
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_resourcemanager20200331 import models as resource_manager
from alibabacloud_resourcemanager20200331.client import Client as ResourceManager
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.model import DaraModel
from darabonba.runtime import RuntimeOptions

import truth

READY = json.load(open(sys.argv[1], encoding="utf-8"))
# What it holds in the beginning.
WORLD = json.load(urllib.request.urlopen(READY["url"] + "/_local/world", timeout=10))
BIG = "cn-hangzhou"
PLAIN = READY["url"].removeprefix("http://")
TLS = READY["https_url"].removeprefix("https://")
RUNTIME = {"connect_timeout": 5000, "read_timeout": 10000, "autoretry": False}


def config(user="developer", *, endpoint=PLAIN, protocol="http", **changed):
    keys = READY["keys"][user]
    settings = {"endpoint": endpoint, "protocol": protocol, "region_id": BIG, **keys, **changed}
    return Config(**settings)


def watched(client):
    """The client, which from now on also keeps the bodies that it read, before they went into its models."""
    client.bodies = []
    call = client.call_api

    def call_and_keep(*arguments):
        answer = call(*arguments)
        client.bodies.append(answer["body"])
        return answer

    client.call_api = call_and_keep
    return client


def describe(client=None, **parameters):
    """One page of instances; fails when the SDK's model lost or mistyped anything of the answer."""
    client = client or watched(Ecs(config()))
    request = ecs.DescribeInstancesRequest(**{"region_id": BIG, **parameters})
    body = client.describe_instances_with_options(request, RuntimeOptions(**RUNTIME)).body
    same(client.bodies[-1], body.to_map(), "the parsed answer")
    well_typed(body)
    return body


def ask(method, request, user="developer", product=Ecs):
    """Calls a method of a product's SDK; fails when its model lost or mistyped anything of the answer."""
    client = watched(product(config(user)))
    body = getattr(client, f"{method}_with_options")(request, RuntimeOptions(**RUNTIME)).body
    same(client.bodies[-1], body.to_map(), "the parsed answer")
    well_typed(body)
    return body


def world_now():
    """What the local cloud holds by now."""
    return json.load(urllib.request.urlopen(READY["url"] + "/_local/world", timeout=10))


def pages(**parameters):
    """All pages, by NextToken."""
    found = [describe(**parameters)]
    while found[-1].next_token:
        assert len(found) < 50, "the pages never end"
        found.append(describe(**parameters, next_token=found[-1].next_token))
    return found


def same(expected, found, what):
    wrong = list(truth.differences(expected, found, what))
    assert not wrong, "; ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")


def well_typed(model):
    """The SDK's models declare the type of each field, and do not look at it themselves."""
    hints = typing.get_type_hints(type(model).__init__, vars(sys.modules[type(model).__module__]))
    for name, value in vars(model).items():
        declared = hints.get(name)
        values = value if isinstance(value, list) else [value]
        wanted = typing.get_args(declared)[0] if isinstance(value, list) else declared
        for each in values:
            if isinstance(each, (DaraModel, TeaModel)):
                well_typed(each)
            elif each is not None:
                assert wanted is not None and type(each) is wanted, f"{type(model).__name__}.{name}: {each!r} is no {wanted}"


def same_instances(held, found_pages):
    found = [each.to_map() for page in found_pages for each in page.instances.instance]
    assert [each["id"] for each in held] == [each["InstanceId"] for each in found], (
        f"{len(found)} instances instead of {len(held)}, or in another order"
    )
    for each, instance in zip(held, found):
        same(truth.instance(each), instance, each["id"])


def held_in(region):
    return [held for held in WORLD["instances"] if held["region"] == region]


def refused(call, status, code):
    """The error of a call that the SDK has to refuse with its own error class."""
    try:
        call()
    except ClientException as error:
        assert (error.status_code, error.code) == (status, code), f"{error.status_code} {error.code}: {error.message}"
        assert error.request_id and error.request_id != "None", "no request id"
        return error
    raise AssertionError("nothing was refused")


def regions(language, **settings):
    client = watched(Ecs(config(**settings)))
    request = ecs.DescribeRegionsRequest(accept_language=language)
    runtime = RuntimeOptions(**RUNTIME, ca=READY["ca_file"] if settings.get("protocol") == "https" else None)
    body = client.describe_regions_with_options(request, runtime).body
    same(client.bodies[-1], body.to_map(), "the parsed answer")
    well_typed(body)
    expected = [truth.region(held, language) for held in WORLD["regions"]]
    same(expected, [each.to_map() for each in body.regions.region], "regions")


def deeds():
    """What was done so far, as action and id."""
    return [(deed["action"], deed["id"]) for deed in world_now()["deeds"]]


def identity(user, **changed):
    return Sts(config(user, **changed)).get_caller_identity_with_options(RuntimeOptions(**RUNTIME)).body


def resource_groups(user="developer", **parameters):
    """One page of resource groups, looked at like the pages of instances."""
    client = watched(ResourceManager(config(user)))
    request = resource_manager.ListResourceGroupsRequest(**parameters)
    body = client.list_resource_groups_with_options(request, RuntimeOptions(**RUNTIME)).body
    same(client.bodies[-1], body.to_map(), "the parsed answer")
    well_typed(body)
    return body


def raw(method, action="DescribeInstances", version="2014-05-26", **request):
    """A call through the SDK's generic way, for what its typed methods never send."""
    params = Params(
        action=action,
        version=version,
        method=method,
        protocol="HTTP",
        pathname="/",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    return Ecs(config()).call_api(params, OpenApiRequest(**request), RuntimeOptions(**RUNTIME))["body"]
