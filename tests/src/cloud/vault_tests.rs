//! Vault, seen from the outside: what it hands out works, and for how long.

use serde_json::json;

use super::client::{Outgoing, Received, fetch};
use super::*;

const OF_POLICIES: &str = "alicloud/creds/deploy";
const OF_AN_ARN: &str = "alicloud/creds/operator";

fn creds(cloud: &Cloud, token: &str, path: &str) -> Received {
    fetch(
        cloud,
        "GET",
        &format!("/v1/{path}"),
        &[("x-vault-token", token)],
        "",
    )
    .unwrap()
}

fn revoke(cloud: &Cloud, token: &str, lease: &str) -> u16 {
    let headers = [("x-vault-token", token), ("content-type", "application/json")];
    let body = json!({"lease_id": lease}).to_string();
    fetch(cloud, "PUT", "/v1/sys/leases/revoke", &headers, &body)
        .unwrap()
        .status
}

/// What becomes of a call that is signed with the keys in this answer.
fn used(cloud: &Cloud, answer: &Received) -> String {
    let data = &answer.json()["data"];
    let call = Outgoing::caller_identity(cloud);
    let call = match data.get("security_token") {
        Some(_) => call.temporary(data, ["access_key", "secret_key", "security_token"]),
        None => call.keys(TestKeys {
            access_key_id: data["access_key"].as_str().unwrap().to_owned(),
            access_key_secret: data["secret_key"].as_str().unwrap().to_owned(),
        }),
    };
    let answer = call.send(cloud).unwrap();
    match answer.status {
        200 => answer.text("IdentityType"),
        _ => answer.text("Code"),
    }
}

fn errors(answer: &Received) -> (u16, serde_json::Value) {
    (answer.status, answer.json()["errors"].clone())
}

#[test]
fn keys_work_until_their_lease_ends() {
    let cloud = Cloud::with(World::empty());
    let token = cloud.vault_token();
    let (of_policies, of_an_arn) = (
        creds(&cloud, &token, OF_POLICIES),
        creds(&cloud, &token, OF_AN_ARN),
    );
    assert_eq!(of_policies.json()["lease_duration"], 3600);
    assert_eq!(
        (&of_policies.json()["renewable"], &of_an_arn.json()["renewable"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(used(&cloud, &of_policies), "RAMUser");
    assert_eq!(used(&cloud, &of_an_arn), "AssumedRoleUser");
    cloud.world(|world| {
        for lease in &mut world.vault.leases {
            lease.expires -= TimeDelta::hours(1);
        }
    });
    assert_eq!(used(&cloud, &of_policies), "InvalidAccessKeyId.NotFound");
    assert_eq!(
        used(&cloud, &of_an_arn),
        "AssumedRoleUser",
        "STS counts by itself"
    );
}

#[test]
fn what_is_revoked_works_no_longer_unless_sts_gave_it() {
    let cloud = Cloud::with(World::empty());
    let token = cloud.vault_token();
    let (of_policies, of_an_arn) = (
        creds(&cloud, &token, OF_POLICIES),
        creds(&cloud, &token, OF_AN_ARN),
    );
    let reader = cloud.vault_token_for("", &["*creds/*"]);
    for answer in [&of_policies, &of_an_arn] {
        let lease = answer.text("lease_id");
        assert_eq!(revoke(&cloud, &reader, &lease), 403);
        assert_eq!(revoke(&cloud, &token, &lease), 204);
        assert_eq!(revoke(&cloud, &token, &lease), 204, "what is gone is gone");
    }
    assert_eq!(used(&cloud, &of_policies), "InvalidAccessKeyId.NotFound");
    assert_eq!(used(&cloud, &of_an_arn), "AssumedRoleUser");
}

#[test]
fn each_refusal_is_in_vaults_own_form() {
    let cloud = Cloud::with(World::empty());
    let token = cloud.vault_token();
    let invalid = json!(["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"]);
    assert_eq!(errors(&creds(&cloud, "hvs.other", OF_POLICIES)), (403, invalid));
    let other = cloud.vault_token_for("", &["kv/*"]);
    let denied = json!(["1 error occurred:\n\t* permission denied\n\n"]);
    assert_eq!(errors(&creds(&cloud, &other, OF_POLICIES)), (403, denied));
    assert_eq!(
        errors(&creds(&cloud, &token, "alicloud/creds/nobody")),
        (404, json!([]))
    );
    let no_route = json!(["no handler for route \"aliyun/creds/deploy\". route entry not found."]);
    assert_eq!(
        errors(&creds(&cloud, &token, "aliyun/creds/deploy")),
        (404, no_route)
    );
    cloud.world(|world| world.vault.sealed = true);
    assert_eq!(
        errors(&creds(&cloud, &token, OF_POLICIES)),
        (503, json!(["Vault is sealed"]))
    );
}

#[test]
fn a_namespace_has_tokens_and_engines_of_its_own() {
    let cloud = Cloud::with(World::empty());
    let token = cloud.vault_token_for("admin/team", &["*"]);
    let path = "/v1/cloud/alicloud/creds/deploy";
    let ask = |namespace| {
        let headers = [
            ("x-vault-token", token.as_str()),
            ("x-vault-namespace", namespace),
        ];
        fetch(&cloud, "GET", path, &headers, "").unwrap().status
    };
    assert_eq!((ask("admin/team"), ask("admin/team/")), (200, 200));
    assert_eq!((ask(""), ask("admin")), (403, 403));
}

#[test]
fn a_token_says_when_it_ends() {
    let cloud = Cloud::with(World::empty());
    let token = cloud.vault_token();
    let look = || {
        fetch(
            &cloud,
            "GET",
            "/v1/auth/token/lookup-self",
            &[("x-vault-token", token.as_str())],
            "",
        )
        .unwrap()
    };
    assert_eq!(look().json()["data"]["expire_time"], json!(null));
    cloud.world(|world| {
        let end = "2030-01-02T03:04:05Z".parse().unwrap();
        world.vault.tokens[0].expires = Some(end);
    });
    assert_eq!(look().json()["data"]["expire_time"], "2030-01-02T03:04:05Z");
    let seen = cloud.requests().remove(0);
    assert_eq!(
        (seen.product.as_str(), seen.action.as_str()),
        ("VAULT", "LookupSelf")
    );
    assert_eq!(seen.headers["x-vault-token"], "***");
    cloud.world(|world| world.vault.tokens[0].expires = Some("2020-01-02T03:04:05Z".parse().unwrap()));
    assert_eq!(look().status, 403);
}
