"""What a user of the official SDK writes to list one page of instances: arguments are address, key id and secret."""

import sys

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.utils_models import Config

address, key_id, secret = sys.argv[1:]
config = Config(endpoint=address, protocol="http", region_id="cn-hangzhou", access_key_id=key_id, access_key_secret=secret)
request = models.DescribeInstancesRequest(region_id="cn-hangzhou", max_results=100)
for instance in Client(config).describe_instances(request).body.instances.instance:
    print(instance.instance_id, instance.instance_name, instance.status)
