//! What moves, what stays, and that nothing is lost on the way.

use yun_plugin_api::Secret;

use super::*;
use crate::profile::{
    Profile,
    secrets::{
        Secrets,
        memory::{Memory, State},
    },
};

/// A home with `a` in the file, `k` in the keyring, and `m` in a place of another version's.
struct Home {
    _directory: tempfile::TempDir,
    environment: Environment,
    keyring: Memory,
}

impl Home {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let home = Self {
            environment: Environment::of_variables([("HOME", directory.path())]),
            _directory: directory,
            keyring: Memory::default(),
        };
        together::edit_with(home.stores(), &home.environment, |config, changes| {
            for (name, place) in [("a", Place::File), ("k", Place::Keyring), ("m", Place::File)] {
                changes.store(place, name, secrets(name));
                config.put(&Profile {
                    secret_store: place,
                    ..Profile::named(name)
                })?;
            }
            Ok(())
        })
        .expect("adds");
        let path = home.config().path().to_owned();
        let text = std::fs::read_to_string(&path).expect("reads");
        let at = text.rfind("secret_store = \"file\"").expect("the last profile's");
        let text = format!("{}{}", &text[..at], text[at..].replacen("file", "moon", 1));
        std::fs::write(&path, text).expect("writes");
        home
    }

    fn stores(&self) -> Stores {
        let stores = Stores::open(&self.environment, Unlocking::Refused).expect("opens");
        stores.with_keyring(Box::new(self.keyring.clone()))
    }

    fn config(&self) -> Config {
        Config::load(&self.environment).expect("loads")
    }

    fn move_all(&self, setting: &str) -> Result<Moved, Error> {
        let set = |config: &mut Config| config.set_setting("secret_store", setting);
        all_with(self.stores(), &self.environment, set)
    }

    /// Where the profiles' secrets lie, each looked up where it is recorded and found whole.
    fn places(&self) -> [Place; 2] {
        ["a", "k"].map(|name| {
            let place = self.config().secret_place(name).expect("records");
            let kept = self.stores().at(place).secrets(name).expect("reads");
            assert_eq!(kept["access_key_secret"].expose(), name);
            place
        })
    }

    fn in_file(&self, name: &str) -> bool {
        let kept = self.stores().at(Place::File).secrets(name).expect("reads");
        !kept.is_empty()
    }
}

fn secrets(text: &str) -> Secrets {
    Secrets::from([("access_key_secret".to_owned(), Secret::new(text.to_owned()))])
}

#[test]
fn all_move_and_the_old_copies_go() {
    let home = Home::new();
    let moved = home.move_all("keyring").expect("moves");
    assert_eq!(
        (moved.place, moved.profiles),
        (Place::Keyring, vec!["a".to_owned()])
    );
    assert_eq!(home.places(), [Place::Keyring; 2]);
    assert!(!home.in_file("a"));
    let moved = home.move_all("file").expect("moves");
    assert_eq!(moved.profiles, ["a", "k"]);
    assert_eq!(home.places(), [Place::File; 2]);
    assert!(home.keyring.content().is_empty());
}

#[test]
fn auto_moves_to_what_it_comes_to() {
    let home = Home::new();
    assert_eq!(home.move_all("auto").expect("moves").place, Place::Keyring);
    assert_eq!(home.places(), [Place::Keyring; 2]);
    home.keyring.set(State::Locked);
    assert_eq!(
        home.move_all("auto").expect_err("cannot be read").code(),
        "keyring_locked"
    );
    home.keyring.set(State::Open);
    assert_eq!(home.places(), [Place::Keyring; 2]);
}

#[test]
fn what_cannot_be_reached_stays_and_is_named() {
    let home = Home::new();
    home.keyring.set(State::Absent);
    let moved = home.move_all("file").expect("the setting changes");
    let left: Vec<&str> = moved.left.iter().map(Error::code).collect();
    assert_eq!(left, ["keyring_absent", "config_invalid"]);
    home.keyring.set(State::Open);
    assert_eq!(home.places(), [Place::File, Place::Keyring]);
    assert_eq!(home.config().text("m", "secret_store"), Some("moon"));
    assert!(home.in_file("m"));
}

#[test]
fn a_keyring_that_is_not_there_is_refused_and_nothing_changes() {
    let home = Home::new();
    home.keyring.set(State::Absent);
    let error = home.move_all("keyring").expect_err("there is none");
    assert_eq!((error.code(), error.exit_code()), (ABSENT, 4));
    assert!(!home.config().has_setting("secret_store"));
    assert!(home.in_file("a"));
}
