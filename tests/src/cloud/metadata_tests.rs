//! The metadata of an instance and documents, seen from the outside.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use super::client::{Outgoing, Received, USUAL_KEYS, fetch, plain_request};
use super::*;

const TOKEN: &str = "/latest/api/token";
const ROLE: &str = "/latest/meta-data/ram/security-credentials/";
const CREDENTIALS: &str = "/latest/meta-data/ram/security-credentials/instance";
const VALIDITY: &str = "X-aliyun-ecs-metadata-token-ttl-seconds";

fn get(cloud: &Cloud, path: &str, headers: &[(&str, &str)]) -> Received {
    fetch(cloud, "GET", path, headers, "").unwrap()
}

fn token(cloud: &Cloud, seconds: &str) -> String {
    let answer = fetch(cloud, "PUT", TOKEN, &[(VALIDITY, seconds)], "").unwrap();
    assert_eq!(answer.status, 200);
    String::from_utf8(answer.body).unwrap()
}

fn with_token(cloud: &Cloud, path: &str, token: &str) -> Received {
    get(cloud, path, &[("X-aliyun-ecs-metadata-token", token)])
}

#[test]
fn an_instance_gets_the_credentials_of_its_role() {
    let cloud = Cloud::with(World::empty());
    let token = token(&cloud, "21600");
    let role = with_token(&cloud, ROLE, &token);
    assert_eq!((role.status, role.body.as_slice()), (200, b"instance".as_slice()));
    let answer = with_token(&cloud, CREDENTIALS, &token).json();
    assert_eq!(answer["Code"], "Success");
    assert!(answer["Expiration"].as_str() > answer["LastUpdated"].as_str());
    let who = Outgoing::caller_identity(&cloud).temporary(&answer, USUAL_KEYS);
    let arn = "acs:ram::1234567890123456:assumed-role/instance/i-instance";
    assert_eq!(who.send(&cloud).unwrap().text("Arn"), arn);
    let seen: Vec<(String, String)> = cloud
        .requests()
        .into_iter()
        .take(3)
        .map(|seen| (seen.product, seen.action))
        .collect();
    assert_eq!(
        seen,
        ["GetToken", "GetRole", "GetCredentials"].map(|action| ("IMDS".to_owned(), action.to_owned()))
    );
    assert_eq!(cloud.requests()[1].headers["x-aliyun-ecs-metadata-token"], "***");
}

#[test]
fn metadata_is_for_holders_of_a_token_that_is_still_accepted() {
    let cloud = Cloud::with(World::empty());
    for seconds in ["", "0", "21601", "long"] {
        let answer = fetch(&cloud, "PUT", TOKEN, &[(VALIDITY, seconds)], "").unwrap();
        assert_eq!(answer.status, 400, "{seconds:?}");
    }
    let short = token(&cloud, "60");
    assert_eq!(with_token(&cloud, ROLE, "another").status, 403);
    assert_eq!(get(&cloud, ROLE, &[]).status, 403);
    cloud.set_clock_offset(TimeDelta::seconds(61));
    assert_eq!(with_token(&cloud, CREDENTIALS, &short).status, 403);
    cloud.world(|world| world.metadata.answers_without_token = true);
    assert_eq!(get(&cloud, CREDENTIALS, &[]).status, 200);
    assert_eq!(with_token(&cloud, CREDENTIALS, &short).status, 403);
}

#[test]
fn an_instance_may_have_another_role_or_none() {
    let cloud = Cloud::with(World::empty());
    let token = token(&cloud, "60");
    assert_eq!(with_token(&cloud, &format!("{ROLE}operator"), &token).status, 404);
    cloud.world(|world| world.metadata.code = "Failed".into());
    assert_eq!(with_token(&cloud, CREDENTIALS, &token).json()["Code"], "Failed");
    cloud.world(|world| world.metadata.role = None);
    assert_eq!(with_token(&cloud, ROLE, &token).status, 404);
    assert_eq!(with_token(&cloud, CREDENTIALS, &token).status, 404);
}

#[test]
fn faults_meet_metadata_too() {
    let cloud = Cloud::with(World::empty());
    cloud.add_fault(Fault::drop_before().product("IMDS").times(1));
    fetch(&cloud, "PUT", TOKEN, &[(VALIDITY, "60")], "").unwrap_err();
    cloud.add_fault(Fault::unavailable().action("GetToken").times(1));
    let answer = fetch(&cloud, "PUT", TOKEN, &[(VALIDITY, "60")], "").unwrap();
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (503, Some("text/plain"))
    );
    let outcomes: Vec<String> = cloud.requests().into_iter().map(|seen| seen.outcome).collect();
    assert_eq!(outcomes, ["dropped-before", "ServiceUnavailable"]);
    token(&cloud, "60");
}

#[test]
fn credentials_are_fresh_for_everybody_who_asks() {
    let cloud = Cloud::with(World::empty());
    let (first, second) = (get(&cloud, "/credentials", &[]), get(&cloud, "/credentials", &[]));
    assert_ne!(first.text("SecurityToken"), second.text("SecurityToken"));
    assert_eq!(first.text("Code"), "Success");
    let who = Outgoing::caller_identity(&cloud).temporary(&first.json(), USUAL_KEYS);
    let arn = "acs:ram::1234567890123456:assumed-role/operator/service";
    assert_eq!(who.send(&cloud).unwrap().text("Arn"), arn);
    assert_eq!(cloud.calls("Get"), 2);
    assert!(cloud.credentials_uri().starts_with("http://127.0.0.1:"));
    let all = cloud.secrets().all();
    assert!(
        all.iter()
            .any(|known| first.text("AccessKeySecret").contains(known))
    );
    assert!(all.iter().all(|known| !first.text("AccessKeyId").contains(known)));
}

#[test]
fn documents_are_answered_as_they_are() {
    let cloud = Cloud::with(World::empty());
    let slow = Document {
        delay: Duration::from_millis(120),
        ..Document::new("[]")
    };
    let elsewhere = Document::redirect(302, "http://192.0.2.1/credentials");
    let failing = Document {
        status: 500,
        headers: [("content-type".to_owned(), "text/plain".to_owned())].into(),
        ..Document::new("boom")
    };
    cloud.world(|world| {
        for (path, document) in [("/slow", slow), ("/moved", elsewhere), ("/credentials", failing)] {
            world.documents.insert(path.to_owned(), document);
        }
    });
    let start = Instant::now();
    assert_eq!(get(&cloud, "/slow?x=1", &[]).body, b"[]");
    assert!(start.elapsed() >= Duration::from_millis(120));
    let moved = get(&cloud, "/moved", &[]);
    assert_eq!(
        (moved.status, moved.header("location")),
        (302, Some("http://192.0.2.1/credentials"))
    );
    let failed = get(&cloud, "/credentials", &[]);
    assert_eq!(
        (failed.status, failed.header("content-type")),
        (500, Some("text/plain"))
    );
    assert_eq!(get(&cloud, "/nothing", &[]).status, 404);
    let paths: Vec<String> = cloud.requests().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/slow", "/moved", "/credentials"]);
}

#[test]
fn a_document_can_be_without_an_end() {
    let cloud = Cloud::with(World::empty());
    let endless = Document {
        endless: true,
        ..Document::new("{\"Code\":\"Success\",")
    };
    assert!(cloud.serve("/endless", endless).ends_with("/endless"));
    let mut stream = TcpStream::connect(cloud.plain).unwrap();
    stream
        .write_all(&plain_request("GET", "/endless", &[], ""))
        .unwrap();
    let mut much = vec![0; 4 << 20];
    stream.read_exact(&mut much).unwrap();
    drop(stream);
    assert_eq!(get(&cloud, "/credentials", &[]).status, 200);
}
