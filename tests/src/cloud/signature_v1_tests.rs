//! Requests with signature V1, from the outside; and the lists that are asked for with it.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Utc;

use super::client::{Outgoing, Received, exchange};
use super::encoding::percent_encode;
use super::request::Parameters;
use super::*;

#[derive(Clone, Copy, Debug)]
enum Way {
    Get,
    PostQuery,
    PostForm,
}

/// Sends parameters with the common ones around them; an empty value leaves a parameter out.
fn send(cloud: &Cloud, way: Way, keys: &TestKeys, params: &[(&str, &str)]) -> Received {
    static NONCES: AtomicUsize = AtomicUsize::new(0);
    let nonce = NONCES.fetch_add(1, Ordering::Relaxed).to_string();
    let date = Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let common = [
        ("AccessKeyId", keys.access_key_id.as_str()),
        ("Action", "GetCallerIdentity"),
        ("Version", "2015-04-01"),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &nonce),
        ("Timestamp", &date),
    ];
    let mut all: BTreeMap<String, String> = common
        .iter()
        .chain(params)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    all.retain(|_, value| !value.is_empty());
    let method = if matches!(way, Way::Get) { "GET" } else { "POST" };
    let to_sign = signature_v1::string_to_sign(method, &Parameters(all.clone()));
    let signature = signature_v1::sign(&to_sign, &keys.access_key_secret);
    all.entry("Signature".to_owned()).or_insert(signature);
    let pairs: Vec<String> = all
        .iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    let (query, form) = match way {
        Way::PostForm => (String::new(), pairs.join("&")),
        Way::Get | Way::PostQuery => (pairs.join("&"), String::new()),
    };
    let request = format!(
        "{method} /?{query} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{form}",
        form.len()
    );
    exchange(TcpStream::connect(cloud.plain).unwrap(), request.as_bytes()).unwrap()
}

#[test]
fn parameters_may_stand_in_the_query_or_in_a_form() {
    let cloud = Cloud::start(CloudOptions::default());
    for way in [Way::Get, Way::PostQuery, Way::PostForm] {
        let answer = send(&cloud, way, &cloud.keys(), &[("Odd", "测 试~*/+")]);
        assert_eq!(answer.status, 200, "{way:?} {:?}", answer.json());
        let seen = cloud.requests().pop().unwrap();
        assert_eq!(seen.signature, Some(SignatureVersion::V1));
        assert_eq!(
            (seen.access_key_id, seen.params["Signature"].as_str()),
            (cloud.keys().access_key_id, "***")
        );
    }
    Outgoing::caller_identity(&cloud).send(&cloud).unwrap();
    let last = cloud.requests().pop().unwrap();
    assert_eq!(last.signature, Some(SignatureVersion::V3));
}

#[test]
fn what_is_wrong_with_a_request_is_told() {
    let cloud = Cloud::start(CloudOptions::default());
    let refusals = [
        (("AccessKeyId", ""), (400, "MissingAccessKeyId")),
        (
            ("AccessKeyId", "LTAI-nobody"),
            (404, "InvalidAccessKeyId.NotFound"),
        ),
        (("Format", "XML"), (400, "InvalidParameter")),
        (("SignatureMethod", "HMAC-SHA256"), (400, "InvalidParameter")),
        (("SignatureVersion", ""), (400, "MissingSignatureVersion")),
        (("SignatureNonce", ""), (400, "MissingSignatureNonce")),
        (("Timestamp", ""), (400, "MissingTimestamp")),
        (("Timestamp", "now"), (400, "InvalidTimeStamp.Format")),
        (
            ("Timestamp", "2026-01-02T03:04:05Z"),
            (400, "InvalidTimeStamp.Expired"),
        ),
        (("Signature", "wrong"), (400, "SignatureDoesNotMatch")),
        (
            ("SecurityToken", "bogus"),
            (400, "InvalidSecurityToken.Malformed"),
        ),
        (("Version", "1999-01-01"), (400, "InvalidVersion")),
    ];
    for (parameter, (status, code)) in refusals {
        let answer = send(&cloud, Way::PostForm, &cloud.keys(), &[parameter]);
        assert_eq!(answer.error(), (status, code.to_owned()), "{parameter:?}");
    }
    let wrong = TestKeys {
        access_key_secret: "wrong".into(),
        ..cloud.keys()
    };
    let echo = send(&cloud, Way::PostForm, &wrong, &[]).json();
    assert!(
        echo["Message"].as_str().unwrap().contains("POST&%2F&AccessKeyId"),
        "{echo}"
    );
}

#[test]
fn a_nonce_serves_once_and_a_token_goes_along() {
    let cloud = Cloud::start(CloudOptions::default());
    let once = || send(&cloud, Way::Get, &cloud.keys(), &[("SignatureNonce", "same")]);
    assert_eq!(once().status, 200);
    assert_eq!(once().error(), (400, "SignatureNonceUsed".into()));
    let temporary = cloud.temporary_keys(TimeDelta::minutes(10));
    let keys = TestKeys {
        access_key_id: temporary.access_key_id,
        access_key_secret: temporary.access_key_secret,
    };
    let token = ("SecurityToken", temporary.security_token.as_str());
    let answer = send(&cloud, Way::PostForm, &keys, &[token]).json();
    assert_eq!(answer["IdentityType"], "AssumedRoleUser", "{answer}");
    assert_eq!(cloud.requests()[2].params["SecurityToken"], "***");
}

const GROUPS: [(&str, &str); 2] = [("Action", "ListResourceGroups"), ("Version", "2020-03-31")];

#[test]
fn resource_groups_come_in_pages_and_need_a_permission() {
    let cloud = Cloud::start(CloudOptions::default());
    let page = |number| {
        let params = [GROUPS.as_slice(), &[("PageNumber", number)]].concat();
        let answer = send(&cloud, Way::PostForm, &cloud.read_only_keys(), &params).json();
        assert_eq!(
            (&answer["TotalCount"], &answer["PageSize"]),
            (&13.into(), &10.into())
        );
        let groups = answer["ResourceGroups"]["ResourceGroup"]
            .as_array()
            .unwrap()
            .clone();
        assert!(
            groups
                .iter()
                .all(|group| group["Status"] == "OK" && group["AccountId"] == ACCOUNT_ID)
        );
        groups
    };
    assert_eq!((page("1").len(), page("2").len(), page("3").len()), (10, 3, 0));
    let denied = send(&cloud, Way::PostForm, &cloud.denied_keys(), &GROUPS);
    assert_eq!(denied.error(), (403, "Forbidden.RAM".into()));
    let needed = denied.json()["AccessDeniedDetail"]["AuthAction"].clone();
    assert_eq!(needed, "resourcemanager:ListResourceGroups");
}

#[test]
fn a_list_can_be_without_an_end() {
    let cloud = Cloud::start(CloudOptions::default());
    let page = |token: &str| {
        let answer = Outgoing::instances(&cloud, "cn-beijing").with("NextToken", token);
        let answer = answer.send(&cloud).unwrap().json();
        assert_eq!(answer["Instances"]["Instance"].as_array().unwrap().len(), 10);
        answer["NextToken"].as_str().unwrap().to_owned()
    };
    cloud.add_fault(Fault::endless_pages(NextToken::Repeated));
    assert_eq!(page(&page("")), page(""));
    cloud.clear_faults();
    cloud.add_fault(Fault::endless_pages(NextToken::Fresh));
    assert_ne!(page(&page("")), page(""));
}

#[test]
fn every_answer_has_a_request_id_of_its_own() {
    let cloud = Cloud::start(CloudOptions::default());
    let ask = || {
        let answer = Outgoing::instances(&cloud, "us-west-1").send(&cloud).unwrap();
        let mut answer = answer.json();
        (answer["RequestId"].take(), answer)
    };
    let (first, second) = (ask(), ask());
    assert_ne!(first.0, second.0);
    assert_eq!(first.1, second.1);
}
