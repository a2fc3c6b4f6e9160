//! `profile verify`: whether profiles work, and why not, in words that say what to do.

use serde_json::json;
use yun_tests::cloud::{Cloud, TimeDelta, World};
use yun_tests::harness::{Home, in_both_runners};

#[test]
fn a_profile_that_works_says_whose_it_is() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("生产 账号", &cloud.keys());
    let expected = json!({
        "profile": "生产 账号", "ok": true, "account_id": "1234567890123456",
        "arn": "acs:ram::1234567890123456:user/developer", "identity_type": "RAMUser",
        "expires_at": null, "reason": null,
    });
    in_both_runners(|runner| {
        for arguments in [&[][..], &["生产 账号"], &["-p", "生产 账号"]] {
            let command = home.command(["profile", "verify", "-o", "json"]);
            let ran = command.arguments(arguments).runner(runner).run().succeeds();
            assert_eq!(ran.json(), expected);
        }
    });
    let text = home.yun(["profile", "verify"]).succeeds().stdout;
    assert!(
        text.contains("Works") && text.contains("user/developer"),
        "{text}"
    );
}

#[test]
fn of_several_each_has_a_row() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("reader", &cloud.read_only_keys());
    let verify = |code| {
        home.yun(["profile", "verify", "--all-profiles", "-o", "json"])
            .exits(code)
    };
    let rows = verify(0).rows();
    let names: Vec<_> = rows.iter().map(|row| row["profile"].clone()).collect();
    assert_eq!(names, ["dev", "reader"]);
    cloud.world(|world| world.user("reader").keys[0].active = false);
    let ran = verify(3);
    assert_eq!(ran.error()["code"], "InvalidAccessKeyId.Inactive");
    let rows = ran.rows();
    assert_eq!((&rows[0]["ok"], &rows[1]["ok"]), (&json!(true), &json!(false)));
    assert!(rows[1]["reason"].as_str().unwrap().contains("disabled"));
    cloud.world(|world| world.user("developer").keys[0].active = false);
    verify(4);
    let text = home
        .yun(["profile", "verify", "-p", "dev", "-p", "reader"])
        .exits(4);
    assert!(text.stdout.contains("reader"), "{}", text.stdout);
    text.says(&["disabled", "hint:"]);
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let fails = |code, words: &[&str]| {
        let ran = home.yun(["profile", "verify", "-o", "json"]).exits(code);
        let (object, error) = (ran.json(), ran.error());
        assert_eq!(object["ok"], false);
        assert_eq!(object["reason"], error["message"]);
        assert!(error["hint"].is_string(), "{error}");
        home.yun(["profile", "verify"]).exits(code).says(words);
    };
    cloud.world(|world| world.user("developer").keys[0].active = false);
    fails(4, &["disabled", "hint:"]);
    cloud.world(|world| world.user("developer").keys[0].active = true);
    home.yun(["profile", "edit", "dev", "--region", "cn-nowhere", "--no-verify"])
        .succeeds();
    fails(2, &["\"cn-nowhere\""]);
    home.yun([
        "profile",
        "edit",
        "dev",
        "--access-key-id",
        "LTAI5tNobody",
        "--no-verify",
    ])
    .succeeds();
    fails(4, &["does not know this AccessKey ID"]);
    let id = cloud.read_only_keys().access_key_id;
    home.yun(["profile", "edit", "dev", "--access-key-id", &id, "--no-verify"])
        .succeeds();
    fails(4, &["secret is wrong"]);
}

#[test]
fn a_clock_that_is_off_is_told_with_both_times() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.set_clock_offset(TimeDelta::minutes(50));
    home.yun(["profile", "verify"]).exits(4).says(&[
        "this machine's clock says 20",
        "Alibaba Cloud's 20",
        "50 minutes",
        "hint:",
    ]);
    cloud.set_clock_offset(TimeDelta::hours(-30));
    home.yun(["profile", "verify", "--lang", "zh"])
        .exits(4)
        .says(&["本机时钟", "相差 30 小时"]);
}

#[test]
fn what_is_not_reached_says_how_far_it_came() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.set("YUN_ENDPOINT_URL", "http://127.0.0.1:9");
    home.yun(["profile", "verify"])
        .exits(7)
        .says(&["127.0.0.1:9 refuses the connection", "hint:"]);
    // Somebody listens, and does not speak TLS.
    home.set("YUN_ENDPOINT_URL", cloud.url().replace("http:", "https:"));
    home.set("SSL_CERT_FILE", cloud.ca_file());
    home.yun(["profile", "verify"])
        .exits(7)
        .says(&["secure connection"]);
    // A name that is reserved so that it never exists.
    home.set("YUN_ENDPOINT_URL", "https://sts.invalid");
    home.yun(["profile", "verify"])
        .exits(7)
        .says(&["sts.invalid cannot be resolved", "network"]);
}

#[test]
fn what_is_not_there_cannot_be_verified() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["profile", "verify", "deev"])
        .exits(2)
        .says(&["\"dev\""]);
    home.yun(["profile", "verify", "--columns", "okay"])
        .exits(2)
        .says(&["okay"]);
    assert_eq!(cloud.requests().len(), 0);
    Home::alone().yun(["profile", "verify"]).exits(4);
    Home::alone()
        .yun(["profile", "verify", "--all-profiles"])
        .exits(4);
}
