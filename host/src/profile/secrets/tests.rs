//! Which place the setting, the keyring and what a profile records come to.

use super::{
    memory::{Memory, State},
    *,
};

fn place(setting: Option<&str>, state: State, kept: Option<Place>) -> Result<Place, String> {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("HOME", home.path())]);
    let mut config = Config::load(&environment).expect("loads");
    if let Some(setting) = setting {
        config.set_setting("secret_store", setting).expect("sets");
    }
    let keyring = Memory::default();
    keyring.set(state);
    let stores = Stores::open(&environment, Unlocking::Asked).expect("opens");
    let stores = stores.with_keyring(Box::new(keyring));
    stores
        .place(&config, kept)
        .map_err(|error| error.code().to_owned())
}

#[test]
fn what_is_left_open_goes_to_a_keyring_that_is_open() {
    for setting in [None, Some("auto")] {
        assert_eq!(place(setting, State::Open, None), Ok(Place::Keyring));
        assert_eq!(place(setting, State::Locked, None), Ok(Place::File));
        assert_eq!(place(setting, State::Absent, None), Ok(Place::File));
        for kept in [Place::File, Place::Keyring] {
            assert_eq!(place(setting, State::Open, Some(kept)), Ok(kept));
            assert_eq!(place(setting, State::Absent, Some(kept)), Ok(kept));
        }
    }
}

#[test]
fn what_is_set_holds() {
    assert_eq!(
        place(Some("file"), State::Open, Some(Place::Keyring)),
        Ok(Place::File)
    );
    assert_eq!(
        place(Some("keyring"), State::Open, Some(Place::File)),
        Ok(Place::Keyring)
    );
    assert_eq!(place(Some("keyring"), State::Locked, None), Ok(Place::Keyring));
    assert_eq!(
        place(Some("keyring"), State::Absent, None),
        Err(ABSENT.to_owned())
    );
    assert_eq!(
        place(Some("moon"), State::Open, None),
        Err("setting_invalid".to_owned())
    );
}

#[test]
fn every_place_has_its_word() {
    for word in Place::WORDS {
        assert_eq!(Place::parse(word).expect("known").word(), word);
    }
    assert_eq!(Place::parse("moon"), None);
}
