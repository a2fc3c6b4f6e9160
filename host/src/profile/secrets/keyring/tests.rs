//! What goes into an item, which item it is, and what is said when there is none.

use std::time::Instant;

use super::*;
use crate::text::Language;

fn named(variables: &[(&str, &Path)]) -> String {
    configuration(&Environment::of_variables(variables.iter().copied())).expect("a directory")
}

#[test]
fn what_goes_into_an_item_comes_out_of_it() {
    let secrets = Secrets::from([
        (
            "access_key_secret".to_owned(),
            Secret::new("\"quoted\" 密\n\u{1}".into()),
        ),
        ("sts_token".to_owned(), Secret::new("\u{7f}\\".repeat(2000))),
    ]);
    let content = encode(&secrets).expect("encodes");
    let again = decode(&content).expect("decodes");
    assert_eq!(again.len(), 2);
    for (key, secret) in &secrets {
        assert_eq!(again[key].expose(), secret.expose());
    }
    for wrong in ["", "[]", "{\"a\":1}", "null"] {
        assert!(decode(wrong.as_bytes()).is_none(), "{wrong}");
    }
}

#[test]
fn the_buffer_of_an_item_does_not_grow() {
    let secrets = Secrets::from([("k".to_owned(), Secret::new("\u{1}".repeat(1000)))]);
    let least = 6 * 1001 + 10;
    let content = encode(&secrets).expect("encodes");
    assert!(content.len() <= least && content.capacity() >= content.len());
    assert_eq!(content.capacity(), least);
}

#[test]
fn two_directories_have_items_of_their_own_and_the_usual_one_needs_no_path() {
    let home = tempfile::tempdir().expect("a directory");
    let usual = home.path().join(".config/yun");
    let other = home.path().join("other");
    std::fs::create_dir_all(&usual).expect("makes");
    std::fs::create_dir_all(&other).expect("makes");
    let link = home.path().join("link");
    std::os::unix::fs::symlink(&other, &link).expect("links");
    assert_eq!(named(&[("HOME", home.path())]), USUAL);
    assert_eq!(named(&[("HOME", home.path()), ("YUN_CONFIG_DIR", &usual)]), USUAL);
    let named_other = named(&[("HOME", home.path()), ("YUN_CONFIG_DIR", &other)]);
    assert_ne!(named_other, USUAL);
    assert_eq!(
        named(&[("HOME", home.path()), ("YUN_CONFIG_DIR", &link)]),
        named_other
    );
}

#[test]
fn without_a_bus_there_is_no_keyring_and_nothing_waits() {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("HOME", home.path()), ("XDG_RUNTIME_DIR", home.path())]);
    let keyring = Keyring::of(&environment, Unlocking::Asked).expect("a place");
    let began = Instant::now();
    for error in [keyring.is_open().map(drop), keyring.secrets("a").map(drop)] {
        let error = error.expect_err("there is none");
        assert_eq!((error.code(), error.exit_code()), (ABSENT, 4));
    }
    assert!(began.elapsed() < Duration::from_millis(500));
}

/// A bus that takes the connection and never says a word.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_bus_that_says_nothing_is_given_up_inside_a_runtime_too() {
    let home = tempfile::tempdir().expect("a directory");
    let _silent = std::os::unix::net::UnixListener::bind(home.path().join("bus")).expect("listens");
    let environment = Environment::of_variables([("HOME", home.path()), ("XDG_RUNTIME_DIR", home.path())]);
    let keyring = Keyring::of(&environment, Unlocking::Asked).expect("a place");
    let error = keyring.is_open().expect_err("nobody answers");
    assert_eq!((error.code(), error.exit_code()), ("keyring_timeout", 4));
}

#[test]
fn every_failure_says_what_to_do_in_both_languages() {
    let failures = [
        Failure::Absent,
        Failure::NoCollection,
        Failure::Locked,
        Failure::Denied,
        Failure::Silent(LONGEST_PROMPT),
        Failure::TooLarge(2560),
        Failure::Other("reason".into()),
    ];
    let mut codes: Vec<String> = Vec::new();
    for error in failures
        .map(Failure::into_error)
        .into_iter()
        .chain([malformed("a")])
    {
        for language in [Language::English, Language::Chinese] {
            assert!(error.advice(language).is_some(), "{error}");
            assert!(!error.sentence(language).is_empty());
        }
        assert_eq!(error.exit_code(), 4, "{error}");
        codes.push(error.code().to_owned());
    }
    let told_apart: std::collections::BTreeSet<&String> = codes.iter().collect();
    assert_eq!(told_apart.len(), codes.len());
}
