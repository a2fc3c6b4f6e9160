//! The plugin against a fake host.

use serde_json::{Value, json};
use yun_plugin_api::{Cell, ErrorKind, Filter, testing::FakeHost};

use super::*;

pub(super) fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), plugin())
}

fn instance() -> Value {
    json!({
        "InstanceId": "i-1", "InstanceName": "前端 🚀", "Status": "Running", "RegionId": "cn-hangzhou",
        "ZoneId": "cn-hangzhou-h", "InstanceType": "ecs.g7.large", "Cpu": 2, "Memory": 8192,
        "OSName": "CentOS 7.9 64位", "OSNameEn": "CentOS 7.9 64 bit", "InstanceChargeType": "PostPaid",
        "HostName": "web-1", "DeletionProtection": true, "StoppedMode": "Not-applicable",
        "StartTime": "2026-01-02T03:05Z", "OperationLocks": {"LockReason": [{"LockReason": "financial", "LockMsg": ""}]},
        "CreationTime": "2026-01-02T03:04Z", "ExpiredTime": "2099-12-31T15:59Z", "ResourceGroupId": "",
        "PublicIpAddress": {"IpAddress": ["47.1.1.1"]}, "InnerIpAddress": {"IpAddress": []},
        "EipAddress": {"IpAddress": "8.8.4.4", "AllocationId": "eip-1"},
        "VpcAttributes": {"VpcId": "vpc-1", "PrivateIpAddress": {"IpAddress": ["10.0.0.1", "10.0.0.2"]}},
        "Tags": {"Tag": [{"TagKey": "env", "TagValue": "prod"}, {"TagKey": "canary", "TagValue": ""}]}
    })
}

fn answer(instances: &[Value], token: &str) -> Value {
    json!({"RequestId": "r", "TotalCount": 120, "NextToken": token, "Instances": {"Instance": instances}})
}

fn filters(filters: &[(&str, &str)]) -> ListRequest {
    let mut request = ListRequest::new("ecs", "cn-hangzhou");
    request.filters = filters
        .iter()
        .map(|(key, value)| Filter {
            key: (*key).into(),
            value: (*value).into(),
        })
        .collect();
    request
}

#[test]
fn a_page_has_every_column_of_the_manifest() {
    let host = host().answer("Ecs", "DescribeInstances", answer(&[instance()], "next"));
    let page = host.list(ListRequest::new("ecs", "cn-hangzhou")).expect("lists");
    assert_eq!((page.token.as_deref(), page.total), (Some("next"), Some(120)));
    let row = &page.rows[0];
    for column in &host.manifest().resources().next().expect("one type").columns {
        assert!(row.cell(&column.key).is_some(), "no cell for {}", column.key);
    }
    assert_eq!(row.cell("public_ip"), Some(&"8.8.4.4".into()));
    assert_eq!(row.cell("private_ip"), Some(&"10.0.0.1".into()));
    assert_eq!(row.cell("created_at"), Some(&"2026-01-02T03:04:00Z".into()));
    assert_eq!(row.cell("started_at"), Some(&"2026-01-02T03:05:00Z".into()));
    assert_eq!(row.cell("protected"), Some(&Cell::Bool(true)));
    assert_eq!(row.cell("locks"), Some(&vec!["financial".to_owned()].into()));
    assert_eq!(row.cell("vpc"), Some(&"vpc-1".into()));
    assert_eq!(row.cell("resource_group"), Some(&Cell::Empty));
    assert_eq!(
        row.cell("tags"),
        Some(&vec!["env=prod".to_owned(), "canary".to_owned()].into())
    );
    assert_eq!(row.cell("os"), Some(&"CentOS 7.9 64 bit".into()));
}

#[test]
fn the_last_page_has_no_token_and_nulls_are_empty() {
    let bare = json!({"InstanceId": "i-2", "Tags": null, "VpcAttributes": {"PrivateIpAddress": {"IpAddress": null}},
                      "PublicIpAddress": null, "EipAddress": {"IpAddress": null}});
    let host = host().answer("Ecs", "DescribeInstances", answer(&[bare], ""));
    let page = host.list(ListRequest::new("ecs", "cn-hangzhou")).expect("lists");
    assert_eq!(page.token, None);
    assert_eq!(page.rows[0].cell("status"), Some(&Cell::Empty));
}

#[test]
fn a_page_asks_for_what_is_wanted_and_goes_on_from_the_token() {
    let host = host()
        .answer("Ecs", "DescribeInstances", answer(&[], ""))
        .answer("Ecs", "DescribeInstances", answer(&[], ""))
        .answer("Ecs", "DescribeInstances", answer(&[], ""));
    let mut request = ListRequest::new("ecs", "cn-hangzhou");
    host.list(request.clone()).expect("lists");
    request.wanted = Some(3);
    request.token = Some("t1".into());
    request.resource_group = Some("rg-1".into());
    host.list(request.clone()).expect("lists");
    request.wanted = Some(5000);
    host.list(request).expect("lists");
    let calls = host.api_calls();
    assert_eq!(calls[0].params["MaxResults"], "100");
    assert!(!calls[0].params.contains_key("NextToken") && !calls[0].params.contains_key("ResourceGroupId"));
    assert_eq!(calls[1].params["MaxResults"], "3");
    assert_eq!(calls[1].params["NextToken"], "t1");
    assert_eq!(calls[1].params["ResourceGroupId"], "rg-1");
    assert_eq!(calls[2].params["MaxResults"], "100");
}

#[test]
fn every_filter_of_the_manifest_becomes_a_parameter() {
    let host = host();
    let declared = host
        .manifest()
        .resources()
        .next()
        .expect("one type")
        .filters
        .clone();
    let host = declared.iter().fold(host, |host, _| {
        host.answer("Ecs", "DescribeInstances", answer(&[], ""))
    });
    for filter in &declared {
        host.list(filters(&[(&filter.key, "10.0.0.1")])).expect("lists");
        let params = host.api_calls().pop().expect("a call").params;
        assert_eq!(params.len(), 3, "{} adds one parameter to {params:?}", filter.key);
    }
}

/// The parameters that went into each list by address, with the API's token.
fn walked(address: &str, answers: &[(&[Value], &str)]) -> Vec<(String, Option<String>)> {
    let host = answers.iter().fold(host(), |host, (instances, token)| {
        host.answer("Ecs", "DescribeInstances", answer(instances, token))
    });
    let mut request = filters(&[("ip", address), ("status", "Running")]);
    loop {
        let page = host.list(request.clone()).expect("lists");
        assert_eq!(page.total, None);
        request.token = page.token;
        if request.token.is_none() {
            break;
        }
    }
    let calls = host.api_calls();
    assert!(calls.iter().all(|call| call.params["Status"] == "Running"));
    let asked = calls.iter().map(|call| {
        let mut lists = call.params.iter().filter(|(name, _)| name.ends_with("Addresses"));
        let (name, value) = lists.next().expect("a list by address");
        assert_eq!(
            (value.as_str(), lists.next()),
            (format!(r#"["{address}"]"#).as_str(), None)
        );
        (name.to_string(), call.params.get("NextToken").cloned())
    });
    asked.collect()
}

#[test]
fn an_address_is_looked_for_wherever_it_may_be() {
    let of = |name: &str, token: Option<&str>| (name.to_owned(), token.map(str::to_owned));
    for address in ["10.1.2.3", "172.16.0.9", "192.168.7.1"] {
        assert_eq!(walked(address, &[(&[], "")]), [of("PrivateIpAddresses", None)]);
    }
    let answers: [(&[Value], &str); 4] = [(&[], ""), (&[instance()], "more:1"), (&[], ""), (&[], "")];
    let expected = [
        of("PublicIpAddresses", None),
        of("EipAddresses", None),
        of("EipAddresses", Some("more:1")),
        of("PrivateIpAddresses", None),
    ];
    assert_eq!(walked("8.8.4.4", &answers), expected);
}

#[test]
fn what_is_no_address_or_contradicts_itself_is_refused() {
    let host = host();
    let refused = |given: &[(&str, &str)]| host.list(filters(given)).expect_err("refused");
    assert_eq!(refused(&[("ip", "10.0.0")]).code, "ip_no_address");
    for other in ["private_ip", "public_ip", "eip"] {
        let error = refused(&[("ip", "10.0.0.1"), (other, "10.0.0.1")]);
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::InvalidInput, "ip_with_others")
        );
        assert_eq!(host.wording(&error), error.message);
    }
    assert!(host.api_calls().is_empty());
}

#[test]
fn repeated_filters_become_lists_and_numbered_tags() {
    let host = host().answer("Ecs", "DescribeInstances", answer(&[], ""));
    let request = filters(&[
        ("id", "i-1"),
        ("id", "i-2"),
        ("tag", "env=a=b"),
        ("tag", "canary"),
        ("tag", "x="),
    ]);
    host.list(request).expect("lists");
    let params = &host.api_calls()[0].params;
    assert_eq!(params["InstanceIds"], r#"["i-1","i-2"]"#);
    assert_eq!(
        (params["Tag.1.Key"].as_str(), params["Tag.1.Value"].as_str()),
        ("env", "a=b")
    );
    assert_eq!(params["Tag.2.Key"], "canary");
    assert!(!params.contains_key("Tag.2.Value"));
    assert_eq!(params["Tag.3.Value"], "");
}

#[test]
fn filters_that_the_api_could_not_take_are_refused_before_any_call() {
    let host = host();
    let error = host
        .list(filters(&[("tag", "=x")]))
        .expect_err("a tag needs a key");
    assert_eq!(
        (error.kind, error.code.as_str()),
        (ErrorKind::InvalidInput, "tag_without_key")
    );
    let error = host
        .list(filters(&[("id", "i-1"); 101]))
        .expect_err("101 ids are too many");
    assert_eq!(error.code, "filter_too_many");
    assert!(host.manifest().messages.contains_key(&error.code));
    assert!(host.api_calls().is_empty());
}

#[test]
fn show_gives_the_row_and_the_object_as_it_came() {
    let host = host().answer("Ecs", "DescribeInstances", answer(&[instance()], ""));
    let request = GetRequest {
        resource_type: "ecs".into(),
        region: "cn-hangzhou".into(),
        ids: vec!["i-1".into(), "i-9".into()],
    };
    let found = host.get(request).expect("gets");
    assert_eq!(host.api_calls()[0].params["InstanceIds"], r#"["i-1","i-9"]"#);
    assert_eq!(found.resources.len(), 1, "an id that does not exist is left out");
    assert_eq!(found.resources[0].raw, instance());
    assert_eq!(found.resources[0].row.id(), Some("i-1"));
}

#[test]
fn an_answer_of_another_shape_is_an_error_without_its_text() {
    let host = host().answer(
        "Ecs",
        "DescribeInstances",
        json!({"Instances": "none of your business"}),
    );
    let error = host
        .list(ListRequest::new("ecs", "cn-hangzhou"))
        .expect_err("not the shape");
    assert_eq!(
        (error.kind, error.code.as_str()),
        (ErrorKind::Unavailable, "unexpected_answer")
    );
    assert!(!error.message.contains("business"), "{error}");
}

#[test]
fn the_manifest_has_the_crates_version() {
    assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
}
