//! Looks at `config.toml`: whether it can be read, and what stands in it; and at the profiles that others keep.

use yun_plugin_api::{
    Fields,
    manifest::{CredentialManifest, FieldType},
};

use super::{Check, Findings};
use crate::{
    core::Core,
    error::Error,
    profile::{Profile, config::Config, fields, registry::Profiles},
    settings::SETTINGS,
    text::{Several, message, shell_word},
    ui::keys::Keys,
};

pub(super) fn examine(findings: &mut Findings, profiles: &Result<Profiles, Error>, core: &Core) {
    let profiles = match profiles {
        Ok(profiles) => profiles,
        Err(error) => return findings.failed(Check::Config, error),
    };
    let config = profiles.config();
    if config.path().exists() {
        findings.ok(
            Check::Config,
            &message!("doctor-config-read", path = config.path()),
        );
    } else {
        findings.ok(
            Check::Config,
            &message!("doctor-config-none", path = config.path()),
        );
    }
    examine_profiles(findings, profiles, core);
    settings(findings, config);
}

fn examine_profiles(findings: &mut Findings, profiles: &Profiles, core: &Core) {
    for remark in profiles.remarks() {
        findings.warning(Check::Profiles, remark, message!("doctor-hint-aliyun"));
    }
    let (config, names) = (profiles.config(), profiles.names());
    if names.is_empty() {
        let detail = message!("error-no-profile");
        return findings.warning(Check::Profiles, &detail, message!("hint-no-profile"));
    }
    for foreign in profiles.all_foreign() {
        if let Some(error) = foreign.flaw() {
            findings.remarked_of(Check::Profiles, foreign.name.as_str(), &error);
        }
    }
    for name in config.names() {
        match config
            .profile(name)
            .and_then(|profile| Ok((core.catalog.credential(&profile.mode)?, profile)))
        {
            Err(error) => findings.failed_of(Check::Profiles, name, &error),
            Ok((served, profile)) => plain_fields(findings, core, served.provided, profile),
        }
    }
    match profiles.in_use() {
        // One that a variable chooses is told of with the variable.
        Some(current) if !names.contains(&current) && config.current() == Some(current) => {
            let detail = message!("doctor-current-unknown", name = current);
            findings.error(Check::Profiles, &detail, message!("hint-use-profile"));
        }
        Some(current) => {
            let detail = message!("doctor-profiles-read", names = Several(&names), current = current);
            findings.ok_if_nothing(Check::Profiles, &detail);
        }
        None => {
            let detail = message!("doctor-current-none", names = Several(&names));
            findings.warning(Check::Profiles, &detail, message!("hint-use-profile"));
        }
    }
}

/// Looks at the fields that are no secrets; those are looked at by themselves.
fn plain_fields(findings: &mut Findings, core: &Core, mode: &CredentialManifest, profile: Profile) {
    let plain = fields::part(mode, |kind| kind != FieldType::Secret);
    let name = profile.name.as_str().to_owned();
    let of_profile = Fields {
        plain: profile.fields.clone(),
        ..Fields::default()
    };
    let sound = match core.session(profile) {
        Ok(session) => fields::check(&plain, &fields::of_mode(mode, session.fields())),
        // What is missing cannot be said: a secret may stand in for it.
        Err(_) => fields::check_given(&plain, &of_profile),
    };
    if let Err(error) = sound {
        let said = error.sentence(findings.language);
        let detail = message!("doctor-of-profile", name = name.as_str(), said = said);
        findings.error(
            Check::Profiles,
            &detail,
            message!("doctor-hint-edit", name = shell_word(&name)),
        );
    }
}

fn settings(findings: &mut Findings, config: &Config) {
    if let Some(error) = config.settings_misplaced() {
        return findings.failed(Check::Settings, &error);
    }
    for setting in SETTINGS {
        if let Err(error) = setting.check_stored(config) {
            findings.failed(Check::Settings, &error);
        }
    }
    for error in Keys::of_config(config).1 {
        findings.failed(Check::Settings, &error);
    }
    let stored = config.settings();
    let is_foreign = |key: &str| SETTINGS.iter().all(|setting| setting.key() != key);
    for (key, _) in stored.iter().filter(|(key, _)| is_foreign(key)) {
        let detail = message!("doctor-setting-foreign", name = *key);
        findings.warning(
            Check::Settings,
            &detail,
            message!("doctor-hint-setting-foreign", name = *key),
        );
    }
    findings.ok_if_nothing(
        Check::Settings,
        &message!("doctor-settings-read", count = stored.len()),
    );
}
