//! Filters as parameters of `ListInstances`.

use yun_plugin_api::query::Parameters;

pub(crate) const FILTERS: Parameters = Parameters {
    singles: &[
        ("name", "InstanceName"),
        ("status", "Status"),
        ("charge_type", "ChargeType"),
    ],
    lists: &[("id", "InstanceIds"), ("ip", "PublicIpAddresses")],
    numbered: &[],
    most: 100,
};
