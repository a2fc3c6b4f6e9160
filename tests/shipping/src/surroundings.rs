//! What the tool takes from the machine: which cargo runs it, cargo's home, the date it is told, and the variables that
//! a build must not inherit. Nothing else.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
    process::Command,
};

/// Variables, or beginnings of their names, that would make the same sources become other bytes, or that `cargo run` set
/// for this program alone.
const NOT_FOR_BUILDS: [&str; 16] = [
    "AR",
    "CARGO_BIN_",
    "CARGO_BUILD_",
    "CARGO_CRATE_",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PRIMARY_",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "CC",
    "CFLAGS",
    "OUT_DIR",
    "RUSTC",
    "RUSTFLAGS",
];

/// The cargo that runs this program, in surroundings that do not change what it builds.
#[expect(
    clippy::disallowed_methods,
    reason = "the tool's one place where the machine's variables are read"
)]
pub(crate) fn cargo() -> Command {
    of_toolchain(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Another program of the toolchain, in the same surroundings.
#[expect(
    clippy::disallowed_methods,
    reason = "the tool's one place where the machine's variables are read"
)]
pub(crate) fn of_toolchain(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let known = name.to_string_lossy();
        if NOT_FOR_BUILDS.iter().any(|start| known.starts_with(start)) {
            command.env_remove(&name);
        }
    }
    command
}

/// Cargo's home: `$CARGO_HOME`, or `.cargo` in the user's home.
#[expect(
    clippy::disallowed_methods,
    reason = "the tool's one place where the machine's variables are read"
)]
pub(crate) fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(
        || env::home_dir().unwrap_or_default().join(".cargo"),
        PathBuf::from,
    )
}

/// Where the caller has builds go, if that was said: `$CARGO_TARGET_DIR`.
#[expect(
    clippy::disallowed_methods,
    reason = "the tool's one place where the machine's variables are read"
)]
pub(crate) fn target_folder() -> Option<PathBuf> {
    env::var_os("CARGO_TARGET_DIR").map(PathBuf::from)
}

/// The date that everything packed is to bear, in seconds since 1970, if it is given: `$SOURCE_DATE_EPOCH`.
#[expect(
    clippy::disallowed_methods,
    reason = "the tool's one place where the machine's variables are read"
)]
pub(crate) fn given_date() -> Option<OsString> {
    env::var_os("SOURCE_DATE_EPOCH").filter(|said| !said.is_empty())
}

/// The arguments, without the program's own name.
#[expect(
    clippy::disallowed_methods,
    reason = "the tool's one place where they are read"
)]
pub fn arguments() -> Vec<OsString> {
    env::args_os().skip(1).collect()
}

/// A program that sees `PATH` and nothing else, in English.
#[expect(
    clippy::disallowed_methods,
    reason = "the tool's one place where the machine's variables are read"
)]
pub(crate) fn alone(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("LANG", "C.UTF-8");
    command
}
