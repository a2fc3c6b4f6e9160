//! Filters as parameters of `DescribeManagedInstances`.

use yun_plugin_api::query::Parameters;

pub(crate) const FILTERS: Parameters = Parameters {
    singles: &[
        ("name", "InstanceName"),
        ("ip", "InstanceIp"),
        ("os", "OsType"),
        ("connected", "Connected"),
        ("activation", "ActivationId"),
    ],
    lists: &[],
    numbered: &[("id", "InstanceId")],
    most: 50,
};
