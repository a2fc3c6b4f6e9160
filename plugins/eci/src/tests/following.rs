//! The view `logs` against a fake host.

use std::collections::BTreeMap;

use yun_plugin_api::Level;

use super::*;

const LOG: &str = "DescribeContainerLog";

fn view(params: &[(&str, &str)], follow: bool, cursor: Option<&str>) -> ViewRequest {
    let params = params
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    ViewRequest {
        resource_type: "eci".into(),
        region: "cn-hangzhou".into(),
        view: "logs".into(),
        id: "eci-1".into(),
        params: params.collect::<BTreeMap<_, _>>(),
        follow,
        cursor: cursor.map(str::to_owned),
    }
}

fn content(text: &str) -> Value {
    json!({"RequestId": "r", "ContainerName": "web", "Content": text})
}

/// A group with one container.
fn single(status: &str, policy: &str, state: &Value) -> Value {
    let container = json!({"Name": "web", "Image": "nginx", "CurrentState": state});
    let group = json!({"ContainerGroupId": "eci-1", "Status": status, "RestartPolicy": policy,
                       "Containers": [container]});
    answer(&[group], "")
}

fn running() -> Value {
    single("Running", "Always", &json!({"State": "Running"}))
}

#[test]
fn a_named_container_costs_one_call() {
    let host = host().answer("Eci", LOG, content("one\ntwo"));
    let wanted = [
        ("container", "web"),
        ("tail", "2"),
        ("since", "2h"),
        ("timestamps", "false"),
    ];
    let answer = host.view(view(&wanted, false, None)).expect("shows");
    assert_eq!(
        answer,
        ViewAnswer {
            text: "one\ntwo".into(),
            cursor: None,
            ended: false
        }
    );
    let expected = [
        ("ContainerGroupId", "eci-1"),
        ("ContainerName", "web"),
        ("SinceSeconds", "7200"),
        ("Tail", "2"),
    ];
    assert_eq!(params(&host, 0), pairs(&expected));
    assert_eq!(host.api_calls().len(), 1);
}

#[test]
fn a_start_may_be_a_time_of_any_zone() {
    let host = host().answer("Eci", LOG, content(""));
    let wanted = [
        ("container", "web"),
        ("since", "2026-01-02T11:04:05+08:00"),
        ("timestamps", "true"),
    ];
    host.view(view(&wanted, false, None)).expect("shows");
    let params = &host.api_calls()[0].params;
    assert_eq!(params["StartTime"], "2026-01-02T03:04:05Z");
    assert_eq!(params["Timestamps"], "true");
    assert!(!params.contains_key("Tail") && !params.contains_key("SinceSeconds"));
}

#[test]
fn the_only_container_needs_no_name() {
    let host = listing(&[running()]).answer("Eci", LOG, json!({"Content": null}));
    assert_eq!(host.view(view(&[], false, None)).expect("shows").text, "");
    assert_eq!(host.api_calls()[1].params["ContainerName"], "web");
}

#[test]
fn what_cannot_be_shown_is_said_with_the_names_that_can() {
    let several = answer(&[group()], "");
    let none = answer(
        &[json!({"ContainerGroupId": "eci-1", "Status": "Scheduling"})],
        "",
    );
    for (body, wanted, follow, kind, wording) in [
        (
            &several,
            &[][..],
            false,
            ErrorKind::InvalidInput,
            "eci-1 has several containers: web, sync, setup; name one with --container",
        ),
        (
            &several,
            &[("container", "db")],
            true,
            ErrorKind::InvalidInput,
            "eci-1 has no container db, only: web, sync, setup",
        ),
        (
            &none,
            &[],
            false,
            ErrorKind::InvalidInput,
            "eci-1 has no containers yet",
        ),
        (
            &answer(&[], ""),
            &[],
            false,
            ErrorKind::NotFound,
            "there is no instance eci-1 in cn-hangzhou, or it may not be seen, \
          which takes the permission eci:DescribeContainerGroups",
        ),
    ] {
        let host = listing(std::slice::from_ref(body));
        let error = host.view(view(wanted, follow, None)).expect_err(wording);
        assert_eq!((error.kind, host.wording(&error).as_str()), (kind, wording));
    }
}

#[test]
fn parameters_that_cannot_be_right_are_refused_before_any_call() {
    let host = host();
    for (key, value, wording) in [
        ("tail", "0", "--tail takes a number from 1 to 2000"),
        ("tail", "2001", "--tail takes a number from 1 to 2000"),
        (
            "since",
            "soon",
            "--since takes 90s, 10m, 2h, 1d or a time such as 2026-01-02T03:04:05Z",
        ),
    ] {
        let error = host.view(view(&[(key, value)], false, None)).expect_err(value);
        assert_eq!(
            (error.kind, host.wording(&error).as_str()),
            (ErrorKind::InvalidInput, wording)
        );
    }
    assert!(host.api_calls().is_empty());
}

#[test]
fn what_is_followed_is_shown_once_and_without_times() {
    let host = listing(&[running(), running()])
        .answer(
            "Eci",
            LOG,
            content("2026-01-02T03:04:05.1Z one\n2026-01-02T03:04:05.1Z two\n"),
        )
        .answer(
            "Eci",
            LOG,
            content("2026-01-02T03:04:05.1Z one\n2026-01-02T03:04:05.1Z two\n2026-01-02T03:04:05.1Z three\n"),
        );
    let wanted = [("tail", "10")];
    let first = host.view(view(&wanted, true, None)).expect("shows");
    assert_eq!((first.text.as_str(), first.ended), ("one\ntwo\n", false));
    let second = host
        .view(view(&wanted, true, first.cursor.as_deref()))
        .expect("shows");
    assert_eq!((second.text.as_str(), second.ended), ("three\n", false));
    let (first, second) = (params(&host, 1), params(&host, 3));
    assert!(
        first.contains(&("Tail".into(), "10".into())) && !first.iter().any(|(name, _)| name == "StartTime")
    );
    assert!(second.contains(&("Tail".into(), "2000".into())));
    assert!(second.contains(&("StartTime".into(), "2026-01-02T03:04:05Z".into())));
    assert!(
        [first, second]
            .iter()
            .all(|params| params.contains(&("Timestamps".into(), "true".into())))
    );
}

#[test]
fn an_empty_log_is_followed_from_its_start() {
    let host = listing(&[running(), running(), running()])
        .answer("Eci", LOG, content(""))
        .answer("Eci", LOG, content("2026-01-02T03:04:05Z one"))
        .answer("Eci", LOG, content(""));
    let first = host.view(view(&[], true, None)).expect("shows");
    let second = host
        .view(view(&[], true, first.cursor.as_deref()))
        .expect("shows");
    assert_eq!(second.text, "one\n");
    assert!(!params(&host, 3).iter().any(|(name, _)| name == "StartTime"));
    let since = [("since", "2026-01-02T03:04:05Z")];
    let quiet = host.view(view(&since, true, None)).expect("shows");
    assert_eq!(quiet.cursor.as_deref(), Some("2026-01-02T03:04:05.000000000Z 0"));
}

#[test]
fn following_ends_when_nothing_more_can_come() {
    let ended = |code| json!({"State": "Terminated", "ExitCode": code});
    for (body, end) in [
        (single("Running", "Always", &json!({"State": "Running"})), false),
        (single("Running", "Always", &ended(0)), false),
        (single("Running", "Never", &ended(1)), true),
        (single("Running", "OnFailure", &ended(1)), false),
        (single("Running", "OnFailure", &ended(0)), true),
        (single("Succeeded", "Never", &ended(0)), true),
        (single("Failed", "Always", &json!({"State": "Waiting"})), true),
        (
            single("Terminating", "Always", &json!({"State": "Running"})),
            false,
        ),
    ] {
        let host =
            listing(std::slice::from_ref(&body)).answer("Eci", LOG, content("2026-01-02T03:04:05Z last\n"));
        let answer = host.view(view(&[], true, None)).expect("shows");
        assert_eq!((answer.text.as_str(), answer.ended), ("last\n", end), "{body}");
    }
    let init = json!({"Name": "setup", "CurrentState": ended(0)});
    let group = json!({"ContainerGroupId": "eci-1", "Status": "Running", "RestartPolicy": "Always",
                       "Containers": [], "InitContainers": [init]});
    let host = listing(&[answer(&[group], "")]).answer("Eci", LOG, content(""));
    assert!(
        host.view(view(&[("container", "setup")], true, None))
            .expect("shows")
            .ended
    );
}

#[test]
fn what_is_gone_has_ended_and_what_may_not_be_seen_has_not() {
    let missing = Error::new(
        ErrorKind::NotFound,
        "InvalidParameter.NotFound",
        "no such instance",
    );
    let cursor = Some("2026-01-02T03:04:05.000000000Z 1");
    let named = [("container", "web")];
    let nothing = answer(&[], "");
    for wanted in [&[][..], &named] {
        let host = listing(std::slice::from_ref(&nothing)).answer_error("Eci", LOG, missing.clone());
        let answer = host.view(view(wanted, true, cursor)).expect("ends");
        assert_eq!((answer.text.as_str(), answer.ended), ("", true));
    }
    let host = listing(std::slice::from_ref(&nothing)).answer("Eci", LOG, content(""));
    assert!(!host.view(view(&named, true, cursor)).expect("goes on").ended);
    // At the start it is an error: nobody has seen it yet.
    let host = listing(&[nothing]).answer_error("Eci", LOG, missing.clone());
    assert_eq!(host.view(view(&named, true, None)), Err(missing));
}

#[test]
fn a_flood_that_one_answer_cannot_hold_is_logged() {
    let flood = "2026-01-02T03:04:06Z line\n".repeat(2000);
    let host = listing(&[running()]).answer("Eci", LOG, content(&flood));
    let answer = host
        .view(view(&[], true, Some("2026-01-02T03:04:05.000000000Z 1")))
        .expect("shows");
    assert_eq!(answer.text.lines().count(), 2000);
    let levels: Vec<Level> = host.logs().iter().map(|record| record.level).collect();
    assert_eq!(levels, [Level::Warn]);
}
