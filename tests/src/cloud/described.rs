//! The object that `DescribeInstances` answers for an instance. It borrows: lists of a hundred thousand are written.

use serde::Serialize;

use super::instance::{Instance, Tag};

/// An instance as the API describes it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Described<'a> {
    instance_id: &'a str,
    instance_name: &'a str,
    host_name: &'a str,
    description: &'a str,
    status: &'a str,
    region_id: &'a str,
    zone_id: &'a str,
    instance_type: &'a str,
    instance_type_family: &'a str,
    cpu: u32,
    memory: u32,
    #[serde(rename = "OSType")]
    os_type: &'a str,
    #[serde(rename = "OSName")]
    os_name: &'a str,
    #[serde(rename = "OSNameEn")]
    os_name_en: &'a str,
    image_id: &'a str,
    key_pair_name: &'a str,
    instance_charge_type: &'a str,
    instance_network_type: &'a str,
    internet_charge_type: &'a str,
    creation_time: &'a str,
    start_time: &'a str,
    expired_time: &'a str,
    auto_release_time: &'a str,
    stopped_mode: &'a str,
    deletion_protection: bool,
    resource_group_id: &'a str,
    io_optimized: bool,
    recyclable: bool,
    #[serde(rename = "GPUAmount")]
    gpu_amount: u32,
    #[serde(rename = "GPUSpec")]
    gpu_spec: &'a str,
    spot_strategy: &'a str,
    public_ip_address: Addresses<'a>,
    inner_ip_address: Addresses<'a>,
    eip_address: Eip<'a>,
    vpc_attributes: Vpc<'a>,
    security_group_ids: SecurityGroups<'a>,
    tags: Tags<'a>,
    operation_locks: Locks<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Addresses<'a> {
    ip_address: &'a [String],
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Eip<'a> {
    ip_address: &'a str,
    allocation_id: &'a str,
    internet_charge_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bandwidth: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_support_unassociate: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Vpc<'a> {
    vpc_id: &'a str,
    #[serde(rename = "VSwitchId")]
    vswitch_id: &'a str,
    nat_ip_address: &'a str,
    private_ip_address: Addresses<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SecurityGroups<'a> {
    security_group_id: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tags<'a> {
    tag: Vec<DescribedTag<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedTag<'a> {
    tag_key: &'a str,
    tag_value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Locks<'a> {
    lock_reason: Vec<Lock<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Lock<'a> {
    lock_reason: &'a str,
    lock_msg: &'a str,
}

impl<'a> From<&'a Instance> for Described<'a> {
    fn from(instance: &'a Instance) -> Self {
        let family = instance.instance_type.rsplit_once('.');
        Self {
            instance_id: &instance.id,
            instance_name: &instance.name,
            host_name: &instance.host_name,
            description: &instance.description,
            status: &instance.status,
            region_id: &instance.region,
            zone_id: &instance.zone,
            instance_type: &instance.instance_type,
            instance_type_family: family.map_or("", |(family, _)| family),
            cpu: instance.cpu,
            memory: instance.memory_mib,
            os_type: &instance.os_type,
            os_name: &instance.os_name,
            os_name_en: &instance.os_name_en,
            image_id: &instance.image_id,
            key_pair_name: &instance.key_pair_name,
            instance_charge_type: &instance.charge_type,
            instance_network_type: &instance.network_type,
            internet_charge_type: "PayByTraffic",
            creation_time: &instance.creation_time,
            start_time: &instance.start_time,
            expired_time: &instance.expired_time,
            auto_release_time: "",
            stopped_mode: &instance.stopped_mode,
            deletion_protection: instance.deletion_protection,
            resource_group_id: &instance.resource_group,
            io_optimized: true,
            recyclable: false,
            gpu_amount: 0,
            gpu_spec: "",
            spot_strategy: "NoSpot",
            public_ip_address: addresses(&instance.public_ips),
            inner_ip_address: addresses(&instance.inner_ips),
            eip_address: eip(instance),
            vpc_attributes: Vpc {
                vpc_id: &instance.vpc,
                vswitch_id: &instance.vswitch,
                nat_ip_address: &instance.nat_ip,
                private_ip_address: addresses(&instance.private_ips),
            },
            security_group_ids: SecurityGroups {
                security_group_id: &instance.security_groups,
            },
            tags: Tags {
                tag: instance.tags.iter().map(tag).collect(),
            },
            operation_locks: Locks {
                lock_reason: instance.locks.iter().map(|reason| lock(reason)).collect(),
            },
        }
    }
}

fn addresses(all: &[String]) -> Addresses<'_> {
    Addresses { ip_address: all }
}

/// Without an elastic address the object is still there, with empty texts.
fn eip(instance: &Instance) -> Eip<'_> {
    let Some(eip) = &instance.eip else {
        return Eip::default();
    };
    Eip {
        ip_address: &eip.address,
        allocation_id: &eip.allocation_id,
        internet_charge_type: "PayByTraffic",
        bandwidth: Some(eip.bandwidth_mbit),
        is_support_unassociate: Some(true),
    }
}

fn tag(tag: &Tag) -> DescribedTag<'_> {
    DescribedTag {
        tag_key: &tag.key,
        tag_value: &tag.value,
    }
}

fn lock(reason: &str) -> Lock<'_> {
    Lock {
        lock_reason: reason,
        lock_msg: "",
    }
}
