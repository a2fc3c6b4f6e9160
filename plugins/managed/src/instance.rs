//! A managed instance as the API gives it, and as a row.

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
        ("Hostname", "hostname"),
        ("IntranetIp", "private_ip"),
        ("InternetIp", "public_ip"),
        ("OsType", "os_type"),
        ("AgentVersion", "agent_version"),
        ("ActivationId", "activation"),
        ("MachineId", "machine_id"),
        ("RegistrationTime", "registered_at"),
        ("LastInvokedTime", "last_invoked_at"),
        ("ResourceGroupId", "resource_group"),
    ];
    const OTHERS: &'static [&'static str] = &["Connected", "OsVersion", "InvocationCount", "Tags"];
}

/// The instance under the manifest's column keys. The API does not say the region again.
pub(crate) fn row(mut instance: Instance, region: &str) -> Row {
    let status = instance["Connected"].as_bool().map(|connected| match connected {
        true => "Online",
        false => "Offline",
    });
    let os = text(&instance["OsVersion"]).or_else(|| text(&instance["OsType"]));
    instance
        .take_row()
        .with("status", status)
        .with("region", region)
        .with("os", os)
        .with("invocations", instance["InvocationCount"].as_i64())
        .with(
            "tags",
            list(&instance["Tags"], |one| tag(one, "TagKey", "TagValue")),
        )
}
