//! The search for secrets in what a run leaves behind.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::cloud::Cloud;

/// Every secret of the cloud's users and sessions.
pub(super) fn of(cloud: &Cloud) -> Vec<String> {
    cloud.world(|world| {
        let keys = world
            .users
            .iter()
            .flat_map(|user| &user.keys)
            .map(|key| key.secret.clone());
        let sessions = world.sessions.iter();
        let temporary =
            sessions.flat_map(|session| [session.access_key_secret.clone(), session.security_token.clone()]);
        keys.chain(temporary).collect()
    })
}

/// The first secret that stands in `text`.
pub(super) fn found<'a>(secrets: &'a [String], text: &str) -> Option<&'a str> {
    secrets
        .iter()
        .map(String::as_str)
        .find(|secret| text.contains(secret))
}

/// The files below `directory` that hold a secret.
pub(super) fn files_with(secrets: &[String], directory: &Path) -> Vec<PathBuf> {
    let mut holding = Vec::new();
    for file in files(directory) {
        let content = fs::read(&file).unwrap_or_default();
        if found(secrets, &String::from_utf8_lossy(&content)).is_some() {
            holding.push(file);
        }
    }
    holding
}

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
