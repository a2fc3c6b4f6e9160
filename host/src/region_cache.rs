//! The regions of accounts, and those of types that have their own, as they were last told, so that `-r all` need not ask each time and completion never does.
//!
//! One file for each account, and for each such type and account, in `regions/` of the cache directory. Losing it costs a question and nothing else.

use std::{fs, path::PathBuf, sync::Once, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    account::Region,
    clock,
    environment::Environment,
    hex,
    profile::{Profile, RegionId},
    store,
};

/// The cache's own format; another one is ignored.
const FORMAT: u32 = 1;
/// How long a list is taken for true: regions are opened a few times a year.
const LONGEST_AGE: TimeDelta = TimeDelta::days(1);
/// A file that nobody has written for so long belongs to a profile that is gone.
const LONGEST_UNUSED: Duration = Duration::from_secs(90 * 24 * 60 * 60);

#[derive(Serialize, Deserialize)]
struct Content {
    format: u32,
    profile: String,
    asked_at: DateTime<Utc>,
    regions: Vec<Region>,
}

/// The place of one account's regions.
pub(crate) struct RegionCache {
    directory: Option<PathBuf>,
    profile: String,
    name: String,
}

impl RegionCache {
    /// The place for what the account of `profile` is told about `about`: where it was asked, in which language.
    pub(crate) fn of(environment: &Environment, profile: &Profile, about: &[&str]) -> Self {
        let mut hasher = Sha256::new();
        // How many there are goes first, so that none passes for a field.
        let count = about.len().to_string();
        let fields = profile
            .fields
            .iter()
            .flat_map(|(key, value)| [key.as_str(), value]);
        let account = [profile.name.as_str(), profile.mode.as_str(), &count];
        for part in account.into_iter().chain(about.iter().copied()).chain(fields) {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
        Self {
            directory: directory(environment),
            profile: profile.name.as_str().to_owned(),
            name: hex::encode(&hasher.finalize()[..16]) + ".json",
        }
    }

    /// The regions, if they were told within a day.
    pub(crate) fn load(&self) -> Option<Vec<Region>> {
        let content = read(&self.directory.as_ref()?.join(&self.name))?;
        let age = clock::now() - content.asked_at;
        // A clock that was set back makes lists of the future: nobody knows how old these are.
        (TimeDelta::zero()..LONGEST_AGE)
            .contains(&age)
            .then_some(content.regions)
    }

    /// Keeps what was told. A cache that cannot be written is only slow.
    pub(crate) fn save(&self, regions: &[Region]) {
        let Some(directory) = &self.directory else { return };
        let content = Content {
            format: FORMAT,
            profile: self.profile.clone(),
            asked_at: clock::now(),
            regions: regions.to_vec(),
        };
        let bytes = serde_json::to_vec(&content).unwrap_or_default();
        if let Err(error) = store::write(&directory.join(&self.name), &bytes) {
            tracing::debug!(%error, "the regions are not kept");
        }
        // Once is enough, however many accounts a command asks.
        static SWEEPING: Once = Once::new();
        SWEEPING.call_once(|| remove_unused(directory));
    }
}

/// The ids of all regions that any account was told of, however long ago, in alphabetical order.
pub(crate) fn known_regions(environment: &Environment) -> Vec<String> {
    let files = directory(environment).and_then(|directory| fs::read_dir(directory).ok());
    let contents = files
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|file| read(&file.path()));
    let mut ids: Vec<String> = contents
        .flat_map(|content| content.regions)
        .map(|region| region.id)
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

fn directory(environment: &Environment) -> Option<PathBuf> {
    Some(environment.cache_directory().ok()?.join("regions"))
}

fn read(path: &std::path::Path) -> Option<Content> {
    let content: Content = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    // An id becomes part of a host's name: what has not its form is none.
    let is_sound = content
        .regions
        .iter()
        .all(|region| RegionId::parse(&region.id).is_ok());
    (content.format == FORMAT && is_sound && !content.regions.is_empty()).then_some(content)
}

fn remove_unused(directory: &std::path::Path) {
    let files = fs::read_dir(directory).into_iter().flatten().flatten();
    // The directory may be anybody's: what is not named as these files are is not of them.
    let is_ours = |name: &str| {
        let stem = name.strip_suffix(".json").unwrap_or_default();
        stem.len() == 32 && stem.chars().all(|c| c.is_ascii_hexdigit())
    };
    for file in files.filter(|file| file.file_name().to_str().is_some_and(is_ours)) {
        let unused = file.metadata().and_then(|metadata| metadata.modified()).ok();
        if unused
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|age| age > LONGEST_UNUSED)
        {
            let _ = fs::remove_file(file.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn profile(id: &str) -> Profile {
        Profile {
            fields: BTreeMap::from([("access_key_id".to_owned(), id.to_owned())]),
            ..Profile::named("dev")
        }
    }

    fn regions() -> Vec<Region> {
        vec![Region {
            id: "cn-beijing".into(),
            name: "Beijing".into(),
            status: None,
            endpoint: None,
        }]
    }

    #[test]
    fn regions_are_kept_for_one_account_and_one_endpoint() {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("YUN_CACHE_DIR", home.path())]);
        let of = |id: &str, endpoint: &str| RegionCache::of(&environment, &profile(id), &[endpoint, "en"]);
        assert!(of("a", "https://e/").load().is_none());
        of("a", "https://e/").save(&regions());
        assert_eq!(of("a", "https://e/").load(), Some(regions()));
        assert!(of("b", "https://e/").load().is_none(), "another account");
        assert!(of("a", "https://f/").load().is_none(), "another endpoint");
        let type_of_it = RegionCache::of(&environment, &profile("a"), &["thing", "https://e/", "en"]);
        assert!(type_of_it.load().is_none(), "a type's own");
        assert_eq!(known_regions(&environment), ["cn-beijing"]);
    }

    #[test]
    fn what_is_old_of_the_future_or_broken_is_asked_again() {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("YUN_CACHE_DIR", home.path())]);
        let cache = RegionCache::of(&environment, &profile("a"), &["https://e/", "en"]);
        let path = home.path().join("regions").join(&cache.name);
        let at = |age: TimeDelta, id: &str| {
            serde_json::json!({"format": 1, "profile": "dev", "asked_at": clock::now() - age,
                "regions": [{"RegionId": id, "LocalName": "x"}]})
            .to_string()
        };
        cache.save(&regions());
        for (content, is_taken) in [
            (at(TimeDelta::hours(1), "cn-beijing"), true),
            (at(TimeDelta::hours(25), "cn-beijing"), false),
            (at(TimeDelta::hours(-1), "cn-beijing"), false),
            (at(TimeDelta::hours(1), "evil.example.com/"), false),
            ("{".to_owned(), false),
            (String::new(), false),
            ("[]".to_owned(), false),
        ] {
            fs::write(&path, &content).expect("writes");
            assert_eq!(cache.load().is_some(), is_taken, "{content}");
        }
    }
}
