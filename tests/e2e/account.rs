//! What belongs to any account: who am I, regions, resource groups, and any API call at all.

use std::fs;

use serde_json::json;
use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::Home;

#[test]
fn regions_are_the_accounts_own_in_the_users_language() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let rows = home.yun(["regions", "-o", "json"]).succeeds().rows();
    assert_eq!(rows.len(), 8);
    let hangzhou = json!({"id": "cn-hangzhou", "name": "China (Hangzhou)", "status": "available", "current": true,
        "endpoint": "ecs-cn-hangzhou.aliyuncs.com"});
    assert!(rows.contains(&hangzhou), "{rows:?}");
    let chinese = home.yun(["regions", "--lang", "zh"]).succeeds().stdout;
    assert!(chinese.contains("华东1（杭州）"), "{chinese}");
    assert!(rows.iter().map(|row| row["id"].as_str()).is_sorted());
    let sorted = home
        .yun(["regions", "--sort", "-id", "-o", "ids"])
        .succeeds()
        .stdout;
    assert!(sorted.starts_with("us-west-1\n"), "{sorted}");
}

#[test]
fn a_region_that_opens_is_seen_once_regions_are_asked_for() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["ecs", "list", "-r", "all"]).succeeds();
    cloud.world(|world| {
        let mut region = world.regions[1].clone();
        region.id = "xx-new-1".to_owned();
        world.regions.push(region);
        let mut instance = world.instances[0].clone();
        (instance.id, instance.region) = ("i-new".to_owned(), "xx-new-1".to_owned());
        world.instances.push(instance);
    });
    // One that is named is there at once.
    assert_eq!(
        home.yun(["ecs", "list", "-r", "xx-new-1", "-o", "json"])
            .succeeds()
            .ids(),
        ["i-new"]
    );
    home.yun(["regions"]).succeeds();
    cloud.clear_requests();
    let ids = home
        .yun(["ecs", "list", "-r", "all", "-o", "json"])
        .succeeds()
        .ids();
    assert!(ids.contains(&"i-new".to_owned()));
    assert_eq!(cloud.calls("DescribeRegions"), 0, "what was told is remembered");
}

#[test]
fn remembered_regions_that_are_broken_are_asked_again() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["regions"]).succeeds();
    let files: Vec<_> = fs::read_dir(home.path("cache/regions"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    fs::write(&files[0], "{\"format\":1,\"profile\"").unwrap();
    cloud.clear_requests();
    let listed = home.yun(["ecs", "list", "-r", "all", "-o", "json"]).succeeds();
    assert_eq!(listed.rows().len(), 192);
    assert_eq!(cloud.calls("DescribeRegions"), 1);
}

#[test]
fn resource_groups_are_listed_over_their_pages() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let all: Vec<String> = cloud.world(|world| {
        world
            .resource_groups
            .iter()
            .map(|group| group.id.clone())
            .collect()
    });
    let rows = home.yun(["resource-groups", "-o", "json"]).succeeds().rows();
    assert_eq!(rows.len(), all.len());
    assert!(
        rows.iter()
            .all(|row| all.contains(&row["id"].as_str().unwrap().to_owned()))
    );
    assert!(
        rows[0].get("name").is_some()
            && rows[0].get("display_name").is_some()
            && rows[0].get("status").is_some()
    );
    cloud.add_fault(Fault::error(403, "NoPermission", "no").action("ListResourceGroups"));
    home.yun(["resource-groups"]).exits(5);
}

#[test]
fn several_profiles_are_several_rows() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("reader 只读", &cloud.read_only_keys());
    let rows = home
        .yun(["whoami", "--all-profiles", "-o", "json"])
        .succeeds()
        .rows();
    let names: Vec<_> = rows.iter().map(|row| row["profile"].as_str().unwrap()).collect();
    assert_eq!(names, ["dev", "reader 只读"]);
    let regions = home
        .yun(["regions", "-p", "dev", "-p", "reader 只读", "-o", "json"])
        .succeeds()
        .rows();
    assert_eq!(regions.len(), 16);
    assert_eq!(
        (&regions[0]["profile"], &regions[15]["profile"]),
        (&json!("dev"), &json!("reader 只读"))
    );
    let denied = cloud.read_only_keys().access_key_id;
    cloud.add_fault(Fault::error(400, "InvalidAccessKeyId.NotFound", "no").access_key_id(&denied));
    let ran = home.yun(["whoami", "--all-profiles", "-o", "json"]).exits(3);
    assert_eq!(ran.rows().len(), 1);
    assert_eq!(ran.error()["profile"], "reader 只读");
}

#[test]
fn any_call_can_be_sent_and_answers_as_it_came() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let ran = home.yun([
        "api",
        "ecs",
        "DescribeInstances",
        "MaxResults=20",
        "-r",
        "cn-beijing",
        "-o",
        "json",
    ]);
    let answer = ran.succeeds().json();
    assert_eq!(answer["TotalCount"], 30);
    assert_eq!(answer["Instances"]["Instance"].as_array().unwrap().len(), 20);
    let asked = |more: &[&str]| {
        let ran = home
            .command(["api", "Ecs", "DescribeRegions"])
            .arguments(more)
            .run();
        ran.succeeds().stdout
    };
    assert!(asked(&[]).starts_with("{\n"), "without a format it is JSON");
    assert_eq!(asked(&["-o", "jsonl"]).lines().count(), 1);
    assert!(asked(&["-o", "yaml"]).contains("RegionId: cn-hangzhou\n"));
    assert_eq!(
        asked(&["--query", "Regions.Region[].RegionId", "-o", "csv"])
            .lines()
            .count(),
        8
    );
    let same = home.yun([
        "api",
        "sts",
        "GetCallerIdentity",
        "--query",
        "AccountId",
        "-o",
        "json",
    ]);
    assert_eq!(same.succeeds().json(), "1234567890123456");
    let versioned = [
        "api",
        "Ecs",
        "DescribeRegions",
        "--version",
        "2014-05-26",
        "AcceptLanguage=en-US",
    ];
    assert!(home.yun(versioned).succeeds().stdout.contains("China (Hangzhou)"));
    // The region of a parameter is the region that is asked.
    cloud.clear_requests();
    home.yun(["api", "Ecs", "DescribeInstances", "RegionId=us-west-1"])
        .succeeds();
    assert_eq!(cloud.requests()[0].region, "us-west-1");
}

#[test]
fn a_call_whose_effect_is_unknown_is_not_sent_again() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    // A manifest says that this one only reads.
    cloud.add_fault(Fault::unavailable().action("DescribeInstances").times(1));
    home.yun(["api", "Ecs", "DescribeInstances"]).succeeds();
    // Nobody says so of this one.
    cloud.add_fault(Fault::unavailable().action("DescribeRegions").times(1));
    cloud.clear_requests();
    home.yun(["api", "Ecs", "DescribeRegions"]).exits(7);
    assert_eq!(cloud.calls("DescribeRegions"), 1);
    // A connection that was lost says nothing of what became of the call.
    cloud.add_fault(Fault::drop_after().action("DescribeRegions").times(1));
    let lost = home
        .yun(["api", "Ecs", "DescribeRegions", "-o", "json"])
        .exits(7)
        .error();
    assert_eq!(
        (&lost["code"], &lost["retryable"]),
        (&json!("outcome_unknown"), &json!(false))
    );
    cloud.add_fault(Fault::drop_after().action("DescribeRegions").times(1));
    home.yun(["api", "Ecs", "DescribeRegions", "ClientToken=t-1"])
        .succeeds();
    // What was throttled was not carried out.
    cloud.add_fault(Fault::throttling().action("DescribeRegions").times(1));
    cloud.clear_requests();
    home.yun(["api", "Ecs", "DescribeRegions"]).succeeds();
    assert_eq!(cloud.calls("DescribeRegions"), 2);
}

#[test]
fn mistakes_in_a_call_are_told_and_secrets_are_not_arguments() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (arguments, said) in [
        (&["api"][..], "PRODUCT"),
        (&["api", "Ecs"], "ACTION"),
        (&["api", "Pigeon", "Fly"], "--version"),
        (&["api", "Escs", "DescribeRegions"], "\"Ecs\""),
        (
            &["api", "Ecs", "DescribeRegions", "--version", "soon"],
            "YYYY-MM-DD",
        ),
        (&["api", "Ecs", "Describe Regions"], "ACTION"),
        (&["api", "Ecs", "DescribeRegions", "surplus"], "KEY=VALUE"),
        (&["api", "Ecs", "DescribeRegions", "AccessKeyId=x"], "AccessKeyId"),
        (&["api", "Ecs", "DescribeRegions", "A=1", "A=2"], "once"),
        (
            &[
                "api",
                "Ecs",
                "DescribeRegions",
                "-r",
                "cn-beijing",
                "-r",
                "cn-shanghai",
            ],
            "one region",
        ),
        (&["api", "Ecs", "DescribeRegions", "--columns", "a"], "--query"),
        (&["api", "Ecs", "DescribeRegions", "-o", "csv"], "--query"),
    ] {
        let ran = home.yun(arguments.iter().copied()).exits(2);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        ran.says(&[said]);
    }
    let literal = home
        .yun(["api", "Ecs", "ModifyInstanceAttribute", "Password=hunter2hunter2"])
        .exits(2);
    assert!(!literal.stderr.contains("hunter2"), "{}", literal.stderr);
    cloud.clear_requests();
    home.command(["api", "Ecs", "DescribeRegions", "--secret", "Password=env:GIVEN"])
        .variable("GIVEN", "hunter2hunter2")
        .run()
        .succeeds();
    let sent = &cloud.requests()[0];
    assert!(sent.params.iter().any(|(name, _)| name == "Password"), "{sent:?}");
    assert!(
        !sent.in_query.contains(&"Password".to_owned()),
        "a URL is written into logs"
    );
    cloud.add_fault(Fault::error(400, "Odd", "the password hunter2hunter2 is odd").action("DescribeRegions"));
    for signature in ["v3", "v1"] {
        home.yun(["profile", "edit", "dev", "--signature", signature, "--no-verify"])
            .succeeds();
        let ran = home
            .command(["api", "Ecs", "DescribeRegions", "--secret", "Password=env:GIVEN"])
            .variable("GIVEN", "hunter2hunter2")
            .run()
            .exits(1);
        assert!(
            ran.stderr.contains("***") && !ran.stderr.contains("hunter2"),
            "{}",
            ran.stderr
        );
    }
}
