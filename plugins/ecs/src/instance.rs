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
    ip_address: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Eip {
    ip_address: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Vpc {
    private_ip_address: Option<Addresses>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Tags {
    tag: Vec<Tag>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Tag {
    tag_key: String,
    tag_value: String,
}

impl Instance {
    /// The instance under the manifest's column keys.
    pub(crate) fn into_row(self) -> Row {
        let private = self
            .vpc_attributes
            .unwrap_or_default()
            .private_ip_address
            .unwrap_or_default()
            .ip_address
            .into_iter();
        let private_ip = private
            .chain(self.inner_ip_address.unwrap_or_default().ip_address)
            .find(|ip| !ip.is_empty());
        let public = std::iter::once(self.eip_address.unwrap_or_default().ip_address)
            .chain(self.public_ip_address.unwrap_or_default().ip_address);
        let public_ip = public.into_iter().find(|ip| !ip.is_empty());
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
            .with("charge_type", present(self.instance_charge_type))
            .with("created_at", present(self.creation_time).map(rfc3339))
            .with("expires_at", present(self.expired_time).map(rfc3339))
            .with("resource_group", present(self.resource_group_id))
            .with(
                "tags",
                self.tags
                    .unwrap_or_default()
                    .tag
                    .into_iter()
                    .map(tag)
                    .collect::<Vec<_>>(),
            )
    }
}

fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn tag(tag: Tag) -> String {
    if tag.tag_value.is_empty() {
        tag.tag_key
    } else {
        format!("{}={}", tag.tag_key, tag.tag_value)
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
