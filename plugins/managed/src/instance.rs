//! A managed instance as the API gives it, and as a row.

use serde::Deserialize;
use yun_plugin_api::{Error, ErrorKind, Row};

/// The fields that the columns need. What the API leaves out, or gives as null, is empty.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Instance {
    instance_id: String,
    #[serde(default)]
    instance_name: Option<String>,
    #[serde(default)]
    connected: Option<bool>,
    #[serde(default)]
    hostname: Option<String>,
    #[serde(default)]
    intranet_ip: Option<String>,
    #[serde(default)]
    internet_ip: Option<String>,
    #[serde(default)]
    os_type: Option<String>,
    #[serde(default)]
    os_version: Option<String>,
    #[serde(default)]
    agent_version: Option<String>,
    #[serde(default)]
    activation_id: Option<String>,
    #[serde(default)]
    machine_id: Option<String>,
    #[serde(default)]
    registration_time: Option<String>,
    #[serde(default)]
    last_invoked_time: Option<String>,
    #[serde(default)]
    invocation_count: Option<i64>,
    #[serde(default)]
    resource_group_id: Option<String>,
    #[serde(default)]
    tags: Option<Vec<Tag>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    tag_key: String,
    #[serde(default)]
    tag_value: Option<String>,
}

impl Instance {
    /// The instance under the manifest's column keys. The API does not say the region again.
    pub(crate) fn into_row(self, region: &str) -> Row {
        let status = self.connected.map(|connected| match connected {
            true => "Online",
            false => "Offline",
        });
        let os_type = present(self.os_type);
        let tags = self.tags.unwrap_or_default().into_iter().map(tag);
        Row::new()
            .with("id", self.instance_id)
            .with("name", present(self.instance_name))
            .with("status", status)
            .with("region", region)
            .with("hostname", present(self.hostname))
            .with("private_ip", present(self.intranet_ip))
            .with("public_ip", present(self.internet_ip))
            .with("os", present(self.os_version).or_else(|| os_type.clone()))
            .with("os_type", os_type)
            .with("agent_version", present(self.agent_version))
            .with("activation", present(self.activation_id))
            .with("machine_id", present(self.machine_id))
            .with("registered_at", present(self.registration_time))
            .with("last_invoked_at", present(self.last_invoked_time))
            .with("invocations", self.invocation_count)
            .with("resource_group", present(self.resource_group_id))
            .with("tags", tags.collect::<Vec<_>>())
    }
}

fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn tag(tag: Tag) -> String {
    match present(tag.tag_value) {
        Some(value) => format!("{}={value}", tag.tag_key),
        None => tag.tag_key,
    }
}

/// An instance that is not of the API's shape.
pub(crate) fn unexpected(error: &serde_json::Error) -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "unexpected_answer",
        format!("DescribeManagedInstances answered with an instance in an unexpected form: {error}"),
    )
    .param("action", "DescribeManagedInstances")
    .param("reason", error.to_string())
}
