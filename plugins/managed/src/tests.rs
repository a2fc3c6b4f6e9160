//! The plugin against a fake host.

use serde_json::{Value, json};
use yun_plugin_api::{Cell, ErrorKind, Filter, testing::FakeHost};

use super::*;

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), plugin())
}

fn instance() -> Value {
    json!({
        "InstanceId": "mi-1", "InstanceName": "门店 收银机", "Hostname": "till-1", "Connected": false, "OsType": "windows",
        "OsVersion": "Windows Server 2022", "AgentVersion": "2.1", "IntranetIp": "192.168.1.2", "InternetIp": "203.0.113.1",
        "ActivationId": "a-1", "MachineId": "m-1", "RegistrationTime": "2026-01-02T03:04:05Z",
        "LastInvokedTime": "2026-02-02T03:04:05Z", "InvocationCount": 7, "ResourceGroupId": "",
        "Tags": [{"TagKey": "site", "TagValue": "x"}, {"TagKey": "till", "TagValue": ""}]
    })
}

fn answer(instances: &[Value], token: &str) -> Value {
    json!({"RequestId": "r", "TotalCount": 60, "NextToken": token, "Instances": instances})
}

fn filters(filters: &[(&str, &str)]) -> ListRequest {
    let mut request = ListRequest::new("managed", "cn-hangzhou");
    request.filters = filters
        .iter()
        .map(|(key, value)| Filter {
            key: (*key).into(),
            value: (*value).into(),
        })
        .collect();
    request
}

fn act(action: &str, params: &[(&str, &str)]) -> ActRequest {
    let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    ActRequest {
        resource_type: "managed".into(),
        region: "cn-hangzhou".into(),
        action: action.into(),
        ids: vec!["mi-1".into()],
        params: params.iter().map(pair).collect(),
        dry_run: false,
        client_token: None,
    }
}

#[test]
fn a_page_has_every_column_of_the_manifest() {
    let host = host().answer("Ecs", "DescribeManagedInstances", answer(&[instance()], "next"));
    let page = host.list(filters(&[])).expect("lists");
    assert_eq!((page.token.as_deref(), page.total), (Some("next"), None));
    let row = &page.rows[0];
    for column in &host.manifest().resources().next().expect("one type").columns {
        assert!(row.cell(&column.key).is_some(), "no cell for {}", column.key);
    }
    for (key, cell) in [
        ("status", "Offline".into()),
        ("region", "cn-hangzhou".into()),
        ("os", "Windows Server 2022".into()),
        ("invocations", Cell::Integer(7)),
        ("resource_group", Cell::Empty),
        ("tags", vec!["site=x".to_owned(), "till".to_owned()].into()),
    ] {
        assert_eq!(row.cell(key), Some(&cell), "{key}");
    }
}

#[test]
fn what_the_api_leaves_out_is_empty() {
    let bare = json!({"InstanceId": "mi-2", "Tags": null, "OsType": "linux", "OsVersion": ""});
    let online = json!({"InstanceId": "mi-3", "Connected": true});
    let host = host().answer("Ecs", "DescribeManagedInstances", answer(&[bare, online], ""));
    let page = host.list(filters(&[])).expect("lists");
    assert_eq!(page.token, None);
    assert_eq!(page.rows[0].cell("status"), Some(&Cell::Empty));
    assert_eq!(page.rows[0].cell("os"), Some(&"linux".into()));
    assert_eq!(page.rows[1].cell("status"), Some(&"Online".into()));
}

#[test]
fn a_page_asks_for_fifty_at_most_and_goes_on_from_the_token() {
    let host = host()
        .answer("Ecs", "DescribeManagedInstances", answer(&[], ""))
        .answer("Ecs", "DescribeManagedInstances", answer(&[], ""));
    let mut request = filters(&[]);
    host.list(request.clone()).expect("lists");
    request.wanted = Some(3);
    request.token = Some("t1".into());
    request.resource_group = Some("rg-1".into());
    host.list(request).expect("lists");
    let calls = host.api_calls();
    assert_eq!(calls[0].params.len(), 2, "{:?}", calls[0].params);
    assert_eq!(calls[0].params["MaxResults"], "50");
    let given =
        ["MaxResults", "NextToken", "ResourceGroupId", "RegionId"].map(|name| calls[1].params[name].as_str());
    assert_eq!(given, ["3", "t1", "rg-1", "cn-hangzhou"]);
}

#[test]
fn filters_become_parameters() {
    let host = host().answer("Ecs", "DescribeManagedInstances", answer(&[], ""));
    let request = filters(&[
        ("id", "mi-1"),
        ("id", "mi-2"),
        ("name", "门店"),
        ("ip", "10.0.0.1"),
        ("os", "FreeBSD"),
        ("connected", "false"),
        ("activation", "a-1"),
        ("tag", "site=a=b"),
        ("tag", "till"),
    ]);
    host.list(request).expect("lists");
    let params = host.api_calls().remove(0).params;
    let expected = [
        ("ActivationId", "a-1"),
        ("Connected", "false"),
        ("InstanceId.1", "mi-1"),
        ("InstanceId.2", "mi-2"),
        ("InstanceIp", "10.0.0.1"),
        ("InstanceName", "门店"),
        ("MaxResults", "50"),
        ("OsType", "FreeBSD"),
        ("RegionId", "cn-hangzhou"),
        ("Tag.1.Key", "site"),
        ("Tag.1.Value", "a=b"),
        ("Tag.2.Key", "till"),
    ];
    let found: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_str()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn filters_that_the_api_could_not_take_are_refused_before_any_call() {
    let host = host();
    for (given, code) in [
        (filters(&[("tag", "=x")]), "tag_without_key"),
        (filters(&[("id", "mi-1"); 51]), "filter_too_many"),
        (filters(&[("tag", "x"); 21]), "filter_too_many"),
    ] {
        let error = host.list(given).expect_err("refused");
        assert_eq!((error.kind, error.code.as_str()), (ErrorKind::InvalidInput, code));
        assert_eq!(host.wording(&error), error.message);
    }
    assert!(host.api_calls().is_empty());
}

#[test]
fn show_gives_the_row_and_the_object_as_it_came() {
    let host = host().answer("Ecs", "DescribeManagedInstances", answer(&[instance()], ""));
    let request = GetRequest {
        resource_type: "managed".into(),
        region: "cn-hangzhou".into(),
        ids: vec!["mi-1".into(), "mi-9".into()],
    };
    let found = host.get(request).expect("gets");
    let params = &host.api_calls()[0].params;
    assert_eq!(
        (params["InstanceId.1"].as_str(), params["InstanceId.2"].as_str()),
        ("mi-1", "mi-9")
    );
    assert_eq!(params["MaxResults"], "50");
    assert_eq!(found.resources.len(), 1, "an id that does not exist is left out");
    assert_eq!(found.resources[0].raw, instance());
    assert_eq!(found.resources[0].row.id(), Some("mi-1"));
}

#[test]
fn each_action_is_one_request_for_one_id() {
    let changed = json!({"RequestId": "r", "Instance": {"InstanceId": "mi-1"}});
    let host = host()
        .answer("Ecs", "ModifyManagedInstance", changed.clone())
        .answer("Ecs", "DeregisterManagedInstance", changed);
    let mut deregister = act("deregister", &[]);
    deregister.client_token = Some("token".into());
    for request in [act("rename", &[("name", "收银机-2")]), deregister] {
        let results = host.act(request).expect("acts").results;
        assert_eq!(results, [ActResult::accepted("mi-1")]);
    }
    let calls = host.api_calls();
    let expected = [
        ("ModifyManagedInstance", "InstanceName", "收银机-2"),
        ("DeregisterManagedInstance", "ClientToken", "token"),
    ];
    assert_eq!(calls.len(), expected.len());
    for (call, (action, name, value)) in calls.iter().zip(expected) {
        assert_eq!((call.action.as_str(), call.params.len()), (action, 3));
        assert_eq!(call.params[name], value);
        assert_eq!(
            (
                call.params["InstanceId"].as_str(),
                call.params["RegionId"].as_str()
            ),
            ("mi-1", "cn-hangzhou")
        );
    }
}

#[test]
fn a_refusal_is_handed_on() {
    let refused = Error::new(ErrorKind::NotFound, "InvalidInstanceId.NotFound", "none");
    let host = host().answer_error("Ecs", "DeregisterManagedInstance", refused.clone());
    assert_eq!(host.act(act("deregister", &[])).expect_err("refused"), refused);
    let preview = host
        .preview(act("rename", &[("name", "n")]))
        .expect_err("not sent");
    assert_eq!(preview.code, "not_sent");
}

#[test]
fn the_manifest_has_the_crates_version() {
    assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
}
