//! A simple application server as plain data, and those that the local cloud starts with.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::course::Moving;
use super::instance::Tag;

/// A simple application server. The texts are what the API answers, whatever they contain.
#[derive(Clone, Debug, Serialize)]
pub struct SimpleServer {
    /// The id: 32 hexadecimal digits.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// `Pending`, `Starting`, `Running`, `Stopping`, `Stopped`, `Resetting`, `Upgrading` or `Disabled`.
    pub status: String,
    /// `Normal`, `Expired` or `Overdue`.
    pub business_status: String,
    /// `FINANCIAL`, `SECURITY` or `EXPIRED`; empty unless it is disabled.
    pub disable_reason: String,
    /// The region's id.
    pub region: String,
    /// The public address.
    pub public_ip: String,
    /// The private address.
    pub inner_ip: String,
    /// The plan's id.
    pub plan: String,
    /// `PrePaid`.
    pub charge_type: String,
    /// When it was made, as the API writes it: `2026-01-02T03:04:05Z`.
    pub creation_time: String,
    /// When it is paid until, as the API writes it.
    pub expired_time: String,
    /// Virtual CPUs.
    pub cpu: u32,
    /// Memory in GiB.
    pub memory_gib: f64,
    /// The system disk's size in GiB.
    pub disk_gib: u32,
    /// Bandwidth in Mbit/s.
    pub bandwidth_mbit: u32,
    /// Traffic a month in GB; 0 where the bandwidth alone is paid for.
    pub flow_gb: f64,
    /// The image's name.
    pub image: String,
    /// `Linux` or `Windows`.
    pub os_type: String,
    /// The resource group's id.
    pub resource_group: String,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Region, the beginning of its servers' ids, and how many it holds by default. The others hold none.
const HELD: [(&str, &str, usize); 3] = [
    ("cn-hangzhou", "2ad1ae67295445f598017499", 230),
    ("cn-beijing", "5be2bf78306556a6a9128500", 9),
    ("ap-southeast-1", "8cf3ca89417667b7ba239611", 1),
];

const NAMES: [&str; 4] = ["blog", "博客", "mail-gateway", "小程序 后端"];

const STATUSES: [&str; 9] = [
    "Running",
    "Running",
    "Stopped",
    "Running",
    "Starting",
    "Running",
    "Disabled",
    "Running",
    "Upgrading",
];

const GROUPS: [&str; 3] = [
    "rg-acfmyundefault000",
    "rg-acfmyunproduction",
    "rg-acfmyunstaging000",
];

impl SimpleServer {
    /// A running Linux server of two CPUs, 1 GiB and 40 GiB, named like its id, without tags, in the default resource
    /// group.
    pub fn new(region: &str, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            status: "Running".to_owned(),
            business_status: "Normal".to_owned(),
            disable_reason: String::new(),
            region: region.to_owned(),
            public_ip: "47.99.0.10".to_owned(),
            inner_ip: "172.20.0.10".to_owned(),
            plan: "swas.s.c2m1s40b3.linux".to_owned(),
            charge_type: "PrePaid".to_owned(),
            creation_time: "2026-01-02T03:04:05Z".to_owned(),
            expired_time: "2099-12-31T16:00:00Z".to_owned(),
            cpu: 2,
            memory_gib: 1.0,
            disk_gib: 40,
            bandwidth_mbit: 3,
            flow_gb: 0.0,
            image: "AlibabaCloudLinux-3.2104".to_owned(),
            os_type: "Linux".to_owned(),
            resource_group: GROUPS[0].to_owned(),
            tags: Vec::new(),
        }
    }
}

impl Moving for SimpleServer {
    fn id(&self) -> &str {
        &self.id
    }

    fn arrive(&mut self, status: String, _now: DateTime<Utc>) {
        self.status = status;
    }
}

/// The simple application servers of the default world.
pub(crate) fn population() -> Vec<SimpleServer> {
    let all = HELD.into_iter().enumerate();
    all.flat_map(|(index, (region, id_start, count))| {
        (0..count).map(move |number| server(region, &format!("{id_start}{number:08x}"), index, number))
    })
    .collect()
}

fn server(region: &str, id: &str, index: usize, number: usize) -> SimpleServer {
    let mut made = SimpleServer {
        name: format!("{}-{number:03}", NAMES[number % NAMES.len()]),
        status: STATUSES[number % STATUSES.len()].to_owned(),
        public_ip: format!("47.99.{index}.{}", number + 10),
        inner_ip: format!("172.20.{index}.{}", number + 10),
        creation_time: format!("2026-03-{:02}T05:{:02}:07Z", number / 60 + 1, number % 60),
        resource_group: GROUPS[number % GROUPS.len()].to_owned(),
        ..SimpleServer::new(region, id)
    };
    if made.status == "Disabled" {
        "Expired".clone_into(&mut made.business_status);
        "EXPIRED".clone_into(&mut made.disable_reason);
        "2026-10-01T16:00:00Z".clone_into(&mut made.expired_time);
    }
    if number.is_multiple_of(5) {
        made.memory_gib = 0.5;
        made.bandwidth_mbit = 30;
        made.flow_gb = 1024.0;
        "swas.t.c2m05s40b30t1".clone_into(&mut made.plan);
        "WordPress-6.7".clone_into(&mut made.image);
    }
    if number % 7 == 3 {
        "Windows".clone_into(&mut made.os_type);
        "Windows Server 2022 数据中心版".clone_into(&mut made.image);
    }
    if number.is_multiple_of(2) {
        made.tags.push(Tag::new(
            "env",
            if number.is_multiple_of(4) { "prod" } else { "test" },
        ));
    }
    if number.is_multiple_of(9) {
        made.tags.push(Tag::new("负责人", "小王"));
        made.tags.push(Tag::new("empty", ""));
    }
    made
}
