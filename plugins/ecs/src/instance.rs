//! An instance as the API gives it, and as a row.

use serde_json::Value;
use yun_plugin_api::{
    Row,
    object::{Object, Table, list, tag, text},
};

/// What the columns need of an instance.
pub(crate) struct Instances;

pub(crate) type Instance = Object<Instances>;

impl Table for Instances {
    const TEXTS: &'static [(&'static str, &'static str)] = &[
        ("InstanceId", "id"),
        ("InstanceName", "name"),
        ("Status", "status"),
        ("RegionId", "region"),
        ("ZoneId", "zone"),
        ("InstanceType", "type"),
        ("HostName", "hostname"),
        ("InstanceChargeType", "charge_type"),
        ("StoppedMode", "stopped_mode"),
        ("ResourceGroupId", "resource_group"),
    ];
    const OTHERS: &'static [&'static str] = &[
        "CreationTime",
        "StartTime",
        "ExpiredTime",
        "OSNameEn",
        "OSName",
        "Cpu",
        "Memory",
        "DeletionProtection",
        "PublicIpAddress",
        "InnerIpAddress",
        "EipAddress",
        "VpcAttributes",
        "Tags",
        "OperationLocks",
    ];
}

/// The instance under the manifest's column keys.
pub(crate) fn row(mut instance: Instance) -> Row {
    let row = instance.take_row();
    let vpc = &instance["VpcAttributes"];
    let private_ip = first(&vpc["PrivateIpAddress"]).or_else(|| first(&instance["InnerIpAddress"]));
    let public_ip =
        text(&instance["EipAddress"]["IpAddress"]).or_else(|| first(&instance["PublicIpAddress"]));
    let time = |field| text(&instance[field]).map(rfc3339);
    let os = text(&instance["OSNameEn"]).or_else(|| text(&instance["OSName"]));
    let locks = &instance["OperationLocks"]["LockReason"];
    let tags = &instance["Tags"]["Tag"];
    row.with("created_at", time("CreationTime"))
        .with("started_at", time("StartTime"))
        .with("expires_at", time("ExpiredTime"))
        .with("os", os)
        .with("vpc", text(&vpc["VpcId"]))
        .with("cpu", instance["Cpu"].as_i64())
        .with("memory_mib", instance["Memory"].as_i64())
        .with("protected", instance["DeletionProtection"].as_bool())
        .with("private_ip", private_ip)
        .with("public_ip", public_ip)
        .with("locks", list(locks, |lock| text(&lock["LockReason"])))
        .with("tags", list(tags, |one| tag(one, "TagKey", "TagValue")))
}

/// The first of `{"IpAddress": […]}`.
fn first(addresses: &Value) -> Option<String> {
    list(&addresses["IpAddress"], text).into_iter().next()
}

/// ECS gives times to the minute, `2026-01-02T03:04Z`; RFC 3339 wants seconds.
fn rfc3339(time: String) -> String {
    match time.strip_suffix('Z') {
        Some(minutes) if minutes.len() == "2026-01-02T03:04".len() => format!("{minutes}:00Z"),
        _ => time,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_gain_their_seconds() {
        assert_eq!(rfc3339("2026-01-02T03:04Z".into()), "2026-01-02T03:04:00Z");
        assert_eq!(rfc3339("2026-01-02T03:04:05Z".into()), "2026-01-02T03:04:05Z");
        assert_eq!(rfc3339("soon".into()), "soon");
    }

    #[test]
    fn an_instance_has_an_id_and_an_operating_system_in_whichever_language() {
        let missing = serde_json::from_str::<Instance>(r#"{"Status": "Running"}"#).err();
        assert!(missing.expect("no id").to_string().contains("InstanceId"));
        let only_chinese = r#"{"InstanceId": "i-1", "OSName": "龙蜥", "OSNameEn": ""}"#;
        let instance: Instance = serde_json::from_str(only_chinese).expect("an instance");
        assert_eq!(row(instance).cell("os"), Some(&"龙蜥".into()));
    }
}
