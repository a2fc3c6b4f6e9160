//! What the tests take from the machine: which cargo runs them, where they lie, and `PATH`. Nothing else.

use std::{env, ffi::OsString, path::PathBuf};

use super::Runner;

/// The cargo that runs the test.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one place where the machine's variables are read"
)]
pub(super) fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// The variables that cargo has set for the running test alone. Handed on, they would make build scripts that look at
/// them run again at each change between a shell and a test, and all that depends on them be built again.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one place where the machine's variables are read"
)]
pub(super) fn of_this_test() -> Vec<OsString> {
    const SET_BY_CARGO: [&str; 5] = [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_CRATE_",
        "CARGO_BIN_",
        "CARGO_PRIMARY_",
    ];
    let is_of_test = |name: &OsString| {
        let name = name.to_string_lossy();
        name == "OUT_DIR" || SET_BY_CARGO.iter().any(|start| name.starts_with(start))
    };
    env::vars_os().map(|(name, _)| name).filter(is_of_test).collect()
}

/// Where programs are found.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one place where the machine's variables are read"
)]
pub(super) fn path() -> OsString {
    env::var_os("PATH").unwrap_or_default()
}

/// The running test.
#[expect(
    clippy::disallowed_methods,
    reason = "a test has no other way to the target folder that it was built in"
)]
pub(super) fn executable() -> PathBuf {
    env::current_exe().expect("a test knows its executable")
}

/// The one runner that the suite is played with, if it is not to be played with both: `YUN_TEST_RUNNER`.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one place where the machine's variables are read"
)]
pub(super) fn only_runner() -> Option<Runner> {
    let said = env::var("YUN_TEST_RUNNER").ok()?;
    let runner = [Runner::InProcess, Runner::Child]
        .into_iter()
        .find(|runner| runner.word() == said);
    Some(runner.expect("YUN_TEST_RUNNER is in-process or child"))
}

/// The host of an installation that is to be tested, its plugins in `../lib/yun/plugins` beside it: `YUN_TEST_HOST`. By
/// default it is the one that the tests build.
///
/// # Panics
/// When there is no such file.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one place where the machine's variables are read"
)]
pub(super) fn installed_host() -> Option<PathBuf> {
    let host = env::var_os("YUN_TEST_HOST").map(PathBuf::from)?;
    assert!(
        host.is_absolute() && host.is_file(),
        "YUN_TEST_HOST is the whole path of a program: {}",
        host.display()
    );
    Some(host)
}

/// Which cases are to be played: those whose path holds this; all by default.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one place where the machine's variables are read"
)]
pub(crate) fn chosen_cases() -> Option<String> {
    env::var("YUN_CASES").ok()
}

/// Whether a program is in a directory of `PATH`.
pub fn is_installed(program: &str) -> bool {
    env::split_paths(&path()).any(|directory| directory.join(program).is_file())
}

/// Whether a program that is not there fails the tests that need it: in CI, and where `YUN_TEST_SHELLS=required` says so.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever starts the tests says whether a program may be absent"
)]
pub fn everything_is_tested() -> bool {
    env::var_os("CI").is_some() || env::var("YUN_TEST_SHELLS").is_ok_and(|asked| asked == "required")
}

/// Says that what needs a program is left out since the program is not there, and answers no.
///
/// # Panics
/// Where everything is tested.
#[expect(
    clippy::print_stderr,
    reason = "whoever runs the tests shall know what was not tested"
)]
pub fn mentions_missing(program: &str) -> bool {
    assert!(
        !everything_is_tested(),
        "{program} is needed here and not installed"
    );
    eprintln!("not tested: {program} is not installed");
    false
}

/// Whether the guide's answers are to be written anew: `YUN_GUIDE=write`.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one place where the machine's variables are read"
)]
pub fn writes_guide() -> bool {
    env::var("YUN_GUIDE").is_ok_and(|value| value == "write")
}

/// Where cargo and rustup keep what they have, for a process with another home.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one place where the machine's variables are read"
)]
pub(super) fn of_cargo() -> Vec<(&'static str, OsString)> {
    let home = env::home_dir().unwrap_or_default();
    let set = |name, usual: Option<&str>| {
        let usual = usual.map(|folder| home.join(folder).into_os_string());
        env::var_os(name).or(usual).map(|value| (name, value))
    };
    let all = [
        set("CARGO_HOME", Some(".cargo")),
        set("RUSTUP_HOME", Some(".rustup")),
        set("RUSTUP_TOOLCHAIN", None),
    ];
    all.into_iter().flatten().collect()
}
