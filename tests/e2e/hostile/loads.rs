//! What harms while a library is loaded, and files that are not what they say.

use std::{fs, path::Path};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home, Runner, in_both_runners, library_name, replace_in_manifest};

use super::fails;

/// What the constructor does, what the error is called, and what it says.
const CONSTRUCTORS: [(&str, &str, &str); 8] = [
    ("abort", "plugin_crashed", "signal 6"),
    ("exit", "plugin_crashed", "code 0"),
    ("segfault", "plugin_crashed", "signal 11"),
    ("stack", "plugin_crashed", "signal 6"),
    ("allocate", "plugin_crashed", "signal 6"),
    ("thread", "plugin_crashed", "signal 6"),
    ("hang", "plugin_timeout", "within 2 s"),
    ("loop", "plugin_timeout", "within 2 s"),
];

/// The library whose constructor does this.
fn add_constructor(home: &mut Home<'_>, word: &str) {
    let path = home.add_hostile("in-constructor");
    constructor(&path, word);
}

/// Has the constructor of this copy of the library do this.
pub(super) fn constructor(path: &Path, word: &str) {
    let mut bytes = fs::read(path).unwrap();
    let mark = b"YUN-CONSTRUCTOR:";
    let at = bytes
        .windows(mark.len())
        .position(|window| window == mark)
        .unwrap()
        + mark.len();
    bytes[at..at + 16].copy_from_slice(format!("{word:.<16}").as_bytes());
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_constructor_that_ends_or_never_ends_is_an_error_and_other_plugins_go_on() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    for (word, code, said) in CONSTRUCTORS {
        add_constructor(&mut home, word);
        let list = home.command(["in-constructor", "list", "-o", "json", "--timeout", "2"]);
        let error = fails(list.runner(Runner::Child).run(), code);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(said), "{word}: {message}");
        // The other types answer in the same command.
        let find = home.command(["find", "i-", "-o", "json", "--timeout", "6"]);
        let ran = find.runner(Runner::Child).run().exits(3);
        assert!(!ran.rows().is_empty(), "{word}: {}", ran.stderr);
        assert!(
            ran.errors().iter().any(|error| error["code"] == code),
            "{word}: {}",
            ran.stderr
        );
    }
    add_constructor(&mut home, "nothing");
    let list = home.command(["in-constructor", "list", "-o", "json"]);
    assert_eq!(list.runner(Runner::Child).run().succeeds().ids(), ["loaded"]);
}

#[test]
fn looking_at_plugins_runs_no_constructor_in_the_host() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    for word in ["abort", "hang"] {
        add_constructor(&mut home, word);
        let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
        let row = rows.iter().find(|row| row["id"] == "in-constructor").unwrap();
        assert_eq!(row["state"], "broken", "{word}: {row}");
        home.yun(["--help"]).succeeds();
        home.yun(["in-constructor", "--help"]).succeeds();
        home.yun(["ecs", "list", "-o", "json"]).succeeds();
    }
}

#[test]
fn a_library_that_shows_another_manifest_than_it_has_is_not_used() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_hostile("lies");
    in_both_runners(|runner| {
        let ran = home.command(["lies", "list", "-o", "json"]).runner(runner).run();
        let error = fails(ran, "plugin_not_opened");
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .contains("something else of itself"),
            "{error}"
        );
    });
}

/// A copy of the harmless plugin under a name of its own, with this changed in its manifest.
fn add_tiny(home: &mut Home<'_>, name: &str, changes: &[(&str, &str)]) -> std::path::PathBuf {
    let tiny = Built::get().hostile().join(library_name("tiny"));
    let path = home.add_library(&library_name(name), &tiny);
    for (from, to) in changes {
        replace_in_manifest(&path, from, to);
    }
    path
}

fn state_of(home: &Home<'_>, path: &Path) -> (String, String) {
    let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let path = path.to_str().unwrap();
    let row = rows.iter().find(|row| row["path"] == path).unwrap();
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    (text("state"), text("reason"))
}

#[test]
fn names_of_others_are_not_taken() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    for (what, changes, reason) in [
        (
            "takes-mode",
            [("XccessKey", "AccessKey"), ("xcs", "xc1")],
            "AccessKey",
        ),
        (
            "takes-type",
            [("XccessKey", "XccessKe2"), ("\"xcs\"", "\"ecs\"")],
            "ecs",
        ),
        (
            "takes-case",
            [("XccessKey", "aCCESSkEY"), ("xcs", "xc3")],
            "accesskey",
        ),
    ] {
        let id = format!("tiny-{}", &what[6..8]);
        let path = add_tiny(
            &mut home,
            what,
            &[("\"tiny-id\"", &format!("\"{id}\"")), changes[0], changes[1]],
        );
        let (state, said) = state_of(&home, &path);
        assert_eq!(state, "untrusted", "{what}: {said}");
        assert!(
            said.to_lowercase().contains(&reason.to_lowercase()),
            "{what}: {said}"
        );
    }
    // What shipped is what answers.
    let ran = home.yun(["ecs", "list", "-o", "json"]).succeeds();
    assert!(!ran.ids().contains(&"tiny-1".to_owned()));
    home.yun(["whoami"]).succeeds();
}

#[test]
fn of_two_libraries_with_one_id_the_second_is_refused() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let first = add_tiny(&mut home, "tiny-a", &[]);
    let second = add_tiny(&mut home, "tiny-b", &[("xcs", "xc2"), ("XccessKey", "XccessKe2")]);
    assert_eq!(state_of(&home, &first).0, "ok");
    let (state, reason) = state_of(&home, &second);
    assert_eq!(state, "untrusted");
    assert!(reason.contains("tiny-id"), "{reason}");
    assert_eq!(
        home.yun(["xcs", "list", "-o", "json"]).succeeds().ids(),
        ["tiny-1"]
    );
    home.yun(["xc2", "list"]).exits(8);
}
