//! How roles are assumed, seen from the outside.

use super::client::{Outgoing, Received, USUAL_KEYS};
use super::*;

fn sts(cloud: &Cloud, action: &str) -> Outgoing {
    Outgoing::new(cloud, "2015-04-01", action)
}

fn assuming(cloud: &Cloud, role: &str) -> Outgoing {
    let request = sts(cloud, "AssumeRole").with("RoleArn", &cloud.role_arn(role));
    request.with("RoleSessionName", "night")
}

/// The request, signed with the credentials in this answer.
fn by(answer: &Received, request: Outgoing) -> Outgoing {
    request.temporary(&answer.json()["Credentials"], USUAL_KEYS)
}

fn send(cloud: &Cloud, request: Outgoing) -> Received {
    request.send(cloud).unwrap()
}

fn error(cloud: &Cloud, request: Outgoing) -> (u16, String) {
    send(cloud, request).error()
}

#[test]
fn an_assumed_role_is_who_it_says_until_it_expires() {
    let cloud = Cloud::with(World::empty());
    let answer = send(
        &cloud,
        assuming(&cloud, "operator").with("DurationSeconds", "900"),
    );
    assert_eq!(
        answer.json()["AssumedRoleUser"],
        serde_json::json!({
            "Arn": "acs:ram::1234567890123456:role/operator/night",
            "AssumedRoleId": "300000000000000001:night",
        })
    );
    let who = send(&cloud, by(&answer, Outgoing::caller_identity(&cloud))).json();
    assert_eq!(
        who["Arn"],
        "acs:ram::1234567890123456:assumed-role/operator/night"
    );
    assert_eq!(who["PrincipalId"], "300000000000000001:night");
    assert_eq!(
        send(&cloud, by(&answer, Outgoing::instances(&cloud, "us-west-1"))).status,
        200
    );
    let expires = answer.json()["Credentials"]["Expiration"]
        .as_str()
        .unwrap()
        .to_owned();
    let left = chrono::DateTime::parse_from_rfc3339(&expires).unwrap().to_utc() - chrono::Utc::now();
    assert!((880..=900).contains(&left.num_seconds()), "{expires}");
    cloud.set_clock_offset(TimeDelta::seconds(901));
    let date = (chrono::Utc::now() + TimeDelta::seconds(901))
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let late = by(
        &answer,
        Outgoing::caller_identity(&cloud).header("x-acs-date", &date),
    );
    assert_eq!(error(&cloud, late), (400, "InvalidSecurityToken.Expired".into()));
    assert_eq!(cloud.calls("AssumeRole"), 1);
}

#[test]
fn what_is_asked_of_a_session_has_to_be_well_formed() {
    let cloud = Cloud::with(World::empty());
    for (parameter, value, code) in [
        ("RoleArn", "operator", "InvalidParameter.RoleArn"),
        ("RoleSessionName", "a", "InvalidParameter.RoleSessionName"),
        ("RoleSessionName", "夜班", "InvalidParameter.RoleSessionName"),
        ("DurationSeconds", "899", "InvalidParameter.DurationSeconds"),
        ("DurationSeconds", "3601", "InvalidParameter.DurationSeconds"),
        ("DurationSeconds", "long", "InvalidParameter.DurationSeconds"),
        ("Policy", "{", "InvalidParameter.PolicyGrammar"),
        ("Policy", &"x".repeat(2049), "InvalidParameter.PolicySize"),
        ("ExternalId", "a b", "InvalidParameter.ExternalId"),
        ("RoleArn", "", "MissingRoleArn"),
        ("RoleSessionName", "", "MissingRoleSessionName"),
    ] {
        let request = assuming(&cloud, "operator").instead(parameter, value);
        assert_eq!(error(&cloud, request), (400, code.into()), "{parameter} {value}");
    }
    let other_account = assuming(&cloud, "operator").instead("RoleArn", "acs:ram::99:role/operator");
    let unknown = assuming(&cloud, "operator").instead("RoleArn", "acs:ram::1234567890123456:role/nobody");
    for request in [other_account, unknown] {
        assert_eq!(error(&cloud, request), (404, "EntityNotExist.Role".into()));
    }
    assert!(cloud.world(|world| world.sessions.is_empty()));
}

#[test]
fn a_role_is_for_those_whom_it_trusts() {
    let cloud = Cloud::with(World::empty());
    let refused = (403, "NoPermission".to_owned());
    for (role, user) in [
        ("operator", "root"),
        ("operator", "reader"),
        ("operator", "outsider"),
        ("closed", "developer"),
        ("workload", "developer"),
        ("instance", "developer"),
    ] {
        let request = assuming(&cloud, role).keys(cloud.keys_of(user));
        assert_eq!(error(&cloud, request), refused, "{role} {user}");
    }
    let trusted = assuming(&cloud, "closed").keys(cloud.keys_of("regionless"));
    assert_eq!(send(&cloud, trusted).status, 200);
    let with_id = |id: &str| send(&cloud, assuming(&cloud, "partner").with("ExternalId", id));
    assert_eq!(with_id("partner-7f3a").status, 200);
    assert_eq!(with_id("partner-0000").error(), refused);
    assert_eq!(error(&cloud, assuming(&cloud, "partner")), refused);
}

#[test]
fn a_session_does_no_more_than_its_role_and_its_policy_allow() {
    let cloud = Cloud::with(World::empty());
    let status = |answer: &Received, request| send(&cloud, by(answer, request)).status;
    let listing = || Outgoing::instances(&cloud, "us-west-1");
    let regions = || Outgoing::ecs(&cloud, "DescribeRegions");
    let narrow =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecs:DescribeRegions","Resource":"*"}]}"#;
    let answer = send(&cloud, assuming(&cloud, "operator").with("Policy", narrow));
    assert_eq!(
        (status(&answer, regions()), status(&answer, listing())),
        (200, 403)
    );
    let denying = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":["*"],"Resource":"*"}]}"#;
    let answer = send(&cloud, assuming(&cloud, "operator").with("Policy", denying));
    assert_eq!(
        (status(&answer, regions()), status(&answer, listing())),
        (403, 403)
    );
    let long = assuming(&cloud, "viewer").with("DurationSeconds", "43200");
    let answer = send(&cloud, long);
    assert_eq!(status(&answer, listing()), 200);
    assert_eq!(
        error(&cloud, by(&answer, assuming(&cloud, "operator"))).1,
        "NoPermission"
    );
}

#[test]
fn a_role_assumes_another_for_an_hour_at_most() {
    let cloud = Cloud::with(World::empty());
    cloud.world(|world| world.role("second").max_session_seconds = 7200);
    let first = send(&cloud, assuming(&cloud, "operator"));
    let chained = |seconds: &str| {
        by(
            &first,
            assuming(&cloud, "second").with("DurationSeconds", seconds),
        )
    };
    assert_eq!(
        error(&cloud, chained("3601")).1,
        "InvalidParameter.DurationSeconds"
    );
    let second = send(&cloud, chained("3600"));
    let who = send(&cloud, by(&second, Outgoing::caller_identity(&cloud))).json();
    assert_eq!(who["Arn"], "acs:ram::1234567890123456:assumed-role/second/night");
    assert_eq!(error(&cloud, assuming(&cloud, "second")).1, "NoPermission");
}

fn by_token(cloud: &Cloud, token: &str) -> Outgoing {
    let request = sts(cloud, "AssumeRoleWithOIDC").with("RoleArn", &cloud.role_arn("workload"));
    request
        .with("OIDCProviderArn", &cloud.oidc_provider_arn())
        .with("RoleSessionName", "pod-1")
        .with("OIDCToken", token)
        .unsigned()
}

#[test]
fn a_token_stands_for_a_role_without_a_signature() {
    let cloud = Cloud::with(World::empty());
    let token = cloud.oidc_token(TimeDelta::hours(1));
    let answer = send(&cloud, by_token(&cloud, &token).in_form());
    let who = send(&cloud, by(&answer, Outgoing::caller_identity(&cloud))).json();
    assert_eq!(
        who["Arn"],
        "acs:ram::1234567890123456:assumed-role/workload/pod-1"
    );
    let info = answer.json()["OIDCTokenInfo"].clone();
    assert_eq!(info["Subject"], "system:serviceaccount:default:workload");
    assert_eq!(info["ClientIds"], "sts.aliyuncs.com");
    let seen = &cloud.requests()[0];
    assert_eq!((seen.signature, seen.params["OIDCToken"].as_str()), (None, "***"));
    assert_eq!(
        error(&cloud, Outgoing::caller_identity(&cloud).unsigned()),
        (400, "MissingAccessKeyId".into())
    );
}

#[test]
fn a_token_in_the_address_is_refused_until_a_test_allows_it() {
    let cloud = Cloud::with(World::empty());
    let token = cloud.oidc_token(TimeDelta::hours(1));
    assert_eq!(
        error(&cloud, by_token(&cloud, &token)),
        (400, "InvalidParameter.OIDCTokenInAddress".into())
    );
    assert!(cloud.requests()[0].in_query.contains(&"OIDCToken".to_owned()));
    cloud.world(|world| world.takes_oidc_token_in_address = true);
    assert_eq!(send(&cloud, by_token(&cloud, &token)).status, 200);
}

#[test]
fn tokens_and_providers_are_checked() {
    let cloud = Cloud::with(World::empty());
    let token = cloud.oidc_token(TimeDelta::hours(1));
    let fine = || by_token(&cloud, &token).in_form();
    let check = |request, code: &str| assert_eq!(error(&cloud, request), (401, code.to_owned()));
    check(
        fine().instead("OIDCToken", ""),
        "AuthenticationFail.OIDCToken.Invalid",
    );
    check(
        fine().instead("OIDCToken", "a.b"),
        "AuthenticationFail.OIDCToken.Invalid",
    );
    check(
        fine().instead("OIDCToken", "a.b.c"),
        "AuthenticationFail.OIDCToken.InvalidSignature",
    );
    let elsewhere = "acs:ram::1234567890123456:oidc-provider/elsewhere";
    check(
        fine().instead("OIDCProviderArn", elsewhere),
        "AuthenticationFail.NoPermission",
    );
    let untrusting = cloud.role_arn("operator");
    check(
        fine().instead("RoleArn", &untrusting),
        "AuthenticationFail.NoPermission",
    );
    let nobody = "acs:ram::1234567890123456:role/nobody";
    assert_eq!(
        error(&cloud, fine().instead("RoleArn", nobody)),
        (404, "EntityNotExist.Role".into())
    );
    cloud.world(|world| world.oidc_providers[0].tokens[0].audience = "somebody".into());
    check(fine(), "AuthenticationFail.OIDCToken.AudienceNotMatch");
    cloud.set_clock_offset(TimeDelta::hours(1));
    check(fine(), "AuthenticationFail.OIDCToken.Expired");
}

#[test]
fn faults_meet_what_is_not_signed_as_well() {
    let cloud = Cloud::with(World::empty());
    cloud.add_fault(Fault::throttling().action("AssumeRoleWithOIDC").times(1));
    let token = cloud.oidc_token(TimeDelta::hours(1));
    let send = || send(&cloud, by_token(&cloud, &token).in_form());
    assert_eq!(send().error(), (400, "Throttling.User".into()));
    assert_eq!(send().status, 200);
}
