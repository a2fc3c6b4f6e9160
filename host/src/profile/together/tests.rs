//! Both places change, or neither, whichever step fails.

use std::{fs, path::PathBuf};

use yun_plugin_api::Secret;

use super::*;
use crate::profile::{
    Profile,
    secrets::{SecretStore, memory::Memory},
};

fn secrets() -> Secrets {
    Secrets::from([("access_key_secret".to_owned(), Secret::new("x".to_owned()))])
}

fn stores(environment: &Environment) -> Stores {
    Stores::open(environment, Unlocking::Refused).expect("opens")
}

fn add(environment: &Environment) -> Result<(), Error> {
    edit(environment, Unlocking::Refused, |config, changes| {
        changes.store(Place::File, "a", secrets());
        config.put(&Profile::named("a"))
    })
}

fn stored(environment: &Environment) -> usize {
    stored_of(environment, "a")
}

#[test]
fn both_change() {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("HOME", home.path())]);
    add(&environment).expect("adds");
    assert_eq!(stored(&environment), 1);
    edit(&environment, Unlocking::Refused, |config, changes| {
        changes.remove(Place::File, "a");
        config.remove("a")
    })
    .expect("removes");
    assert_eq!(stored(&environment), 0);
}

#[test]
fn neither_changes_when_the_configuration_cannot_be_written() {
    let home = tempfile::tempdir().expect("a directory");
    let config = home.path().join("config");
    let environment = Environment::of_variables([
        ("YUN_CONFIG_DIR", config.clone()),
        ("YUN_DATA_DIR", home.path().join("data")),
    ]);
    let outcome = edit(&environment, Unlocking::Refused, |config_file, changes| {
        changes.store(Place::File, "a", secrets());
        // Gone after it was locked: nothing can be written into what has become a file.
        fs::remove_dir_all(&config).expect("removes");
        fs::write(&config, "x").expect("writes");
        config_file.put(&Profile::named("a"))
    });
    assert_eq!(outcome.expect_err("cannot be written").code(), "write_failed");
    assert_eq!(stored(&environment), 0);
}

#[test]
fn neither_changes_when_the_secrets_cannot_be_written() {
    let home = tempfile::tempdir().expect("a directory");
    let data = home.path().join("data");
    fs::write(&data, "x").expect("writes");
    let environment = Environment::of_variables([
        ("YUN_CONFIG_DIR", home.path().join("config")),
        ("YUN_DATA_DIR", data),
    ]);
    assert!(add(&environment).is_err());
    let config = Config::load(&environment).expect("loads");
    assert!(config.names().is_empty());
}

/// A store that cannot remove; before it says so it may put something in the way of the configuration.
struct Stubborn {
    store: Stores,
    in_the_way: Option<PathBuf>,
}

impl SecretStore for Stubborn {
    fn secrets(&self, profile: &str) -> Result<Secrets, Error> {
        self.store.at(Place::File).secrets(profile)
    }

    fn replace(&self, profile: &str, secrets: &Secrets) -> Result<(), Error> {
        if !secrets.is_empty() || profile == "b" {
            return self.store.at(Place::File).replace(profile, secrets);
        }
        if let Some(path) = &self.in_the_way {
            fs::remove_file(path).expect("removes");
            fs::create_dir(path).expect("makes a directory");
            fs::write(path.join("x"), "x").expect("writes");
        }
        Err(Error::invalid_input(
            "stubborn",
            crate::text::message!("error-arguments"),
        ))
    }
}

/// Renames `a` to `b`, with a store that cannot remove the secrets of `a`.
fn rename(environment: &Environment, in_the_way: Option<PathBuf>) -> Error {
    let store = stores(environment);
    let stores = stores(environment).with_file(Box::new(Stubborn { store, in_the_way }));
    edit_with(stores, environment, |config, changes| {
        let secrets = changes.present(Place::File, "a")?;
        changes.store(Place::File, "b", secrets);
        changes.remove(Place::File, "a");
        match config.names().is_empty() {
            false => config.rename("a", "b"),
            true => config.set_current("b"),
        }
    })
    .expect_err("the old secrets cannot be removed")
}

fn stored_of(environment: &Environment, profile: &str) -> usize {
    let stores = stores(environment);
    stores.at(Place::File).secrets(profile).expect("reads").len()
}

#[test]
fn neither_changes_when_the_old_secrets_cannot_be_removed() {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("HOME", home.path())]);
    add(&environment).expect("adds");
    assert_eq!(rename(&environment, None).code(), "stubborn");
    assert_eq!(Config::load(&environment).expect("loads").names(), ["a"]);
    assert_eq!(
        (stored_of(&environment, "a"), stored_of(&environment, "b")),
        (1, 0)
    );
}

#[test]
fn a_configuration_that_was_not_there_is_not_there_afterwards() {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("HOME", home.path())]);
    let stores = stores(&environment);
    stores.at(Place::File).replace("a", &secrets()).expect("writes");
    rename(&environment, None);
    let config = Config::load(&environment).expect("loads");
    assert!(!config.path().exists());
    assert_eq!(stored_of(&environment, "b"), 0);
}

#[test]
fn new_secrets_stay_when_the_configuration_cannot_be_put_back() {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("HOME", home.path())]);
    add(&environment).expect("adds");
    let path = Config::load(&environment).expect("loads").path().to_owned();
    assert_eq!(rename(&environment, Some(path)).code(), "stubborn");
    assert_eq!(
        (stored_of(&environment, "a"), stored_of(&environment, "b")),
        (1, 1)
    );
}

/// A keyring that forgets what it is given.
struct Forgetful;

impl SecretStore for Forgetful {
    fn secrets(&self, _profile: &str) -> Result<Secrets, Error> {
        Ok(Secrets::new())
    }

    fn replace(&self, _profile: &str, _secrets: &Secrets) -> Result<(), Error> {
        Ok(())
    }
}

fn move_away(environment: &Environment, keyring: Box<dyn SecretStore>) -> Result<(), Error> {
    edit_with(
        stores(environment).with_keyring(keyring),
        environment,
        |config, changes| {
            let secrets = changes.present(Place::File, "a")?;
            changes.move_to(Place::Keyring, Place::File, "a", secrets);
            config.set_secret_place("a", Place::Keyring)
        },
    )
}

#[test]
fn secrets_move_from_one_store_to_another() {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("HOME", home.path())]);
    add(&environment).expect("adds");
    let keyring = Memory::default();
    move_away(&environment, Box::new(keyring.clone())).expect("moves");
    assert_eq!(stored(&environment), 0);
    assert_eq!(keyring.content(), [("a".to_owned(), vec!["x".to_owned()])]);
    let config = Config::load(&environment).expect("loads");
    assert_eq!(config.secret_place("a").expect("records"), Place::Keyring);
}

#[test]
fn what_cannot_be_read_back_takes_the_place_of_nothing() {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("HOME", home.path())]);
    add(&environment).expect("adds");
    let error = move_away(&environment, Box::new(Forgetful)).expect_err("nothing was kept");
    assert_eq!((error.code(), error.exit_code()), ("secrets_not_kept", 4));
    assert_eq!(stored(&environment), 1);
    let config = Config::load(&environment).expect("loads");
    assert_eq!(config.secret_place("a").expect("records"), Place::File);
}
