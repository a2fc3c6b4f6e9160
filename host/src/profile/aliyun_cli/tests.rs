//! Files as that CLI writes them, as people edit them, and as nobody should.

use serde_json::{Value as Json, json};
use yun_plugin_api::manifest::Manifest;

use super::*;
use crate::{profile::standing::Standing, text::Language};

fn field(key: &str, kind: &str, required: bool) -> Json {
    let title = json!({"en": "a", "zh": "甲"});
    let mut field = json!({"key": key, "title": title, "help": title, "type": kind, "required": required});
    if kind == "choice" {
        field["choices"] =
            json!([{"value": "china", "title": title}, {"value": "international", "title": title}]);
    }
    field
}

fn mode(name: &str, fields: Json, aliyun_cli: Json, environment: Json) -> Json {
    let title = json!({"en": "a", "zh": "甲"});
    json!({"kind": "credential", "mode": name, "title": title, "help": title, "fields": fields,
           "stores": ["refresh_token"], "aliyun_cli": aliyun_cli, "environment": environment})
}

/// A pair, a pair with a token, a login, and the name of a role; one mode that nobody serves.
pub(in crate::profile) fn catalog() -> Catalog {
    let title = json!({"en": "because", "zh": "原因"});
    let mut secret = field("access_key_secret", "secret", true);
    secret["pattern"] = json!("[\\x21-\\x7e]+");
    let pair = [field("access_key_id", "text", true), secret];
    let token = [&pair[..], &[field("token", "secret", true)]].concat();
    let mut lifetime = field("lifetime", "number", false);
    lifetime["default"] = json!("3600");
    let login = [field("site", "choice", true), lifetime];
    let (id, of_secret) = ("access_key_id", "access_key_secret");
    let variables = |prefix: &str| json!({format!("{prefix}_ACCESS_KEY_ID"): id, format!("{prefix}_ACCESS_KEY_SECRET"): of_secret});
    let mut with_token = variables("ALIBABA_CLOUD");
    with_token["ALIBABA_CLOUD_SECURITY_TOKEN"] = json!("token");
    let provides = [
        mode(
            "AccessKey",
            json!(pair),
            json!([{"mode": "AK", "fields": {id: id, of_secret: of_secret}, "inferred_from": [id, of_secret]}]),
            json!([{"fields": variables("ALIBABA_CLOUD")}, {"fields": variables("ALICLOUD")}]),
        ),
        mode(
            "Token",
            json!(token),
            json!([{"mode": "StsToken", "fields": {id: id, of_secret: of_secret, "sts_token": "token"},
                    "inferred_from": [id, of_secret, "sts_token"]}]),
            json!([{"fields": with_token}]),
        ),
        mode(
            "Login",
            json!(login),
            json!([{"mode": "OAuth", "fields": {"oauth_site_type": "site", "expired_seconds": "lifetime"},
                    "values": {"site": {"CN": "china", "INTL": "international"}},
                    "keeps": {"oauth_refresh_token": "refresh_token"},
                    "inferred_from": ["oauth_site_type"], "inferred_rank": 102}]),
            json!([]),
        ),
        mode(
            "Role",
            json!([field("role_name", "text", false)]),
            json!([{"mode": "EcsRamRole", "fields": {"ram_role_name": "role_name"},
                    "inferred_from": ["ram_role_name"], "inferred_rank": 101}]),
            json!([]),
        ),
    ];
    let manifest = json!({
        "schema": 1, "id": "modes", "name": title, "description": title, "version": "1.0.0", "authors": [],
        "license": "Apache-2.0", "protocol": {"min": 1, "max": 1}, "provides": provides,
        "aliyun_cli_refused": [{"mode": "BearerToken", "reason": title, "inferred_from": ["bearer_token"]}],
    });
    let manifest = Manifest::parse(manifest.to_string().as_bytes()).expect("valid");
    Catalog::of_manifests([manifest])
}

fn parsed(text: &str) -> AliyunCli {
    parse(
        Path::new("/home/a/.aliyun/config.json"),
        text.as_bytes(),
        &catalog(),
    )
}

/// The one profile of this content.
fn entry(content: Json) -> Foreign {
    let mut content = content;
    content["name"] = json!("p");
    let mut found = parsed(&json!({"profiles": [content]}).to_string());
    assert!(found.remarks.is_empty());
    found.profiles.remove(0)
}

#[test]
fn a_profile_of_each_kind_gets_its_fields() {
    let pair = json!({"mode": "ak", "access_key_id": "id", "access_key_secret": "s3cret", "region_id": "cn-beijing",
                      "sts_token": "", "expired_seconds": 0, "language": "zh", "retry_count": 3});
    let (profile, secrets) = entry(pair).used().expect("usable");
    assert_eq!(
        (profile.mode.as_str(), profile.region.as_str()),
        ("AccessKey", "cn-beijing")
    );
    assert_eq!(
        profile.fields,
        [("access_key_id".to_owned(), "id".to_owned())].into()
    );
    assert_eq!(secrets["access_key_secret"].expose(), "s3cret");
    assert_eq!(secrets.len(), 1);

    let login = json!({"Mode": "OAUTH", "OAuth_Site_Type": "intl", "expired_seconds": 900, "oauth_refresh_token": "r3fresh"});
    let (profile, secrets) = entry(login).used().expect("usable");
    assert_eq!(profile.fields["site"], "international");
    assert_eq!(profile.fields["lifetime"], "900", "numbers become texts");
    assert_eq!(
        secrets["refresh_token"].expose(),
        "r3fresh",
        "what the mode keeps by itself"
    );
    assert_eq!(profile.region.as_str(), "cn-hangzhou", "as that CLI takes it");
}

#[test]
fn a_mode_that_is_not_named_follows_from_what_is_there() {
    let id_and_secret = json!({"mode": "", "access_key_id": "i", "access_key_secret": "s"});
    let with = |more: &[(&str, &str)]| {
        let mut content = id_and_secret.clone();
        more.iter().for_each(|(key, value)| content[*key] = json!(value));
        entry(content).mode
    };
    assert_eq!(with(&[]).as_deref(), Some("AccessKey"));
    assert_eq!(
        with(&[("sts_token", "t")]).as_deref(),
        Some("Token"),
        "the most keys"
    );
    assert_eq!(
        with(&[("sts_token", "")]).as_deref(),
        Some("AccessKey"),
        "a filler is none"
    );
    assert_eq!(with(&[("ram_role_name", "r")]).as_deref(), Some("AccessKey"));
    let two = json!({"oauth_site_type": "CN", "ram_role_name": "r"});
    assert_eq!(
        entry(two).mode.as_deref(),
        Some("Role"),
        "the lowest rank of as many keys"
    );
    let unserved = entry(json!({"bearer_token": "b3arer"}));
    assert_eq!(unserved.standing(), Standing::ModeUnsupported);
    let nothing = entry(json!({"mode": "", "access_key_id": ""}));
    assert_eq!(
        (nothing.mode.as_deref(), nothing.standing()),
        (None, Standing::Incomplete)
    );
}

#[test]
fn what_cannot_be_used_says_why_in_both_languages_and_without_its_secrets() {
    let secret = "s3cret with space";
    for (content, standing, code, said) in [
        (
            json!({"mode": "Teleport"}),
            Standing::ModeUnknown,
            "mode_unknown",
            "Teleport",
        ),
        (
            json!({"mode": "bearertoken"}),
            Standing::ModeUnsupported,
            "mode_unsupported",
            "because",
        ),
        (json!({"mode": 5}), Standing::ModeUnknown, "mode_unknown", "5"),
        (
            json!({"mode": ["AK"]}),
            Standing::Invalid,
            "field_invalid",
            "mode",
        ),
        (
            json!({"mode": "AK", "access_key_id": "i"}),
            Standing::Incomplete,
            "field_missing",
            "access_key_secret",
        ),
        (
            json!({"mode": "AK", "access_key_id": {"a": secret}}),
            Standing::Invalid,
            "field_invalid",
            "access_key_id",
        ),
        (
            json!({"mode": "AK", "access_key_id": "i", "access_key_secret": secret}),
            Standing::Invalid,
            "field_invalid",
            "access_key_secret",
        ),
        (
            json!({"mode": "OAuth", "oauth_site_type": secret}),
            Standing::Invalid,
            "field_invalid",
            "oauth_site_type",
        ),
        (
            json!({"mode": "OAuth", "oauth_site_type": "CN", "expired_seconds": 1.5}),
            Standing::Invalid,
            "field_invalid",
            "expired_seconds",
        ),
        (
            json!({"mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": [secret]}),
            Standing::Invalid,
            "field_invalid",
            "oauth_refresh_token",
        ),
        (
            json!({"mode": "EcsRamRole", "region_id": "CN Hangzhou"}),
            Standing::Invalid,
            "field_invalid",
            "region_id",
        ),
        (
            json!({"mode": "EcsRamRole", "region_id": 5}),
            Standing::Invalid,
            "field_invalid",
            "region_id",
        ),
    ] {
        let found = entry(content.clone());
        assert_eq!(found.standing(), standing, "{content}");
        let error = found.used().expect_err("not usable");
        assert_eq!(error.code(), code, "{content}");
        let (english, chinese) = (error.to_text(Language::English), error.to_text(Language::Chinese));
        assert!(english.contains(said) && !english.contains("s3cret"), "{english}");
        assert!(
            !chinese.contains("s3cret") && chinese.contains("提示"),
            "{chinese}"
        );
    }
}

#[test]
fn keys_may_stand_twice_and_in_any_case() {
    let text = r#"{"Profiles": [{"NAME": "p", "mode": "StsToken", "MODE": "AK", "Access_Key_Id": "old",
        "access_key_ID": "new", "ACCESS_KEY_SECRET": "a<b", "more": [1, {"deep": [null, true, 1e9]}]}],
        "Current": "p", "meta_path": ""}"#;
    let found = parsed(text);
    assert_eq!(found.current.as_deref(), Some("p"));
    let (profile, secrets) = found.profiles[0].used().expect("usable");
    assert_eq!(
        (profile.mode.as_str(), profile.fields["access_key_id"].as_str()),
        ("AccessKey", "new")
    );
    assert_eq!(secrets["access_key_secret"].expose(), "a<b");
}

#[test]
fn a_file_that_is_none_has_no_profiles_and_says_what_is_wrong() {
    let deep = format!("{{\"profiles\": {}", "[".repeat(100_000));
    for (text, key) in [
        ("", "aliyun-malformed"),
        (
            "{\"profiles\": [{\"access_key_secret\": \"s3cret\" oops",
            "aliyun-malformed",
        ),
        (
            "{\"profiles\": [{\"access_key_secret\": s3cret}]}",
            "aliyun-malformed",
        ),
        ("{} {}", "aliyun-malformed"),
        (deep.as_str(), "aliyun-malformed"),
        ("\"s3cret\"", "aliyun-shape"),
        ("null", "aliyun-shape"),
        ("[]", "aliyun-shape"),
        ("{\"profiles\": {\"a\": \"s3cret\"}}", "aliyun-shape"),
        ("{\"profiles\": \"s3cret\"}", "aliyun-shape"),
    ] {
        let found = parsed(text);
        assert!(found.profiles.is_empty() && found.current.is_none());
        let keys: Vec<_> = found.remarks.iter().map(|remark| remark.key).collect();
        assert_eq!(keys, [key], "{:.60}", text);
        let said = Language::English.say(&found.remarks[0]);
        assert!(!said.contains("s3cret"), "{said}");
    }
    for text in [
        "{}",
        "{\"profiles\": null, \"current\": \"\"}",
        "{\"profiles\": []}",
    ] {
        let found = parsed(text);
        assert!(found.profiles.is_empty() && found.remarks.is_empty(), "{text}");
    }
}

#[test]
fn one_entry_that_is_none_is_left_out_and_the_others_are_read() {
    let found = parsed(
        r#"{"current": "gone", "profiles": [5, {"mode": "AK"}, {"name": ""}, {"name": ["a"]}, {"name": "a\u001b[31m"},
            {"name": " a"}, {"name": "good"}, {"name": "good", "mode": "AK"}, {"name": 7}, {"name": "生产 账号"}]}"#,
    );
    let names: Vec<_> = found
        .profiles
        .iter()
        .map(|profile| profile.name.as_str())
        .collect();
    assert_eq!(names, ["good", "7", "生产 账号"]);
    let keys: Vec<_> = found.remarks.iter().map(|remark| remark.key).collect();
    assert_eq!(
        keys,
        [
            "aliyun-entry-wrong",
            "aliyun-name-missing",
            "aliyun-name-missing",
            "aliyun-name-missing",
            "aliyun-name-invalid",
            "aliyun-name-invalid",
            "aliyun-name-twice",
            "aliyun-current-unknown",
        ]
    );
    assert!(found.profiles[0].mode.is_none(), "the first of a name counts");
    assert_eq!(found.current, None);
    let odd = parsed(r#"{"current": ["a"], "profiles": []}"#);
    assert_eq!(odd.remarks[0].key, "aliyun-current-wrong");
}

#[test]
fn a_byte_order_mark_is_told_of_and_read_over() {
    let found = parsed("\u{feff}{\"profiles\": [{\"name\": \"p\", \"mode\": \"EcsRamRole\"}]}");
    assert_eq!(found.profiles.len(), 1);
    assert_eq!(found.remarks[0].key, "aliyun-byte-order-mark");
    let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = parse(Path::new("p"), &utf16, &catalog());
    assert_eq!(found.remarks[0].key, "aliyun-malformed");
}

#[test]
fn the_file_lies_where_the_variables_say() {
    let home = tempfile::tempdir().expect("a directory");
    let file = |name: &str, profile: &str| {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("makes");
        let text = json!({"profiles": [{"name": profile, "mode": "EcsRamRole"}]});
        std::fs::write(&path, text.to_string()).expect("writes");
        path.into_os_string()
    };
    file(".aliyun/config.json", "at home");
    let other = file("other.json", "elsewhere");
    let names = |more: &[(&str, &std::ffi::OsStr)]| {
        let variables = [("HOME", home.path().as_os_str())];
        let environment = Environment::of_variables(variables.iter().chain(more).copied());
        let found = read(&environment, &catalog()).profiles.into_iter();
        found
            .map(|profile| profile.name.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let named = ("ALIBABA_CLOUD_CONFIG_FILE", other.as_os_str());
    assert_eq!(names(&[]), ["at home"]);
    assert_eq!(names(&[named]), ["elsewhere"]);
    assert_eq!(names(&[("ALIBABA_CLOUD_CONFIG_FILE", "".as_ref())]), ["at home"]);
    for (word, count) in [
        ("TRUE", 0),
        ("true", 0),
        ("True", 0),
        ("1", 1),
        ("false", 1),
        ("", 1),
    ] {
        let ignored = ("ALIBABA_CLOUD_IGNORE_PROFILE", word.as_ref());
        assert_eq!(names(&[named, ignored]).len(), count, "{word}");
    }
    assert!(
        read(&Environment::default(), &catalog()).remarks.is_empty(),
        "no home is no fault"
    );
}

#[test]
fn what_is_no_file_or_too_large_is_told_of_and_a_missing_one_is_none() {
    let home = tempfile::tempdir().expect("a directory");
    let remark = |path: &Path| {
        let environment = Environment::of_variables([("ALIBABA_CLOUD_CONFIG_FILE", path)]);
        let found = read(&environment, &catalog());
        assert!(found.profiles.is_empty());
        found.remarks.first().map(|remark| remark.key)
    };
    assert_eq!(remark(&home.path().join("none")), None);
    assert_eq!(remark(home.path()), Some("aliyun-unreadable"));
    assert_eq!(remark(Path::new("/dev/null")), Some("aliyun-unreadable"));
    let large = home.path().join("large");
    let file = File::create(&large).expect("creates");
    file.set_len(LARGEST + 1).expect("grows");
    assert_eq!(remark(&large), Some("aliyun-too-large"));
    file.set_len(LARGEST).expect("shrinks");
    assert_eq!(remark(&large), Some("aliyun-malformed"), "read, and no JSON");
}
