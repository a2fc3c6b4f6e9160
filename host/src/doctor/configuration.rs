//! Looks at `config.toml`: whether it can be read, and what stands in it.

use super::{Check, Findings};
use crate::{core::Core, error::Error, profile::config::Config, settings::SETTINGS, text::message};

pub(super) fn examine(findings: &mut Findings, config: &Result<Config, Error>, core: &Core) {
    let config = match config {
        Ok(config) => config,
        Err(error) => return findings.failed(Check::Config, error),
    };
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
    profiles(findings, config, core);
    settings(findings, config);
}

fn profiles(findings: &mut Findings, config: &Config, core: &Core) {
    let names = config.names();
    if names.is_empty() {
        let detail = message!("error-no-profile");
        return findings.warning(Check::Profiles, &detail, message!("hint-no-profile"));
    }
    for name in &names {
        let readable = config.profile(name);
        let known = readable.and_then(|profile| core.catalog.credential(&profile.mode).map(drop));
        if let Err(error) = known {
            findings.failed_of(Check::Profiles, name, &error);
        }
    }
    match config.current() {
        Some(current) if !names.contains(&current) => {
            let detail = message!("doctor-current-unknown", name = current);
            findings.error(Check::Profiles, &detail, message!("hint-use-profile"));
        }
        Some(current) => {
            let detail = message!(
                "doctor-profiles-read",
                names = names.join(", "),
                current = current
            );
            findings.ok_if_nothing(Check::Profiles, &detail);
        }
        None => {
            let detail = message!("doctor-current-none", names = names.join(", "));
            findings.warning(Check::Profiles, &detail, message!("hint-use-profile"));
        }
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
