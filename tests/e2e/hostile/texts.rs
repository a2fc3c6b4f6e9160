//! Texts that would steer a terminal: no command shows them as they came.

use std::path::PathBuf;

use serde_json::Value;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home, Ran, in_both_runners, library_name, replace_in_manifest};

use super::{home, list};

/// Control characters but line ends and tabs, which formats have between what they show; and what turns the direction of text or is seen by nobody.
fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[track_caller]
pub(super) fn shows_nothing_raw(ran: &Ran) {
    assert!(!ran.stdout.contains(steers), "`{}`: {:?}", ran.words, ran.stdout);
    assert!(!ran.stderr.contains(steers), "`{}`: {:?}", ran.words, ran.stderr);
}

/// Where a text stands in the manifest of `tiny`.
const PLACES: [&str; 11] = [
    "Tiny name 1234567890",
    "harm by itself 1234567890",
    "The yun authors",
    "Apache-2.0\"",
    "Tiny title 1234567890",
    "Tiny help text 1234567890",
    "Tiny filter 1234567890",
    "Tiny mode 1234567890",
    "Tiny mode help 1234567890",
    "Tiny field 1234567890",
    "小字段 1234567890",
];

/// What is put there: a colour, the title of the window, an eight-bit control, text that runs backwards, a mark that
/// nobody sees.
const STEERING: [&str; 5] = ["\\u001b[31m", "\\u001b]0;", "\\u009b", "\u{202e}", "\u{200b}"];

/// The harmless plugin with this in one of its texts.
fn add_steering(home: &mut Home<'_>, place: &str, steering: &str) -> PathBuf {
    let tiny = Built::get().hostile().join(library_name("tiny"));
    let path = home.add_library(&library_name("tiny"), &tiny);
    let end = if place.ends_with('"') { "\"" } else { "" };
    let length = place.len() - end.len();
    let padding = "x".repeat(length - steering.len().min(length));
    replace_in_manifest(&path, place, &format!("{steering}{padding}{end}"));
    path
}

#[test]
fn a_manifest_with_texts_that_steer_is_refused_and_nothing_of_it_is_shown() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let everywhere = PLACES.map(|place| (place, STEERING[0]));
    let of_each_kind = STEERING.map(|steering| (PLACES[0], steering));
    for (place, steering) in everywhere.into_iter().chain(of_each_kind) {
        let path = add_steering(&mut home, place, steering);
        let ran = home.yun(["tiny", "list", "-o", "json"]).exits(8);
        shows_nothing_raw(&ran);
        let message = ran.error()["message"].as_str().unwrap().to_owned();
        assert!(
            message.contains("control") || message.contains("cannot be shown"),
            "{place} {steering:?} in {}: {message}",
            path.display()
        );
    }
    for line in [
        "plugin list",
        "--help",
        "xcs --help",
        "xcs list",
        "profile add p --mode XccessKey",
        "doctor",
        "find tiny",
        "__complete bash 3 - yun xcs",
        "man",
    ] {
        shows_nothing_raw(&home.yun(line.split(' ')));
    }
}

#[test]
fn an_error_with_texts_that_steer_is_shown_made_visible() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "fail-escapes", runner).run().exits(1);
        shows_nothing_raw(&ran);
        let text = home.command(["misdeeds", "list", "-v", "--filter", "how=fail-escapes"]);
        let ran = text.runner(runner).run().exits(1);
        shows_nothing_raw(&ran);
    });
}

#[test]
fn rows_and_views_with_texts_that_steer_are_shown_made_visible() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        for format in ["table", "wide", "json", "jsonl", "yaml", "csv", "tsv", "ids"] {
            let rows = ["misdeeds", "list", "--filter", "how=row-escapes", "-o", format];
            shows_nothing_raw(&home.command(rows).runner(runner).run().succeeds());
            let show = ["misdeeds", "show", "get-row-escapes", "-o", format];
            let ran = home.command(show).runner(runner).run();
            shows_nothing_raw(&ran);
        }
        // What a program reads says what came.
        let rows = ["misdeeds", "list", "--filter", "how=row-escapes", "-o", "json"];
        let rows = home.command(rows).runner(runner).run().succeeds().rows();
        assert!(
            rows[0]["name"].as_str().unwrap().contains('\u{1b}'),
            "{:?}",
            Value::from(rows)
        );
    });
}
