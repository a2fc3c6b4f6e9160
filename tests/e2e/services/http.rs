//! `http.request`: to whom, how much, how long, and by which way.

use std::time::Duration;

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Document, World};
use yun_tests::harness::{Home, Runner, in_both_runners};

use super::{Asked, asked, home};

fn get(url: &str) -> Asked {
    with(url, json!({}))
}

fn with(url: &str, more: Value) -> Asked {
    let mut request = json!({"method": "GET", "url": url});
    request
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    asked("http.request", &request)
}

/// A request to the origin in the profile's field `url`.
fn own(url: &str, more: Value) -> Asked {
    with(url, more).with("url", url)
}

#[test]
fn an_answer_has_limits() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let short = cloud.serve("/short", Document::new("abcd"));
    let binary = cloud.serve("/binary", Document::new(vec![0xff, 0xfe]));
    let endless = cloud.serve(
        "/endless",
        Document {
            endless: true,
            ..Document::new("again ".repeat(10_000))
        },
    );
    let slow = cloud.serve(
        "/slow",
        Document {
            delay: Duration::from_secs(5),
            ..Document::new("late")
        },
    );
    in_both_runners(|runner| {
        own(&short, json!({"max_bytes": 4})).is_answered(&home, runner, "abcd");
        own(&short, json!({"max_bytes": 3})).fails(&home, runner, "answer_too_large", 4);
        own(&endless, json!({"max_bytes": 100_000_000})).fails(&home, runner, "answer_too_large", 4);
        own(&binary, json!({})).fails(&home, runner, "answer_not_text", 4);
        own(&slow, json!({"timeout_seconds": 1})).fails(&home, runner, "no_answer", 7);
    });
}

#[test]
fn whoever_is_asked_may_be_silent_for_as_long_as_the_plugin_allows() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let approved = Document {
        delay: Duration::from_secs(11),
        ..Document::new("approved")
    };
    let url = cloud.serve("/approval", approved);
    own(&url, json!({"timeout_seconds": 20})).is_answered(&home, Runner::InProcess, "approved");
}

#[test]
fn a_redirect_stays_with_whom_was_asked() {
    let cloud = Cloud::with(World::default());
    let other = Cloud::with(World::default());
    let home = home(&cloud);
    other.serve("/target", Document::new("elsewhere"));
    cloud.serve("/target", Document::new("arrived"));
    let elsewhere = cloud.serve(
        "/elsewhere",
        Document::redirect(302, &format!("{}/target", other.url())),
    );
    let encrypted = cloud.serve(
        "/encrypted",
        Document::redirect(302, &format!("{}/target", cloud.https_url())),
    );
    let round = cloud.serve("/round", Document::redirect(302, "/round"));
    let here = cloud.serve("/here", Document::redirect(302, "/target"));
    in_both_runners(|runner| {
        other.clear_requests();
        own(
            &elsewhere,
            json!({"secret_headers": {"authorization": "Bearer x"}}),
        )
        .fails(&home, runner, "redirect_refused", 4);
        assert_eq!(other.requests().len(), 0);
        own(&encrypted, json!({})).fails(&home, runner, "redirect_refused", 4);
        own(&round, json!({})).fails(&home, runner, "redirect_refused", 4);
        own(&here, json!({})).is_answered(&home, runner, "arrived");
    });
}

#[test]
fn only_plain_addresses_that_are_declared_are_asked() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let port = cloud.url().rsplit_once(':').unwrap().1.to_owned();
    let url = cloud.serve("/short", Document::new("abcd"));
    cloud.clear_requests();
    in_both_runners(|runner| {
        for (asked, code, exit) in [
            (get(&url), "capability_missing", 8),
            (get("https://below.example/"), "capability_missing", 8),
            (get("http://a.below.example/"), "capability_missing", 8),
            (
                get(&format!("http://u:p@127.0.0.1:{port}/short")).with("url", &url),
                "url_refused",
                8,
            ),
            (
                get(&format!("http://127.0.0.1:{port}\\@evil.example/")).with("url", &url),
                "url_refused",
                8,
            ),
            (get("file:///etc/passwd"), "url_refused", 8),
            (get("/short"), "url_refused", 8),
            (get("http://plain.example/"), "http_insecure", 4),
            (own(&url, json!({"method": "NO METHOD"})), "request_malformed", 8),
            (
                own(&url, json!({"headers": {"a b": "c"}})),
                "request_malformed",
                8,
            ),
            (
                own(&url, json!({"headers": {"Host": "other.example"}})),
                "request_malformed",
                8,
            ),
            (
                own(&url, json!({"secret_headers": {"transfer-encoding": "x"}})),
                "request_malformed",
                8,
            ),
            (
                own(&url, json!({"unix_socket": "/run/docker.sock"})),
                "capability_missing",
                8,
            ),
        ] {
            asked.fails(&home, runner, code, exit);
        }
    });
    assert_eq!(cloud.requests().len(), 0);
}

/// Where everything would pass through a proxy.
fn behind_a_proxy<'a>(cloud: &'a Cloud) -> Home<'a> {
    let mut home = home(cloud);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        home.set(name, cloud.proxy_url());
    }
    home
}

#[test]
fn what_is_not_encrypted_passes_through_no_proxy() {
    let cloud = Cloud::with(World::default());
    let home = behind_a_proxy(&cloud);
    let url = cloud.serve("/short", Document::new("abcd"));
    in_both_runners(|runner| {
        own(&url, json!({})).is_answered(&home, runner, "abcd");
        own(&url, json!({"trusted_certificates": cloud.ca_pem()})).is_answered(&home, runner, "abcd");
        // What is granted is the address that the plugin names; where it really lies, the user may say.
        let metadata = with("http://100.100.100.200/short", json!({"service": "IMDS"}));
        metadata.is_answered(&home, runner, "abcd");
        assert_eq!(cloud.proxied(), 0);
    });
}

#[test]
fn certificates_are_checked() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    cloud.serve("/short", Document::new("abcd"));
    let url = format!("{}/short", cloud.https_url());
    let ours = json!({"trusted_certificates": cloud.ca_pem()});
    let half = json!({"trusted_certificates": cloud.ca_pem(),
                      "client_certificate": {"certificates": cloud.ca_pem(), "key": "no key"}});
    in_both_runners(|runner| {
        own(&url, ours.clone()).is_answered(&home, runner, "abcd");
        own(&url, half.clone()).fails(&home, runner, "certificate_unreadable", 4);
        own(&url, json!({"trusted_certificates": "none in here"})).fails(
            &home,
            runner,
            "certificate_unreadable",
            4,
        );
        let ran = own(&url, json!({})).run(&home, runner).exits(7);
        assert!(["unreachable", "certificates_missing"].contains(&ran.error()["code"].as_str().unwrap()));
    });
}
