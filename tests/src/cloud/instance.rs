//! An ECS instance as plain data.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::course::Moving;

/// An ECS instance. The texts are what the API answers, whatever they contain.
#[derive(Clone, Debug, Serialize)]
pub struct Instance {
    /// The id, `i-…`.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// The operating system's host name.
    pub host_name: String,
    /// The description that people gave it.
    pub description: String,
    /// `Pending`, `Running`, `Starting`, `Stopping` or `Stopped`.
    pub status: String,
    /// The region's id.
    pub region: String,
    /// The zone's id.
    pub zone: String,
    /// The instance type, like `ecs.g7.large`.
    pub instance_type: String,
    /// Virtual CPUs.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// `linux` or `windows`.
    pub os_type: String,
    /// The operating system's name, in Chinese where the image has a Chinese one.
    pub os_name: String,
    /// The operating system's name in English.
    pub os_name_en: String,
    /// The image's id.
    pub image_id: String,
    /// The key pair's name; empty without one.
    pub key_pair_name: String,
    /// `PostPaid` or `PrePaid`.
    pub charge_type: String,
    /// `vpc` or `classic`.
    pub network_type: String,
    /// When it was made, as the API writes it: `2026-01-02T03:04Z`.
    pub creation_time: String,
    /// When it was last started, as the API writes it; empty when it never was.
    pub start_time: String,
    /// When it is paid until, as the API writes it: `2099-12-31T15:59Z` for pay-as-you-go.
    pub expired_time: String,
    /// `KeepCharging`, `StopCharging` or `Not-applicable`.
    pub stopped_mode: String,
    /// What `stopped_mode` is once it has stopped.
    #[serde(skip)]
    pub stops_into: String,
    /// Whether it is protected from release.
    pub deletion_protection: bool,
    /// The resource group's id; empty for the default group.
    pub resource_group: String,
    /// Public addresses of its own.
    pub public_ips: Vec<String>,
    /// Private addresses in the classic network.
    pub inner_ips: Vec<String>,
    /// The elastic address bound to it.
    pub eip: Option<ElasticIp>,
    /// The VPC's id; empty in the classic network.
    pub vpc: String,
    /// The vSwitch's id; empty in the classic network.
    pub vswitch: String,
    /// The address that NAT gives it; mostly empty.
    pub nat_ip: String,
    /// Private addresses in the VPC.
    pub private_ips: Vec<String>,
    /// The ids of its security groups.
    pub security_groups: Vec<String>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Why operations on it are locked, like `financial` or `security`.
    pub locks: Vec<String>,
}

/// An elastic address.
#[derive(Clone, Debug, Serialize)]
pub struct ElasticIp {
    /// The address.
    pub address: String,
    /// The allocation's id, `eip-…`.
    pub allocation_id: String,
    /// Bandwidth in Mbit/s.
    pub bandwidth_mbit: u32,
}

/// A tag on a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The value; may be empty.
    pub value: String,
}

impl Tag {
    /// A tag of this key and value.
    pub fn new(key: &str, value: &str) -> Self {
        Self {
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }
}

impl Instance {
    /// A running Linux instance of two CPUs and 8 GiB in the region's VPC, named like its id, without tags or public
    /// address, in the default resource group.
    pub fn new(region: &str, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            host_name: format!("iZ{}Z", id.trim_start_matches("i-")),
            description: String::new(),
            status: "Running".to_owned(),
            region: region.to_owned(),
            zone: format!("{region}-a"),
            instance_type: "ecs.g7.large".to_owned(),
            cpu: 2,
            memory_mib: 8192,
            os_type: "linux".to_owned(),
            os_name: "Alibaba Cloud Linux  3.2104 LTS 64位".to_owned(),
            os_name_en: "Alibaba Cloud Linux  3.2104 LTS 64 bit".to_owned(),
            image_id: "aliyun_3_x64_20G_alibase_20250629.vhd".to_owned(),
            key_pair_name: String::new(),
            charge_type: "PostPaid".to_owned(),
            network_type: "vpc".to_owned(),
            creation_time: "2026-01-02T03:04Z".to_owned(),
            start_time: "2026-01-02T03:05Z".to_owned(),
            expired_time: "2099-12-31T15:59Z".to_owned(),
            stopped_mode: "Not-applicable".to_owned(),
            stops_into: "KeepCharging".to_owned(),
            deletion_protection: false,
            resource_group: String::new(),
            public_ips: Vec::new(),
            inner_ips: Vec::new(),
            eip: None,
            vpc: format!("vpc-{region}-main"),
            vswitch: format!("vsw-{region}-a"),
            nat_ip: String::new(),
            private_ips: vec!["172.16.0.10".to_owned()],
            security_groups: vec![format!("sg-{region}-default")],
            tags: Vec::new(),
            locks: Vec::new(),
        }
    }
}

impl Moving for Instance {
    fn id(&self) -> &str {
        &self.id
    }

    fn arrive(&mut self, status: String, now: DateTime<Utc>) {
        if status == "Starting" {
            self.start_time = now.format("%Y-%m-%dT%H:%MZ").to_string();
        }
        let mode = if status == "Stopped" {
            self.stops_into.as_str()
        } else {
            "Not-applicable"
        };
        mode.clone_into(&mut self.stopped_mode);
        self.status = status;
    }
}
