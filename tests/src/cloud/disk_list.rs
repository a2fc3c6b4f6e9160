//! `DescribeDisks`: filters, pages, and the object that it answers for a disk.

use serde_json::{Value, json};

use super::disk::Disk;
use super::ecs::{endpoint_serves, region};
use super::error::ApiError;
use super::instance_filter::{has_tag, list, one_of, tags};
use super::page::{MAX_RESULTS, PageRequest, Sizes};
use super::product::{Call, Content};
use super::request::Parameters;

const SIZES: Sizes = Sizes {
    most: 500,
    ..MAX_RESULTS
};

/// Reads one field of a disk.
type Field = fn(&Disk) -> &str;

/// Filters that compare one field with one text. Of some the texts are known, and the first of these means any.
const EXACT: [(&str, Field, &[&str]); 10] = [
    (
        "Status",
        |disk| &disk.status,
        &[
            "All",
            "In_use",
            "Available",
            "Attaching",
            "Detaching",
            "Creating",
            "ReIniting",
        ],
    ),
    ("DiskType", |disk| &disk.kind, &["all", "system", "data"]),
    ("Category", |disk| &disk.category, &[]),
    ("DiskName", |disk| &disk.name, &[]),
    ("InstanceId", |disk| &disk.instance, &[]),
    ("ZoneId", |disk| &disk.zone, &[]),
    ("DiskChargeType", |disk| &disk.charge_type, &[]),
    ("PerformanceLevel", |disk| &disk.performance_level, &[]),
    ("SnapshotId", |disk| &disk.snapshot, &[]),
    ("KMSKeyId", |disk| &disk.kms_key, &[]),
];

/// What a disk has to be like to be listed.
#[derive(Debug)]
struct Filter {
    exact: Vec<(&'static str, String)>,
    ids: Option<Vec<String>>,
    portable: Option<bool>,
    encrypted: bool,
    lock: Option<String>,
    resource_group: Option<String>,
    tags: Vec<(String, Option<String>)>,
}

impl Filter {
    fn read(parameters: &Parameters) -> Result<Self, ApiError> {
        let mut exact = Vec::new();
        for (name, _, known) in EXACT {
            let Some(given) = parameters.text(name) else {
                continue;
            };
            if !known.is_empty() && !known.contains(&given) {
                return Err(ApiError::invalid_parameter(name));
            }
            let means_any = known
                .first()
                .copied()
                .or(Some("all").filter(|_| name == "Category"));
            if means_any != Some(given) {
                exact.push((name, given.to_owned()));
            }
        }
        let portable = match parameters.text("Portable") {
            None => None,
            Some(_) => Some(parameters.flag("Portable")?),
        };
        Ok(Self {
            exact,
            ids: list(parameters, "DiskIds")?,
            portable,
            encrypted: parameters.flag("Encrypted")?,
            lock: parameters.text("LockReason").map(str::to_owned),
            resource_group: parameters.text("ResourceGroupId").map(str::to_owned),
            tags: tags(parameters)?,
        })
    }

    fn matches(&self, disk: &Disk) -> bool {
        let same = |name: &str, wanted: &str| {
            let mut fields = EXACT.iter();
            fields.any(|(other, field, _)| *other == name && field(disk) == wanted)
        };
        self.exact.iter().all(|(name, wanted)| same(name, wanted))
            && one_of(self.ids.as_ref(), [&disk.id])
            && self.portable.is_none_or(|wanted| disk.portable == wanted)
            // There is no way to ask for those that are not.
            && (!self.encrypted || !disk.kms_key.is_empty())
            && self.lock.as_ref().is_none_or(|lock| disk.locks.contains(lock))
            // Disks of the default group name none, and so cannot be filtered for.
            && self.resource_group.as_ref().is_none_or(|group| disk.resource_group == *group)
            && self.tags.iter().all(|(key, value)| has_tag(&disk.tags, key, value.as_deref()))
    }
}

pub(crate) fn describe(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let region = region(call)?;
    let filter = Filter::read(call.parameters)?;
    let query = format!("{region} {filter:?}");
    let page = page(call.parameters, &query)?;
    let served = endpoint_serves(call, &region);
    let held = call.world.disks.iter();
    let mut all: Vec<&Disk> = held
        .filter(|disk| served && disk.region == region && filter.matches(disk))
        .collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    let id = |disk: &&Disk| disk.id.clone();
    let shown = page.slice(&all, id);
    let seen: Vec<String> = shown.iter().map(id).collect();
    let answer = json!({
        "Disks": {"Disk": shown.iter().map(|disk| described(disk)).collect::<Vec<_>>()},
        "NextToken": page.next_token(&all, id, &query),
        "TotalCount": all.len(),
        "PageNumber": page.number(),
        "PageSize": page.size(),
    });
    call.world.looked_at(seen.iter().map(String::as_str));
    Ok(answer.into())
}

/// The part that is asked for. Of a size beyond the largest one the largest is answered.
fn page(parameters: &Parameters, query: &str) -> Result<PageRequest, ApiError> {
    let is_given = |name| parameters.text(name).is_some();
    let by_number = is_given("PageNumber") || is_given("PageSize");
    if by_number && !is_given("NextToken") && !is_given(SIZES.parameter) {
        return PageRequest::by_number(parameters);
    }
    let size = parameters
        .text(SIZES.parameter)
        .and_then(|text| text.parse::<usize>().ok());
    let mut parameters = parameters.clone();
    if size.is_some_and(|size| size > SIZES.most) {
        let largest = SIZES.most.to_string();
        parameters.0.insert(SIZES.parameter.to_owned(), largest);
    }
    PageRequest::by_token(&parameters, &SIZES, query)
}

fn described(disk: &Disk) -> Value {
    let attached = !disk.instance.is_empty();
    let place = json!({
        "InstanceId": disk.instance,
        "Device": disk.device,
        "AttachedTime": disk.attached_time,
    });
    let places: Vec<Value> = attached.then_some(place).into_iter().collect();
    json!({
        "DiskId": disk.id,
        "DiskName": disk.name,
        "Description": disk.description,
        "Status": disk.status,
        "RegionId": disk.region,
        "ZoneId": disk.zone,
        "Type": disk.kind,
        "Category": disk.category,
        "PerformanceLevel": disk.performance_level,
        "Size": disk.size_gib,
        "InstanceId": disk.instance,
        "Device": disk.device,
        "Encrypted": !disk.kms_key.is_empty(),
        "KMSKeyId": disk.kms_key,
        "DiskChargeType": disk.charge_type,
        "Portable": disk.portable,
        "DeleteWithInstance": disk.delete_with_instance,
        "DeleteAutoSnapshot": true,
        "EnableAutoSnapshot": true,
        "EnableAutomatedSnapshotPolicy": false,
        "AutoSnapshotPolicyId": "",
        "CreationTime": disk.creation_time,
        "AttachedTime": disk.attached_time,
        "DetachedTime": disk.detached_time,
        "ExpiredTime": disk.expired_time,
        "SourceSnapshotId": disk.snapshot,
        "ImageId": disk.image,
        "ProductCode": "",
        "ResourceGroupId": disk.resource_group,
        "MultiAttach": "Disabled",
        "BurstingEnabled": false,
        "SerialNumber": disk.id.trim_start_matches("d-"),
        "MountInstanceNum": places.len(),
        "MountInstances": {"MountInstance": places},
        "Attachments": {"Attachment": places},
        "OperationLocks": {
            "OperationLock": disk.locks.iter().map(|lock| json!({"LockReason": lock})).collect::<Vec<_>>(),
        },
        "Tags": {
            "Tag": disk.tags
                .iter()
                .map(|tag| json!({"TagKey": tag.key, "TagValue": tag.value}))
                .collect::<Vec<_>>(),
        },
    })
}
