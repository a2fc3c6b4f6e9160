//! Looks at the directories and files: whether they are there, and whether anybody else may use them.

use std::{
    fs::{self, Metadata},
    io,
    path::Path,
};

use yun_plugin_api::manifest::FieldType;

use super::{Check, Findings};
use crate::{
    catalog::Catalog,
    core::Core,
    environment::Environment,
    profile::{
        config::Config,
        fields,
        secrets::{Place, Stores, Unlocking},
    },
    text::{message, shell_word},
};

const OTHERS_WRITE: u32 = 0o022;
const OTHERS: u32 = 0o077;

pub(super) fn examine(findings: &mut Findings, environment: &Environment) {
    match environment.home() {
        Some(home) if home.is_dir() => {}
        Some(home) => {
            let detail = message!("doctor-home-missing", path = home);
            findings.error(Check::Files, &detail, message!("doctor-hint-home"));
        }
        None => findings.warning(
            Check::Files,
            &message!("doctor-home-unknown"),
            message!("doctor-hint-home"),
        ),
    }
    let places = [
        (environment.config_directory(), OTHERS_WRITE),
        (environment.data_directory(), OTHERS),
        (environment.cache_directory(), OTHERS),
    ];
    for (place, forbidden) in places {
        match place {
            Ok(directory) => examine_directory(findings, &directory, forbidden),
            Err(error) => findings.failed(Check::Files, &error),
        }
    }
    if let Ok(directory) = environment.config_directory() {
        examine_config_file(findings, &directory.join("config.toml"));
    }
}

fn examine_directory(findings: &mut Findings, directory: &Path, forbidden: u32) {
    let metadata = match fs::metadata(directory) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return findings.ok(Check::Files, &message!("doctor-directory-none", path = directory));
        }
        Err(error) => {
            let detail = message!("error-read-failed", path = directory, reason = error.to_string());
            return findings.error(Check::Files, &detail, message!("doctor-hint-access"));
        }
    };
    if !metadata.is_dir() {
        let detail = message!(
            "doctor-directory-file",
            path = shell_word(&directory.to_string_lossy())
        );
        return findings.error(Check::Files, &detail, message!("doctor-hint-directory-file"));
    }
    let mode = mode(&metadata);
    if mode & forbidden != 0 {
        let detail = message!("doctor-open-to-others", path = directory, mode = octal(mode));
        let hint = message!(
            "doctor-hint-chmod",
            mode = "700",
            path = shell_word(&directory.to_string_lossy())
        );
        return findings.error(Check::Files, &detail, hint);
    }
    if !is_writable(directory) {
        let detail = message!(
            "doctor-not-writable",
            path = shell_word(&directory.to_string_lossy())
        );
        return findings.error(Check::Files, &detail, message!("doctor-hint-access"));
    }
    findings.ok(Check::Files, &message!("doctor-directory", path = directory));
}

/// It holds no secret, but endpoints: who can change it can have requests sent to them.
fn examine_config_file(findings: &mut Findings, path: &Path) {
    let Ok(metadata) = fs::metadata(path) else { return };
    let mode = mode(&metadata);
    if mode & OTHERS == 0 {
        return;
    }
    let detail = message!("doctor-open-to-others", path = path, mode = octal(mode));
    let hint = message!(
        "doctor-hint-chmod",
        mode = "600",
        path = shell_word(&path.to_string_lossy())
    );
    if mode & OTHERS_WRITE == 0 {
        findings.warning(Check::Files, &detail, hint);
    } else {
        findings.error(Check::Files, &detail, hint);
    }
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777
}

#[cfg(not(unix))]
fn mode(_metadata: &Metadata) -> u32 {
    0
}

fn octal(mode: u32) -> String {
    format!("{mode:03o}")
}

#[cfg(unix)]
fn is_writable(directory: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(directory, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn is_writable(_directory: &Path) -> bool {
    true
}

/// Whether each profile has the secrets that its mode needs. None of them is shown.
pub(super) fn examine_secrets(findings: &mut Findings, config: Option<&Config>, core: &Core) {
    let stores = match Stores::open(&core.environment, Unlocking::Refused) {
        Ok(stores) => stores,
        // Said of the directory already.
        Err(_) => return findings.skipped(Check::Secrets, &message!("doctor-secrets-nowhere")),
    };
    // The file itself is looked at even where no profile can be read.
    if let Err(error) = stores.at(Place::File).secrets("") {
        return findings.failed(Check::Secrets, &error);
    }
    let Some(config) = config else {
        return findings.skipped(Check::Secrets, &message!("doctor-no-config"));
    };
    let mut checked = 0_usize;
    for profile in config
        .names()
        .into_iter()
        .filter_map(|name| config.profile(name).ok())
    {
        let Ok(served) = core.catalog.credential(&profile.mode) else {
            continue;
        };
        // What a keyring lacks, or keeps locked, is told of with the keyring.
        if profile.secret_store == Place::Keyring
            && !stores
                .at(Place::Keyring)
                .secrets(profile.name.as_str())
                .is_ok_and(|secrets| !secrets.is_empty())
        {
            continue;
        }
        let name = profile.name.as_str().to_owned();
        // Its other fields are told of with the profile.
        let secret = fields::part(served.provided, |kind| kind == FieldType::Secret);
        let complete = core.session(profile).and_then(|session| {
            let given = fields::of_mode(served.provided, session.fields());
            fields::check(&secret, &given)
        });
        checked += 1;
        if let Err(error) = complete {
            let detail = message!(
                "doctor-of-profile",
                name = name.as_str(),
                said = error.sentence(findings.language)
            );
            findings.error(
                Check::Secrets,
                &detail,
                message!("doctor-hint-edit", name = shell_word(&name)),
            );
        }
    }
    findings.ok_if_nothing(Check::Secrets, &message!("doctor-secrets-read", count = checked));
}

pub(super) fn examine_cache(findings: &mut Findings, catalog: &Catalog) {
    if catalog.cache_was_broken() {
        let hint = message!("doctor-hint-cache");
        findings.warning(Check::Cache, &message!("doctor-cache-broken"), hint);
    } else {
        findings.ok(Check::Cache, &message!("doctor-cache-read"));
    }
}
