//! Filters as parameters of `DescribeDisks`.

use yun_plugin_api::query::Parameters;

pub(crate) const FILTERS: Parameters = Parameters {
    singles: &[
        ("name", "DiskName"),
        ("status", "Status"),
        ("type", "DiskType"),
        ("category", "Category"),
        ("instance", "InstanceId"),
        ("zone", "ZoneId"),
        ("charge_type", "DiskChargeType"),
        ("performance_level", "PerformanceLevel"),
        ("portable", "Portable"),
        ("encrypted", "Encrypted"),
        ("lock", "LockReason"),
        ("snapshot", "SnapshotId"),
    ],
    lists: &[("id", "DiskIds")],
    numbered: &[],
    most: 100,
};
