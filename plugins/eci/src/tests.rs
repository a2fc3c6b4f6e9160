//! The plugin against a fake host.

mod following;

use serde_json::json;
use yun_plugin_api::{Cell, ErrorKind, Filter, testing::FakeHost};

use super::*;

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), plugin())
}

fn group() -> Value {
    json!({
        "ContainerGroupId": "eci-1", "ContainerGroupName": "网关", "Status": "Running", "RegionId": "cn-hangzhou",
        "ZoneId": "cn-hangzhou-h", "Cpu": 0.25, "Memory": 2.0, "InstanceType": "", "IntranetIp": "172.16.0.9",
        "InternetIp": "47.1.1.1", "CreationTime": "2026-01-02T03:04:05Z", "RestartPolicy": "Always",
        "VpcId": "vpc-1", "VSwitchId": "vsw-1", "SecurityGroupId": "sg-1", "ResourceGroupId": "rg-1",
        "Containers": [
            {"Name": "web", "Image": "nginx:1.27", "Ready": true, "RestartCount": 0, "Cpu": 0.25, "Memory": 1.0,
             "CurrentState": {"State": "Running", "StartTime": "2026-01-02T03:05:00Z", "ExitCode": 0}},
            {"Name": "sync", "Image": "sync:2", "Ready": false, "RestartCount": 3,
             "CurrentState": {"State": "Terminated", "Reason": "Error", "ExitCode": 1, "StartTime": "2026-01-03T00:00:00Z"}}
        ],
        "InitContainers": [
            {"Name": "setup", "Image": "busybox", "Ready": true, "RestartCount": 0,
             "CurrentState": {"State": "Terminated", "Reason": "Completed", "ExitCode": 0}}
        ],
        "Events": [
            {"Type": "Warning", "Reason": "BackOff", "Message": "Back-off restarting", "Count": 3,
             "LastTimestamp": "2026-01-03T00:00:01Z"},
            {"Type": "Normal", "Reason": "Pulled", "Message": "Image pulled", "Count": 1}
        ],
        "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "canary", "Value": ""}]
    })
}

fn answer(groups: &[Value], token: &str) -> Value {
    json!({"RequestId": "r", "TotalCount": 45, "NextToken": token, "ContainerGroups": groups})
}

fn listing(bodies: &[Value]) -> FakeHost {
    bodies.iter().fold(host(), |host, body| {
        host.answer("Eci", "DescribeContainerGroups", body.clone())
    })
}

fn request(filters: &[(&str, &str)]) -> ListRequest {
    let mut request = ListRequest::new("eci", "cn-hangzhou");
    let filters = filters.iter().map(|(key, value)| Filter {
        key: (*key).into(),
        value: (*value).into(),
    });
    request.filters = filters.collect();
    request
}

fn act(action: &str, ids: &[&str]) -> ActRequest {
    ActRequest {
        resource_type: "eci".into(),
        region: "cn-hangzhou".into(),
        action: action.into(),
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        params: [].into(),
        dry_run: false,
        client_token: Some("t-1".into()),
    }
}

/// The parameters of the call of this number, apart from the region.
fn params(host: &FakeHost, number: usize) -> Vec<(String, String)> {
    let call = &host.api_calls()[number];
    assert_eq!(call.params["RegionId"], "cn-hangzhou");
    let params = call.params.iter().filter(|(name, _)| *name != "RegionId");
    params
        .map(|(name, value)| (name.to_string(), value.clone()))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}

fn texts(texts: &[&str]) -> Cell {
    texts
        .iter()
        .map(|text| (*text).to_owned())
        .collect::<Vec<_>>()
        .into()
}

#[test]
fn a_page_has_every_column_of_the_manifest() {
    let host = listing(&[answer(&[group()], "next")]);
    let page = host.list(request(&[])).expect("lists");
    assert_eq!((page.token.as_deref(), page.total), (Some("next"), Some(45)));
    let row = &page.rows[0];
    for column in &host.manifest().resources().next().expect("one type").columns {
        assert_eq!(row.cell(&column.key).is_none(), column.detail, "{}", column.key);
    }
    assert_eq!(row.cell("cpu"), Some(&Cell::Float(0.25)));
    assert_eq!(row.cell("memory_gib"), Some(&Cell::Integer(2)));
    assert_eq!(row.cell("instance_type"), Some(&Cell::Empty));
    assert_eq!(row.cell("container_names"), Some(&texts(&["web", "sync"])));
    assert_eq!(row.cell("tags"), Some(&texts(&["env=prod", "canary"])));
    assert_eq!(row.cell("vswitch"), Some(&"vsw-1".into()));
    let of_the_eldest = "2026-01-02T03:05:00Z";
    assert_eq!(row.cell("started_at"), Some(&of_the_eldest.into()));
}

#[test]
fn an_empty_region_costs_one_call_and_nulls_are_empty() {
    let bare = json!({"ContainerGroupId": "eci-2", "Containers": null, "Tags": null, "Cpu": null});
    let empty = json!({"RequestId": "r", "NextToken": "", "ContainerGroups": null});
    let host = listing(&[empty, answer(&[bare], "")]);
    let page = host.list(request(&[])).expect("lists");
    assert_eq!((page.rows.len(), page.token), (0, None));
    assert_eq!(host.api_calls().len(), 1);
    let row = &host.list(request(&[])).expect("lists").rows[0];
    assert_eq!(
        (row.cell("status"), row.cell("cpu")),
        (Some(&Cell::Empty), Some(&Cell::Empty))
    );
}

#[test]
fn a_page_asks_for_what_is_wanted_and_goes_on_from_the_token() {
    let empty = answer(&[], "");
    let host = listing(&[empty.clone(), empty.clone(), empty]);
    for (wanted, token) in [(None, None), (Some(3), Some("t1")), (Some(5000), None)] {
        let mut request = request(&[]);
        request.wanted = wanted;
        request.token = token.map(str::to_owned);
        request.resource_group = token.map(|_| "rg-1".to_owned());
        host.list(request).expect("lists");
    }
    assert_eq!(params(&host, 0), pairs(&[("Limit", "20")]));
    let second = [("Limit", "3"), ("NextToken", "t1"), ("ResourceGroupId", "rg-1")];
    assert_eq!(params(&host, 1), pairs(&second));
    assert_eq!(params(&host, 2), pairs(&[("Limit", "20")]));
}

#[test]
fn every_filter_of_the_manifest_becomes_a_parameter() {
    let declared = host()
        .manifest()
        .resources()
        .next()
        .expect("one type")
        .filters
        .clone();
    for filter in &declared {
        let host = listing(&[answer(&[], "")]);
        host.list(request(&[(&filter.key, "value")])).expect("lists");
        assert_eq!(params(&host, 0).len(), 2, "{} adds one parameter", filter.key);
    }
}

#[test]
fn filters_are_written_as_the_api_reads_them() {
    let host = listing(&[answer(&[], "")]);
    let filters = [
        ("id", "eci-1"),
        ("id", "eci-2"),
        ("tag", "env=a=b"),
        ("tag", "canary"),
        ("vswitch", "vsw-1"),
    ];
    host.list(request(&filters)).expect("lists");
    let expected = [
        ("ContainerGroupIds", r#"["eci-1","eci-2"]"#),
        ("Limit", "20"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "a=b"),
        ("Tag.2.Key", "canary"),
        ("VSwitchId", "vsw-1"),
    ];
    assert_eq!(params(&host, 0), pairs(&expected));
}

#[test]
fn filters_that_the_api_could_not_take_are_refused_before_any_call() {
    let host = host();
    for (filters, wording) in [
        (&[("tag", "=x")][..], "the filter tag takes KEY or KEY=VALUE"),
        (&[("id", "x"); 21], "the filter id may be given 20 times at most"),
        (
            &[("tag", "x"); 21],
            "the filter tag may be given 20 times at most",
        ),
    ] {
        let error = host.list(request(filters)).expect_err(wording);
        assert_eq!(
            (error.kind, host.wording(&error).as_str()),
            (ErrorKind::InvalidInput, wording)
        );
    }
    assert!(host.api_calls().is_empty());
}

fn get(host: &FakeHost) -> Result<GetAnswer, Error> {
    host.get(GetRequest {
        resource_type: "eci".into(),
        region: "cn-hangzhou".into(),
        ids: vec!["eci-1".into(), "eci-9".into()],
    })
}

#[test]
fn show_gives_containers_and_events_and_the_object_as_it_came() {
    let host = listing(&[answer(&[group()], "")]);
    let found = get(&host).expect("gets").resources;
    let expected = [
        ("ContainerGroupIds", r#"["eci-1","eci-9"]"#),
        ("Limit", "20"),
        ("WithEvent", "true"),
    ];
    assert_eq!(params(&host, 0), pairs(&expected));
    assert_eq!((found.len(), &found[0].raw), (1, &group()));
    let containers = [
        "web nginx:1.27 Running ready restarts 0",
        "sync sync:2 Terminated (Error, exit 1) not ready restarts 3",
    ];
    let events = [
        "Warning BackOff (x3) 2026-01-03T00:00:01Z: Back-off restarting",
        "Normal Pulled: Image pulled",
    ];
    let row = &found[0].row;
    assert_eq!(row.cell("containers"), Some(&texts(&containers)));
    let before = ["setup busybox Terminated (Completed, exit 0) ready restarts 0"];
    assert_eq!(row.cell("init_containers"), Some(&texts(&before)));
    assert_eq!(row.cell("events"), Some(&texts(&events)));
    assert_eq!(row.cell("name"), Some(&"网关".into()));
}

#[test]
fn an_answer_of_another_shape_is_an_error_without_its_text() {
    for body in [
        json!({"ContainerGroups": "my business"}),
        answer(&[json!({"ContainerGroupName": "my business"})], ""),
    ] {
        let error = get(&listing(&[body])).expect_err("not the shape");
        assert_eq!(error.code, "unexpected_answer");
        assert!(!error.message.contains("my business"), "{error}");
    }
}

#[test]
fn each_action_is_one_call_and_no_restart_has_a_token() {
    let done = json!({"RequestId": "r"});
    let host = host()
        .answer("Eci", "RestartContainerGroup", done.clone())
        .answer("Eci", "DeleteContainerGroup", done);
    for action in ["restart", "release"] {
        // What the manifest does not offer, the host does not hand out.
        let offered = &host.manifest().resources().next().expect("one type").actions;
        let offered = offered.iter().find(|one| one.name == action).expect(action);
        let mut request = act(action, &["eci-1"]);
        request.client_token = request.client_token.filter(|_| offered.client_token);
        let results = host.act(request).expect(action).results;
        assert_eq!(results, [ActResult::accepted("eci-1")]);
    }
    assert_eq!(params(&host, 0), pairs(&[("ContainerGroupId", "eci-1")]));
    assert_eq!(
        params(&host, 1),
        pairs(&[("ClientToken", "t-1"), ("ContainerGroupId", "eci-1")])
    );
    assert_eq!(host.api_calls().len(), 2);
}

#[test]
fn what_the_api_refuses_is_handed_on_as_it_came() {
    let refused = Error::new(ErrorKind::Failed, "IncorrectStatus", "it is being updated");
    let host = host().answer_error("Eci", "DeleteContainerGroup", refused.clone());
    assert_eq!(host.act(act("release", &["eci-1"])), Err(refused));
    let several = host
        .act(act("release", &["eci-1", "eci-2"]))
        .expect_err("one at a time");
    assert_eq!(several.code, "unsupported");
    assert_eq!(host.api_calls().len(), 1);
}

#[test]
fn the_type_knows_its_regions() {
    let regions = json!({"Regions": [{"RegionId": "cn-hangzhou", "Zones": ["cn-hangzhou-h"]}, {"RegionId": "cn-beijing"}]});
    let host = host().answer("Eci", "DescribeRegions", regions);
    let answer = host.regions(RegionsRequest {
        resource_type: "eci".into(),
        region: "cn-hangzhou".into(),
    });
    assert_eq!(answer.expect("regions").regions, ["cn-hangzhou", "cn-beijing"]);
}

#[test]
fn who_may_not_list_regions_may_see_nothing_and_of_others_nothing_is_known() {
    let denied = Error::new(ErrorKind::Permission, "Forbidden.RAM", "not authorized");
    let host = host()
        .answer_error("Eci", "DescribeRegions", denied.clone())
        .answer("Eci", "DescribeRegions", json!({"Regions": []}));
    let access = || {
        host.access(AccessRequest {
            resource_type: "eci".into(),
            region: "cn-hangzhou".into(),
        })
    };
    assert_eq!(access(), Err(denied));
    assert_eq!(access(), Ok(AccessAnswer { certain: false }));
}

#[test]
fn the_manifest_has_the_crates_version() {
    assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
}
