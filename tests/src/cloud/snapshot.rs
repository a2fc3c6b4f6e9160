//! Snapshots of disks: plain data, those that the local cloud starts with, and what can be asked and done.

use serde::Serialize;
use serde_json::{Value, json};

use super::disk::Disk;
use super::ecs::{endpoint_serves, region};
use super::error::ApiError;
use super::instance::Tag;
use super::instance_filter::{has_tag, list, one_of, tags};
use super::page::PageRequest;
use super::product::{Call, Content};

/// A snapshot. The texts are what the API answers, whatever they contain.
#[derive(Clone, Debug, Serialize)]
pub struct Snapshot {
    /// The id, `s-…`.
    pub id: String,
    /// The name that people gave it; may be empty.
    pub name: String,
    /// The description that people gave it.
    pub description: String,
    /// `progressing`, `accomplished` or `failed`.
    pub status: String,
    /// How far it is, `100%`.
    pub progress: String,
    /// The region's id.
    pub region: String,
    /// The disk that it is of.
    pub disk: String,
    /// `system` or `data`.
    pub disk_kind: String,
    /// The disk's size in GiB.
    pub disk_gib: u32,
    /// When it was made, as the API writes it.
    pub creation_time: String,
    /// The resource group's id; empty for the default group.
    pub resource_group: String,
    /// Its tags.
    pub tags: Vec<Tag>,
}

impl Snapshot {
    /// A whole one of this disk, named like its id.
    pub fn of(disk: &Disk, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            description: String::new(),
            status: "accomplished".to_owned(),
            progress: "100%".to_owned(),
            region: disk.region.clone(),
            disk: disk.id.clone(),
            disk_kind: disk.kind.clone(),
            disk_gib: disk.size_gib,
            creation_time: "2026-04-05T06:07:08Z".to_owned(),
            resource_group: disk.resource_group.clone(),
            tags: disk.tags.clone(),
        }
    }
}

const STATES: [(&str, &str); 5] = [
    ("accomplished", "100%"),
    ("accomplished", "100%"),
    ("progressing", "42%"),
    ("accomplished", "100%"),
    ("failed", "7%"),
];

/// One of each second data disk.
pub(crate) fn population(disks: &[Disk]) -> Vec<Snapshot> {
    let data = disks
        .iter()
        .filter(|disk| disk.kind == "data")
        .step_by(2)
        .enumerate();
    data.map(|(number, disk)| {
        let (status, progress) = STATES[number % STATES.len()];
        Snapshot {
            name: if number % 7 == 3 {
                String::new()
            } else {
                format!("每晚 nightly-{number:03}")
            },
            status: status.to_owned(),
            progress: progress.to_owned(),
            creation_time: format!("2026-04-{:02}T06:{:02}:08Z", number / 60 % 28 + 1, number % 60),
            ..Snapshot::of(disk, &format!("s-{}", disk.id.trim_start_matches("d-")))
        }
    })
    .collect()
}

pub(crate) fn describe(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let region = region(call)?;
    let parameters = call.parameters;
    let status = parameters.choice("Status", &["all", "progressing", "accomplished", "failed"])?;
    let ids = list(parameters, "SnapshotIds")?;
    let (name, disk, group) = (
        parameters.text("SnapshotName"),
        parameters.text("DiskId"),
        parameters.text("ResourceGroupId"),
    );
    let tags = tags(parameters)?;
    let query = format!("{region} {status} {ids:?} {name:?} {disk:?} {group:?} {tags:?}");
    let page = PageRequest::read(parameters, &query)?;
    let served = endpoint_serves(call, &region);
    let is = |wanted: Option<&str>, held: &str| wanted.is_none_or(|wanted| wanted == held);
    let fits = |one: &&Snapshot| {
        served
            && one.region == region
            && (status == "all" || one.status == status)
            && one_of(ids.as_ref(), [&one.id])
            && is(name, &one.name)
            && is(disk, &one.disk)
            && is(group, &one.resource_group)
            && tags
                .iter()
                .all(|(key, value)| has_tag(&one.tags, key, value.as_deref()))
    };
    let mut all: Vec<&Snapshot> = call.world.snapshots.iter().filter(fits).collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    let id = |snapshot: &&Snapshot| snapshot.id.clone();
    let shown = page.slice(&all, id);
    Ok(json!({
        "Snapshots": {"Snapshot": shown.iter().map(|one| described(one)).collect::<Vec<_>>()},
        "NextToken": page.next_token(&all, id, &query),
        "TotalCount": all.len(),
        "PageNumber": page.number(),
        "PageSize": page.size(),
    })
    .into())
}

fn described(snapshot: &Snapshot) -> Value {
    let tags = snapshot.tags.iter();
    json!({
        "SnapshotId": snapshot.id,
        "SnapshotName": snapshot.name,
        "Description": snapshot.description,
        "Status": snapshot.status,
        "Progress": snapshot.progress,
        "Available": snapshot.status == "accomplished",
        "RegionId": snapshot.region,
        "SourceDiskId": snapshot.disk,
        "SourceDiskType": snapshot.disk_kind,
        "SourceDiskSize": snapshot.disk_gib.to_string(),
        "CreationTime": snapshot.creation_time,
        "SnapshotType": "user",
        "Usage": "none",
        "Encrypted": false,
        "ResourceGroupId": snapshot.resource_group,
        "Tags": {
            "Tag": tags.map(|tag| json!({"TagKey": tag.key, "TagValue": tag.value})).collect::<Vec<_>>(),
        },
    })
}

/// Its request names no region: the endpoint is the region's, and ids are unique.
pub(crate) fn modify(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let given = call.parameters.text("SnapshotId").map(str::to_owned);
    let id = given.ok_or_else(|| ApiError::missing("SnapshotId"))?;
    let name = call.parameters.text("SnapshotName").map(str::to_owned);
    if name.as_deref().is_some_and(|name| !is_name(name)) {
        let message = "The specified SnapshotName is wrongly formed.";
        return Err(ApiError::new(400, "InvalidSnapshotName.Malformed", message));
    }
    let place = call
        .world
        .snapshots
        .iter()
        .position(|one| one.id == id && endpoint_serves(call, &one.region));
    let place = place.ok_or_else(|| {
        let message = "The specified snapshot does not exist.";
        ApiError::new(404, "InvalidSnapshotId.NotFound", message)
    })?;
    let world = &mut **call.world;
    if let Some(name) = name.filter(|name| *name != world.snapshots[place].name) {
        world.snapshots[place].name = name;
        world.did("ModifySnapshotAttribute", &id);
    }
    Ok(json!({}).into())
}

/// Whether this can be a snapshot's name.
fn is_name(name: &str) -> bool {
    (2..=128).contains(&name.chars().count()) && !name.starts_with("http://") && !name.starts_with("https://")
}
