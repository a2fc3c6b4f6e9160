//! A disk that fails at any step of a change: configuration and secrets stay together.

use std::{fs, path::Path};

use super::*;
use crate::{
    profile::Profile,
    store::fault::{self, Lasting},
    text::Language,
};

/// The system's numbers for "no space left on device" and "read-only file system".
const ERRNOS: [i32; 2] = [28, 30];

type Change = fn(&Environment) -> Result<(), Error>;

const CHANGES: [(&str, Change); 5] = [
    ("add", |environment| {
        edit(environment, |config, changes| {
            changes.store("b", secrets("second"));
            config.set_current("b")?;
            config.put(&Profile::named("b"))
        })
    }),
    ("use", |environment| {
        Config::edit(environment, |config| config.set_current("other"))
    }),
    ("rename", |environment| {
        edit(environment, |config, changes| {
            config.rename("a", "new")?;
            let secrets = changes.present("a")?;
            changes.store("new", secrets);
            changes.remove("a");
            Ok(())
        })
    }),
    ("remove", |environment| {
        edit(environment, |config, changes| {
            changes.remove("a");
            config.remove("a")
        })
    }),
    ("settings set", |environment| {
        Config::edit(environment, |config| config.set_setting("output", "json"))
    }),
];

fn secrets(text: &str) -> Secrets {
    Secrets::from([("access_key_secret".to_owned(), Secret::new(text.to_owned()))])
}

/// A home with the profile `a`.
fn home() -> (tempfile::TempDir, Environment) {
    let home = tempfile::tempdir().expect("a directory");
    let environment =
        Environment::of_variables([("YUN_CONFIG_DIR", home.path()), ("YUN_DATA_DIR", home.path())]);
    edit(&environment, |config, changes| {
        changes.store("a", secrets("first"));
        config.set_current("a")?;
        config.put(&Profile::named("a"))
    })
    .expect("adds");
    (home, environment)
}

/// Both files as they are.
fn content(home: &Path) -> [String; 2] {
    ["config.toml", "secrets.toml"].map(|name| fs::read_to_string(home.join(name)).expect("reads"))
}

fn after(change: Change) -> [String; 2] {
    let (home, environment) = home();
    change(&environment).expect("nothing fails");
    content(home.path())
}

/// Names the path, says what to do, and leaves no temporary file.
fn is_told(error: &Error, home: &Path) {
    for language in [Language::English, Language::Chinese] {
        assert!(error.sentence(language).contains(".toml"), "{error}");
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
                let (home, environment) = home();
                let before = content(home.path());
                let (outcome, struck) = fault::with(step, errno, Lasting::Once, || change(&environment));
                let now = content(home.path());
                assert!(now == before || now == after, "{name}, step {step}: {now:?}");
                match outcome {
                    Err(error) => is_told(&error, home.path()),
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
                let (home, environment) = home();
                let (outcome, struck) = fault::with(step, errno, Lasting::ForGood, || change(&environment));
                if let Err(error) = &outcome {
                    is_told(error, home.path());
                }
                let config = Config::load(&environment).expect("loads");
                let store = secrets::open(&environment).expect("opens");
                for profile in config.names() {
                    let kept = store.secrets(profile).expect("reads");
                    assert_eq!(kept.len(), 1, "{name}, step {step}: {profile}");
                }
                if !struck {
                    break;
                }
            }
        }
    }
}
