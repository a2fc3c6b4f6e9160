//! Profiles: an account's mode, fields, region and resource group under a name.
//!
//! What they are is here; where yun's own lie is in [`config`] and, for their secrets, in [`secrets`]. Those that others
//! keep are [`foreign`]; [`registry`] knows them all.

pub(crate) mod adding;
pub(crate) mod aliyun_cli;
pub mod config;
pub(crate) mod editing;
pub mod fields;
pub mod foreign;
pub(crate) mod importing;
pub mod moving;
mod of_environment;
pub mod registry;
pub(crate) mod removing;
pub(crate) mod renaming;
pub mod secrets;
mod signature;
pub mod standing;
pub(crate) mod switching;
pub mod together;
pub(crate) mod verification;

use std::collections::BTreeMap;

pub use signature::Signature;

use crate::{error::Error, text::message};

/// A profile's name: any text a person may give, without control characters or space at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileName(String);

impl ProfileName {
    /// Checks a name.
    ///
    /// # Errors
    /// When it is empty, longer than 128 characters, begins or ends with space or has control characters.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let fits = !name.is_empty() && name.chars().count() <= 128 && name.trim() == name;
        if fits && !name.chars().any(crate::text::is_unprintable) {
            return Ok(Self(name.to_owned()));
        }
        Err(Error::invalid_input(
            "profile_name_invalid",
            message!("error-profile-name", name = name),
        ))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A region's id, `cn-hangzhou` for instance: lower-case letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionId(String);

impl RegionId {
    /// Checks an id's form; whether the region exists only Alibaba Cloud knows.
    ///
    /// # Errors
    /// When it is not of that form.
    pub fn parse(id: &str) -> Result<Self, Error> {
        let fits = id.len() <= 64
            && id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.ends_with(|c: char| c.is_ascii_alphanumeric())
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if fits {
            return Ok(Self(id.to_owned()));
        }
        Err(
            Error::invalid_input("region_invalid", message!("error-region-form", region = id))
                .hint(message!("hint-region-form")),
        )
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A profile without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: ProfileName,
    /// Its credential mode, as the manifest names it.
    pub mode: String,
    /// Its default region.
    pub region: RegionId,
    /// The resource group that lists are limited to.
    pub resource_group: Option<String>,
    /// How its calls are signed.
    pub signature: Signature,
    /// Where its secrets lie.
    pub secret_store: secrets::Place,
    /// Endpoints by product, as the user set them: `ECS` to an address.
    pub endpoints: BTreeMap<String, String>,
    /// Its fields, secrets left out.
    pub fields: BTreeMap<String, String>,
}

#[cfg(test)]
impl Profile {
    /// A profile of mode `AccessKey` in cn-hangzhou, for tests.
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: ProfileName::parse(name).expect("a name"),
            mode: "AccessKey".into(),
            region: RegionId::parse("cn-hangzhou").expect("a region"),
            resource_group: None,
            signature: Signature::V3,
            secret_store: secrets::Place::File,
            endpoints: BTreeMap::new(),
            fields: BTreeMap::from([("access_key_id".to_owned(), "testid".to_owned())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_be_chinese_and_have_spaces_inside() {
        for name in ["prod", "生产 账号", "a.b/c"] {
            assert_eq!(ProfileName::parse(name).expect(name).as_str(), name);
        }
        for name in ["", " a", "a ", "a\nb", "\u{1b}[0m", "\u{200b}", "\u{202e}a"] {
            assert!(ProfileName::parse(name).is_err(), "{name:?}");
        }
        assert!(ProfileName::parse(&"长".repeat(129)).is_err());
    }

    #[test]
    fn a_region_is_of_its_form() {
        assert!(RegionId::parse("cn-shanghai-finance-1").is_ok());
        for id in [
            "",
            "cn hangzhou",
            "CN-HANGZHOU",
            "cn-",
            "evil.example.com/",
            "-cn",
        ] {
            assert!(RegionId::parse(id).is_err(), "{id:?}");
        }
    }
}
