"""What a user of the official SDK writes to list the instances of regions, one region after the other.

Arguments are address, key id, secret, and the regions.
"""

import sys

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.utils_models import Config

address, key_id, secret, *regions = sys.argv[1:]
for region in regions:
    config = Config(endpoint=address, protocol="http", region_id=region, access_key_id=key_id, access_key_secret=secret)
    client, token = Client(config), None
    while token != "":
        request = models.DescribeInstancesRequest(region_id=region, max_results=100, next_token=token)
        answer = client.describe_instances(request).body
        for instance in answer.instances.instance:
            print(instance.instance_id, instance.instance_name, instance.status)
        token = answer.next_token or ""
