//! Wrong input, as tables: a row is a command line and all that it has to say in both languages.
//!
//! Each row runs twice, as a person who reads English and as a program that reads JSON in Chinese. Whatever it says,
//! no file changes, nothing stands on standard output, and nothing that it was given steers the terminal.

mod answers;
mod arguments;
mod arguments_of_nouns;
mod caches;
mod clock;
mod endless;
mod files;
mod places;
mod streams;
mod two_versions;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use serde_json::Value;
use yun_tests::harness::{Home, Invocation, Ran};

/// What every error object has.
const KEYS: [&str; 9] = [
    "code",
    "hint",
    "kind",
    "message",
    "plugin",
    "profile",
    "region",
    "request_id",
    "retryable",
];

/// One wrong command line, and what comes of it.
pub(super) struct Row<'a> {
    line: &'a str,
    error: &'a str,
    says: &'a [&'a str],
    hint: &'a [&'a str],
    exit: i32,
    speaks_for_itself: bool,
}

impl<'a> Row<'a> {
    /// A command line, its words separated by spaces and `''` for an empty one; the error's code; the essential words
    /// of the message. It exits with 2.
    pub(super) const fn new(line: &'a str, error: &'a str, says: &'a [&'a str]) -> Self {
        Self {
            line,
            error,
            says,
            hint: &[],
            exit: 2,
            speaks_for_itself: false,
        }
    }

    /// The essential words of the hint, which are the same in both languages.
    pub(super) const fn hint(mut self, words: &'a [&'a str]) -> Self {
        self.hint = words;
        self
    }

    /// Another exit code.
    pub(super) const fn exits(mut self, code: i32) -> Self {
        self.exit = code;
        self
    }

    /// It says itself in which language and form it wants its errors, and wrongly perhaps: only the locale is changed.
    pub(super) const fn speaks_for_itself(mut self) -> Self {
        self.speaks_for_itself = true;
        self
    }

    /// Runs it in both languages and checks everything.
    #[track_caller]
    pub(super) fn check(&self, home: &Home<'_>) {
        self.check_with(home, |invocation| invocation);
    }

    /// The same, after the invocation was changed: more arguments, variables.
    #[track_caller]
    pub(super) fn check_with(&self, home: &Home<'_>, change: impl Fn(Invocation) -> Invocation) {
        let before = files(home);
        let english = change(self.command(home, &["--lang", "en"], "C.UTF-8")).run();
        self.check_english(&english);
        let chinese = change(self.command(home, &["--lang", "zh", "-o", "json"], "zh_CN.UTF-8")).run();
        self.check_chinese(&chinese);
        assert_eq!(before, files(home), "`{}` changes a file", self.line);
    }

    fn command(&self, home: &Home<'_>, globals: &[&str], locale: &str) -> Invocation {
        let words = self.line.split(' ').filter(|word| !word.is_empty());
        let words = words.map(|word| if word == "''" { "" } else { word });
        let globals = globals.iter().copied().filter(|_| !self.speaks_for_itself);
        let arguments: Vec<OsString> = globals.chain(words).map(OsString::from).collect();
        home.command(arguments).variable("LANG", locale)
    }

    #[track_caller]
    fn check_english(&self, ran: &Ran) {
        let ran = ran.clone().exits(self.exit);
        is_quiet(&ran);
        assert!(!is_chinese(&ran.stderr), "{}: {}", ran.words, ran.stderr);
        let told = told(&ran);
        ran.clone().says(self.says);
        let hint = told.iter().find_map(|line| line.strip_prefix("  hint: "));
        self.check_hint(hint, &ran);
    }

    #[track_caller]
    fn check_chinese(&self, ran: &Ran) {
        let ran = ran.clone().exits(self.exit);
        is_quiet(&ran);
        if self.speaks_for_itself && !ran.stderr.contains("{\"error\"") {
            return told(&ran).iter().for_each(|line| speaks_chinese(line, &ran));
        }
        for error in ran.errors() {
            has_every_key(&error);
            assert_eq!(error["code"], self.error, "{}: {error}", ran.words);
            speaks_chinese(error["message"].as_str().unwrap(), &ran);
            let hint = error["hint"].as_str();
            hint.iter().for_each(|hint| speaks_chinese(hint, &ran));
            self.check_hint(hint, &ran);
        }
        assert!(!ran.errors().is_empty(), "{}: {}", ran.words, ran.stderr);
    }

    #[track_caller]
    fn check_hint(&self, hint: Option<&str>, ran: &Ran) {
        // Each language has its own quotation marks, and its own comma between what is listed.
        let hint = hint.unwrap_or_default().replace(['“', '”'], "\"");
        let hint = hint.replace('、', ", ");
        for wanted in self.hint {
            let has_it = hint.contains(wanted);
            assert!(has_it, "`{}` hints at {wanted:?}:\n{}", ran.words, ran.stderr);
        }
    }
}

/// Checks every row, and fails when one is not as it should be: each has then said why.
#[track_caller]
pub(super) fn check_all(rows: &[Row<'_>], home: &Home<'_>) {
    let is_wrong = |row: &&Row<'_>| catch_unwind(AssertUnwindSafe(|| row.check(home))).is_err();
    let wrong: Vec<_> = rows.iter().filter(is_wrong).map(|row| row.line).collect();
    assert!(wrong.is_empty(), "{} rows: {wrong:#?}", wrong.len());
}

/// The lines for a person, notes left out.
fn told(ran: &Ran) -> Vec<&str> {
    let lines: Vec<_> = ran.stderr.lines().collect();
    let starts = |line: &&str| line.starts_with("error: ") || line.starts_with("错误：");
    let told: Vec<_> = lines.into_iter().skip_while(|line| !starts(line)).collect();
    assert!(!told.is_empty(), "`{}` tells no error: {}", ran.words, ran.stderr);
    told
}

/// Checks an error object's keys.
#[track_caller]
pub(super) fn has_every_key(error: &Value) {
    let mut keys: Vec<_> = error.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, KEYS, "{error}");
    assert!(error["retryable"].is_boolean() && error["kind"].is_string());
}

/// Nothing for programs, and nothing that a terminal would obey.
#[track_caller]
pub(super) fn is_quiet(ran: &Ran) {
    assert_eq!(ran.stdout, "", "{}", ran.words);
    let steers = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
    assert!(!ran.stderr.contains(steers), "{}: {:?}", ran.words, ran.stderr);
}

pub(super) fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Checks that a text is Chinese: four English words in a row, outside of what is quoted from elsewhere, are a
/// sentence of the host's that nobody translated.
#[track_caller]
fn speaks_chinese(text: &str, ran: &Ran) {
    // A request's id is in no language.
    if text.trim_start().starts_with("请求") {
        return;
    }
    assert!(is_chinese(text), "`{}` says in Chinese: {text}", ran.words);
    // What the system, the parser of TOML or the API says comes behind a colon, as it came.
    let text = text.trim_start();
    let label = ["错误：", "提示："]
        .into_iter()
        .find_map(|label| text.strip_prefix(label));
    let own = label.unwrap_or(text).split('：').next().unwrap_or_default();
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
    let words: Vec<_> = own.split(' ').collect();
    let sentence = words.windows(4).find(|words| words.iter().all(is_word));
    assert_eq!(sentence, None, "`{}` says in Chinese: {text}", ran.words);
}

/// Every file of a home with its content, but for what may be lost and what only locks.
pub(super) fn files(home: &Home<'_>) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(&home.path(""), &home.path("cache"), &mut found);
    found
}

fn collect(directory: &Path, left_out: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(directory).unwrap().filter_map(Result::ok) {
        let path = entry.path();
        let is_lock = path.extension().is_some_and(|extension| extension == "lock");
        if path == left_out || is_lock {
            continue;
        }
        if path.is_dir() {
            collect(&path, left_out, into);
        } else {
            into.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}
