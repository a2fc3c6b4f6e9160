//! Arguments that only some commands have: filters and limits, calls of any API, profiles, settings, completion.

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::Home;

use super::{Row, check_all, files};

const LISTS: &[Row<'_>] = &[
    Row::new("ecs list --limit", "argument_missing_value", &["--limit"]),
    Row::new("ecs list --limit 0", "argument_invalid", &["--limit"]).hint(&["1"]),
    Row::new("ecs list --limit=-1", "argument_invalid", &["--limit"]).hint(&["1"]),
    Row::new("ecs list --limit x", "argument_invalid", &["--limit"]).hint(&["1"]),
    Row::new(
        "ecs list --limit 99999999999999999999",
        "argument_invalid",
        &["--limit"],
    )
    .hint(&["1"]),
    Row::new(
        "ecs list --limit 1 --limit 2",
        "argument_conflict",
        &["--limit", "once"],
    ),
    Row::new("ecs list --filter status", "filter_invalid", &["\"status\""]).hint(&["status=Running"]),
    Row::new("ecs list --filter =Running", "filter_invalid", &["\"=Running\""]).hint(&["status=Running"]),
    Row::new("ecs list --filter status=", "filter_invalid", &["\"status=\""]).hint(&["status=Running"]),
    Row::new("ecs list --filter ''", "filter_invalid", &["\"\""]).hint(&["status=Running"]),
    Row::new(
        "ecs list --filter stauts=Running",
        "filter_unknown",
        &["\"stauts\""],
    )
    .hint(&["\"status\""]),
    Row::new(
        "ecs list --filter zeppelin=1",
        "filter_unknown",
        &["\"zeppelin\""],
    )
    .hint(&["status"]),
    Row::new(
        "ecs list --filter status=Runing",
        "filter_invalid",
        &["status", "\"Runing\""],
    )
    .hint(&["\"Running\""]),
    Row::new(
        "ecs list --filter status=zeppelin",
        "filter_invalid",
        &["\"zeppelin\""],
    )
    .hint(&["Running"]),
    Row::new(
        "ecs list --filter status=Running --filter status=Stopped",
        "filter_repeated",
        &["status", "once"],
    ),
];

const CALLS: &[Row<'_>] = &[
    Row::new("api", "argument_missing", &["PRODUCT"]).hint(&["--help"]),
    Row::new("api Ecs", "argument_missing", &["ACTION"]).hint(&["--help"]),
    Row::new("api Zeppelin Fly", "api_version_unknown", &["Zeppelin"]).hint(&["--version YYYY-MM-DD"]),
    Row::new("api Esc DescribeRegions", "api_version_unknown", &["Esc"]).hint(&["\"Ecs\""]),
    Row::new(
        "api Ecs DescribeRegions --version soon",
        "argument_invalid",
        &["--version"],
    )
    .hint(&["YYYY-MM-DD"]),
    Row::new(
        "api Ecs DescribeRegions --version 2014-5-26",
        "argument_invalid",
        &["--version"],
    )
    .hint(&["YYYY-MM-DD"]),
    Row::new(
        "api Ecs DescribeRegions --version 2014-99-99",
        "argument_invalid",
        &["--version"],
    )
    .hint(&["YYYY-MM-DD"]),
    Row::new("api evil.example.com/ Fly", "argument_invalid", &["PRODUCT"]).hint(&["yun api Ecs"]),
    Row::new("api '' Fly", "argument_invalid", &["PRODUCT"]).hint(&["yun api Ecs"]),
    Row::new("api Ecs Describe/Regions", "argument_invalid", &["ACTION"]).hint(&["yun api Ecs"]),
    Row::new("api Ecs ''", "argument_invalid", &["ACTION"]).hint(&["yun api Ecs"]),
    Row::new(
        "api Ecs DescribeRegions nonsense",
        "argument_invalid",
        &["KEY=VALUE"],
    )
    .hint(&["PageSize=10"]),
    Row::new(
        "api Ecs DescribeRegions =value",
        "argument_invalid",
        &["KEY=VALUE"],
    )
    .hint(&["PageSize=10"]),
    Row::new(
        "api Ecs DescribeRegions a&b=value",
        "argument_invalid",
        &["KEY=VALUE"],
    )
    .hint(&["PageSize=10"]),
    Row::new(
        "api Ecs DescribeRegions A=1 A=2",
        "argument_conflict",
        &["A", "once"],
    ),
    Row::new(
        "api Ecs DescribeRegions AccessKeyId=x",
        "argument_invalid",
        &["AccessKeyId"],
    ),
    Row::new(
        "api Ecs DescribeRegions Action=x",
        "argument_invalid",
        &["Action"],
    ),
    Row::new(
        "api Ecs DescribeRegions SecurityToken=x",
        "argument_invalid",
        &["SecurityToken"],
    ),
    Row::new(
        "api Ecs CreateInstance Password=s3cret",
        "secret_literal",
        &["Password"],
    )
    .hint(&["--secret Password=env:"]),
    Row::new(
        "api Ecs X --secret Password=s3cret",
        "secret_literal",
        &["--secret"],
    )
    .hint(&["env:NAME"]),
    Row::new(
        "api Ecs X --secret Password=env:NOT_SET",
        "secret_unset",
        &["NOT_SET"],
    ),
    Row::new(
        "api Ecs X --secret Password=file:/nowhere/s",
        "secret_unreadable",
        &["/nowhere/s"],
    ),
    Row::new("api Ecs X --secret Password=-", "secret_empty", &["--secret"]),
    Row::new("api Ecs X --secret s3cret", "argument_invalid", &["KEY=VALUE"]),
    Row::new(
        "api Ecs DescribeRegions -r cn-hangzhou -r cn-beijing",
        "one_region",
        &["one region"],
    ),
    Row::new("api Ecs DescribeRegions -r all", "one_region", &["one region"]),
    Row::new(
        "api Ecs DescribeRegions RegionId=evil.com/",
        "region_invalid",
        &["evil.com"],
    )
    .hint(&["cn-hangzhou"]),
    Row::new(
        "api Ecs DescribeRegions --columns id",
        "argument_conflict",
        &["--columns"],
    )
    .hint(&["--query"]),
    Row::new(
        "api Ecs DescribeRegions -p dev -p other",
        "one_profile",
        &["one profile"],
    ),
];

const PROFILES: &[Row<'_>] = &[
    Row::new("profile add", "argument_missing", &["NAME"]).hint(&["--help"]),
    Row::new("profile add new", "argument_missing", &["--mode"]).hint(&["AccessKey"]),
    Row::new(
        "profile add new --mode AcessKey",
        "mode_unknown",
        &["\"AcessKey\""],
    )
    .hint(&["\"AccessKey\""]),
    Row::new("profile add new --mode Pigeon", "mode_unknown", &["\"Pigeon\""]).hint(&["AccessKey"]),
    Row::new(
        "profile add new --mode AccessKey",
        "argument_missing",
        &["--region"],
    )
    .hint(&["cn-hangzhou"]),
    Row::new("profile add new --mode AccessKey -r all", "one_region", &["all"]),
    Row::new(
        "profile add new --mode AccessKey -r cn-beijing -r us-west-1",
        "one_region",
        &["one"],
    ),
    Row::new(
        "profile add new --mode AccessKey -r cn-beijing",
        "argument_missing",
        &["--access-key-id"],
    )
    .hint(&["--help"]),
    Row::new(
        "profile add new --mode AccessKey -r cn-beijing --access-key-id LTAI5tExample",
        "argument_missing",
        &["--access-key-secret"],
    )
    .hint(&["--help"]),
    Row::new(
        "profile add new --mode AccessKey -r cn-beijing --access-key-secret s3cret",
        "secret_literal",
        &["--access-key-secret"],
    )
    .hint(&["env:NAME"]),
    Row::new(
        "profile add new --signature v4",
        "argument_invalid",
        &["--signature"],
    )
    .hint(&["v3"]),
    Row::new("profile add dev --mode AccessKey", "profile_exists", &["\"dev\""]).hint(&["profile edit dev"]),
    Row::new("profile add ''", "profile_name_invalid", &["\"\"", "128"]),
    Row::new("profile use", "argument_missing", &["NAME"]).hint(&["yun profile list"]),
    Row::new("profile use deev", "profile_unknown", &["\"deev\""]).hint(&["\"dev\""]),
    Row::new("profile show deev", "profile_unknown", &["\"deev\""]).hint(&["\"dev\""]),
    Row::new("profile remove deev", "profile_unknown", &["\"deev\""]).hint(&["\"dev\""]),
    Row::new("profile verify deev", "profile_unknown", &["\"deev\""]).hint(&["\"dev\""]),
    Row::new(
        "profile verify dev -p dev",
        "argument_conflict",
        &["NAME", "--profile"],
    ),
    Row::new("profile rename", "argument_missing", &["OLD"]).hint(&["yun profile list"]),
    Row::new("profile rename dev", "argument_missing", &["NEW"]).hint(&["--help"]),
    Row::new("profile rename deev new", "profile_unknown", &["\"deev\""]).hint(&["\"dev\""]),
    Row::new("profile rename dev dev", "profile_exists", &["\"dev\""]),
    Row::new("profile rename dev ''", "profile_name_invalid", &["\"\""]),
    Row::new("profile edit deev", "profile_unknown", &["\"deev\""]).hint(&["\"dev\""]),
    Row::new("profile edit dev", "argument_missing", &["nothing"]).hint(&["--region"]),
    Row::new(
        "profile edit dev --unset zeppelin",
        "field_foreign",
        &["zeppelin"],
    )
    .hint(&["--access-key-id"]),
    Row::new("profile edit dev --mode Pigeon", "mode_unknown", &["\"Pigeon\""]).hint(&["AccessKey"]),
    Row::new("profile edit dev -r CN", "region_invalid", &["\"CN\""]).hint(&["cn-hangzhou"]),
    Row::new(
        "profile edit dev --resource-group rg-1 --no-resource-group",
        "argument_conflict",
        &["--no-resource-group", "--resource-group"],
    ),
    Row::new("profile list --columns nmae", "column_unknown", &["\"nmae\""]).hint(&["\"name\""]),
];

const OTHERS: &[Row<'_>] = &[
    Row::new("settings get langauge", "setting_unknown", &["\"langauge\""]).hint(&["\"language\""]),
    Row::new("settings get ''", "setting_unknown", &["\"\""]).hint(&["secret-store"]),
    Row::new("settings set colour never", "setting_unknown", &["\"colour\""]).hint(&["\"color\""]),
    Row::new("settings unset typeface", "setting_unknown", &["\"typeface\""]).hint(&["secret-store"]),
    Row::new(
        "settings set language fr",
        "setting_invalid",
        &["language", "\"fr\""],
    )
    .hint(&["system, en, zh"]),
    Row::new(
        "settings set language ''",
        "setting_invalid",
        &["language", "\"\""],
    )
    .hint(&["system, en, zh"]),
    Row::new("settings set output jsom", "setting_invalid", &["\"jsom\""]).hint(&["\"json\""]),
    Row::new(
        "settings set secret-store keyring",
        "keyring_absent",
        &["keyring"],
    )
    .hint(&["secret-store file"])
    .exits(4),
    Row::new("settings set language", "argument_missing", &["VALUE"]).hint(&["--help"]),
    Row::new("settings set", "argument_missing", &["KEY"]).hint(&["--help"]),
    Row::new("settings list --columns kye", "column_unknown", &["\"kye\""]).hint(&["\"key\""]),
    Row::new("completion", "argument_missing", &["SHELL"]).hint(&["bash"]),
    Row::new("completion bsh", "argument_invalid", &["SHELL"]).hint(&["bash"]),
    Row::new("completion ''", "argument_missing_value", &["SHELL"]).hint(&["bash"]),
    Row::new("doctor --offlin", "argument_unknown", &["--offlin"]).hint(&["\"--offline\""]),
    Row::new("doctor surplus", "argument_unexpected", &["doctor"]).hint(&["--help"]),
    Row::new("doctor --columns chekc", "column_unknown", &["\"chekc\""]).hint(&["\"check\""]),
    Row::new("man", "argument_missing", &["DIR"]).hint(&["--help"]),
    Row::new("plugin lsit", "command_unknown", &["\"lsit\""]).hint(&["\"list\""]),
];

#[test]
fn filters_and_limits() {
    wrong_and_nobody_is_asked(LISTS);
}

#[test]
fn calls_of_any_api() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    check_all(CALLS, &home);
    assert_eq!(cloud.requests().len(), 0, "nobody is asked");
    for format in ["csv", "tsv", "ids"] {
        let ran = home.yun(["api", "Ecs", "DescribeRegions", "-o", format]).exits(2);
        ran.says(&["--query"]);
    }
    assert_eq!(
        cloud.requests().len(),
        0,
        "nobody is asked for what cannot be shown"
    );
}

#[test]
fn profiles() {
    wrong_and_nobody_is_asked(PROFILES);
}

/// Of Alibaba Cloud CLI's profiles `theirs`, `dev`, which yun has too, `rsa` and `odd`.
const FOREIGN: &[Row<'_>] = &[
    Row::new("profile import", "argument_missing", &["NAME"]).hint(&["--all", "theirs"]),
    Row::new("profile import tehirs", "profile_unknown", &["\"tehirs\""]).hint(&["\"theirs\""]),
    Row::new("profile import dev", "profile_exists", &["\"dev\""]).hint(&["profile import dev --as NEW"]),
    Row::new("profile import theirs --as dev", "profile_exists", &["\"dev\""]).hint(&["profile edit dev"]),
    Row::new("profile import theirs --as ''", "profile_name_invalid", &["\"\""]),
    Row::new(
        "profile import theirs rsa --as new",
        "argument_conflict",
        &["--as"],
    ),
    Row::new("profile import theirs --all", "argument_conflict", &["--all"]),
    Row::new("profile import --all --as new", "argument_conflict", &["--as"]),
    Row::new(
        "profile edit theirs -r cn-beijing",
        "profile_read_only",
        &["\"theirs\""],
    )
    .hint(&["yun profile import theirs"]),
    Row::new("profile rename theirs new", "profile_read_only", &["\"theirs\""])
        .hint(&["yun profile import theirs"]),
    Row::new(
        "profile remove theirs --yes",
        "profile_read_only",
        &["\"theirs\""],
    )
    .hint(&["yun profile import theirs"]),
    Row::new("whoami -p tehirs", "profile_unknown", &["\"tehirs\""]).hint(&["\"theirs\""]),
    Row::new("whoami -p rsa", "mode_unsupported", &["RsaKeyPair"])
        .hint(&["yun profile add"])
        .exits(4),
    Row::new("ecs list -p rsa", "mode_unsupported", &["RsaKeyPair"])
        .hint(&["yun profile add"])
        .exits(4),
    Row::new("whoami -p odd", "mode_unknown", &["\"Teleport\""]).hint(&["yun plugin list"]),
    Row::new("whoami -p half", "field_missing", &["access_key_secret"])
        .hint(&["config.json", "aliyun configure --profile half"])
        .exits(4),
    Row::new("whoami -p nowhere", "field_invalid", &["region_id"]).hint(&["--profile nowhere"]),
];

#[test]
fn profiles_that_others_keep() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let theirs = super::super::aliyun_cli::pair("theirs", &cloud.keys());
    let dev = super::super::aliyun_cli::pair("dev", &cloud.keys());
    let mut nowhere = super::super::aliyun_cli::pair("nowhere", &cloud.keys());
    nowhere["region_id"] = "Nowhere".into();
    let others = [
        json!({"name": "rsa", "mode": "RsaKeyPair"}),
        json!({"name": "odd", "mode": "Teleport"}),
        json!({"name": "half", "mode": "AK", "access_key_id": "LTAI5tExample"}),
    ];
    let all = [&[theirs, dev, nowhere][..], &others].concat();
    home.write_aliyun(super::super::aliyun_cli::file("theirs", &all));
    check_all(FOREIGN, &home);
}

#[test]
fn settings_completion_and_the_doctor() {
    wrong_and_nobody_is_asked(OTHERS);
}

#[track_caller]
fn wrong_and_nobody_is_asked(rows: &[Row<'_>]) {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    check_all(rows, &home);
    assert_eq!(cloud.requests().len(), 0, "nobody is asked");
}

#[test]
fn a_literal_secret_is_not_echoed() {
    let home = Home::alone();
    for line in [
        "api Ecs CreateInstance Password=s3cret-literal",
        "api Ecs X --secret Password=s3cret-literal",
        "api Ecs X --secret s3cret-literal",
        "api Ecs X --secret Password=env:s3cret-literal",
        "api Ecs X --secret Password=file:s3cret-literal",
        "profile add new --mode AccessKey -r cn-beijing --access-key-secret s3cret-literal",
        "profile add new --mode AccessKey -r cn-beijing --access-key-secret=s3cret-literal",
        "profile add new --mode AccessKey -r cn-beijing --access-key-secret env:s3cret-literal",
        "profile add new --mode AccessKey -r cn-beijing --access-key-secret file:s3cret-literal",
        "profile add new --mode AccessKey -r cn-beijing --access-key-secrt s3cret-literal",
        "profile add new --mode AccessKey -r cn-beijing --access-key-secrt=s3cret-literal",
        "profile add new --mode AccessKey -r cn-beijing s3cret-literal",
        "profile add new --mode AccessKey -r cn-beijing --access-key-secret env:X --access-key-secret s3cret-literal",
    ] {
        for globals in [&["-vvv"][..], &["-o", "json", "-vvv"]] {
            let ran = home.command(line.split(' ')).arguments(globals).run().exits(2);
            assert!(!ran.stderr.contains("s3cret-literal"), "{}", ran.stderr);
            assert_eq!(ran.stdout, "", "{line}");
        }
    }
    assert!(files(&home).is_empty(), "nothing is stored");
}

/// The region that an account does not have is found out by asking, before anything is saved.
#[test]
fn a_profile_in_an_unknown_region() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let keys = cloud.keys();
    let line = format!(
        "profile add new --mode AccessKey --region cn-hangzou --access-key-id {}",
        keys.access_key_id
    );
    Row::new(&line, "region_unknown", &["\"cn-hangzou\""])
        .hint(&["\"cn-hangzhou\""])
        .check_with(&home, |invocation| invocation.secret(&keys));
    Row::new(
        "profile edit dev -r cn-hangzou",
        "region_unknown",
        &["\"cn-hangzou\""],
    )
    .hint(&["\"cn-hangzhou\""])
    .check(&home);
}
