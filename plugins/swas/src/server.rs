//! A server as the API gives it, and as a row.

use serde::Deserialize;
use yun_plugin_api::{Cell, Row};

/// The fields of a server that the columns need. What the API leaves out, or gives as null, is empty.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Server {
    instance_id: String,
    instance_name: Option<String>,
    status: Option<String>,
    business_status: Option<String>,
    disable_reason: Option<String>,
    region_id: Option<String>,
    public_ip_address: Option<String>,
    inner_ip_address: Option<String>,
    plan_id: Option<String>,
    charge_type: Option<String>,
    creation_time: Option<String>,
    expired_time: Option<String>,
    resource_spec: Option<Spec>,
    image: Option<Image>,
    disks: Option<Vec<Disk>>,
    resource_group_id: Option<String>,
    tags: Option<Vec<Tag>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Spec {
    cpu: Option<i64>,
    /// In GiB.
    memory: Option<f64>,
    /// In GiB.
    disk_size: Option<i64>,
    /// In Mbit/s.
    bandwidth: Option<i64>,
    /// In GB a month; 0 where the bandwidth alone is paid for.
    flow: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Image {
    image_name: Option<String>,
    os_type: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Disk {
    disk_id: Option<String>,
    /// `System` or `Data`.
    disk_type: Option<String>,
    category: Option<String>,
    /// In GiB.
    size: Option<i64>,
    status: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Tag {
    key: Option<String>,
    value: Option<String>,
}

impl Server {
    /// The server under the manifest's column keys, without `disks`, which only `show` has.
    pub(crate) fn into_row(self) -> Row {
        let spec = self.resource_spec.unwrap_or_default();
        let image = self.image.unwrap_or_default();
        let tags = self.tags.unwrap_or_default();
        Row::new()
            .with("id", self.instance_id)
            .with("name", present(self.instance_name))
            .with("status", present(self.status))
            .with("region", present(self.region_id))
            .with("public_ip", present(self.public_ip_address))
            .with("private_ip", present(self.inner_ip_address))
            .with("cpu", spec.cpu)
            .with("memory_gib", spec.memory.map(number))
            .with("disk_gib", spec.disk_size)
            .with("bandwidth_mbps", spec.bandwidth)
            .with("flow_gb", spec.flow.map(number))
            .with("plan", present(self.plan_id))
            .with("image", present(image.image_name))
            .with("os", present(image.os_type))
            .with("business_status", present(self.business_status))
            .with("disable_reason", present(self.disable_reason))
            .with("charge_type", present(self.charge_type))
            .with("created_at", present(self.creation_time))
            .with("expires_at", present(self.expired_time))
            .with("resource_group", present(self.resource_group_id))
            .with("tags", tags.into_iter().map(Tag::line).collect::<Vec<_>>())
    }

    /// The disks as lines to read.
    pub(crate) fn disk_lines(&self) -> Vec<String> {
        self.disks.iter().flatten().map(Disk::line).collect()
    }
}

impl Disk {
    /// `d-bp1… System ESSD 40 GiB In_use`.
    fn line(&self) -> String {
        let text = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".to_owned());
        let size = self.size.unwrap_or_default();
        format!(
            "{} {} {} {size} GiB {}",
            text(&self.disk_id),
            text(&self.disk_type),
            text(&self.category),
            text(&self.status),
        )
    }
}

impl Tag {
    fn line(self) -> String {
        let key = self.key.unwrap_or_default();
        match present(self.value) {
            Some(value) => format!("{key}={value}"),
            None => key,
        }
    }
}

fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// A whole number where it is one.
fn number(value: f64) -> Cell {
    let whole = value as i64;
    if whole as f64 == value {
        whole.into()
    } else {
        value.into()
    }
}
