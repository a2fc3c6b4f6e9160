//! CloudSSO, seen from the outside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::client::{Outgoing, Received, USUAL_KEYS, exchange_with_tls, fetch, plain_request};
use super::*;

const CLIENT: &str = "app-vaz16tltdxs96audqf35";
const VERIFIER: &str = "a verifier";

fn post(cloud: &Cloud, path: &str, token: &str, body: &Value) -> Received {
    let authorization = format!("Bearer {token}");
    let headers = [
        ("content-type", "application/json"),
        ("authorization", authorization.as_str()),
    ];
    fetch(cloud, "POST", path, &headers, &body.to_string()).unwrap()
}

fn get(cloud: &Cloud, path: &str, token: &str) -> Received {
    let authorization = format!("Bearer {token}");
    fetch(
        cloud,
        "GET",
        path,
        &[("authorization", authorization.as_str())],
        "",
    )
    .unwrap()
}

fn begin(cloud: &Cloud) -> Received {
    let body = json!({
        "PortalUrl": format!("{}/start/login", cloud.url()),
        "CodeChallenge": URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER)),
        "ClientId": CLIENT,
        "CodeChallengeMethod": "S256",
    });
    post(cloud, "/device-authorization", "", &body)
}

#[test]
fn the_portal_is_where_the_device_asked() {
    let cloud = Cloud::with(World::empty());
    let body =
        json!({"PortalUrl": "x", "CodeChallenge": "x", "ClientId": CLIENT, "CodeChallengeMethod": "S256"});
    let headers = [("content-type", "application/json")];
    let request = plain_request("POST", "/device-authorization", &headers, &body.to_string());
    let answer = exchange_with_tls(&cloud, &request).unwrap();
    assert_eq!(answer.text("VerificationUri"), "https://127.0.0.1/device");
    assert_eq!(cloud.requests()[0].transport, Transport::Https);
}

fn poll(cloud: &Cloud, device: &Received, verifier: &str) -> Received {
    let body = json!({
        "CodeVerifier": verifier,
        "ClientId": CLIENT,
        "DeviceCode": device.text("DeviceCode"),
        "GrantType": "urn:ietf:params:oauth:grant-type:device_code",
    });
    post(cloud, "/token", "", &body)
}

/// What a browser does that is sent to the portal.
fn visit(cloud: &Cloud, device: &Received) {
    let address = device.text("VerificationUriComplete");
    let (_, rest) = address.split_once("127.0.0.1").unwrap();
    assert_eq!(get(cloud, rest, "").status, 200);
}

fn log_in(cloud: &Cloud) -> String {
    let device = begin(cloud);
    visit(cloud, &device);
    poll(cloud, &device, VERIFIER).text("AccessToken")
}

/// Status and `ErrorCode`.
fn error(answer: &Received) -> (u16, String) {
    assert!(!answer.text("RequestId").is_empty() && !answer.text("ErrorMessage").is_empty());
    (answer.status, answer.text("ErrorCode"))
}

fn refused(code: &str) -> (u16, String) {
    (400, code.to_owned())
}

#[test]
fn a_device_waits_until_somebody_approves() {
    let cloud = Cloud::with(World::empty());
    cloud.world(|world| world.cloud_sso.pending_polls = 2);
    let device = begin(&cloud);
    assert!(
        device
            .text("VerificationUriComplete")
            .ends_with(&device.text("UserCode"))
    );
    assert_eq!(
        error(&poll(&cloud, &device, VERIFIER)),
        refused("AuthorizationPending")
    );
    visit(&cloud, &device);
    assert_eq!(
        error(&poll(&cloud, &device, VERIFIER)),
        refused("AuthorizationPending")
    );
    let token = poll(&cloud, &device, VERIFIER);
    assert_eq!(token.json()["ExpiresIn"], 28800);
    assert_eq!(
        error(&poll(&cloud, &device, VERIFIER)),
        refused("InvalidDeviceCodeError")
    );
    assert_eq!(
        (cloud.calls("DeviceAuthorization"), cloud.calls("DeviceToken")),
        (1, 4)
    );
    let seen = &cloud.requests()[1];
    assert_eq!(seen.product, "CLOUDSSO");
    assert_eq!(
        (
            seen.params["DeviceCode"].as_str(),
            seen.params["CodeVerifier"].as_str()
        ),
        ("***", "***")
    );
    assert_eq!(seen.params["ClientId"], CLIENT);
}

#[test]
fn a_login_may_be_refused_forged_or_too_late() {
    let cloud = Cloud::with(World::empty());
    let device = begin(&cloud);
    visit(&cloud, &device);
    assert_eq!(
        error(&poll(&cloud, &device, "guessed")),
        refused("InvalidCodeVerifierError")
    );
    cloud.world(|world| world.cloud_sso.approval = Approval::Denied);
    assert_eq!(
        error(&poll(&cloud, &device, VERIFIER)),
        refused("AccessDeniedError")
    );
    cloud.world(|world| world.cloud_sso.approval = Approval::AtOnce);
    cloud.set_clock_offset(TimeDelta::minutes(10));
    assert_eq!(
        error(&poll(&cloud, &device, VERIFIER)),
        refused("InvalidDeviceCodeError")
    );
    let unvisited = begin(&cloud);
    assert_eq!(poll(&cloud, &unvisited, VERIFIER).status, 200);
    let unknown =
        json!({"PortalUrl": "x", "CodeChallenge": "x", "ClientId": "x", "CodeChallengeMethod": "S256"});
    assert_eq!(
        error(&post(&cloud, "/device-authorization", "", &unknown)),
        refused("InvalidClientId")
    );
    assert_eq!(get(&cloud, "/device?user_code=AAAA-AAAA", "").status, 404);
}

#[test]
fn accounts_and_configurations_come_in_pages() {
    let cloud = Cloud::with(World::empty());
    let token = log_in(&cloud);
    let all = get(&cloud, "/access-assignments/accounts", &token).json();
    assert_eq!(all["IsTruncated"], false);
    assert_eq!(
        all["Accounts"][0],
        json!({"AccountId": ACCOUNT_ID, "DisplayName": "生产 production"})
    );
    let first = get(&cloud, "/access-assignments/accounts?MaxResults=1", &token);
    assert_eq!(
        (
            first.json()["IsTruncated"].as_bool(),
            first.json()["Accounts"][1].is_null()
        ),
        (Some(true), true)
    );
    let path = format!(
        "/access-assignments/accounts?MaxResults=1&NextToken={}",
        first.text("NextToken")
    );
    let second = get(&cloud, &path, &token).json();
    assert_eq!(
        (&second["Accounts"][0], second["IsTruncated"].as_bool()),
        (&all["Accounts"][1], Some(false))
    );
    let path = format!("/access-assignments/access-configurations?AccountId={ACCOUNT_ID}");
    let found = get(&cloud, &path, &token).json();
    let names: Vec<&str> = found["AccessConfigurationsForAccount"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["AccessConfigurationName"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Administrator", "Reader"]);
    let nowhere = get(
        &cloud,
        "/access-assignments/access-configurations?AccountId=1",
        &token,
    );
    assert_eq!(error(&nowhere), (403, "NoPermission".into()));
}

#[test]
fn a_token_gets_credentials_until_it_expires() {
    let cloud = Cloud::with(World::empty());
    let token = log_in(&cloud);
    let ask = |configuration: &str| {
        let body = json!({"AccountId": "6543210987654321", "AccessConfigurationId": configuration});
        post(&cloud, "/cloud-credentials", &token, &body)
    };
    let credentials = ask("ac-00reader").json()["CloudCredential"].clone();
    let who = Outgoing::caller_identity(&cloud).temporary(&credentials, USUAL_KEYS);
    let who = who.send(&cloud).unwrap();
    assert_eq!(who.text("AccountId"), "6543210987654321");
    assert_eq!(
        who.text("Arn"),
        "acs:ram::6543210987654321:assumed-role/AliyunReservedSSO-Reader/sso-user"
    );
    assert_eq!(error(&ask("ac-00administrator")), (403, "NoPermission".into()));
    cloud.set_clock_offset(TimeDelta::hours(8));
    assert_eq!(
        error(&ask("ac-00reader")),
        (401, "InvalidAccessTokenError".into())
    );
    let listing = get(&cloud, "/access-assignments/accounts", &token);
    assert_eq!(error(&listing), (401, "InvalidAccessTokenError".into()));
    let secrets = cloud.secrets().all();
    assert!(secrets.iter().any(|known| token.contains(known)));
}
