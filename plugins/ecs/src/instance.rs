//! An instance as the API gives it, and as a row.

use serde::Deserialize;
use yun_plugin_api::{Error, ErrorKind, Row};

/// The fields of an instance that the columns need. What the API leaves out, or gives as null, is empty.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Instance {
    instance_id: String,
    #[serde(default)]
    instance_name: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    region_id: Option<String>,
    #[serde(default)]
    zone_id: Option<String>,
    #[serde(default)]
    instance_type: Option<String>,
    #[serde(default)]
    cpu: Option<i64>,
    /// In MiB.
    #[serde(default)]
    memory: Option<i64>,
    #[serde(default, rename = "OSName")]
    os_name: Option<String>,
    #[serde(default, rename = "OSNameEn")]
    os_name_en: Option<String>,
    #[serde(default)]
    instance_charge_type: Option<String>,
    #[serde(default)]
    creation_time: Option<String>,
    #[serde(default)]
    expired_time: Option<String>,
    #[serde(default)]
    start_time: Option<String>,
    #[serde(default)]
    stopped_mode: Option<String>,
    #[serde(default)]
    deletion_protection: Option<bool>,
    #[serde(default)]
    host_name: Option<String>,
    #[serde(default)]
    operation_locks: Option<Locks>,
    #[serde(default)]
    resource_group_id: Option<String>,
    #[serde(default)]
    public_ip_address: Option<Addresses>,
    /// The private addresses of the classic network.
    #[serde(default)]
    inner_ip_address: Option<Addresses>,
    #[serde(default)]
    eip_address: Option<Eip>,
    #[serde(default)]
    vpc_attributes: Option<Vpc>,
    #[serde(default)]
    tags: Option<Tags>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Addresses {
    ip_address: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Eip {
    ip_address: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Vpc {
    vpc_id: Option<String>,
    private_ip_address: Option<Addresses>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Tags {
    tag: Option<Vec<Tag>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Tag {
    tag_key: Option<String>,
    tag_value: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Locks {
    lock_reason: Option<Vec<Lock>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Lock {
    lock_reason: String,
}

impl Instance {
    /// The instance under the manifest's column keys.
    pub(crate) fn into_row(self) -> Row {
        let vpc = self.vpc_attributes.unwrap_or_default();
        let private_ip = first(vpc.private_ip_address).or_else(|| first(self.inner_ip_address));
        let eip = self.eip_address.unwrap_or_default().ip_address;
        let public_ip = present(eip).or_else(|| first(self.public_ip_address));
        let tags = self.tags.unwrap_or_default().tag.unwrap_or_default();
        let locks = self.operation_locks.unwrap_or_default().lock_reason;
        let locks = locks.unwrap_or_default().into_iter();
        let os = present(self.os_name_en).or_else(|| present(self.os_name));
        Row::new()
            .with("id", self.instance_id)
            .with("name", present(self.instance_name))
            .with("status", present(self.status))
            .with("region", present(self.region_id))
            .with("zone", present(self.zone_id))
            .with("type", present(self.instance_type))
            .with("cpu", self.cpu)
            .with("memory_mib", self.memory)
            .with("private_ip", private_ip)
            .with("public_ip", public_ip)
            .with("os", os)
            .with("hostname", present(self.host_name))
            .with("vpc", present(vpc.vpc_id))
            .with("protected", self.deletion_protection)
            .with("stopped_mode", present(self.stopped_mode))
            .with("locks", locks.map(|lock| lock.lock_reason).collect::<Vec<_>>())
            .with("charge_type", present(self.instance_charge_type))
            .with("created_at", present(self.creation_time).map(rfc3339))
            .with("started_at", present(self.start_time).map(rfc3339))
            .with("expires_at", present(self.expired_time).map(rfc3339))
            .with("resource_group", present(self.resource_group_id))
            .with("tags", tags.into_iter().map(tag).collect::<Vec<_>>())
    }
}

fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn first(addresses: Option<Addresses>) -> Option<String> {
    addresses?
        .ip_address?
        .into_iter()
        .find(|address| !address.is_empty())
}

fn tag(tag: Tag) -> String {
    let key = tag.tag_key.unwrap_or_default();
    match present(tag.tag_value) {
        Some(value) => format!("{key}={value}"),
        None => key,
    }
}

/// ECS gives times to the minute, `2026-01-02T03:04Z`; RFC 3339 wants seconds.
fn rfc3339(time: String) -> String {
    match time.strip_suffix('Z') {
        Some(minutes) if minutes.len() == "2026-01-02T03:04".len() => format!("{minutes}:00Z"),
        _ => time,
    }
}

/// An instance that is not of the API's shape.
pub(crate) fn unexpected(error: &serde_json::Error) -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "unexpected_answer",
        format!("DescribeInstances answered with an instance in an unexpected form: {error}"),
    )
    .param("action", "DescribeInstances")
    .param("reason", error.to_string())
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
}
