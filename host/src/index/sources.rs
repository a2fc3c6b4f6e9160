//! Which indexes are asked: those of `--index`, or else those of the setting `plugin-index`.

use std::path::Path;

use super::{Address, address::struck};
use crate::{
    error::Error,
    profile::config::Config,
    settings::{PLUGIN_INDEX, Setting},
    text::message,
};

/// The addresses of the indexes that are asked, each once: those that were named, else those of the setting.
///
/// # Errors
/// When there is none, or one of them is no address.
pub fn chosen(named: &[String], config: &Config) -> Result<Vec<Address>, Error> {
    let addresses = match named.is_empty() {
        true => set(config)?,
        false => each_once(named.iter().map(|word| Address::parse(word)))?,
    };
    match addresses.is_empty() {
        true => {
            let message = message!("error-index-none");
            Err(Error::invalid_input("index_none", message).hint(message!("hint-index-none")))
        }
        false => Ok(addresses),
    }
}

/// The addresses in the setting, each once.
///
/// # Errors
/// When one of them is no address.
pub fn set(config: &Config) -> Result<Vec<Address>, Error> {
    let setting = Setting::named(PLUGIN_INDEX).expect("it is one of the settings");
    setting.check_stored(config)?;
    each_once(parts(setting.value(config)).map(Address::parse))
}

/// Addresses without those that stood there before.
///
/// # Errors
/// The first that there is.
pub fn each_once(addresses: impl Iterator<Item = Result<Address, Error>>) -> Result<Vec<Address>, Error> {
    let mut once: Vec<Address> = Vec::new();
    for address in addresses {
        let address = address?;
        if !once.contains(&address) {
            once.push(address);
        }
    }
    Ok(once)
}

/// Holds a value of the setting against what it may be: addresses with commas between them, files with their whole path.
///
/// # Errors
/// When one of them is no address. Whether anything is there is not looked at.
pub fn check_setting(value: &str) -> Result<(), Error> {
    for part in parts(value) {
        if part.contains("://") {
            Address::parse(part)?;
        } else if !Path::new(part).is_absolute() {
            let shown = shown_setting(value);
            let part = if shown.contains(part) { part } else { "***" };
            let message = message!("error-index-relative", path = part);
            return Err(Error::invalid_input("index_address", message).hint(message!("hint-index-relative")));
        }
    }
    Ok(())
}

/// A value of the setting as it is shown: what may be a secret in an address is struck out.
pub fn shown_setting(value: &str) -> String {
    let mut is_behind_query = false;
    let shown: Vec<String> = value
        .split(',')
        .map(|part| {
            let is_url = part.contains("://");
            let is_address = is_url || Path::new(part.trim()).is_absolute();
            // A comma there makes two parts of it.
            is_behind_query = (is_behind_query && !is_address) || (is_url && part.contains('?'));
            match (is_url, is_behind_query) {
                (true, _) => struck(part),
                (false, true) => "***".to_owned(),
                (false, false) => part.to_owned(),
            }
        })
        .collect();
    shown.join(",")
}

fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_in_it_is_not_shown() {
        for (value, shown) in [
            ("", ""),
            (
                "/srv/a@b?c, https://example.com/i",
                "/srv/a@b?c, https://example.com/i",
            ),
            (
                "https://me:secret@a.example.com/i, https://b.example.com/i?token=secret",
                "https://***@a.example.com/i, https://b.example.com/i?***",
            ),
            (
                "https://a.example.com/i?secret,secret,/srv/i",
                "https://a.example.com/i?***,***,/srv/i",
            ),
            ("index.toml", "index.toml"),
        ] {
            assert_eq!(shown_setting(value), shown);
        }
        let error = check_setting("https://a.example.com/i?a,secret").expect_err("relative");
        assert!(!error.to_string().contains("secret"), "{error}");
        let error = check_setting("index.toml").expect_err("relative");
        assert!(error.to_string().contains("index.toml"), "{error}");
    }

    #[test]
    fn the_setting_takes_several_addresses_that_mean_the_same_everywhere() {
        for value in ["", "https://a.example.com/i, /srv/index.toml", "/no/such/file"] {
            check_setting(value).expect(value);
        }
        for (value, code) in [
            ("index.toml", "index_address"),
            ("/srv/i,../x", "index_address"),
            ("/srv/i,http://example.com/i", "index_insecure"),
            ("https://me:secret@example.com/i", "index_address"),
        ] {
            assert_eq!(check_setting(value).expect_err(value).code(), code, "{value}");
        }
    }
}
