//! The rules that a manifest must keep.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use super::{
    Action, AliyunCliMode, Capability, CredentialManifest, EnvironmentRule, Field, FieldType, HttpTarget,
    Manifest, Provided, RESERVED_FLAGS, RESERVED_TYPES, RESERVED_VERBS, ResourceManifest, Risk, SCHEMA, Text,
};

/// A rule that a manifest breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is not JSON of the right shape.
    Malformed {
        /// What the JSON reader says, with line and column.
        reason: String,
    },
    /// It is of a schema that this version does not read.
    Schema {
        /// The manifest's schema.
        found: u64,
    },
    /// A value breaks a rule.
    Invalid {
        /// Where, `provides[0].fields[2].key` for instance.
        place: String,
        /// The rule, a fragment: `is reserved`.
        rule: String,
    },
}

impl fmt::Display for ManifestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { reason } => write!(formatter, "the manifest is malformed: {reason}"),
            Self::Schema { found } => {
                write!(
                    formatter,
                    "the manifest is of schema {found}, and only {SCHEMA} is understood"
                )
            }
            Self::Invalid { place, rule } => write!(formatter, "the manifest's {place} {rule}"),
        }
    }
}

impl std::error::Error for ManifestError {}

/// Reads the schema alone first, so that a newer manifest is named as such rather than as malformed.
pub(super) fn parse(json: &[u8]) -> Result<Manifest, ManifestError> {
    #[derive(serde::Deserialize)]
    struct OnlySchema {
        schema: u64,
    }
    let malformed = |error: serde_json::Error| ManifestError::Malformed {
        reason: error.to_string(),
    };
    let OnlySchema { schema } = serde_json::from_slice(json).map_err(malformed)?;
    if schema != u64::from(SCHEMA) {
        return Err(ManifestError::Schema { found: schema });
    }
    let manifest: Manifest = serde_json::from_slice(json).map_err(malformed)?;
    check(&manifest)?;
    Ok(manifest)
}

type Outcome = Result<(), ManifestError>;

fn invalid(place: impl Into<String>, rule: impl Into<String>) -> ManifestError {
    ManifestError::Invalid {
        place: place.into(),
        rule: rule.into(),
    }
}

fn check(manifest: &Manifest) -> Outcome {
    if !is_word(&manifest.id, '-') || manifest.id.len() > 64 {
        return Err(invalid(
            "id",
            "must be lower-case letters, digits and -, at most 64",
        ));
    }
    text("name", &manifest.name)?;
    text("description", &manifest.description)?;
    if manifest.version.is_empty()
        || manifest
            .version
            .chars()
            .any(|c| c.is_whitespace() || c.is_control())
    {
        return Err(invalid("version", "must be a version such as 1.2.3"));
    }
    if manifest.protocol.min == 0 || manifest.protocol.min > manifest.protocol.max {
        return Err(invalid(
            "protocol",
            "must be a range whose min is at least 1 and at most its max",
        ));
    }
    if manifest.provides.is_empty() {
        return Err(invalid("provides", "must name one thing at least"));
    }
    for (code, message) in &manifest.messages {
        text(&format!("messages.{code}"), message)?;
    }
    for capability in &manifest.capabilities {
        check_capability(manifest, capability)?;
    }
    let mut modes = HashSet::new();
    let mut types = HashSet::new();
    for (index, provided) in manifest.provides.iter().enumerate() {
        let place = format!("provides[{index}]");
        match provided {
            Provided::Credential(credential) => check_credential(&place, credential, &mut modes)?,
            Provided::Resource(resource) => {
                check_resource(&place, resource, &mut types)?;
                for action in &resource.actions {
                    check_calls(&place, manifest, action)?;
                }
            }
            Provided::Unknown => {}
        }
    }
    check_aliyun_modes(manifest)
}

/// The keys of Alibaba Cloud CLI's file that mean the same in every mode.
const ALIYUN_COMMON: [&str; 3] = ["mode", "name", "region_id"];

/// A mode of Alibaba Cloud CLI is taken over once, or refused once.
fn check_aliyun_modes(manifest: &Manifest) -> Outcome {
    let mut modes = HashSet::new();
    let mut take = |place: String, mode: &str| {
        mode_name(&place, mode)?;
        match modes.insert(mode.to_lowercase()) {
            true => Ok(()),
            false => Err(invalid(place, format!("\"{mode}\" is named twice"))),
        }
    };
    for (index, provided) in manifest.provides.iter().enumerate() {
        let Provided::Credential(credential) = provided else {
            continue;
        };
        for (mode_index, mode) in credential.aliyun_cli.iter().enumerate() {
            let place = format!("provides[{index}].aliyun_cli[{mode_index}]");
            take(format!("{place}.mode"), &mode.mode)?;
            check_aliyun_mode(&place, mode, credential)?;
        }
    }
    for (index, refused) in manifest.aliyun_cli_refused.iter().enumerate() {
        let place = format!("aliyun_cli_refused[{index}]");
        take(format!("{place}.mode"), &refused.mode)?;
        text(&format!("{place}.reason"), &refused.reason)?;
        check_aliyun_keys(&format!("{place}.inferred_from"), &refused.inferred_from)?;
    }
    Ok(())
}

fn check_aliyun_mode(place: &str, mode: &AliyunCliMode, credential: &CredentialManifest) -> Outcome {
    let (fields, keeps) = (format!("{place}.fields"), format!("{place}.keeps"));
    check_aliyun_keys(&fields, mode.fields.keys())?;
    check_aliyun_keys(&keeps, mode.keeps.keys())?;
    check_aliyun_keys(&format!("{place}.inferred_from"), &mode.inferred_from)?;
    check_targets(&fields, &mode.fields, |key| field_of(credential, key).is_some())?;
    check_targets(&keeps, &mode.keeps, |key| {
        credential.stores.iter().any(|stored| stored == key)
    })?;
    for (key, values) in &mode.values {
        let at = format!("{place}.values.{key}");
        let Some(field) = field_of(credential, key).filter(|_| mode.fields.values().any(|used| used == key))
        else {
            return Err(invalid(at, "must be a field that is filled"));
        };
        let is_choice = |value: &String| field.choices.iter().any(|choice| &choice.value == value);
        if field.field_type == FieldType::Choice && !values.values().all(is_choice) {
            return Err(invalid(at, "must lead to choices of the field"));
        }
    }
    Ok(())
}

fn check_aliyun_keys<'a>(place: &str, keys: impl IntoIterator<Item = &'a String>) -> Outcome {
    for key in keys {
        if !is_word(key, '_') {
            return Err(invalid(
                place,
                "must name keys in lower-case letters, digits and _",
            ));
        }
        if ALIYUN_COMMON.contains(&key.as_str()) {
            return Err(invalid(place, format!("names {key}, which every mode has")));
        }
    }
    Ok(())
}

/// What is filled must exist, and is filled once.
fn check_targets(place: &str, mapping: &BTreeMap<String, String>, exists: impl Fn(&str) -> bool) -> Outcome {
    let mut filled = HashSet::new();
    for target in mapping.values() {
        if !exists(target) {
            return Err(invalid(place, format!("fills {target}, which does not exist")));
        }
        if !filled.insert(target) {
            return Err(invalid(place, format!("fills {target} twice")));
        }
    }
    Ok(())
}

fn field_of<'a>(credential: &'a CredentialManifest, key: &str) -> Option<&'a Field> {
    credential.fields.iter().find(|field| field.key == key)
}

fn check_stores(place: &str, credential: &CredentialManifest) -> Outcome {
    let mut taken = HashSet::new();
    for key in &credential.stores {
        if !is_word(key, '_') {
            return Err(invalid(place, "must be lower-case letters, digits and _"));
        }
        if field_of(credential, key).is_some() {
            return Err(invalid(place, format!("names {key}, which is a field")));
        }
        if !taken.insert(key) {
            return Err(invalid(place, format!("\"{key}\" is named twice")));
        }
    }
    Ok(())
}

fn check_environment(place: &str, rule: &EnvironmentRule, credential: &CredentialManifest) -> Outcome {
    if rule.fields.is_empty() {
        return Err(invalid(place, "must name one variable at least"));
    }
    let is_variable = |name: &String| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if !rule.fields.keys().all(is_variable) {
        return Err(invalid(place, "must name variables in letters, digits and _"));
    }
    check_targets(place, &rule.fields, |key| field_of(credential, key).is_some())
}

fn mode_name(place: &str, name: &str) -> Outcome {
    if name.trim() != name || name.is_empty() || name.chars().any(char::is_control) {
        return Err(invalid(place, "must be a name without control characters"));
    }
    Ok(())
}

fn check_credential(place: &str, credential: &CredentialManifest, taken: &mut HashSet<String>) -> Outcome {
    text(&format!("{place}.title"), &credential.title)?;
    text(&format!("{place}.help"), &credential.help)?;
    for name in std::iter::once(&credential.mode).chain(&credential.aliases) {
        mode_name(&format!("{place}.mode"), name)?;
        if !taken.insert(name.to_lowercase()) {
            return Err(invalid(
                format!("{place}.mode"),
                format!("\"{name}\" is named twice"),
            ));
        }
    }
    check_fields(&format!("{place}.fields"), &credential.fields)?;
    check_stores(&format!("{place}.stores"), credential)?;
    for (index, rule) in credential.environment.iter().enumerate() {
        check_environment(&format!("{place}.environment[{index}].fields"), rule, credential)?;
    }
    Ok(())
}

/// A capability that speaks of a field must speak of one that there is, of the type that it is about.
fn check_capability(manifest: &Manifest, capability: &Capability) -> Outcome {
    let Some(key) = capability.field() else {
        return Ok(());
    };
    let fits = |field: &Field| {
        field.key == key
            && match capability {
                Capability::Http(HttpTarget::Origin(_)) => field.field_type == FieldType::Url,
                Capability::Process(_) => field.field_type == FieldType::Command,
                _ => field.field_type == FieldType::Path,
            }
    };
    let mut fields = manifest.credentials().flat_map(|credential| &credential.fields);
    match fields.any(fits) {
        true => Ok(()),
        false => Err(invalid(
            "capabilities",
            format!("{capability} speaks of a field that does not exist, or of one of another type"),
        )),
    }
}

fn check_resource(place: &str, resource: &ResourceManifest, taken: &mut HashSet<String>) -> Outcome {
    text(&format!("{place}.title"), &resource.title)?;
    text(&format!("{place}.help"), &resource.help)?;
    for name in std::iter::once(&resource.resource_type).chain(&resource.aliases) {
        let at = format!("{place}.type");
        if !is_word(name, '-') {
            return Err(invalid(at, "must be lower-case letters, digits and -"));
        }
        if RESERVED_TYPES.contains(&name.as_str()) {
            return Err(invalid(at, format!("\"{name}\" is reserved")));
        }
        if !taken.insert(name.clone()) {
            return Err(invalid(at, format!("\"{name}\" is named twice")));
        }
    }
    check_columns(place, resource)?;
    let mut filters = HashSet::new();
    for (index, filter) in resource.filters.iter().enumerate() {
        let at = format!("{place}.filters[{index}]");
        key(&at, &filter.key, &mut filters)?;
        text(&format!("{at}.title"), &filter.title)?;
        text(&format!("{at}.help"), &filter.help)?;
        if (filter.field_type == FieldType::Choice) == filter.choices.is_empty() {
            return Err(invalid(at, "must have choices exactly if its type is choice"));
        }
    }
    let mut verbs = HashSet::new();
    for (index, action) in resource.actions.iter().enumerate() {
        let at = format!("{place}.actions[{index}]");
        verb(&at, &action.name, &mut verbs)?;
        text(&format!("{at}.title"), &action.title)?;
        text(&format!("{at}.help"), &action.help)?;
        check_fields(&format!("{at}.params"), &action.params)?;
        if action.batch == 0 {
            return Err(invalid(format!("{at}.batch"), "must be 1 at least"));
        }
    }
    for (index, view) in resource.views.iter().enumerate() {
        let at = format!("{place}.views[{index}]");
        verb(&at, &view.name, &mut verbs)?;
        text(&format!("{at}.title"), &view.title)?;
        text(&format!("{at}.help"), &view.help)?;
        check_fields(&format!("{at}.params"), &view.params)?;
    }
    Ok(())
}

fn check_columns(place: &str, resource: &ResourceManifest) -> Outcome {
    let mut keys = HashSet::new();
    for (index, column) in resource.columns.iter().enumerate() {
        let at = format!("{place}.columns[{index}]");
        if !is_word(&column.key, '_') || !keys.insert(column.key.as_str()) {
            return Err(invalid(
                format!("{at}.key"),
                "must be lower-case letters, digits and _, named once",
            ));
        }
        if matches!(column.key.as_str(), "profile" | "resource_type" | "raw") {
            return Err(invalid(
                format!("{at}.key"),
                format!("\"{}\" is reserved", column.key),
            ));
        }
        text(&format!("{at}.title"), &column.title)?;
    }
    for always in ["id", "name", "status", "region"] {
        if !keys.contains(always) {
            return Err(invalid(
                format!("{place}.columns"),
                format!("must have one called {always}"),
            ));
        }
    }
    Ok(())
}

/// Each call of an action must be covered by a capability, or it could never be sent.
fn check_calls(place: &str, manifest: &Manifest, action: &Action) -> Outcome {
    for call in &action.calls {
        if !manifest.declares_api(&call.product, &call.action) {
            return Err(invalid(
                format!("{place}.actions.{}", action.name),
                format!("lists {call}, which no capability covers"),
            ));
        }
        if action.risk == Risk::Read && !manifest.is_read(&call.product, &call.action) {
            return Err(invalid(
                format!("{place}.actions.{}", action.name),
                format!("is of the risk read, and {call} is no read"),
            ));
        }
    }
    Ok(())
}

fn check_fields(place: &str, fields: &[Field]) -> Outcome {
    let mut keys = HashSet::new();
    for (index, field) in fields.iter().enumerate() {
        let at = format!("{place}[{index}]");
        key(&at, &field.key, &mut keys)?;
        text(&format!("{at}.title"), &field.title)?;
        text(&format!("{at}.help"), &field.help)?;
        if (field.field_type == FieldType::Choice) == field.choices.is_empty() {
            return Err(invalid(at, "must have choices exactly if its type is choice"));
        }
        if field.field_type == FieldType::Secret && field.default.is_some() {
            return Err(invalid(at, "must have no default, since it is a secret"));
        }
        if let Some(other) = &field.required_unless {
            if !fields.iter().any(|field| &field.key == other) {
                return Err(invalid(
                    at,
                    format!("names the field {other}, which does not exist"),
                ));
            }
        }
    }
    Ok(())
}

fn key<'a>(place: &str, key: &'a str, taken: &mut HashSet<&'a str>) -> Outcome {
    let at = format!("{place}.key");
    if !is_word(key, '_') {
        return Err(invalid(at, "must be lower-case letters, digits and _"));
    }
    if RESERVED_FLAGS.contains(&key.replace('_', "-").as_str()) {
        return Err(invalid(at, format!("\"{key}\" is reserved")));
    }
    if !taken.insert(key) {
        return Err(invalid(at, format!("\"{key}\" is named twice")));
    }
    Ok(())
}

fn verb<'a>(place: &str, name: &'a str, taken: &mut HashSet<&'a str>) -> Outcome {
    let at = format!("{place}.name");
    if !is_word(name, '-') {
        return Err(invalid(at, "must be lower-case letters, digits and -"));
    }
    if RESERVED_VERBS.contains(&name) {
        return Err(invalid(at, format!("\"{name}\" is reserved")));
    }
    if !taken.insert(name) {
        return Err(invalid(at, format!("\"{name}\" is named twice")));
    }
    Ok(())
}

fn text(place: &str, text: &Text) -> Outcome {
    for (language, text) in [("en", &text.en), ("zh", &text.zh)] {
        if text.trim().is_empty() {
            return Err(invalid(format!("{place}.{language}"), "must not be empty"));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(invalid(
                format!("{place}.{language}"),
                "must have no control characters",
            ));
        }
    }
    Ok(())
}

/// Lower-case ASCII letters and digits with `separator` inside, beginning with a letter.
fn is_word(word: &str, separator: char) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && !word.ends_with(separator)
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator)
}

#[cfg(test)]
mod tests {
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
}
