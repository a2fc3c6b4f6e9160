//! What a plugin asks for, in words.

use yun_plugin_api::manifest::{
    ApiAction, Capability, HttpTarget, Manifest, Risk, Target, is_named_like_a_read,
};

use crate::{
    catalog::Claim,
    text::{Language, Message, Several, message, visible},
};

/// What a capability means.
pub fn of_capability(capability: &Capability, manifest: &Manifest, language: Language) -> Message {
    let field = |key: &str| field_title(key, manifest, language);
    match capability {
        Capability::Api(api) => {
            let name = api.to_string();
            let is_claimed = manifest.reads.contains(api);
            match only_reads(api, manifest) {
                true => message!("asks-api-read", name = name),
                false if is_claimed => message!("asks-api-claimed-read", name = name),
                false => message!("asks-api-change", name = name),
            }
        }
        Capability::Http(HttpTarget::Origin(Target::Fixed(origin))) => {
            message!("asks-http", origin = origin.as_str())
        }
        Capability::Http(HttpTarget::Origin(Target::Field(key))) => {
            message!("asks-http-field", field = field(key))
        }
        Capability::Http(HttpTarget::Socket(Target::Fixed(path))) => {
            message!("asks-socket", path = path.as_str())
        }
        Capability::Http(HttpTarget::Socket(Target::Field(key))) => {
            message!("asks-socket-field", field = field(key))
        }
        Capability::Process(Target::Fixed(program)) => message!("asks-process", program = program.as_str()),
        Capability::Process(Target::Field(key)) => message!("asks-process-field", field = field(key)),
        Capability::File(Target::Fixed(path)) => message!("asks-file", path = path.as_str()),
        Capability::File(Target::Field(key)) => message!("asks-file-field", field = field(key)),
        Capability::Env(name) => message!("asks-env", name = name.as_str()),
        Capability::Browser => message!("asks-browser"),
        Capability::Prompt => message!("asks-prompt"),
        Capability::Secrets => message!("asks-secrets"),
        Capability::Profiles => message!("asks-profiles"),
        other => message!("asks-unknown", capability = other.to_string()),
    }
}

/// What a claim means.
pub fn of_claim(claim: Claim, manifest: &Manifest) -> Message {
    let modes = manifest
        .credentials()
        .flat_map(|credential| &credential.aliyun_cli);
    let refused = manifest.aliyun_cli_refused.iter().map(|refused| &refused.mode);
    let modes: Vec<&str> = modes
        .map(|mode| &mode.mode)
        .chain(refused)
        .map(String::as_str)
        .collect();
    match claim {
        Claim::AliyunCli => message!("asks-aliyun-cli", modes = Several(&modes)),
        Claim::Environment => message!("asks-environment"),
    }
}

/// Whether all that a capability lets through changes nothing: by its name, and for all that the actions say.
fn only_reads(api: &ApiAction, manifest: &Manifest) -> bool {
    let begins = api.action.trim_end_matches('*');
    let mut changes = manifest
        .resources()
        .flat_map(|resource| &resource.actions)
        .filter(|action| action.risk != Risk::Read)
        .flat_map(|action| &action.calls);
    let is_changed = changes.any(|call| {
        let is_product = call.product.eq_ignore_ascii_case(&api.product);
        is_product && call.action.to_lowercase().starts_with(&begins.to_lowercase())
    });
    is_named_like_a_read(begins) && !is_changed
}

/// What a manifest calls a read though its name does not say so, where a pattern lets it through. It is sent at any time,
/// so it is told.
fn of_reads(manifest: &Manifest) -> impl Iterator<Item = Message> {
    let by_name = |api: &&ApiAction| manifest.capabilities.contains(&Capability::Api((*api).clone()));
    let claimed = manifest
        .reads
        .iter()
        .filter(|api| manifest.declares_api(&api.product, &api.action) && !is_named_like_a_read(&api.action))
        .filter(move |api| !by_name(api));
    claimed.map(|api| message!("asks-api-claimed-read", name = api.to_string()))
}

/// Everything that a manifest asks for: capabilities first, then what it says of them, then claims.
pub fn of_manifest(manifest: &Manifest, language: Language) -> Vec<String> {
    let capabilities = manifest
        .capabilities
        .iter()
        .map(|capability| of_capability(capability, manifest, language));
    let claims = Claim::ALL.into_iter().filter(|claim| claim.is_made_by(manifest));
    let claims = claims.map(|claim| of_claim(claim, manifest));
    capabilities
        .chain(of_reads(manifest))
        .chain(claims)
        .map(|message| language.say(&message))
        .collect()
}

/// What people call the field with this key.
fn field_title(key: &str, manifest: &Manifest, language: Language) -> String {
    let mut fields = manifest.credentials().flat_map(|credential| &credential.fields);
    let field = fields.find(|field| field.key == key);
    visible(field.map_or(key, |field| language.pick(&field.title)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(capabilities: &[&str], reads: &[&str], calls: &[&str]) -> Vec<String> {
        let text = json!({"en": "a", "zh": "甲"});
        let column = |key: &str| json!({"key": key, "title": text, "kind": "text"});
        let columns = ["id", "name", "status", "region"].map(column);
        let manifest = json!({
            "schema": 1, "id": "acme", "name": text, "description": text, "version": "1.0.0", "authors": [],
            "license": "Apache-2.0", "protocol": {"min": 1, "max": 1}, "capabilities": capabilities, "reads": reads,
            "provides": [{"kind": "resource", "type": "acmes", "title": text, "help": text,
                "columns": columns,
                "actions": [{"name": "stop", "title": text, "help": text, "risk": "write", "batch": 1, "dry_run": "none",
                    "state_setting": true, "calls": calls}]}]
        });
        let manifest = Manifest::parse(manifest.to_string().as_bytes()).expect("valid");
        of_manifest(&manifest, Language::English)
    }

    #[test]
    fn a_change_is_never_called_a_read_and_an_authors_word_is_told_as_such() {
        let reading = "read through the API Ecs/Describe*";
        assert_eq!(asked(&["api:Ecs/Describe*"], &[], &[]), [reading]);
        for (capability, calls) in [
            ("api:Ecs/*", &["Ecs/StopInstance"]),
            ("api:Ecs/StopInstance", &["Ecs/StopInstance"]),
            // An action lists one of these.
            ("api:Ecs/Get*", &["Ecs/GetRidOf"]),
        ] {
            let words = asked(&[capability], &[], calls);
            assert!(words[0].starts_with("change things"), "{words:?}");
        }
        let told = "call the API Ecs/DeleteInstance at any time, which it says changes nothing";
        assert_eq!(
            asked(&["api:Ecs/DeleteInstance"], &["Ecs/DeleteInstance"], &[]),
            [told]
        );
        assert_eq!(asked(&["api:Ecs/D*"], &["Ecs/DeleteInstance"], &[])[1], told);
    }
}
