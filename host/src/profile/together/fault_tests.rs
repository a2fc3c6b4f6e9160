//! A disk that fails at any step of a change: configuration and secrets stay together.

use std::{fs, path::Path};

use yun_plugin_api::Secret;

use super::*;
use crate::{
    profile::{Profile, moving, secrets::memory::Memory},
    store::fault::{self, Lasting},
    text::Language,
};

/// The system's numbers for "no space left on device" and "read-only file system".
const ERRNOS: [i32; 2] = [28, 30];

type Change = fn(&Home) -> Result<(), Error>;

const CHANGES: [(&str, Change); 8] = [
    ("add", |home| {
        home.edit(|config, changes| {
            changes.store(Place::File, "b", secrets("second"));
            config.set_current("b")?;
            config.put(&Profile::named("b"))
        })
    }),
    ("use", |home| {
        Config::edit(&home.environment, |config| config.set_current("other"))
    }),
    ("rename", |home| {
        home.edit(|config, changes| {
            config.rename("a", "new")?;
            let secrets = changes.present(Place::File, "a")?;
            changes.store(Place::File, "new", secrets);
            changes.remove(Place::File, "a");
            Ok(())
        })
    }),
    ("remove", |home| {
        home.edit(|config, changes| {
            changes.remove(Place::File, "a");
            config.remove("a")
        })
    }),
    ("settings set", |home| {
        Config::edit(&home.environment, |config| config.set_setting("output", "json"))
    }),
    ("to the keyring", |home| home.move_all("keyring")),
    ("to the file", |home| home.move_all("file")),
    ("between stores while it is edited", |home| {
        home.edit(|config, changes| {
            let mut profile = config.profile("k")?;
            profile.secret_store = Place::File;
            changes.move_to(Place::File, Place::Keyring, "k", secrets("another"));
            config.put(&profile)
        })
    }),
];

fn secrets(text: &str) -> Secrets {
    Secrets::from([("access_key_secret".to_owned(), Secret::new(text.to_owned()))])
}

/// A home with the profile `a`, whose secrets lie in the file, and `k`, whose lie in a keyring.
struct Home {
    directory: tempfile::TempDir,
    environment: Environment,
    keyring: Memory,
}

impl Home {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let home = Self {
            environment: Environment::of_variables([
                ("YUN_CONFIG_DIR", directory.path()),
                ("YUN_DATA_DIR", directory.path()),
            ]),
            directory,
            keyring: Memory::default(),
        };
        home.edit(|config, changes| {
            changes.store(Place::File, "a", secrets("first"));
            changes.store(Place::Keyring, "k", secrets("kept"));
            config.set_current("a")?;
            config.put(&Profile::named("a"))?;
            config.put(&Profile {
                secret_store: Place::Keyring,
                ..Profile::named("k")
            })
        })
        .expect("adds");
        home
    }

    fn stores(&self) -> Stores {
        let stores = Stores::open(&self.environment, Unlocking::Refused).expect("opens");
        stores.with_keyring(Box::new(self.keyring.clone()))
    }

    fn edit<T>(
        &self,
        change: impl FnOnce(&mut Config, &mut SecretChanges) -> Result<T, Error>,
    ) -> Result<T, Error> {
        edit_with(self.stores(), &self.environment, change)
    }

    fn move_all(&self, place: &str) -> Result<(), Error> {
        let set = |config: &mut Config| config.set_setting("secret_store", place);
        moving::all_with(self.stores(), &self.environment, set).map(drop)
    }

    /// Both files and the keyring as they are.
    fn content(&self) -> [String; 3] {
        let read = |name| fs::read_to_string(self.directory.path().join(name)).expect("reads");
        [
            read("config.toml"),
            read("secrets.toml"),
            format!("{:?}", self.keyring.content()),
        ]
    }
}

fn after(change: Change) -> [String; 3] {
    let home = Home::new();
    change(&home).expect("nothing fails");
    home.content()
}

/// Names the path, says what to do, and leaves no temporary file.
fn is_told(error: &Error, home: &Path) {
    for language in [Language::English, Language::Chinese] {
        let sentence = error.sentence(language);
        assert!(
            sentence.contains(".toml") || error.code() == "keyring_failed",
            "{error}"
        );
        assert!(error.advice(language).is_some(), "{error}");
    }
    for entry in fs::read_dir(home).expect("lists") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("a name");
        assert!(
            name.ends_with(".toml") || name.ends_with(".lock"),
            "{name} is left behind"
        );
    }
}

#[test]
fn one_step_that_fails_leaves_both_as_before_or_both_as_after() {
    for (name, change) in CHANGES {
        let after = after(change);
        for errno in ERRNOS {
            for step in 0.. {
                let home = Home::new();
                let before = home.content();
                let (outcome, struck) = fault::with(step, errno, Lasting::Once, || change(&home));
                let now = home.content();
                assert!(now == before || now == after, "{name}, step {step}: {now:?}");
                match outcome {
                    Err(error) => is_told(&error, home.directory.path()),
                    Ok(()) => assert_eq!(now, after, "{name}, step {step}"),
                }
                if !struck {
                    assert!(step >= 5, "{name} has only {step} steps");
                    break;
                }
            }
        }
    }
}

/// What has been begun cannot be taken back then: but no profile is without its secrets, and no secret is gone of
/// which the configuration speaks.
#[test]
fn a_disk_that_fails_for_good_leaves_every_profile_with_its_secrets() {
    for (name, change) in CHANGES {
        for errno in ERRNOS {
            for step in 0.. {
                let home = Home::new();
                let (outcome, struck) = fault::with(step, errno, Lasting::ForGood, || change(&home));
                if let Err(error) = &outcome {
                    is_told(error, home.directory.path());
                }
                let config = Config::load(&home.environment).expect("loads");
                for profile in config.names() {
                    let place = config.secret_place(profile).expect("records");
                    let kept = home.stores().at(place).secrets(profile).expect("reads");
                    assert_eq!(kept.len(), 1, "{name}, step {step}: {profile}");
                }
                if !struck {
                    break;
                }
            }
        }
    }
}
