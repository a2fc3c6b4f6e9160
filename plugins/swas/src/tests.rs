//! The plugin against a fake host.

use serde_json::json;
use yun_plugin_api::{Cell, Filter, testing::FakeHost};

use super::*;

const PRODUCT: &str = "SWAS-OPEN";

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), plugin())
}

fn server() -> Value {
    json!({
        "InstanceId": "2ad1ae67295445f598017499dc8a0001", "InstanceName": "博客", "Status": "Running",
        "BusinessStatus": "Normal", "DisableReason": "", "RegionId": "cn-hangzhou", "PublicIpAddress": "47.1.1.1",
        "InnerIpAddress": "172.16.0.1", "PlanId": "swas.s2.c2m1s40b3t04", "ChargeType": "PrePaid",
        "CreationTime": "2026-01-02T03:04:05Z", "ExpiredTime": "2027-01-02T16:00:00Z", "ResourceGroupId": "rg-1",
        "ResourceSpec": {"Cpu": 2, "Memory": 0.5, "DiskSize": 40, "Bandwidth": 30, "Flow": 2048.0},
        "Image": {"ImageName": "WordPress-6.4", "OsType": "Linux"}, "Combination": false,
        "Disks": [{"DiskId": "d-1", "DiskType": "System", "Category": "ESSD", "Size": 40, "Status": "In_use"}],
        "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "canary", "Value": ""}]
    })
}

fn answer(servers: &[Value], total: u64) -> Value {
    json!({"RequestId": "r", "TotalCount": total, "PageNumber": 1, "PageSize": 100, "Instances": servers})
}

fn request(filters: &[(&str, &str)]) -> ListRequest {
    let mut request = ListRequest::new("swas", "cn-hangzhou");
    let filters = filters.iter().map(|(key, value)| Filter {
        key: (*key).into(),
        value: (*value).into(),
    });
    request.filters = filters.collect();
    request
}

fn act(action: &str, ids: &[&str], params: &[(&str, &str)]) -> ActRequest {
    ActRequest {
        resource_type: "swas".into(),
        region: "cn-hangzhou".into(),
        action: action.into(),
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        params: params
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
        dry_run: false,
        client_token: None,
    }
}

/// The parameters of the only call, apart from the region.
fn params(host: &FakeHost) -> Vec<(String, String)> {
    let calls = host.api_calls();
    assert_eq!(calls.len(), 1, "one call each: {calls:?}");
    assert_eq!(calls[0].params["RegionId"], "cn-hangzhou");
    let params = calls[0].params.iter().filter(|(name, _)| *name != "RegionId");
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

#[test]
fn a_page_has_every_column_of_the_manifest() {
    let host = host().answer(PRODUCT, "ListInstances", answer(&[server()], 1));
    let page = host.list(request(&[])).expect("lists");
    let row = &page.rows[0];
    for column in &host.manifest().resources().next().expect("one type").columns {
        assert_eq!(row.cell(&column.key).is_none(), column.detail, "{}", column.key);
    }
    assert_eq!(row.cell("memory_gib"), Some(&Cell::Float(0.5)));
    assert_eq!(row.cell("flow_gb"), Some(&Cell::Integer(2048)));
    assert_eq!(row.cell("disable_reason"), Some(&Cell::Empty));
    assert_eq!(
        row.cell("tags"),
        Some(&vec!["env=prod".to_owned(), "canary".to_owned()].into())
    );
    assert_eq!((page.token, page.pages, page.total), (None, vec![], Some(1)));
}

#[test]
fn the_first_page_names_all_others() {
    let host = host()
        .answer(PRODUCT, "ListInstances", answer(&[server()], 250))
        .answer(PRODUCT, "ListInstances", answer(&[], 250))
        .answer(PRODUCT, "ListInstances", answer(&[], 250));
    let first = host.list(request(&[])).expect("lists");
    assert_eq!((first.token.as_deref(), first.total), (Some("2"), Some(250)));
    assert_eq!(first.pages, ["2", "3"]);
    let mut others = Vec::new();
    for token in first.pages {
        let page = host.list(ListRequest {
            token: Some(token),
            ..request(&[])
        });
        others.push(page.expect("lists"));
    }
    assert_eq!(others[0].token.as_deref(), Some("3"));
    assert_eq!(others[1].token, None);
    assert!(
        others
            .iter()
            .all(|page| page.pages.is_empty() && page.total == Some(250))
    );
    let numbers = host
        .api_calls()
        .into_iter()
        .map(|call| call.params["PageNumber"].clone());
    assert_eq!(numbers.collect::<Vec<_>>(), ["1", "2", "3"]);
    assert!(
        host.api_calls()
            .iter()
            .all(|call| call.params["PageSize"] == "100")
    );
}

#[test]
fn no_other_page_is_asked_for_by_whoever_wants_less_than_one() {
    for (wanted, pages) in [(5, 0), (100, 0), (101, 2)] {
        let host = host().answer(PRODUCT, "ListInstances", answer(&[], 250));
        let page = host.list(ListRequest {
            wanted: Some(wanted),
            ..request(&[])
        });
        let page = page.expect("lists");
        assert_eq!(
            (page.token.as_deref(), page.pages.len()),
            (Some("2"), pages),
            "{wanted}"
        );
    }
}

#[test]
fn a_token_of_somebody_elses_is_refused() {
    for token in ["0", "-1", "next", ""] {
        let error = host().list(ListRequest {
            token: Some(token.into()),
            ..request(&[])
        });
        assert_eq!(error.expect_err(token).code, "page_token_malformed");
    }
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
        let host = host().answer(PRODUCT, "ListInstances", answer(&[], 0));
        host.list(request(&[(&filter.key, "value")])).expect("lists");
        assert_eq!(params(&host).len(), 3, "{} adds one parameter", filter.key);
    }
}

#[test]
fn filters_are_written_as_the_api_reads_them() {
    let host = host().answer(PRODUCT, "ListInstances", answer(&[], 0));
    let mut wanted = request(&[
        ("ip", "47.1.1.1"),
        ("ip", "47.1.1.2"),
        ("tag", "env=a=b"),
        ("tag", "canary"),
    ]);
    wanted.resource_group = Some("rg-1".into());
    host.list(wanted).expect("lists");
    let expected = [
        ("PageNumber", "1"),
        ("PageSize", "100"),
        ("PublicIpAddresses", r#"["47.1.1.1","47.1.1.2"]"#),
        ("ResourceGroupId", "rg-1"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "a=b"),
        ("Tag.2.Key", "canary"),
    ];
    assert_eq!(params(&host), pairs(&expected));
}

#[test]
fn filters_that_the_api_could_not_take_are_refused_before_any_call() {
    let host = host();
    for (filters, wording) in [
        (&[("tag", "=x")][..], "the filter tag takes KEY or KEY=VALUE"),
        (
            &[("id", "x"); 101],
            "the filter id may be given 100 times at most",
        ),
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

#[test]
fn show_gives_the_row_with_its_details_and_the_object_as_it_came() {
    let host = host().answer(PRODUCT, "ListInstances", answer(&[server()], 1));
    let found = host.get(GetRequest {
        resource_type: "swas".into(),
        region: "cn-hangzhou".into(),
        ids: vec!["a".into(), "b".into()],
    });
    let found = found.expect("gets").resources;
    assert_eq!(
        params(&host),
        pairs(&[("InstanceIds", r#"["a","b"]"#), ("PageSize", "100")])
    );
    assert_eq!((found.len(), &found[0].raw), (1, &server()));
    let disks = vec!["d-1 System ESSD 40 GiB In_use".to_owned()];
    assert_eq!(found[0].row.cell("disks"), Some(&disks.into()));
}

#[test]
fn an_answer_of_another_shape_is_an_error_without_its_text() {
    let get = |body| {
        let host = host().answer(PRODUCT, "ListInstances", body);
        host.get(GetRequest {
            resource_type: "swas".into(),
            region: "cn-hangzhou".into(),
            ids: vec!["a".into()],
        })
    };
    for body in [
        json!({"Instances": "my business"}),
        answer(&[json!({"InstanceName": "my business"})], 1),
    ] {
        let error = get(body).expect_err("not the shape");
        assert_eq!(error.code, "unexpected_answer");
        assert!(!error.message.contains("my business"), "{error}");
    }
    assert_eq!(get(json!({"RequestId": "r"})).expect("nothing").resources, vec![]);
}

#[test]
fn each_action_is_one_call() {
    let ids = ("InstanceIds", r#"["a","b"]"#);
    for (action, name, given, expected) in [
        ("start", "StartInstances", &[][..], &[ids][..]),
        ("stop", "StopInstances", &[], &[ids]),
        (
            "stop",
            "StopInstances",
            &[("force", "true")],
            &[("ForceStop", "true"), ids],
        ),
        ("stop", "StopInstances", &[("force", "false")], &[ids]),
        ("restart", "RebootInstances", &[], &[ids]),
        (
            "restart",
            "RebootInstances",
            &[("force", "true")],
            &[("ForceReboot", "true"), ids],
        ),
    ] {
        let host = host().answer(PRODUCT, name, json!({"RequestId": "r"}));
        let results = host.act(act(action, &["a", "b"], given)).expect(action).results;
        assert_eq!(results, ["a", "b"].map(ActResult::accepted), "{action}");
        assert_eq!(params(&host), pairs(expected), "{action}");
    }
    let host = host().answer(PRODUCT, "UpdateInstanceAttribute", json!({"RequestId": "r"}));
    host.act(act("rename", &["a"], &[("name", "新名字")]))
        .expect("renames");
    assert_eq!(
        params(&host),
        pairs(&[("InstanceId", "a"), ("InstanceName", "新名字")])
    );
}

#[test]
fn a_token_makes_a_call_harmless_to_repeat_and_no_restart_has_one() {
    let host = host();
    let actions = &host.manifest().resources().next().expect("one type").actions;
    let with_token = actions.iter().filter(|action| action.client_token);
    let names: Vec<&str> = with_token.map(|action| action.name.as_str()).collect();
    assert_eq!(names, ["start", "stop", "rename"]);
    for name in names {
        let sent = host.preview(ActRequest {
            client_token: Some("t-1".into()),
            ..act(name, &["a"], &[("name", "b")])
        });
        assert_eq!(sent.expect_err("nothing is sent").code, "not_sent");
        assert_eq!(
            host.api_calls().pop().expect("a call").params["ClientToken"],
            "t-1"
        );
    }
}

#[test]
fn what_the_api_refuses_is_handed_on_as_it_came() {
    let refused = Error::new(
        ErrorKind::NotFound,
        "InvalidInstanceId.NotFound",
        "no such server",
    );
    let host = host().answer_error(PRODUCT, "StopInstances", refused.clone());
    assert_eq!(host.act(act("stop", &["a", "b"], &[])), Err(refused));
}

#[test]
fn the_type_knows_its_regions() {
    let regions =
        json!({"Regions": [{"RegionId": "cn-hangzhou", "LocalName": "x"}, {"RegionId": "cn-beijing"}]});
    let host = host().answer(PRODUCT, "ListRegions", regions);
    let answer = host.regions(RegionsRequest {
        resource_type: "swas".into(),
        region: "cn-shanghai".into(),
    });
    assert_eq!(answer.expect("regions").regions, ["cn-hangzhou", "cn-beijing"]);
    assert_eq!(host.api_calls()[0].region.as_deref(), Some("cn-shanghai"));
    assert!(host.api_calls()[0].params.is_empty());
}

#[test]
fn the_manifest_has_the_crates_version() {
    assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
}
