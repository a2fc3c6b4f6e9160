//! A disk as the API gives it, and as a row.

use yun_plugin_api::{
    Row,
    object::{Object, Table, list, number, tag, text},
};

/// What the columns need of a disk.
pub(crate) struct Disks;

pub(crate) type Disk = Object<Disks>;

impl Table for Disks {
    const TEXTS: &'static [(&'static str, &'static str)] = &[
        ("DiskId", "id"),
        ("DiskName", "name"),
        ("Status", "status"),
        ("RegionId", "region"),
        ("ZoneId", "zone"),
        ("Type", "type"),
        ("Category", "category"),
        ("InstanceId", "instance"),
        ("Device", "device"),
        ("PerformanceLevel", "performance_level"),
        ("DiskChargeType", "charge_type"),
        ("SourceSnapshotId", "snapshot"),
        ("KMSKeyId", "kms_key"),
        ("Description", "description"),
        ("ResourceGroupId", "resource_group"),
    ];
    const OTHERS: &'static [&'static str] = &[
        "Size",
        "Encrypted",
        "Portable",
        "DeleteWithInstance",
        "CreationTime",
        "AttachedTime",
        "ExpiredTime",
        "OperationLocks",
        "Tags",
    ];
}

/// The disk under the manifest's column keys.
pub(crate) fn row(mut disk: Disk) -> Row {
    let row = disk.take_row();
    let time = |field| text(&disk[field]).map(rfc3339);
    let locks = &disk["OperationLocks"]["OperationLock"];
    row.with("size_gib", number(&disk["Size"]))
        .with("encrypted", disk["Encrypted"].as_bool())
        .with("portable", disk["Portable"].as_bool())
        .with("released_with_instance", disk["DeleteWithInstance"].as_bool())
        .with("created_at", time("CreationTime"))
        .with("attached_at", time("AttachedTime"))
        .with("expires_at", time("ExpiredTime"))
        .with("locks", list(locks, |lock| text(&lock["LockReason"])))
        .with(
            "tags",
            list(&disk["Tags"]["Tag"], |one| tag(one, "TagKey", "TagValue")),
        )
}

/// Some times are to the minute, `2999-09-08T16:00Z`; RFC 3339 wants seconds.
fn rfc3339(time: String) -> String {
    match time.strip_suffix('Z') {
        Some(minutes) if minutes.len() == "2026-01-02T03:04".len() => format!("{minutes}:00Z"),
        _ => time,
    }
}
