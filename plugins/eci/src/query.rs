//! Filters as parameters of `DescribeContainerGroups`.

use yun_plugin_api::query::Parameters;

pub(crate) const FILTERS: Parameters = Parameters {
    singles: &[
        ("name", "ContainerGroupName"),
        ("status", "Status"),
        ("zone", "ZoneId"),
        ("vswitch", "VSwitchId"),
        ("security_group", "SecurityGroupId"),
    ],
    lists: &[("id", "ContainerGroupIds")],
    numbered: &[],
    most: 20,
};
