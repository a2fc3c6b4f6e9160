//! The type against a fake host: what is asked, what becomes of the answers, and what each action sends.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use yun_plugin_api::{
    ActRequest, ApiCall, Cell, Error, ErrorKind, Filter, GetRequest, ListPage, ListRequest, Row,
    testing::FakeHost,
};

const REGION: &str = "cn-hangzhou";

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), crate::plugin())
}

/// A host that answers what stands beside the manifest, as `yun plugin check` does.
fn answering() -> FakeHost {
    host().answers(include_str!("../answers.json"))
}

fn page(disks: Value, next_token: &str) -> Value {
    json!({"Disks": {"Disk": disks}, "NextToken": next_token, "TotalCount": 7})
}

fn listed(host: &FakeHost, change: impl FnOnce(&mut ListRequest)) -> Result<ListPage, Error> {
    let mut request = ListRequest::new("disks", REGION);
    change(&mut request);
    host.list(request)
}

fn filters(pairs: &[(&str, &str)]) -> Vec<Filter> {
    let filter = |(key, value): &(&str, &str)| Filter {
        key: (*key).to_owned(),
        value: (*value).to_owned(),
    };
    pairs.iter().map(filter).collect()
}

fn acting(action: &str, id: &str, params: &[(&str, &str)]) -> ActRequest {
    ActRequest {
        resource_type: "disks".into(),
        action: action.into(),
        region: REGION.into(),
        ids: vec![id.into()],
        params: params
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
        dry_run: false,
        client_token: None,
    }
}

fn params(call: &ApiCall) -> BTreeMap<&str, &str> {
    call.params
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_str()))
        .collect()
}

fn cells(row: &Row, keys: &[&str]) -> Vec<Cell> {
    keys.iter()
        .map(|key| row.cell(key).cloned().unwrap_or(Cell::Empty))
        .collect()
}

#[test]
fn pages_follow_one_another_to_the_last() {
    let host = answering();
    let first = listed(&host, |_| {}).expect("a page");
    assert_eq!((first.rows.len(), first.total), (1, Some(2)));
    let second = listed(&host, |request| request.token.clone_from(&first.token)).expect("a page");
    // On later pages the API's total means nothing.
    assert_eq!((second.rows.len(), second.total, second.token), (1, None, None));
    let calls = host.api_calls();
    assert_eq!(
        params(&calls[0]),
        [("RegionId", REGION), ("MaxResults", "500")].into()
    );
    assert_eq!(calls[1].params["NextToken"], "page-2");
}

#[test]
fn a_page_is_as_large_as_is_wanted_and_the_api_lets_it() {
    for (wanted, size) in [(1, "10"), (60, "60"), (9000, "500")] {
        let host = answering();
        listed(&host, |request| request.wanted = Some(wanted)).expect("a page");
        assert_eq!(host.api_calls()[0].params["MaxResults"], size);
    }
}

#[test]
fn a_disk_is_a_row_with_units_in_its_keys() {
    let first = listed(&answering(), |_| {}).expect("a page");
    let keys = [
        "id",
        "status",
        "zone",
        "type",
        "size_gib",
        "instance",
        "encrypted",
        "portable",
    ];
    let texts = |texts: [&str; 4]| texts.map(Cell::from);
    let mut expected = texts(["d-bp1system", "In_use", "cn-hangzhou-h", "system"]).to_vec();
    expected.extend([
        Cell::Integer(40),
        "i-bp1web".into(),
        Cell::Bool(true),
        Cell::Bool(true),
    ]);
    assert_eq!(cells(&first.rows[0], &keys), expected);
    let second = listed(&answering(), |request| request.token = Some("page-2".into())).expect("a page");
    let keys = [
        "instance",
        "created_at",
        "attached_at",
        "expires_at",
        "locks",
        "tags",
    ];
    let list = |texts: &[&str]| Cell::from(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    let expected = [
        Cell::Empty,
        "2026-02-03T04:05:06Z".into(),
        Cell::Empty,
        "2999-09-08T16:00:00Z".into(),
        list(&["financial"]),
        list(&["env=test", "canary"]),
    ];
    assert_eq!(cells(&second.rows[0], &keys), expected);
}

#[test]
fn every_column_is_filled_by_one_disk_or_the_other() {
    let host = answering();
    let mut rows = listed(&host, |_| {}).expect("a page").rows;
    rows.extend(
        listed(&host, |request| request.token = Some("page-2".into()))
            .expect("a page")
            .rows,
    );
    let columns = &host.manifest().resources().next().expect("a type").columns;
    let never_filled: Vec<&str> = columns
        .iter()
        .map(|column| column.key.as_str())
        .filter(|key| {
            rows.iter()
                .all(|row| row.cell(key).is_none_or(|cell| *cell == Cell::Empty))
        })
        .collect();
    assert_eq!(never_filled, ["snapshot"], "neither was made of one");
}

#[test]
fn every_filter_is_the_apis_to_apply() {
    let host = answering();
    let given = [
        ("id", "d-1"),
        ("id", "d-2"),
        ("name", "web"),
        ("status", "In_use"),
        ("type", "data"),
        ("category", "cloud_essd"),
        ("instance", "i-1"),
        ("zone", "cn-hangzhou-h"),
        ("charge_type", "PrePaid"),
        ("performance_level", "PL1"),
        ("portable", "false"),
        ("encrypted", "true"),
        ("lock", "security"),
        ("snapshot", "s-1"),
        ("tag", "env=prod"),
        ("tag", "canary"),
    ];
    let declared = &host.manifest().resources().next().expect("a type").filters;
    let mut keys: Vec<&str> = given.iter().map(|(key, _)| *key).collect();
    keys.dedup();
    assert_eq!(
        declared
            .iter()
            .map(|filter| filter.key.as_str())
            .collect::<Vec<_>>(),
        keys
    );
    listed(&host, |request| {
        request.filters = filters(&given);
        request.resource_group = Some("rg-1".into());
    })
    .expect("a page");
    let expected = [
        ("Category", "cloud_essd"),
        ("DiskChargeType", "PrePaid"),
        ("DiskIds", r#"["d-1","d-2"]"#),
        ("DiskName", "web"),
        ("DiskType", "data"),
        ("Encrypted", "true"),
        ("InstanceId", "i-1"),
        ("LockReason", "security"),
        ("MaxResults", "500"),
        ("PerformanceLevel", "PL1"),
        ("Portable", "false"),
        ("RegionId", REGION),
        ("ResourceGroupId", "rg-1"),
        ("SnapshotId", "s-1"),
        ("Status", "In_use"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "prod"),
        ("Tag.2.Key", "canary"),
        ("ZoneId", "cn-hangzhou-h"),
    ];
    assert_eq!(params(&host.api_calls()[0]), expected.into());
}

#[test]
fn a_filter_that_the_api_would_not_take_is_refused_in_words() {
    let host = answering();
    let too_many = vec![("id", "d-1"); 101];
    for (given, code) in [
        (&too_many[..], "filter_too_many"),
        (&[("tag", "=x")], "tag_without_key"),
    ] {
        let error = listed(&host, |request| request.filters = filters(given)).expect_err("refused");
        assert_eq!((error.kind, error.code.as_str()), (ErrorKind::InvalidInput, code));
        host.wording(&error);
    }
    assert!(host.api_calls().is_empty());
}

#[test]
fn ids_are_asked_for_together_and_what_is_missing_is_left_out() {
    let get = |host: &FakeHost, ids: &[&str]| {
        host.get(GetRequest {
            resource_type: "disks".into(),
            region: REGION.into(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        })
        .expect("answers")
        .resources
    };
    let host = answering();
    let found = get(&host, &["d-bp1system", "d-bp1data"]);
    let ids: Vec<_> = found.iter().filter_map(|one| one.row.id()).collect();
    assert_eq!(ids, ["d-bp1system", "d-bp1data"]);
    assert_eq!(
        found[0].raw["KMSKeyId"], "key-0b1c",
        "`show` has the API's own object"
    );
    assert_eq!(
        host.api_calls()[0].params["DiskIds"],
        r#"["d-bp1system","d-bp1data"]"#
    );
    assert!(get(&host, &["d-bp1none"]).is_empty());
}

#[test]
fn an_answer_of_another_shape_is_an_error_that_names_the_action() {
    for body in [json!({}), page(json!([{"DiskName": "no id"}]), "")] {
        let host = host().answer("Ecs", "DescribeDisks", body);
        let error = listed(&host, |_| {}).expect_err("no disks");
        assert!(error.message.contains("DescribeDisks"), "{error:?}");
    }
}

#[test]
fn each_action_sends_one_change() {
    let of_data = [("DiskId", "d-bp1data")];
    for (action, id, given, sent, expected) in [
        (
            "rename",
            "d-bp1data",
            &[("name", "archive")][..],
            "ModifyDiskAttribute",
            vec![
                ("DiskId", "d-bp1data"),
                ("DiskName", "archive"),
                ("RegionId", REGION),
            ],
        ),
        (
            "attach",
            "d-bp1data",
            &[("instance", "i-1"), ("released_with_instance", "true")],
            "AttachDisk",
            vec![
                ("DeleteWithInstance", "true"),
                ("DiskId", "d-bp1data"),
                ("InstanceId", "i-1"),
            ],
        ),
        (
            "detach",
            "d-bp1system",
            &[],
            "DetachDisk",
            vec![("DiskId", "d-bp1system"), ("InstanceId", "i-bp1web")],
        ),
        ("release", "d-bp1data", &[], "DeleteDisk", of_data.to_vec()),
    ] {
        let host = answering();
        let answer = host.act(acting(action, id, given)).expect(action);
        assert!(
            answer.results[0].error.is_none() && answer.results[0].id == id,
            "{action}"
        );
        let calls = host.api_calls();
        let changes: Vec<&ApiCall> = calls
            .iter()
            .filter(|call| !call.action.starts_with("Describe"))
            .collect();
        assert_eq!((changes.len(), changes[0].action.as_str()), (1, sent));
        assert_eq!(params(changes[0]), expected.into_iter().collect(), "{action}");
    }
}

#[test]
fn a_rehearsal_sends_nothing_that_changes_anything() {
    for action in ["rename", "attach", "detach", "release"] {
        let error = answering()
            .preview(acting(action, "d-bp1system", &[]))
            .expect_err(action);
        assert_eq!(error.code, "not_sent", "{action}");
    }
}

#[test]
fn what_is_detached_meanwhile_is_said_in_words() {
    let host = answering();
    let error = host
        .act(acting("detach", "d-bp1none", &[]))
        .expect_err("nothing to detach");
    assert_eq!(error.code, "disk_not_attached");
    assert!(host.wording(&error).contains("d-bp1none"));
}

#[test]
fn an_error_of_the_api_is_handed_on() {
    let refused = Error::new(ErrorKind::Failed, "IncorrectDiskStatus", "no").request_id("r-1");
    let host = host().answer_error("Ecs", "DeleteDisk", refused.clone());
    assert_eq!(
        host.act(acting("release", "d-1", &[])).expect_err("refused"),
        refused
    );
}
