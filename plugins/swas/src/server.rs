//! A server as the API gives it, and as a row.

use serde_json::Value;
use yun_plugin_api::{
    Row,
    object::{Object, Table, list, number, tag, text},
};

/// What the columns need of a server.
pub(crate) struct Servers;

pub(crate) type Server = Object<Servers>;

impl Table for Servers {
    const TEXTS: &'static [(&'static str, &'static str)] = &[
        ("InstanceId", "id"),
        ("InstanceName", "name"),
        ("Status", "status"),
        ("BusinessStatus", "business_status"),
        ("DisableReason", "disable_reason"),
        ("RegionId", "region"),
        ("PublicIpAddress", "public_ip"),
        ("InnerIpAddress", "private_ip"),
        ("PlanId", "plan"),
        ("ChargeType", "charge_type"),
        ("CreationTime", "created_at"),
        ("ExpiredTime", "expires_at"),
        ("ResourceGroupId", "resource_group"),
    ];
    const OTHERS: &'static [&'static str] = &["ResourceSpec", "Image", "Disks", "Tags"];
}

/// The server under the manifest's column keys, without `disks`, which only `show` has.
pub(crate) fn row(mut server: Server) -> Row {
    let row = server.take_row();
    let (spec, image) = (&server["ResourceSpec"], &server["Image"]);
    // Memory and disk are in GiB, the bandwidth is in Mbit/s, and the flow in GB a month: 0 where the bandwidth alone is
    // paid for.
    row.with("cpu", number(&spec["Cpu"]))
        .with("memory_gib", number(&spec["Memory"]))
        .with("disk_gib", number(&spec["DiskSize"]))
        .with("bandwidth_mbps", number(&spec["Bandwidth"]))
        .with("flow_gb", number(&spec["Flow"]))
        .with("image", text(&image["ImageName"]))
        .with("os", text(&image["OsType"]))
        .with("tags", list(&server["Tags"], |one| tag(one, "Key", "Value")))
}

/// The row with all its columns.
pub(crate) fn row_in_full(server: Server) -> Row {
    let disks = list(&server["Disks"], |one| Some(disk(one)));
    row(server).with("disks", disks)
}

/// `d-bp1… System ESSD 40 GiB In_use`.
fn disk(disk: &Value) -> String {
    let text = |field| text(&disk[field]).unwrap_or_else(|| "-".to_owned());
    let size = disk["Size"].as_i64().unwrap_or_default();
    format!(
        "{} {} {} {size} GiB {}",
        text("DiskId"),
        text("DiskType"),
        text("Category"),
        text("Status"),
    )
}
