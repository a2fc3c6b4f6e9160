//! The columns that `--columns` and `--sort` may name.

use super::{
    super::{doctor, find, plugin, profile, settings},
    candidate::{Candidate, Reply},
    values::Knowledge,
};
use crate::output::Column;

const WHOAMI: [&str; 6] = [
    "profile",
    "mode",
    "account_id",
    "arn",
    "identity_type",
    "expires_at",
];
const REGIONS: [&str; 5] = ["id", "name", "status", "current", "endpoint"];
const RESOURCE_GROUPS: [&str; 5] = ["id", "name", "display_name", "status", "current"];

impl Knowledge<'_> {
    /// `id,name,st`: each key once.
    pub(super) fn columns(&self, path: &[&str], current: &str) -> Reply {
        self.keys(path, list_before(current))
    }

    /// The same, where `-` before a key turns the order around.
    pub(super) fn sort_keys(&self, path: &[&str], current: &str) -> Reply {
        let before = list_before(current);
        let descends = current[before.len()..].starts_with('-');
        self.keys(path, &current[..before.len() + usize::from(descends)])
    }

    /// The keys that are not in the list already, behind what is typed of it.
    fn keys(&self, path: &[&str], before: &str) -> Reply {
        let taken: Vec<&str> = before.split(',').map(|key| key.trim_start_matches('-')).collect();
        let mut keys = self.keys_of(path);
        keys.retain(|key| !taken.contains(&key.value.as_str()));
        Reply::Words(keys).behind(before)
    }

    fn keys_of(&self, path: &[&str]) -> Vec<Candidate> {
        let plain = |keys: &[&str]| keys.iter().copied().map(Candidate::plain).collect();
        let titled = |columns: Vec<Column>| {
            let columns = columns.into_iter();
            columns
                .map(|column| Candidate::new(column.key, column.title))
                .collect()
        };
        match path {
            ["settings", ..] => plain(&settings::COLUMNS),
            ["doctor"] => plain(&doctor::COLUMNS),
            ["whoami"] => plain(&WHOAMI),
            ["regions"] => plain(&REGIONS),
            ["resource-groups"] => plain(&RESOURCE_GROUPS),
            ["find"] => plain(&find::COLUMNS),
            ["plugin", verb] => titled(plugin::columns(verb, self.language)),
            ["profile", verb] => titled(profile::columns(verb, self.language)),
            [noun, verb, ..] => self.resource_keys(noun, verb),
            [noun] => self.resource_keys(noun, ""),
            [] => Vec::new(),
        }
    }

    fn resource_keys(&self, noun: &str, verb: &str) -> Vec<Candidate> {
        let columns = self.resource(noun).map(|resource| resource.columns.iter());
        let columns = columns.into_iter().flatten();
        columns
            .filter(|column| verb == "show" || !column.detail)
            .map(|column| Candidate::new(column.key.as_str(), self.language.pick(&column.title)))
            .collect()
    }
}

/// What stands before the key that is being typed.
fn list_before(current: &str) -> &str {
    current.rfind(',').map_or("", |comma| &current[..=comma])
}
