//! The plugin's actions against a fake host.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use yun_plugin_api::{ActResult, ErrorKind};

use super::tests::host;
use super::*;

fn request(action: &str, ids: &[&str], params: &[(&str, &str)]) -> ActRequest {
    let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    ActRequest {
        resource_type: "ecs".into(),
        region: "cn-hangzhou".into(),
        action: action.into(),
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        params: params.iter().map(pair).collect(),
        dry_run: false,
        client_token: None,
    }
}

/// The API's name of an action, and what it answers to a change that it takes.
fn answered(action: &str) -> (&'static str, Value) {
    let one = |id| json!({"InstanceId": id, "Code": "200", "Message": "success", "PreviousStatus": "A", "CurrentStatus": "B"});
    let each = json!({"RequestId": "r", "InstanceResponses": {"InstanceResponse": [one("i-1"), one("i-2")]}});
    match action {
        "start" => ("StartInstances", each),
        "stop" => ("StopInstances", each),
        "restart" => ("RebootInstances", each),
        "release" => ("DeleteInstances", json!({"RequestId": "r"})),
        _ => ("ModifyInstanceAttribute", json!({"RequestId": "r"})),
    }
}

/// What the action sends without `RegionId`, when it is carried out.
fn sent(request: ActRequest) -> BTreeMap<String, String> {
    let (action, answer) = answered(&request.action);
    let host = host().answer("Ecs", action, answer);
    let results = host.act(request.clone()).expect("acts").results;
    assert!(results.iter().all(|result| result.ok), "{results:?}");
    let found: Vec<&str> = results.iter().map(|result| result.id.as_str()).collect();
    assert_eq!(found, request.ids);
    let mut calls = host.api_calls();
    assert_eq!(calls.len(), 1, "one request");
    let call = calls.remove(0);
    assert_eq!(
        (call.action.as_str(), call.version.as_str()),
        (action, "2014-05-26")
    );
    let mut params: BTreeMap<String, String> = call
        .params
        .into_iter()
        .map(|(name, value)| (name.into_owned(), value))
        .collect();
    assert_eq!(params.remove("RegionId").as_deref(), Some("cn-hangzhou"));
    params
}

fn params(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn each_action_is_one_request_with_its_parameters() {
    let both = ["i-1", "i-2"];
    let ids = [("InstanceId.1", "i-1"), ("InstanceId.2", "i-2")];
    let each_alone = [("BatchOptimization", "SuccessFirst")];
    assert_eq!(
        sent(request("start", &both, &[])),
        params(&[&ids[..], &each_alone].concat())
    );
    assert_eq!(
        sent(request(
            "stop",
            &both,
            &[("force", "true"), ("stopped_mode", "StopCharging")]
        )),
        params(
            &[
                &ids[..],
                &each_alone,
                &[("ForceStop", "true"), ("StoppedMode", "StopCharging")]
            ]
            .concat()
        )
    );
    assert_eq!(
        sent(request("restart", &both, &[("force", "true")])),
        params(&[&ids[..], &each_alone, &[("ForceReboot", "true")]].concat())
    );
    let mut release = request(
        "release",
        &both,
        &[("force", "true"), ("terminate_subscription", "true")],
    );
    release.client_token = Some("token".into());
    let expected = [
        ("Force", "true"),
        ("TerminateSubscription", "true"),
        ("ClientToken", "token"),
    ];
    assert_eq!(sent(release), params(&[&ids[..], &expected].concat()));
    for (action, given, name, value) in [
        ("rename", &[("name", "新名字")][..], "InstanceName", "新名字"),
        ("protect", &[], "DeletionProtection", "true"),
        ("unprotect", &[], "DeletionProtection", "false"),
    ] {
        assert_eq!(
            sent(request(action, &["i-1"], given)),
            params(&[("InstanceId", "i-1"), (name, value)])
        );
    }
}

#[test]
fn every_action_of_the_manifest_can_be_looked_at_before() {
    let host = host();
    let actions = &host.manifest().resources().next().expect("one type").actions;
    for (action, number) in actions.iter().zip(1..) {
        let error = host
            .preview(request(&action.name, &["i-1"], &[("name", "n")]))
            .expect_err("nothing is sent");
        assert_eq!(error.code, "not_sent", "{}", action.name);
        let calls = host.api_calls();
        assert_eq!(calls.len(), number);
        assert!(
            action
                .calls
                .iter()
                .any(|call| call.is("Ecs", &calls[number - 1].action))
        );
    }
    assert_eq!(actions.len(), 7);
}

#[test]
fn each_id_has_its_own_result() {
    let answer = json!({"RequestId": "r-1", "InstanceResponses": {"InstanceResponse": [
        {"InstanceId": "i-1", "Code": "200", "Message": "success", "PreviousStatus": "Running", "CurrentStatus": "Stopping"},
        {"InstanceId": "i-2", "Code": "IncorrectInstanceStatus", "Message": "no", "PreviousStatus": "Stopped"},
        {"InstanceId": "i-3", "Code": "InvalidInstanceId.NotFound", "Message": "none"},
        {"InstanceId": "i-4", "Code": "Forbidden.RAM"},
        {"InstanceId": "i-5", "Code": "Throttling.User"},
    ]}});
    let host = host().answer("Ecs", "StopInstances", answer);
    let ids = ["i-1", "i-2", "i-3", "i-4", "i-5", "i-6"];
    let results = host.act(request("stop", &ids, &[])).expect("acts").results;
    let expected = ActResult {
        status: Some("Stopping".into()),
        previous_status: Some("Running".into()),
        ..ActResult::accepted("i-1")
    };
    assert_eq!(results[0], expected);
    let refused: Vec<(ErrorKind, &str)> = results[1..]
        .iter()
        .map(|result| result.error.as_ref().expect("refused"))
        .map(|error| (error.kind, error.code.as_str()))
        .collect();
    let expected = [
        (ErrorKind::Failed, "IncorrectInstanceStatus"),
        (ErrorKind::NotFound, "InvalidInstanceId.NotFound"),
        (ErrorKind::Permission, "Forbidden.RAM"),
        (ErrorKind::Throttled, "Throttling.User"),
    ];
    assert_eq!(refused, expected, "and nothing is made up for i-6");
    let error = results[1].error.as_ref().expect("refused");
    assert_eq!(
        (error.message.as_str(), error.request_id.as_deref()),
        ("no", Some("r-1"))
    );
}

#[test]
fn a_dry_run_succeeds_with_an_error() {
    for (action, code) in [
        ("start", "DRYRUN.SUCCESS"),
        ("stop", "DryRunOperation"),
        ("restart", "DRYRUN.SUCCESS"),
        ("release", "DRYRUN.SUCCESS"),
    ] {
        let (api, _) = answered(action);
        let passed = Error::new(ErrorKind::Failed, code, "passed");
        let host = host()
            .answer_error("Ecs", api, passed.clone())
            .answer_error("Ecs", api, passed);
        let mut dry = request(action, &["i-1", "i-2"], &[]);
        dry.dry_run = true;
        let results = host.act(dry.clone()).expect("would succeed").results;
        assert_eq!(results, [ActResult::accepted("i-1"), ActResult::accepted("i-2")]);
        let call = &host.api_calls()[0];
        assert_eq!(call.params["DryRun"], "true");
        let together = call.params.get("BatchOptimization").map(String::as_str);
        assert_eq!(
            together,
            (action != "release").then_some("AllTogether"),
            "{action}"
        );
        dry.dry_run = false;
        assert_eq!(host.act(dry).expect_err("is no answer to a change").code, code);
    }
}

#[test]
fn a_refusal_of_the_whole_is_handed_on() {
    for action in ["stop", "release", "rename"] {
        let (api, _) = answered(action);
        let refused = Error::new(ErrorKind::Failed, "InvalidOperation.DeletionProtection", "no");
        let refusing = || host().answer_error("Ecs", api, refused.clone());
        let error = refusing().act(request(action, &["i-1"], &[]));
        assert_eq!(error.expect_err("refused"), refused);
        let mut dry = request(action, &["i-1"], &[]);
        dry.dry_run = action != "rename";
        assert_eq!(refusing().act(dry).expect_err("refused"), refused);
    }
}
