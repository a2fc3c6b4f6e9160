//! Profiles of Alibaba Cloud CLI: there by themselves, used as they are, never written, and never in the way.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    path::Path,
};

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, TestKeys, World};
use yun_tests::harness::{Home, Ran, in_both_runners};

/// A profile of mode `AK` as that CLI writes one: every key, most of them filled with nothing.
pub(super) fn pair(name: &str, keys: &TestKeys) -> Value {
    json!({
        "name": name, "mode": "AK", "access_key_id": keys.access_key_id,
        "access_key_secret": keys.access_key_secret, "sts_token": "", "sts_region": "", "ram_role_name": "",
        "ram_role_arn": "", "ram_session_name": "", "source_profile": "", "private_key": "", "key_pair_name": "",
        "expired_seconds": 0, "verified": "", "region_id": "cn-beijing", "output_format": "json", "language": "en",
        "site": "", "retry_timeout": 0, "connect_timeout": 0, "retry_count": 0, "process_command": "",
        "credentials_uri": "", "oidc_provider_arn": "", "oidc_token_file": "",
    })
}

/// The file with these profiles.
pub(super) fn file(current: &str, profiles: &[Value]) -> String {
    json!({"current": current, "profiles": profiles, "meta_path": ""}).to_string()
}

/// Everything of the file that a program could have changed.
fn state(path: &Path) -> (Vec<u8>, i64, i64, u32, u64) {
    let metadata = fs::metadata(path).unwrap();
    let mode = metadata.permissions().mode();
    (
        fs::read(path).unwrap(),
        metadata.mtime(),
        metadata.mtime_nsec(),
        mode,
        metadata.ino(),
    )
}

fn listed(ran: &Ran) -> Vec<(String, String, String, bool)> {
    let rows = ran.rows().into_iter();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    rows.map(|row| {
        let current = row["current"].as_bool().unwrap();
        (
            text(&row["name"]),
            text(&row["source"]),
            text(&row["status"]),
            current,
        )
    })
    .collect()
}

fn list(home: &Home<'_>) -> Ran {
    home.yun(["profile", "list", "-o", "json"]).succeeds()
}

#[test]
fn they_are_used_without_being_saved_and_the_file_stays_as_it_is() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let home = Home::new(&cloud);
        home.add_profile("own", &cloud.account_keys());
        let profiles = [
            pair("default", &cloud.keys()),
            pair("生产 账号", &cloud.read_only_keys()),
        ];
        let path = home.write_aliyun(file("default", &profiles));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        let before = state(&path);
        for line in [
            "whoami -p default",
            "whoami --all-profiles",
            "ecs list -p default -r all",
            "regions -p default",
            "profile list",
            "profile show default",
            "profile verify default",
            "profile verify --all-profiles",
            "profile use default",
            "whoami",
            "profile import --all",
            "profile remove default",
            "doctor --offline",
            "settings set language en",
        ] {
            home.command(line.split(' ')).runner(runner).run().succeeds();
            assert_eq!(state(&path), before, "after {line}");
        }
        let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "no lock, no copy: {left:?}");
    });
}

#[test]
fn own_ones_come_first_and_win() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("shared", &cloud.account_keys());
    home.write_aliyun(file(
        "shared",
        &[pair("theirs", &cloud.keys()), pair("shared", &cloud.keys())],
    ));
    let expected = [("shared", "yun", true), ("theirs", "aliyun-cli", false)];
    let expected = expected.map(|(name, source, current)| (name.into(), source.into(), "ok".into(), current));
    assert_eq!(listed(&list(&home)), expected);
    let row = &list(&home).rows()[1];
    assert_eq!(
        *row,
        json!({"name": "theirs", "mode": "AccessKey", "region": "cn-beijing", "resource_group": null,
               "current": false, "source": "aliyun-cli", "status": "ok"})
    );
    let who = home
        .yun(["whoami", "-p", "shared", "-o", "json"])
        .succeeds()
        .json();
    assert_eq!(who["identity_type"], "Account", "yun's own: {who}");
    home.yun(["whoami", "-p", "teirs"]).exits(2).says(&["\"theirs\""]);
    let offered = |words: &[&str]| {
        let question = ["__complete", "zsh", "="].iter().chain(words);
        let reply = home.yun(question.copied()).succeeds().stdout;
        ["shared", "theirs"].map(|name| reply.contains(name))
    };
    assert_eq!(offered(&["whoami", "-p"]), [true, true]);
    assert_eq!(offered(&["profile", "use"]), [true, true]);
    assert_eq!(offered(&["profile", "edit"]), [true, false]);
    assert_eq!(offered(&["profile", "import"]), [false, true]);
    assert_eq!(offered(&["profile", "import", "another"]), [false, true]);
    assert_eq!(offered(&["profile", "import", "theirs"]), [false, false]);
}

#[test]
fn theirs_is_the_current_one_until_yun_has_one() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.write_aliyun(file(
        "b",
        &[pair("a", &cloud.keys()), pair("b", &cloud.read_only_keys())],
    ));
    let who = || home.yun(["whoami", "-o", "json"]).succeeds().json()["profile"].clone();
    assert_eq!(who(), "b");
    home.yun(["profile", "use", "a"]).succeeds();
    assert_eq!(who(), "a");
    assert_eq!(home.read("config/config.toml").trim(), "current = \"a\"");
    let chosen = |variable: &str| {
        let ran = home
            .command(["whoami", "-o", "json"])
            .variable(variable, "b")
            .run();
        ran.succeeds().json()["profile"].clone()
    };
    for variable in [
        "YUN_PROFILE",
        "ALIBABA_CLOUD_PROFILE",
        "ALIBABACLOUD_PROFILE",
        "ALICLOUD_PROFILE",
    ] {
        assert_eq!(chosen(variable), "b");
    }
    let shown = listed(
        &home
            .command(["profile", "list", "-o", "json"])
            .variable("YUN_PROFILE", "b")
            .run(),
    );
    assert_eq!(shown.iter().map(|row| row.3).collect::<Vec<_>>(), [false, true]);
    assert_eq!(
        listed(&list(&home))[0],
        ("a".into(), "aliyun-cli".into(), "ok".into(), true)
    );
}

#[test]
fn what_is_theirs_is_not_edited() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.write_aliyun(file("theirs", &[pair("theirs", &cloud.keys())]));
    for line in [
        "profile edit theirs --region cn-beijing",
        "profile rename theirs new",
        "profile remove theirs --yes",
    ] {
        let ran = home
            .command(line.split(' '))
            .arguments(["-o", "json"])
            .run()
            .exits(2);
        assert_eq!(ran.error()["code"], "profile_read_only", "{line}");
        assert_eq!(ran.error()["hint"], "copy it first: yun profile import theirs");
    }
    assert!(!home.config_file().exists());
    home.adding("theirs", &cloud.account_keys().access_key_id)
        .secret(&cloud.account_keys())
        .run()
        .succeeds();
    assert_eq!(listed(&list(&home)).len(), 1, "one's own wins from then on");
}

#[test]
fn it_is_shown_where_it_stands_and_why_it_cannot_be_used() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let path = home.write_aliyun(file(
        "",
        &[
            pair("good", &keys),
            json!({"name": "odd", "mode": "Teleport", "access_key_secret": keys.access_key_secret}),
            json!({"name": "rsa", "mode": "RsaKeyPair", "private_key": keys.access_key_secret}),
            json!({"name": "half", "mode": "AK", "access_key_id": keys.access_key_id}),
            json!({"name": "nowhere", "mode": "AK", "access_key_id": keys.access_key_id,
               "access_key_secret": keys.access_key_secret, "region_id": "Hangzhou!"}),
            json!({"name": "wrong", "mode": "AK", "access_key_id": [keys.access_key_secret]}),
            json!({"name": "empty", "mode": ""}),
        ],
    ));
    let shown = |name: &str| {
        home.yun(["profile", "show", name, "-o", "json"])
            .succeeds()
            .json()
    };
    assert_eq!(
        shown("good"),
        json!({
            "name": "good", "mode": "AccessKey", "region": "cn-beijing", "resource_group": null, "current": false,
            "source": "aliyun-cli", "status": "ok", "path": path, "reason": null,
            "access_key_id": keys.access_key_id, "access_key_secret": "***",
        })
    );
    for (name, mode, status, said, exit) in [
        ("odd", "Teleport", "mode-unknown", "Teleport", 2),
        ("rsa", "RsaKeyPair", "mode-unsupported", "deprecated", 4),
        ("half", "AccessKey", "incomplete", "access_key_secret", 4),
        ("nowhere", "AccessKey", "invalid", "region_id", 2),
        ("wrong", "AccessKey", "invalid", "access_key_id", 2),
        ("empty", "", "incomplete", "mode", 4),
    ] {
        let object = shown(name);
        assert_eq!(
            (&object["status"], object["mode"].as_str().unwrap_or("")),
            (&json!(status), mode)
        );
        assert!(object["reason"].as_str().unwrap().contains(said), "{object}");
        let ran = home.yun(["whoami", "-p", name, "-o", "json"]).exits(exit);
        assert!(
            ran.error()["message"].as_str().unwrap().contains(said),
            "{}",
            ran.stderr
        );
        assert_eq!(ran.error()["profile"], name);
        let chinese = home
            .yun(["whoami", "-p", name, "--lang", "zh"])
            .exits(exit)
            .stderr;
        assert!(chinese.contains("错误") && chinese.contains("提示"), "{chinese}");
    }
    let statuses: Vec<_> = listed(&list(&home)).into_iter().map(|row| row.2).collect();
    assert_eq!(
        statuses,
        [
            "ok",
            "mode-unknown",
            "mode-unsupported",
            "incomplete",
            "invalid",
            "invalid",
            "incomplete"
        ]
    );
    let chinese = home.yun(["profile", "list", "--lang", "zh"]).succeeds().stdout;
    assert!(chinese.contains("凭证模式不受支持"), "{chinese}");
    home.yun(["whoami", "-p", "good"]).succeeds();
    home.yun(["whoami", "--all-profiles"]).exits(3);
    let ran = home.yun(["doctor", "--offline", "-o", "json"]).succeeds();
    let warnings = ran
        .rows()
        .into_iter()
        .filter(|row| row["check"] == "profiles" && row["status"] == "warning");
    assert_eq!(
        warnings
            .filter(|row| row["detail"].as_str().unwrap().contains("profile \""))
            .count(),
        6
    );
}

#[test]
fn a_mode_of_a_plugin_takes_its_keys_values_and_what_it_keeps() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::new(&cloud);
    let keys = cloud.keys();
    let entry = json!({"name": "web", "Mode": "teamoauth", "Access_Key_Id": keys.access_key_id,
        "access_key_secret": keys.access_key_secret, "oauth_site_type": "INTL", "expired_seconds": 900,
        "oidc_token_file": "/x", "oauth_refresh_token": "r3fresh-4711", "oauth_refresh_token_expire": 1_800_000_000});
    home.write_aliyun(file("", std::slice::from_ref(&entry)));
    let status = |home: &Home<'_>| listed(&list(home))[0].2.clone();
    assert_eq!(status(&home), "mode-unknown", "no plugin takes it over");
    home.add_fixture("refers");
    assert_eq!(status(&home), "ok");
    let shown = home.yun(["profile", "show", "web", "-o", "json"]).succeeds();
    assert!(!shown.stdout.contains("r3fresh"), "{}", shown.stdout);
    let shown = shown.json();
    assert_eq!(
        [
            &shown["mode"],
            &shown["flavour"],
            &shown["duration"],
            &shown["refresh_token"],
            &shown["refresh_expires_at"]
        ],
        ["Refers", "two", "900", "***", "***"]
    );
    home.yun(["whoami", "-p", "web"]).succeeds();
    let mut inferred = entry;
    inferred["Mode"] = json!("");
    home.write_aliyun(file("web", &[inferred]));
    assert_eq!(
        home.yun(["whoami", "-o", "json"]).succeeds().json()["mode"],
        "Refers"
    );
}

/// Contents that are none, and what is said of them.
const BROKEN: &[(&[u8], &str)] = &[
    (b"", "no JSON"),
    (
        b"{\"profiles\": [{\"access_key_secret\": \"s3cret-open\"",
        "line 1, column",
    ),
    (b"{\n\"profiles\": s3cret-open}", "line 2, column"),
    (b"\xff\xfe{\x00}\x00", "no JSON"),
    (
        b"{\"profiles\": {\"access_key_secret\": \"s3cret-open\"}}",
        "no list",
    ),
    (b"\"s3cret-open\"", "no list"),
    (b"{\"profiles\": [5]}", "entry 1"),
    (
        b"{\"profiles\": [{\"access_key_secret\": \"s3cret-open\"}]}",
        "no name",
    ),
    (b"{\"profiles\": [{\"name\": \"a\\u001b[31m\"}]}", "a\\u{1b}[31m"),
    (
        b"{\"profiles\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}",
        "more than once",
    ),
    (b"{\"current\": \"gone\", \"profiles\": []}", "\"gone\""),
    (b"{\"current\": 0.5, \"profiles\": []}", "0.5"),
    (b"\xef\xbb\xbf{\"profiles\": []}", "byte-order mark"),
];

/// The file stops nothing, is told of by `doctor` and the list, and by nobody else.
#[track_caller]
fn is_in_nobodys_way(home: &Home<'_>, said: &str) {
    for line in [
        "whoami",
        "ecs list",
        "profile show dev",
        "settings list",
        "profile verify dev",
    ] {
        let ran = home.command(line.split(' ')).run().succeeds();
        assert!(!ran.stderr.contains("config.json"), "{line}: {}", ran.stderr);
    }
    let doctor = home.yun(["doctor", "--offline", "-o", "json"]).succeeds();
    let told = doctor.rows().into_iter().filter(|row| {
        row["status"] == "warning"
            && row["detail"].as_str().unwrap().contains(said)
            && row["hint"].is_string()
    });
    assert_eq!(told.count(), 1, "{said}: {}", doctor.stdout);
    let list = home.yun(["profile", "list"]).succeeds();
    assert!(
        list.stderr.contains("note: ") && list.stderr.contains(said),
        "{said}: {}",
        list.stderr
    );
    let json = home
        .yun(["profile", "list", "-o", "json", "--lang", "zh"])
        .succeeds();
    assert!(
        json.stderr.contains("{\"note\":") && json.stderr.contains("阿里云 CLI"),
        "{}",
        json.stderr
    );
    for ran in [&doctor, &list, &json] {
        assert!(
            !ran.stdout.contains("s3cret") && !ran.stderr.contains("s3cret"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_file_that_is_none_is_in_nobodys_way() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (content, said) in BROKEN {
        let path = home.write_aliyun(content);
        let before = state(&path);
        is_in_nobodys_way(&home, said);
        assert_eq!(state(&path), before);
    }
}

#[test]
fn what_cannot_be_read_is_in_nobodys_way_either() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let path = home.aliyun_file();
    fs::create_dir_all(&path).unwrap();
    is_in_nobodys_way(&home, "directory");
    fs::remove_dir(&path).unwrap();
    let large = fs::File::create(&path).unwrap();
    large.set_len(9 * 1024 * 1024).unwrap();
    is_in_nobodys_way(&home, "8 MiB");
    fs::remove_file(&path).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RUSR).unwrap();
    is_in_nobodys_way(&home, "cannot be read");
    fs::remove_file(&path).unwrap();
    symlink("config.json", &path).unwrap();
    is_in_nobodys_way(&home, "cannot be read");
    fs::remove_file(&path).unwrap();
    symlink("nowhere", &path).unwrap();
    let list = home.yun(["profile", "list"]).succeeds();
    assert_eq!(list.stderr, "", "what a link leads nowhere to is not there");
}

#[test]
fn it_is_found_through_a_link_and_where_the_variables_say() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let given = home.write("given/real.json", file("a", &[pair("a", &cloud.keys())]));
    fs::create_dir_all(home.aliyun_file().parent().unwrap()).unwrap();
    symlink(&given, home.aliyun_file()).unwrap();
    home.yun(["whoami"]).succeeds();
    assert!(fs::symlink_metadata(home.aliyun_file()).unwrap().is_symlink());
    let other = home.write("given/other.json", file("b", &[pair("b", &cloud.keys())]));
    let who = || {
        home.command(["whoami", "-o", "json"])
            .variable("ALIBABA_CLOUD_CONFIG_FILE", &other)
    };
    assert_eq!(who().run().succeeds().json()["profile"], "b");
    for word in ["TRUE", "true"] {
        who()
            .variable("ALIBABA_CLOUD_IGNORE_PROFILE", word)
            .run()
            .exits(4);
    }
    who()
        .variable("ALIBABA_CLOUD_IGNORE_PROFILE", "0")
        .run()
        .succeeds();
}

#[test]
fn a_current_one_that_is_not_there_counts_as_none() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.write_aliyun(file("gone", &[pair("a", &cloud.keys())]));
    home.yun(["whoami"])
        .exits(2)
        .says(&["no profile is chosen", "yun profile use"]);
    home.yun(["whoami", "-p", "a"]).succeeds();
    home.yun(["--version"]).succeeds();
    home.yun(["settings", "list"]).succeeds();
}
