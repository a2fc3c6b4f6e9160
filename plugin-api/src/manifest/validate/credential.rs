//! The rules of what credential modes declare: names, fields, what they take over, what they keep, what they may ask for.

use std::collections::{BTreeMap, HashSet};

use super::{Outcome, check_fields, invalid, is_word, text};
use crate::manifest::{
    AliyunCliMode, Capability, CredentialManifest, EnvironmentRule, Field, FieldType, HttpTarget, Manifest,
    Provided,
};

/// The keys of Alibaba Cloud CLI's file that mean the same in every mode.
const ALIYUN_COMMON: [&str; 3] = ["mode", "name", "region_id"];

/// A mode of Alibaba Cloud CLI is taken over once, or refused once.
pub(super) fn check_aliyun_modes(manifest: &Manifest) -> Outcome {
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

pub(super) fn check_credential(
    place: &str,
    credential: &CredentialManifest,
    taken: &mut HashSet<String>,
) -> Outcome {
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
pub(super) fn check_capability(manifest: &Manifest, capability: &Capability) -> Outcome {
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
