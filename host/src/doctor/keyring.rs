//! Looks at the system's keyring: whether it answers, is unlocked, and has what profiles say it has.

use yun_plugin_api::manifest::FieldType;

use super::{Check, Findings};
use crate::{
    core::Core,
    profile::{
        Profile,
        config::Config,
        fields,
        secrets::{ABSENT, Place, Stores, Unlocking},
    },
    settings::{SECRET_STORE, Setting},
    text::{message, shell_word},
};

pub(super) fn examine(findings: &mut Findings, config: Option<&Config>, core: &Core) {
    let Ok(stores) = Stores::open(&core.environment, Unlocking::Refused) else {
        return findings.skipped(Check::Keyring, &message!("doctor-secrets-nowhere"));
    };
    let keyring = stores.at(Place::Keyring);
    let kept = config.map(kept).unwrap_or_default();
    let is_meant = !kept.is_empty() || config.is_some_and(is_set);
    match keyring.is_open() {
        // One that is locked answers for itself: the error says what to do.
        Ok(is_open) => {
            if !is_open && kept.is_empty() {
                return findings.skipped(Check::Keyring, &message!("error-keyring-locked"));
            }
        }
        Err(error) if error.code() == ABSENT && !is_meant => {
            return findings.ok(Check::Keyring, &message!("doctor-keyring-none"));
        }
        // What is not needed is no error.
        Err(_) if !is_meant => {
            return findings.skipped(Check::Keyring, &message!("doctor-keyring-none"));
        }
        Err(error) => return findings.failed(Check::Keyring, &error),
    }
    for profile in &kept {
        let name = profile.name.as_str();
        match keyring.secrets(name) {
            // One error is the same for all.
            Err(error) => return findings.failed(Check::Keyring, &error),
            Ok(secrets) if secrets.is_empty() && needs_secrets(core, profile) => {
                let path = config.map(Config::path).unwrap_or(std::path::Path::new("-"));
                let detail = message!("doctor-keyring-lacks", name = name, path = path);
                let hint = message!("doctor-hint-keyring-lacks", name = shell_word(name));
                findings.error(Check::Keyring, &detail, hint);
            }
            Ok(_) => {}
        }
    }
    let detail = message!("doctor-keyring-open", count = kept.len());
    findings.ok_if_nothing(Check::Keyring, &detail);
}

/// The profiles whose secrets lie in the keyring, as they record it.
fn kept(config: &Config) -> Vec<Profile> {
    let names = config.names().into_iter();
    names
        .filter_map(|name| config.profile(name).ok())
        .filter(|profile| profile.secret_store == Place::Keyring)
        .collect()
}

/// Whether the setting has secrets go there.
fn is_set(config: &Config) -> bool {
    Setting::named(SECRET_STORE).is_some_and(|setting| setting.value(config) == Place::Keyring.word())
}

/// Whether the mode cannot do without secrets.
fn needs_secrets(core: &Core, profile: &Profile) -> bool {
    core.catalog.credential(&profile.mode).is_ok_and(|served| {
        let secret = fields::part(served.provided, |kind| kind == FieldType::Secret);
        fields::check(&secret, &yun_plugin_api::Fields::default()).is_err()
    })
}
