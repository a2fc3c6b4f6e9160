//! A disk of ECS as plain data, and those that the local cloud starts with.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::course::Moving;
use super::instance::{Instance, Tag};
use super::session::written;

/// A disk. The texts are what the API answers, whatever they contain.
#[derive(Clone, Debug, Serialize)]
pub struct Disk {
    /// The id, `d-…`.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// The description that people gave it.
    pub description: String,
    /// `In_use`, `Available`, `Attaching`, `Detaching`, `Creating` or `ReIniting`.
    pub status: String,
    /// The region's id.
    pub region: String,
    /// The zone's id.
    pub zone: String,
    /// `system` or `data`.
    pub kind: String,
    /// `cloud_essd`, `cloud_efficiency`, `local_ssd_pro` and so on.
    pub category: String,
    /// `PL0` to `PL3` of an ESSD disk; otherwise empty.
    pub performance_level: String,
    /// Size in GiB.
    pub size_gib: u32,
    /// The instance that it is attached to; empty without one.
    pub instance: String,
    /// Its name there, `/dev/xvdb`; empty without an instance.
    pub device: String,
    /// The key that it is encrypted with; empty for one that is not.
    pub kms_key: String,
    /// `PostPaid` or `PrePaid`.
    pub charge_type: String,
    /// Whether it can be detached.
    pub portable: bool,
    /// Whether it is released with its instance.
    pub delete_with_instance: bool,
    /// When it was made, as the API writes it.
    pub creation_time: String,
    /// When it was last attached, as the API writes it; empty when it never was.
    pub attached_time: String,
    /// When it was last detached, as the API writes it; empty when it never was.
    pub detached_time: String,
    /// When it is paid until, as the API writes it.
    pub expired_time: String,
    /// The snapshot that it was made of; empty without one.
    pub snapshot: String,
    /// The image of a system disk.
    pub image: String,
    /// The resource group's id; empty for the default group.
    pub resource_group: String,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Why operations on it are locked, like `financial` or `security`.
    pub locks: Vec<String>,
}

impl Disk {
    /// A free data disk of 100 GiB in the region's zone a, named like its id, paid for as it goes.
    pub fn new(region: &str, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            description: String::new(),
            status: "Available".to_owned(),
            region: region.to_owned(),
            zone: format!("{region}-a"),
            kind: "data".to_owned(),
            category: "cloud_essd".to_owned(),
            performance_level: "PL1".to_owned(),
            size_gib: 100,
            instance: String::new(),
            device: String::new(),
            kms_key: String::new(),
            charge_type: "PostPaid".to_owned(),
            portable: true,
            delete_with_instance: false,
            creation_time: "2026-01-02T03:04:05Z".to_owned(),
            attached_time: String::new(),
            detached_time: String::new(),
            expired_time: "2999-09-08T16:00Z".to_owned(),
            snapshot: String::new(),
            image: String::new(),
            resource_group: String::new(),
            tags: Vec::new(),
            locks: Vec::new(),
        }
    }

    /// A disk of this instance, as `device`; released with it.
    pub fn of(instance: &Instance, id: &str, device: &str) -> Self {
        let is_system = device == "/dev/xvda";
        Self {
            name: format!("{}-{}", instance.name, if is_system { "system" } else { "data" }),
            status: "In_use".to_owned(),
            zone: instance.zone.clone(),
            kind: if is_system { "system" } else { "data" }.to_owned(),
            size_gib: if is_system { 40 } else { 200 },
            instance: instance.id.clone(),
            device: device.to_owned(),
            delete_with_instance: true,
            attached_time: "2026-01-02T03:05:06Z".to_owned(),
            image: if is_system {
                instance.image_id.clone()
            } else {
                String::new()
            },
            resource_group: instance.resource_group.clone(),
            ..Self::new(&instance.region, id)
        }
    }

    /// It belongs to no instance from now on.
    pub(crate) fn let_go(&mut self, now: DateTime<Utc>) {
        self.instance.clear();
        self.device.clear();
        self.detached_time = written(now);
        self.delete_with_instance = false;
    }
}

impl Moving for Disk {
    fn id(&self) -> &str {
        &self.id
    }

    fn arrive(&mut self, status: String, now: DateTime<Utc>) {
        match status.as_str() {
            "In_use" => self.attached_time = written(now),
            "Available" if !self.instance.is_empty() => self.let_go(now),
            _ => {}
        }
        self.status = status;
    }
}

const CATEGORIES: [(&str, &str); 4] = [
    ("cloud_essd", "PL1"),
    ("cloud_efficiency", ""),
    ("cloud_essd", "PL0"),
    ("cloud_auto", ""),
];

const FREE: [&str; 6] = [
    "Available",
    "Available",
    "Creating",
    "Available",
    "ReIniting",
    "Available",
];

/// The disks of a world with these instances: a system disk for each, a data disk for each third, and a free one for each
/// tenth.
pub(crate) fn population(instances: &[Instance]) -> Vec<Disk> {
    let mut disks = Vec::new();
    for (number, instance) in instances.iter().enumerate() {
        let id = |kind: char| format!("d-{}{kind}", instance.id.trim_start_matches("i-"));
        disks.push(system_disk(instance, &id('s'), number));
        if number.is_multiple_of(3) {
            disks.push(data_disk(instance, &id('d'), number));
        }
        if number.is_multiple_of(10) {
            disks.push(free_disk(instance, &id('f'), number));
        }
    }
    disks
}

fn system_disk(instance: &Instance, id: &str, number: usize) -> Disk {
    let (category, level) = CATEGORIES[number % CATEGORIES.len()];
    Disk {
        category: category.to_owned(),
        performance_level: level.to_owned(),
        charge_type: instance.charge_type.clone(),
        // What is paid for with its instance stays with it.
        portable: instance.charge_type != "PrePaid",
        locks: instance.locks.clone(),
        ..Disk::of(instance, id, "/dev/xvda")
    }
}

fn data_disk(instance: &Instance, id: &str, number: usize) -> Disk {
    let local = number % 27 == 9;
    let mut made = Disk {
        description: format!("data of {}, 数据", instance.name),
        delete_with_instance: number.is_multiple_of(2),
        creation_time: format!("2026-02-{:02}T05:{:02}:07Z", number / 60 % 28 + 1, number % 60),
        tags: instance.tags.clone(),
        ..Disk::of(instance, id, "/dev/xvdb")
    };
    if local {
        "local_ssd_pro".clone_into(&mut made.category);
        made.performance_level.clear();
        made.portable = false;
    }
    if number.is_multiple_of(6) {
        "key-hzz62f1cb66fa42qo0b9e".clone_into(&mut made.kms_key);
    }
    if number % 12 == 3 {
        made.snapshot = format!("s-yun{number:012}");
    }
    made
}

fn free_disk(instance: &Instance, id: &str, number: usize) -> Disk {
    Disk {
        name: format!("备用 spare-{number:03}"),
        status: FREE[number / 10 % FREE.len()].to_owned(),
        zone: instance.zone.clone(),
        category: "cloud_efficiency".to_owned(),
        performance_level: String::new(),
        size_gib: 2048,
        detached_time: "2026-03-04T05:06:07Z".to_owned(),
        ..Disk::new(&instance.region, id)
    }
}
