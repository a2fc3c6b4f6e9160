//! Signature V1, for profiles that ask for it; the others stay with V3.

use std::collections::HashSet;
use std::time::Duration;

use yun_tests::cloud::{Cloud, Fault, SignatureVersion, TimeDelta, World};
use yun_tests::harness::{Home, Ran, in_both_runners};

/// A home whose profile `dev` has this signature in its table. The cloud has forgotten what it took.
fn home_signing<'cloud>(cloud: &'cloud Cloud, signature: &str) -> Home<'cloud> {
    let home = Home::with_profile(cloud);
    sign(&home, "dev", signature);
    home
}

fn sign(home: &Home<'_>, profile: &str, signature: &str) {
    let table = format!("[profiles.{profile}]\n");
    let config = home.read("config/config.toml");
    assert!(config.contains(&table), "{config}");
    home.write_config(&config.replace(&table, &format!("{table}signature = \"{signature}\"\n")));
}

fn signatures(cloud: &Cloud) -> HashSet<Option<SignatureVersion>> {
    cloud.requests().iter().map(|request| request.signature).collect()
}

fn only(version: SignatureVersion) -> HashSet<Option<SignatureVersion>> {
    HashSet::from([Some(version)])
}

/// Nothing of what the API echoes of a signed request stands in what people read.
#[track_caller]
fn echoes_nothing(cloud: &Cloud, ran: &Ran) {
    let id = cloud.keys().access_key_id;
    for echo in ["POST&", "%2F&", "SignatureNonce", "string to sign", &id] {
        assert!(!ran.stderr.contains(echo), "{echo}: {}", ran.stderr);
    }
}

#[test]
fn a_profile_that_asks_for_v1_is_served_with_v1() {
    let cloud = Cloud::with(World::default());
    let home = home_signing(&cloud, "v1");
    in_both_runners(|runner| {
        cloud.clear_requests();
        let run = |words: &[&str]| home.command(words.to_vec()).runner(runner).run().succeeds();
        assert_eq!(run(&["whoami", "-o", "json"]).json()["identity_type"], "RAMUser");
        assert_eq!(run(&["ecs", "list", "-o", "json"]).rows().len(), 120);
        assert_eq!(run(&["ecs", "list", "-r", "all", "-o", "json"]).rows().len(), 192);
        let id = "i-bp1yun00000000000007";
        assert_eq!(run(&["ecs", "show", id, "-o", "json"]).json()["id"], id);
        assert_eq!(signatures(&cloud), only(SignatureVersion::V1));
    });
}

#[test]
fn everything_stands_in_the_form_and_nothing_in_the_address() {
    let cloud = Cloud::with(World::default());
    let home = home_signing(&cloud, "V1");
    let name = "db-主库*";
    let list = ["ecs", "list", "-o", "json", "--filter", &format!("name={name}")];
    assert!(!home.yun(list).succeeds().rows().is_empty());
    let seen = cloud.requests().pop().unwrap();
    assert_eq!((seen.method.as_str(), seen.in_query.len()), ("POST", 0));
    assert_eq!(seen.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(
        (
            seen.params["InstanceName"].as_str(),
            seen.params["Format"].as_str()
        ),
        (name, "JSON")
    );
}

#[test]
fn each_profile_has_its_own_signature() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("private", &cloud.keys());
    sign(&home, "private", "v1");
    for (profile, version) in [("dev", SignatureVersion::V3), ("private", SignatureVersion::V1)] {
        cloud.clear_requests();
        home.yun(["ecs", "list", "-p", profile]).succeeds();
        assert_eq!(signatures(&cloud), only(version), "{profile}");
    }
    cloud.clear_requests();
    home.yun(["ecs", "list", "-p", "dev", "-p", "private"]).succeeds();
    assert_eq!(signatures(&cloud).len(), 2);
}

#[test]
fn a_further_try_has_a_fresh_nonce() {
    let cloud = Cloud::with(World::default());
    let home = home_signing(&cloud, "v1");
    in_both_runners(|runner| {
        cloud.clear_requests();
        cloud.clear_faults();
        for fault in [Fault::throttling(), Fault::drop_after().from_call(2)] {
            cloud.add_fault(fault.action("DescribeInstances").times(1));
        }
        let list = home.command(["ecs", "list", "-o", "json", "--limit", "1"]);
        list.runner(runner).run().succeeds();
        let seen = cloud.requests();
        let nonces: HashSet<_> = seen
            .iter()
            .map(|request| request.params["SignatureNonce"].clone())
            .collect();
        assert_eq!((seen.len(), nonces.len()), (3, 3));
        assert_eq!(seen[2].headers["x-acs-retry-attempts"], "2");
    });
}

#[test]
fn a_throttled_command_gets_through() {
    let cloud = Cloud::with(World::sized(16, 2));
    let home = home_signing(&cloud, "v1");
    cloud.set_latency(Duration::from_millis(5));
    let fault = Fault::throttle_above_in_flight(3).action("DescribeInstances");
    cloud.add_fault(fault.retry_after(Duration::from_millis(20)));
    let ran = home.yun(["ecs", "list", "-r", "all", "-o", "json"]).succeeds();
    assert_eq!(ran.rows().len(), 32);
}

#[test]
fn a_wrong_secret_is_told_without_the_echo() {
    let cloud = Cloud::with(World::default());
    let home = home_signing(&cloud, "v1");
    cloud.world(|world| {
        "SecretAfterItWasChanged0000000".clone_into(&mut world.user("developer").keys[0].secret);
    });
    in_both_runners(|runner| {
        for words in [
            &["whoami", "-vvv"][..],
            &["ecs", "list", "-o", "json"],
            &["ecs", "list", "-vvv"],
        ] {
            let ran = home.command(words.to_vec()).runner(runner).run();
            let ran = ran.exits(4).says(&["the signature does not match"]);
            echoes_nothing(&cloud, &ran);
        }
    });
    let outcomes: HashSet<_> = cloud
        .requests()
        .into_iter()
        .map(|request| request.outcome)
        .collect();
    assert_eq!(outcomes, HashSet::from(["SignatureDoesNotMatch".to_owned()]));
}

#[test]
fn an_echo_under_any_code_is_not_shown() {
    let cloud = Cloud::with(World::default());
    let home = home_signing(&cloud, "v1");
    let id = cloud.keys().access_key_id;
    for said in [
        format!("Odd. server string to sign is:POST&%2F&AccessKeyId%3D{id}%26SignatureNonce%3D1"),
        format!("Odd: POST&%2F&AccessKeyId%3D{id}%26SignatureNonce%3D1"),
    ] {
        cloud.clear_faults();
        cloud.add_fault(Fault::error(400, "SomethingNew", &said).action("DescribeInstances"));
        for format in ["table", "json"] {
            let ran = home.yun(["ecs", "list", "-o", format, "-vvv"]);
            echoes_nothing(&cloud, &ran.exits(1).says(&["Odd"]));
        }
    }
}

#[test]
fn a_clock_that_is_off_is_told() {
    let cloud = Cloud::with(World::default());
    let home = home_signing(&cloud, "v1");
    for minutes in [16, -16] {
        cloud.set_clock_offset(TimeDelta::minutes(minutes));
        let ran = home.yun(["ecs", "list", "-o", "json"]).exits(4);
        assert_eq!(ran.error()["code"], "InvalidTimeStamp.Expired");
        assert!(ran.stderr.contains("clock"), "{}", ran.stderr);
    }
}

#[test]
fn a_signature_that_there_is_not_is_wrong_use() {
    let cloud = Cloud::with(World::default());
    let home = home_signing(&cloud, "v2");
    for language in ["en", "zh"] {
        for words in [["whoami", "-q"], ["ecs", "list"]] {
            let ran = home.command(words).arguments(["--lang", language]).run().exits(2);
            ran.says(&["dev", "v2", "v3", "v1"]);
        }
    }
    assert_eq!(cloud.requests().len(), 0);
}
