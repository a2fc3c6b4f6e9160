//! What stands for what only the running cloud and home know: `{cloud.url}` and its like.

use std::path::PathBuf;

use chrono::{TimeDelta, Utc};
use toml::{Table, Value};

use crate::cloud::{Cloud, TemporaryKeys};

const HOUR: TimeDelta = TimeDelta::hours(1);

/// Whose values the placeholders have.
pub(super) struct Placeholders<'a> {
    pub(super) cloud: &'a Cloud,
    pub(super) url: String,
    pub(super) home: PathBuf,
    pub(super) given: PathBuf,
    temporary: TemporaryKeys,
    expired: TemporaryKeys,
    token: String,
    expired_token: String,
}

impl<'a> Placeholders<'a> {
    pub(super) fn new(cloud: &'a Cloud, url: String, home: PathBuf, given: PathBuf) -> Self {
        Self {
            cloud,
            url,
            home,
            given,
            temporary: cloud.temporary_keys(HOUR),
            expired: cloud.temporary_keys(-HOUR),
            token: cloud.oidc_token(HOUR),
            expired_token: cloud.oidc_token(-HOUR),
        }
    }

    /// The table with all placeholders in its texts replaced; keys stay as they are.
    pub(super) fn in_table(&self, table: &Table) -> Result<Table, String> {
        let replaced = table
            .iter()
            .map(|(key, value)| Ok((key.clone(), self.in_value(value)?)));
        replaced.collect()
    }

    fn in_value(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => Value::String(self.in_text(text)?),
            Value::Array(all) => {
                let replaced: Result<_, String> = all.iter().map(|value| self.in_value(value)).collect();
                Value::Array(replaced?)
            }
            Value::Table(table) => Value::Table(self.in_table(table)?),
            other => other.clone(),
        })
    }

    /// The text with all placeholders replaced. What stands in braces and is none, like JSON, stays.
    pub(super) fn in_text(&self, text: &str) -> Result<String, String> {
        let mut replaced = String::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            replaced.push_str(before);
            match name(from) {
                Some(name) => {
                    replaced.push_str(&self.value(name)?);
                    rest = &from[name.len() + 2..];
                }
                None => {
                    replaced.push('{');
                    rest = &from[1..];
                }
            }
        }
        Ok(replaced + rest)
    }

    fn value(&self, name: &str) -> Result<String, String> {
        let unknown = || format!("there is no placeholder {{{name}}}");
        let words: Vec<_> = name.split('.').collect();
        Ok(match words[..] {
            ["home"] => self.home.display().to_string(),
            ["given"] => self.given.display().to_string(),
            ["cloud", "url"] => self.url.clone(),
            ["cloud", "plain"] => self.cloud.url(),
            ["keys", user, "id"] => self.cloud.keys_of(user).access_key_id,
            ["keys", user, "secret"] => self.cloud.keys_of(user).access_key_secret,
            ["temporary", part] => part_of(&self.temporary, part).ok_or_else(unknown)?,
            ["expired", part] => part_of(&self.expired, part).ok_or_else(unknown)?,
            ["role", role] => self.cloud.role_arn(role),
            ["oidc", "provider"] => self.cloud.oidc_provider_arn(),
            ["oidc", "token"] => self.token.clone(),
            ["oidc", "expired"] => self.expired_token.clone(),
            ["in", seconds] => time(seconds, 1).ok_or_else(unknown)?,
            ["ago", seconds] => time(seconds, -1).ok_or_else(unknown)?,
            _ => return Err(unknown()),
        })
    }
}

/// The name of the placeholder that the text begins with, if it does.
fn name(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

fn part_of(keys: &TemporaryKeys, part: &str) -> Option<String> {
    Some(match part {
        "id" => keys.access_key_id.clone(),
        "secret" => keys.access_key_secret.clone(),
        "token" => keys.security_token.clone(),
        _ => return None,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the local cloud's clock is the machine's"
)]
fn time(seconds: &str, direction: i64) -> Option<String> {
    let seconds: i64 = seconds.parse().ok()?;
    let time = Utc::now() + TimeDelta::seconds(direction * seconds);
    Some(time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::World;

    #[test]
    fn names_are_replaced_and_other_braces_stay() {
        let cloud = Cloud::with(World::empty());
        let placeholders = Placeholders::new(&cloud, "u".into(), "h".into(), "g".into());
        for (text, expected) in [
            ("{cloud.url}/{home}{given}", "u/hg"),
            ("{\"a\":{\"b\":1}} ${HOME} {", "{\"a\":{\"b\":1}} ${HOME} {"),
        ] {
            assert_eq!(placeholders.in_text(text).unwrap(), expected);
        }
        let wrong = placeholders.in_text("{clod.url}").unwrap_err();
        assert_eq!(wrong, "there is no placeholder {clod.url}");
        assert!(placeholders.in_text("{temporary.tokn}").is_err());
        assert!(placeholders.in_text("{in.60}").unwrap() > placeholders.in_text("{ago.60}").unwrap());
    }
}
