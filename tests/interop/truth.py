"""What the SDKs have to find, computed from what the local cloud says that it holds.

Nothing here knows how the local cloud writes its answers: the right-hand sides are its plain data, the keys are those
of the SDKs' models.
"""

import re


def region(held, language):
    return {
        "RegionId": held["id"],
        "LocalName": held["name_en" if language == "en-US" else "name_zh"],
        "RegionEndpoint": held["endpoint"],
        "Status": held["status"],
    }


def resource_group(held, account_id):
    return {
        "Id": held["id"],
        "Name": held["name"],
        "DisplayName": held["display_name"],
        "Status": "OK",
        "AccountId": account_id,
        "CreateDate": held["create_date"],
    }


def instance(held):
    eip = held["eip"]
    return {
        "InstanceId": held["id"],
        "InstanceName": held["name"],
        "HostName": held["host_name"],
        "Description": held["description"],
        "Status": held["status"],
        "RegionId": held["region"],
        "ZoneId": held["zone"],
        "InstanceType": held["instance_type"],
        "InstanceTypeFamily": held["instance_type"].rsplit(".", 1)[0],
        "Cpu": held["cpu"],
        "Memory": held["memory_mib"],
        "OSType": held["os_type"],
        "OSName": held["os_name"],
        "OSNameEn": held["os_name_en"],
        "ImageId": held["image_id"],
        "KeyPairName": held["key_pair_name"],
        "InstanceChargeType": held["charge_type"],
        "InstanceNetworkType": held["network_type"],
        "InternetChargeType": "PayByTraffic",
        "CreationTime": held["creation_time"],
        "StartTime": held["start_time"],
        "ExpiredTime": held["expired_time"],
        "AutoReleaseTime": "",
        "StoppedMode": held["stopped_mode"],
        "DeletionProtection": held["deletion_protection"],
        "ResourceGroupId": held["resource_group"],
        "IoOptimized": True,
        "Recyclable": False,
        "GPUAmount": 0,
        "GPUSpec": "",
        "SpotStrategy": "NoSpot",
        "PublicIpAddress": {"IpAddress": held["public_ips"]},
        "InnerIpAddress": {"IpAddress": held["inner_ips"]},
        "EipAddress": {
            "IpAddress": eip["address"],
            "AllocationId": eip["allocation_id"],
            "Bandwidth": eip["bandwidth_mbit"],
            "InternetChargeType": "PayByTraffic",
            "IsSupportUnassociate": True,
        }
        if eip
        else {"IpAddress": "", "AllocationId": "", "InternetChargeType": ""},
        "VpcAttributes": {
            "VpcId": held["vpc"],
            "VSwitchId": held["vswitch"],
            "NatIpAddress": held["nat_ip"],
            "PrivateIpAddress": {"IpAddress": held["private_ips"]},
        },
        "SecurityGroupIds": {"SecurityGroupId": held["security_groups"]},
        "Tags": {"Tag": [{"TagKey": tag["key"], "TagValue": tag["value"]} for tag in held["tags"]]},
        "OperationLocks": {"LockReason": [{"LockReason": lock, "LockMsg": ""} for lock in held["locks"]]},
    }


def disk(held):
    place = {"InstanceId": held["instance"], "Device": held["device"], "AttachedTime": held["attached_time"]}
    places = [place] if held["instance"] else []
    return {
        "DiskId": held["id"],
        "DiskName": held["name"],
        "Description": held["description"],
        "Status": held["status"],
        "RegionId": held["region"],
        "ZoneId": held["zone"],
        "Type": held["kind"],
        "Category": held["category"],
        "PerformanceLevel": held["performance_level"],
        "Size": held["size_gib"],
        "InstanceId": held["instance"],
        "Device": held["device"],
        "Encrypted": held["kms_key"] != "",
        "KMSKeyId": held["kms_key"],
        "DiskChargeType": held["charge_type"],
        "Portable": held["portable"],
        "DeleteWithInstance": held["delete_with_instance"],
        "DeleteAutoSnapshot": True,
        "EnableAutoSnapshot": True,
        "EnableAutomatedSnapshotPolicy": False,
        "AutoSnapshotPolicyId": "",
        "CreationTime": held["creation_time"],
        "AttachedTime": held["attached_time"],
        "DetachedTime": held["detached_time"],
        "ExpiredTime": held["expired_time"],
        "SourceSnapshotId": held["snapshot"],
        "ImageId": held["image"],
        "ProductCode": "",
        "ResourceGroupId": held["resource_group"],
        "MultiAttach": "Disabled",
        "BurstingEnabled": False,
        "SerialNumber": held["id"].removeprefix("d-"),
        "MountInstanceNum": len(places),
        "MountInstances": {"MountInstance": places},
        "Attachments": {"Attachment": places},
        "OperationLocks": {"OperationLock": [{"LockReason": lock} for lock in held["locks"]]},
        "Tags": {"Tag": [{"TagKey": tag["key"], "TagValue": tag["value"]} for tag in held["tags"]]},
    }


def snapshot(held):
    return {
        "SnapshotId": held["id"],
        "SnapshotName": held["name"],
        "Description": held["description"],
        "Status": held["status"],
        "Progress": held["progress"],
        "Available": held["status"] == "accomplished",
        "RegionId": held["region"],
        "SourceDiskId": held["disk"],
        "SourceDiskType": held["disk_kind"],
        "SourceDiskSize": str(held["disk_gib"]),
        "CreationTime": held["creation_time"],
        "SnapshotType": "user",
        "Usage": "none",
        "Encrypted": False,
        "ResourceGroupId": held["resource_group"],
        "Tags": {"Tag": [{"TagKey": tag["key"], "TagValue": tag["value"]} for tag in held["tags"]]},
    }


def managed_instance(held):
    return {
        "InstanceId": held["id"],
        "InstanceName": held["name"],
        "Hostname": held["hostname"],
        "Connected": held["connected"],
        "OsType": held["os_type"],
        "OsVersion": held["os_version"],
        "AgentVersion": held["agent_version"],
        "IntranetIp": held["intranet_ip"],
        "InternetIp": held["internet_ip"],
        "ActivationId": held["activation_id"],
        "MachineId": held["machine_id"],
        "RegistrationTime": held["registration_time"],
        "LastInvokedTime": held["last_invoked_time"],
        "InvocationCount": held["invocation_count"],
        "ResourceGroupId": held["resource_group"],
        "Tags": [{"TagKey": tag["key"], "TagValue": tag["value"]} for tag in held["tags"]],
    }


def container(held):
    return {
        "Name": held["name"],
        "Image": held["image"],
        "ImagePullPolicy": "IfNotPresent",
        "Cpu": held["cpu"],
        "Memory": held["memory_gib"],
        "Ready": held["ready"],
        "RestartCount": held["restart_count"],
        "CurrentState": {
            "State": held["state"],
            "Reason": held["reason"],
            "ExitCode": held["exit_code"],
            "StartTime": held["start_time"],
        },
        "Args": [],
        "Ports": [],
        "EnvironmentVars": [],
        "VolumeMounts": [],
    }


def container_group(held, with_events=False):
    events = [
        {
            "Type": event["kind"],
            "Name": f"{held['id']}.{event['reason']}",
            "Reason": event["reason"],
            "Message": event["message"],
            "Count": event["count"],
            "FirstTimestamp": event["first_time"],
            "LastTimestamp": event["last_time"],
        }
        for event in held["events"]
    ]
    return {
        "ContainerGroupId": held["id"],
        "ContainerGroupName": held["name"],
        "Status": held["status"],
        "RegionId": held["region"],
        "ZoneId": held["zone"],
        "Cpu": held["cpu"],
        "Memory": held["memory_gib"],
        "InstanceType": held["instance_type"],
        "IntranetIp": held["intranet_ip"],
        "InternetIp": held["internet_ip"],
        "CreationTime": held["creation_time"],
        "RestartPolicy": held["restart_policy"],
        "ResourceGroupId": held["resource_group"],
        "VpcId": held["vpc"],
        "VSwitchId": held["vswitch"],
        "SecurityGroupId": held["security_group"],
        "SpotStrategy": "NoSpot",
        "Containers": [container(each) for each in held["containers"]],
        "InitContainers": [container(each) for each in held["init_containers"]],
        "Events": events if with_events else [],
        "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in held["tags"]],
        "HostAliases": [],
        "Volumes": [],
    }


def simple_server(held):
    return {
        "InstanceId": held["id"],
        "InstanceName": held["name"],
        "Status": held["status"],
        "BusinessStatus": held["business_status"],
        "DisableReason": held["disable_reason"],
        "DdosStatus": "Normal",
        "RegionId": held["region"],
        "PublicIpAddress": held["public_ip"],
        "InnerIpAddress": held["inner_ip"],
        "PlanId": held["plan"],
        "ChargeType": held["charge_type"],
        "CreationTime": held["creation_time"],
        "ExpiredTime": held["expired_time"],
        "Combination": False,
        "ResourceSpec": {
            "Cpu": held["cpu"],
            "Memory": held["memory_gib"],
            "DiskSize": held["disk_gib"],
            "DiskCategory": "ESSD",
            "Bandwidth": held["bandwidth_mbit"],
            "Flow": held["flow_gb"],
        },
        "Image": {"ImageName": held["image"], "OsType": held["os_type"], "ImageType": "system"},
        "Disks": [
            {
                "DiskId": f"d-{held['id'][:20]}",
                "DiskName": "",
                "DiskType": "System",
                "Category": "ESSD",
                "Device": "/dev/xvda",
                "Size": held["disk_gib"],
                "Status": "In_use",
                "RegionId": held["region"],
                "CreationTime": held["creation_time"],
                "DiskTags": [],
            }
        ],
        "NetworkAttributes": [
            {
                "PublicIpAddress": held["public_ip"],
                "PrivateIpAddress": held["inner_ip"],
                "PeakBandwidth": held["bandwidth_mbit"],
                "PublicIpDdosStatus": "Normal",
            }
        ],
        "ResourceGroupId": held["resource_group"],
        "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in held["tags"]],
    }


def named(pattern):
    """Whether a name has the form of a pattern in which only `*` is special."""
    expression = re.compile("".join(".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", pattern)))
    return lambda held: expression.fullmatch(held["name"]) is not None


def tagged(key, value=None):
    return lambda held: any(tag["key"] == key and value in (None, tag["value"]) for tag in held["tags"])


def differences(expected, found, path=""):
    """Where two pieces of JSON differ, types included."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            if key not in found:
                yield f"{path}.{key} is missing"
            elif key not in expected:
                yield f"{path}.{key} is {found[key]!r}, and nothing is known of it"
            else:
                yield from differences(expected[key], found[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, pair in enumerate(zip(expected, found)):
            yield from differences(*pair, f"{path}[{index}]")
    elif type(expected) is not type(found) or expected != found:
        yield f"{path} is {found!r} instead of {expected!r}"
