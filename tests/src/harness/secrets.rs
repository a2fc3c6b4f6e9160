//! The search for secrets in what a run leaves behind.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use crate::cloud::{self, Cloud};

/// What must not show: the secrets of a cloud as they are known at the moment of the search, so that those are found
/// too that a run was given. None without a cloud.
#[derive(Clone)]
pub(super) struct Secrets(Option<cloud::Secrets>);

impl Secrets {
    pub(super) fn of(cloud: Option<&Cloud>) -> Self {
        Self(cloud.map(Cloud::secrets))
    }

    /// Whether a secret stands in one of the texts.
    pub(super) fn stand_in(&self, texts: &[&str]) -> bool {
        let known = self.known();
        texts.iter().any(|text| stands_in(&known, text))
    }

    /// The files below `directory` that hold a secret.
    pub(super) fn files_below(&self, directory: &Path) -> Vec<PathBuf> {
        let known = self.known();
        let holds = |file: &PathBuf| {
            let content = fs::read(file).unwrap_or_default();
            stands_in(&known, &String::from_utf8_lossy(&content))
        };
        files(directory).into_iter().filter(holds).collect()
    }

    fn known(&self) -> Vec<String> {
        self.0.as_ref().map(cloud::Secrets::all).unwrap_or_default()
    }
}

fn stands_in(secrets: &[String], text: &str) -> bool {
    secrets.iter().any(|secret| text.contains(secret))
}

/// The files below `directory` that more than their owner may read or write.
pub(super) fn open_to_others(directory: &Path) -> Vec<PathBuf> {
    let is_open = |file: &PathBuf| {
        // A file that is gone by now is read by nobody.
        fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o777 != 0o600)
    };
    files(directory).into_iter().filter(is_open).collect()
}

/// All regular files below `directory`.
fn files(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        // Links and named pipes are neither entered nor read.
        match fs::symlink_metadata(&path).map(|metadata| metadata.file_type()) {
            Ok(kind) if kind.is_dir() => files.extend(self::files(&path)),
            Ok(kind) if kind.is_file() => files.push(path),
            _ => {}
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::cloud::World;

    #[test]
    fn what_is_given_out_during_a_run_is_found_at_its_end() {
        let cloud = Cloud::with(World::empty());
        let secrets = Secrets::of(Some(&cloud));
        let keys = cloud.temporary_keys(TimeDelta::hours(1));
        for secret in [
            &keys.access_key_secret,
            &keys.security_token,
            &cloud.oidc_token(TimeDelta::hours(1)),
        ] {
            assert!(
                secrets.stand_in(&["nothing", &format!("before {secret} after")]),
                "{secret}"
            );
        }
        let escaped = keys.security_token.replace('/', "%2F").replace('+', "%2B");
        assert!(secrets.stand_in(&[&escaped]));
        assert!(!secrets.stand_in(&["nothing", &keys.access_key_id]));
        assert!(!Secrets::of(None).stand_in(&[&keys.security_token]));
    }

    #[test]
    fn a_file_is_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let inner = directory.path().join("inner");
        fs::create_dir(&inner).unwrap();
        for (name, mode) in [("closed", 0o600), ("readable", 0o640), ("writable", 0o602)] {
            let file = inner.join(name);
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        }
        let mut open = open_to_others(directory.path());
        open.sort();
        assert_eq!(open, [inner.join("readable"), inner.join("writable")]);
        assert!(open_to_others(&directory.path().join("missing")).is_empty());
    }
}
