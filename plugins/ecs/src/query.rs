//! Filters as parameters of `DescribeInstances`.

use yun_plugin_api::query::Parameters;

pub(crate) const FILTERS: Parameters = Parameters {
    singles: &[
        ("name", "InstanceName"),
        ("status", "Status"),
        ("type", "InstanceType"),
        ("zone", "ZoneId"),
        ("vpc", "VpcId"),
        ("vswitch", "VSwitchId"),
        ("security_group", "SecurityGroupId"),
        ("charge_type", "InstanceChargeType"),
        ("key_pair", "KeyPairName"),
    ],
    lists: &[
        ("id", "InstanceIds"),
        ("private_ip", "PrivateIpAddresses"),
        ("public_ip", "PublicIpAddresses"),
        ("eip", "EipAddresses"),
    ],
    numbered: &[],
    most: 100,
};
