//! Each rule, broken alone.

use serde_json::{Value, json};

use super::*;

fn valid() -> Value {
    let title = json!({"en": "a", "zh": "甲"});
    json!({
        "schema": 1, "id": "hosts", "name": title, "description": title, "version": "1.0.0",
        "authors": ["A"], "license": "Apache-2.0", "protocol": {"min": 1, "max": 1},
        "capabilities": ["api:Ecs/Describe*", "api:Ecs/StopInstances"],
        "provides": [
            {"kind": "resource", "type": "hosts", "title": title, "help": title,
             "columns": [
                {"key": "id", "title": title, "kind": "text"}, {"key": "name", "title": title, "kind": "text"},
                {"key": "status", "title": title, "kind": "status"}, {"key": "region", "title": title, "kind": "text"}],
             "filters": [{"key": "status", "title": title, "help": title, "type": "text"}],
             "actions": [{"name": "stop", "title": title, "help": title, "risk": "write", "batch": 10,
                          "calls": ["Ecs/StopInstances"]}]},
            {"kind": "credential", "mode": "Team", "title": title, "help": title,
             "fields": [{"key": "token", "title": title, "help": title, "type": "secret"},
                        {"key": "site", "title": title, "help": title, "type": "choice",
                         "choices": [{"value": "china", "title": title}]}],
             "stores": ["refresh_token"],
             "aliyun_cli": [{"mode": "Team", "fields": {"access_token": "token", "team_site": "site"},
                             "values": {"site": {"CN": "china"}}, "keeps": {"team_refresh_token": "refresh_token"},
                             "inferred_from": ["access_token"], "inferred_rank": 3}],
             "environment": [{"fields": {"TEAM_TOKEN": "token"}}]},
            {"kind": "teleporter", "from": "the future"}
        ],
        "aliyun_cli_refused": [{"mode": "Anonymous", "reason": title, "inferred_from": ["bearer_token"]}]
    })
}

fn rule_of(change: impl FnOnce(&mut Value)) -> String {
    let mut manifest = valid();
    change(&mut manifest);
    Manifest::parse(manifest.to_string().as_bytes())
        .expect_err("a rule is broken")
        .to_string()
}

fn aliyun(manifest: &mut Value) -> &mut Value {
    &mut manifest["provides"][1]["aliyun_cli"][0]
}

#[test]
fn a_manifest_with_something_from_the_future_is_read() {
    let manifest = Manifest::parse(valid().to_string().as_bytes()).expect("valid");
    assert_eq!(manifest.provides[2], Provided::Unknown);
    assert!(manifest.is_read("Ecs", "DescribeInstances"));
    for (product, action) in [
        ("Ecs", "StopInstances"),
        ("ecs", "stopInstances"),
        ("Ecs", "DeleteInstances"),
    ] {
        assert!(!manifest.is_read(product, action), "{product}/{action}");
    }
}

#[test]
fn each_rule_is_named_with_its_place() {
    let rules = [
        rule_of(|m| m["schema"] = json!(2)),
        rule_of(|m| m["id"] = json!("Über")),
        rule_of(|m| m["name"]["zh"] = json!(" ")),
        rule_of(|m| m["description"]["en"] = json!("a\u{1b}[31m")),
        rule_of(|m| m["protocol"]["min"] = json!(2)),
        rule_of(|m| m["provides"] = json!([])),
        rule_of(|m| m["provides"][0]["type"] = json!("profile")),
        rule_of(|m| m["provides"][0]["columns"][0]["key"] = json!("ident")),
        rule_of(|m| m["provides"][0]["filters"][0]["key"] = json!("dry_run")),
        rule_of(|m| m["provides"][0]["actions"][0]["name"] = json!("list")),
        rule_of(|m| m["provides"][0]["actions"][0]["batch"] = json!(0)),
        rule_of(|m| m["provides"][0]["actions"][0]["calls"] = json!(["Ecs/DeleteInstances"])),
        rule_of(|m| m["provides"][0]["actions"][0]["risk"] = json!("read")),
        rule_of(|m| m["provides"][1]["fields"][0]["default"] = json!("x")),
        rule_of(|m| m["provides"][1]["fields"][0]["key"] = json!("region")),
        rule_of(|m| m["provides"][1]["fields"][0]["type"] = json!("choice")),
        rule_of(|m| m["capabilities"] = json!(["http:{token}"])),
        rule_of(|m| m["capabilities"] = json!(["file:{nowhere}"])),
        rule_of(|m| m["provides"][1]["aliases"] = json!(["TEAM"])),
        rule_of(|m| m["provides"][1]["stores"] = json!(["Refresh"])),
        rule_of(|m| m["provides"][1]["stores"] = json!(["refresh_token", "token"])),
        rule_of(|m| m["provides"][1]["stores"] = json!(["refresh_token", "refresh_token"])),
        rule_of(|m| aliyun(m)["mode"] = json!(" ")),
        rule_of(|m| aliyun(m)["fields"]["Access_Token"] = json!("token")),
        rule_of(|m| aliyun(m)["fields"]["region_id"] = json!("token")),
        rule_of(|m| aliyun(m)["fields"]["other"] = json!("tokne")),
        rule_of(|m| aliyun(m)["fields"]["other"] = json!("token")),
        rule_of(|m| aliyun(m)["keeps"]["other"] = json!("token")),
        rule_of(|m| aliyun(m)["inferred_from"] = json!(["name"])),
        rule_of(|m| aliyun(m)["values"]["place"] = json!({"CN": "china"})),
        rule_of(|m| aliyun(m)["values"]["site"]["INTL"] = json!("international")),
        rule_of(|m| m["provides"][1]["environment"][0]["fields"] = json!({})),
        rule_of(|m| m["provides"][1]["environment"][0]["fields"] = json!({"TEAM-TOKEN": "token"})),
        rule_of(|m| m["provides"][1]["environment"][0]["fields"] = json!({"TEAM_TOKEN": "tokne"})),
        rule_of(|m| m["aliyun_cli_refused"][0]["mode"] = json!("TEAM")),
        rule_of(|m| m["aliyun_cli_refused"][0]["reason"]["zh"] = json!("")),
        rule_of(|m| m["aliyun_cli_refused"][0]["inferred_from"] = json!(["a b"])),
    ];
    assert_eq!(
        rules,
        [
            "the manifest is of schema 2, and only 1 is understood",
            "the manifest's id must be lower-case letters, digits and -, at most 64",
            "the manifest's name.zh must not be empty",
            "the manifest's description.en must have no control characters",
            "the manifest's protocol must be a range whose min is at least 1 and at most its max",
            "the manifest's provides must name one thing at least",
            "the manifest's provides[0].type \"profile\" is reserved",
            "the manifest's provides[0].columns must have one called id",
            "the manifest's provides[0].filters[0].key \"dry_run\" is reserved",
            "the manifest's provides[0].actions[0].name \"list\" is reserved",
            "the manifest's provides[0].actions[0].batch must be 1 at least",
            "the manifest's provides[0].actions.stop lists Ecs/DeleteInstances, which no capability covers",
            "the manifest's provides[0].actions.stop is of the risk read, and Ecs/StopInstances is no read",
            "the manifest's provides[1].fields[0] must have no default, since it is a secret",
            "the manifest's provides[1].fields[0].key \"region\" is reserved",
            "the manifest's provides[1].fields[0] must have choices exactly if its type is choice",
            "the manifest's capabilities http:{token} speaks of a field that does not exist, or of one of another type",
            "the manifest's capabilities file:{nowhere} speaks of a field that does not exist, or of one of another type",
            "the manifest's provides[1].mode \"TEAM\" is named twice",
            "the manifest's provides[1].stores must be lower-case letters, digits and _",
            "the manifest's provides[1].stores names token, which is a field",
            "the manifest's provides[1].stores \"refresh_token\" is named twice",
            "the manifest's provides[1].aliyun_cli[0].mode must be a name without control characters",
            "the manifest's provides[1].aliyun_cli[0].fields must name keys in lower-case letters, digits and _",
            "the manifest's provides[1].aliyun_cli[0].fields names region_id, which every mode has",
            "the manifest's provides[1].aliyun_cli[0].fields fills tokne, which does not exist",
            "the manifest's provides[1].aliyun_cli[0].fields fills token twice",
            "the manifest's provides[1].aliyun_cli[0].keeps fills token, which does not exist",
            "the manifest's provides[1].aliyun_cli[0].inferred_from names name, which every mode has",
            "the manifest's provides[1].aliyun_cli[0].values.place must be a field that is filled",
            "the manifest's provides[1].aliyun_cli[0].values.site must lead to choices of the field",
            "the manifest's provides[1].environment[0].fields must name one variable at least",
            "the manifest's provides[1].environment[0].fields must name variables in letters, digits and _",
            "the manifest's provides[1].environment[0].fields fills tokne, which does not exist",
            "the manifest's aliyun_cli_refused[0].mode \"TEAM\" is named twice",
            "the manifest's aliyun_cli_refused[0].reason.zh must not be empty",
            "the manifest's aliyun_cli_refused[0].inferred_from must name keys in lower-case letters, digits and _",
        ]
    );
}

#[test]
fn what_an_action_says_of_columns_and_parameters_must_be_there() {
    let broken = |key: &str, value: Value| rule_of(|m| m["provides"][0]["actions"][0][key] = value);
    let title = json!({"en": "a", "zh": "甲"});
    let refusal =
        |column: &str, code: &str| json!([{"column": column, "is": "true", "code": code, "because": title}]);
    for (key, value, rule) in [
        ("sets", json!({"colour": "red"}), "names the column colour"),
        ("sets", json!({"name": "{name}"}), "names the parameter {name}"),
        (
            "refused_when",
            refusal("locked", "locked"),
            "names the column locked",
        ),
        ("refused_when", refusal("status", "Not so"), "lower-case letters"),
        (
            "waits",
            json!({"renews": "started_at"}),
            "names the column started_at",
        ),
        (
            "params",
            json!([{"key": "password", "title": title, "help": title, "type": "secret"}]),
            "neither secret nor profile",
        ),
    ] {
        let said = broken(key, value);
        assert!(said.contains(rule), "{key}: {said}");
    }
    let twice = rule_of(|m| m["provides"][0]["lacks"] = json!([{"name": "stop", "because": title}]));
    assert!(twice.contains("named twice"), "{twice}");
    let none = rule_of(|m| m["provides"][0]["get_batch"] = json!(0));
    assert!(none.contains("1 at least"), "{none}");
}
