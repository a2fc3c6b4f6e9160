//! What a call may do, and what it may not.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use yun_plugin_api::{
    ApiCall, Secret,
    manifest::{Capability, Manifest},
};

use super::*;
use crate::{environment::Environment, profile::Profile, session::Session, text::Language};

fn manifest(id: &str) -> Arc<Manifest> {
    let title = json!({"en": "a", "zh": "甲"});
    let column = |key| json!({"key": key, "title": title, "kind": "text"});
    let action = |name: &str, dry_run: &str, call: &str| {
        json!({"name": name, "title": title, "help": title, "risk": "write", "batch": 1, "dry_run": dry_run,
               "calls": [call]})
    };
    let manifest = json!({
        "schema": 1, "id": id, "name": title, "description": title, "version": "1.0.0", "authors": [],
        "license": "Apache-2.0", "protocol": {"min": 1, "max": 1},
        "capabilities": ["api:Ecs/Describe*", "api:Ecs/StopInstances", "api:Ecs/RebootInstances"],
        "provides": [{"kind": "resource", "type": "hosts", "title": title, "help": title,
            "columns": [column("id"), column("name"), column("status"), column("region")],
            "actions": [action("stop", "native", "Ecs/StopInstances"),
                        action("restart", "none", "Ecs/RebootInstances")]}]
    });
    Arc::new(Manifest::parse(manifest.to_string().as_bytes()).expect("valid"))
}

fn context(permission: Permission) -> CallContext {
    let profile = Profile::named("p");
    CallContext {
        manifest: manifest("hosts"),
        declared: manifest("hosts"),
        session: Arc::new(Session::new(profile, BTreeMap::new())),
        keys: None,
        region: "cn-hangzhou".into(),
        deadline: Instant::now() + Duration::from_secs(60),
        services_until: Instant::now() + Duration::from_secs(59),
        permission,
        credential: None,
        act: None,
    }
}

fn act(action: &str, dry_run: bool) -> Permission {
    Permission::Act {
        resource_type: "hosts".into(),
        action: action.into(),
        dry_run,
    }
}

fn services() -> Services {
    Services {
        calls: Calls::default(),
        api: ApiClient::default(),
        endpoints: Endpoints::of(&Environment::default()),
        environment: Environment::default(),
        person: Person::default(),
        asking: tokio::sync::Mutex::default(),
        programs: Programs::default(),
        spoken: Spoken::new(Language::English),
        on_progress: Box::new(|_| {}),
    }
}

fn verdict(permission: Permission, call: ApiCall) -> String {
    manifest("hosts")
        .permits(&call, &permission)
        .err()
        .map_or_else(|| "ok".to_owned(), |error| error.code)
}

fn ecs(action: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", action)
}

#[test]
fn reads_pass_when_they_are_declared() {
    assert_eq!(verdict(Permission::Read, ecs("DescribeInstances")), "ok");
    assert_eq!(
        verdict(Permission::Read, ecs("DeleteInstances")),
        "capability_missing"
    );
    assert_eq!(
        verdict(
            Permission::Read,
            ApiCall::new("Eci", "v", "DescribeContainerGroups")
        ),
        "capability_missing"
    );
}

#[test]
fn what_no_action_lists_is_a_read_only_if_its_name_or_the_manifest_says_so() {
    let mut manifest = Manifest::clone(&manifest("hosts"));
    manifest.capabilities = vec![Capability::from("api:Ecs/*".to_owned())];
    let verdict = |manifest: &Manifest, call: ApiCall| {
        manifest
            .permits(&call, &Permission::Read)
            .err()
            .map_or_else(|| "ok".to_owned(), |error| error.code)
    };
    assert_eq!(verdict(&manifest, ecs("DeleteInstances")), "change_not_allowed");
    assert_eq!(verdict(&manifest, ecs("AcceptInquiry")), "change_not_allowed");
    manifest.reads = serde_json::from_value(json!(["Ecs/AcceptInquiry"])).expect("an API action");
    assert_eq!(verdict(&manifest, ecs("AcceptInquiry")), "ok");
}

#[test]
fn a_call_cannot_say_one_thing_and_send_another() {
    assert_eq!(
        verdict(Permission::Read, ecs("Describe\nx: y")),
        "api_call_malformed"
    );
    for set_by_host in [
        "action",
        "Action",
        "Version",
        "Format",
        "AccessKeyId",
        "SignatureMethod",
        "SignatureVersion",
        "SignatureNonce",
        "SignatureType",
        "Timestamp",
        "SecurityToken",
        "Signature",
    ] {
        let smuggled = ecs("DescribeInstances").param(set_by_host, "StopInstances");
        assert_eq!(
            verdict(Permission::Read, smuggled),
            "api_call_malformed",
            "{set_by_host}"
        );
        let mut hidden = ecs("DescribeInstances");
        hidden
            .secret_params
            .insert(set_by_host.to_owned(), Secret::new("StopInstances".into()));
        assert_eq!(
            verdict(Permission::Read, hidden),
            "api_call_malformed",
            "{set_by_host}"
        );
    }
}

#[test]
fn a_change_passes_only_within_the_action_that_lists_it() {
    assert_eq!(
        verdict(Permission::Read, ecs("StopInstances")),
        "change_not_allowed"
    );
    assert_eq!(
        verdict(act("restart", false), ecs("StopInstances")),
        "change_not_allowed"
    );
    assert_eq!(verdict(act("stop", false), ecs("StopInstances")), "ok");
}

#[test]
fn a_dry_run_passes_only_as_the_apis_own() {
    assert_eq!(
        verdict(act("stop", true), ecs("StopInstances")),
        "change_not_allowed"
    );
    assert_eq!(
        verdict(act("stop", true), ecs("StopInstances").param("DryRun", "true")),
        "ok"
    );
    let lied = ecs("RebootInstances").param("DryRun", "true");
    assert_eq!(
        verdict(act("restart", true), lied),
        "change_not_allowed",
        "its manifest declares none"
    );
    assert_eq!(
        verdict(act("stop", true), ecs("DescribeInstances")),
        "ok",
        "a read is no change"
    );
}

#[tokio::test]
async fn an_id_serves_its_own_plugin_while_it_lives() {
    let services = services();
    let guard = services.calls.begin(context(Permission::Read));
    let id = guard.id();
    let ask = |plugin: &'static str| services.serve(plugin, id, method::CANCELLED, b"{}");
    assert_eq!(ask("hosts").await.expect("its own id"), br#"{"cancelled":false}"#);
    assert_eq!(ask("other").await.expect_err("not its id").code, "call_ended");
    services.calls.cancel_all();
    assert_eq!(ask("hosts").await.expect("still live"), br#"{"cancelled":true}"#);
    drop(guard);
    assert_eq!(ask("hosts").await.expect_err("dead").code, "call_ended");
}

#[tokio::test]
async fn a_service_that_does_not_exist_and_a_broken_request_are_errors() {
    let services = services();
    let guard = services.calls.begin(context(Permission::Read));
    let error = services
        .serve("hosts", guard.id(), "teleport", b"{}")
        .await
        .expect_err("no such service");
    assert_eq!(error.code, "unknown_service");
    let error = services
        .serve("hosts", guard.id(), method::API_CALL, b"{")
        .await
        .expect_err("broken");
    assert_eq!(error.code, "decode");
}
