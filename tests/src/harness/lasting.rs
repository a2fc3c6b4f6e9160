//! The two plugins of `tests/compatibility/protocol-1/`: the libraries that are committed, and what compilers of today and
//! of long ago make of their sources.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::Stdio,
    sync::OnceLock,
};

use super::{Built, Home, library_name};

/// The plugins' names, without `yun-plugin-`: a credential mode and a resource type.
const NAMES: [&str; 2] = ["lasting-mode", "lasting-type"];

/// One build of both plugins.
#[derive(Clone, Debug)]
pub struct Lasting {
    /// Who built it, for messages.
    pub name: &'static str,
    folder: PathBuf,
}

impl Lasting {
    /// Every build that can be had here. What cannot is named on standard error, whether the test passes or not.
    ///
    /// # Panics
    /// When one that can be had does not build.
    pub fn all() -> Vec<Self> {
        static ALL: OnceLock<Vec<Lasting>> = OnceLock::new();
        let all = || {
            let builds = [
                Self::committed(),
                Ok(Self::of_today()),
                Self::of_an_older_compiler(),
            ];
            let had = |build: Result<Self, String>| build.map_err(|reason| say_untested(&reason)).ok();
            builds.into_iter().filter_map(had).collect()
        };
        ALL.get_or_init(all).clone()
    }

    /// The libraries that are committed: release, stripped, never built again.
    ///
    /// # Errors
    /// Why they are of no use on this machine.
    pub fn committed() -> Result<Self, String> {
        if !cfg!(all(
            target_os = "linux",
            target_arch = "x86_64",
            target_env = "gnu"
        )) {
            return Err("the committed libraries are for Linux on x86_64".to_owned());
        }
        Ok(Self {
            name: "as committed",
            folder: protocol_1().join("built"),
        })
    }

    /// Their sources, built in debug by the compiler of the running test.
    ///
    /// # Panics
    /// When they do not build.
    pub fn of_today() -> Self {
        static FOLDER: OnceLock<PathBuf> = OnceLock::new();
        let folder = FOLDER.get_or_init(|| build("today", None));
        Self {
            name: "by today's compiler, in debug",
            folder: folder.clone(),
        }
    }

    /// The same, by Debian's rustc 1.85.
    ///
    /// # Errors
    /// Why that compiler cannot be had.
    ///
    /// # Panics
    /// When it does not build them.
    pub fn of_an_older_compiler() -> Result<Self, String> {
        static FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let folder = FOLDER.get_or_init(|| Ok(build("older", Some(&older_compiler()?))));
        folder.clone().map(|folder| Self {
            name: "by rustc 1.85, in debug",
            folder,
        })
    }

    /// The library of the plugin called `name`.
    pub fn file_of(&self, name: &str) -> PathBuf {
        self.folder.join(library_name(name))
    }
}

impl Home<'_> {
    /// Copies both plugins of this build into the home's own plugin directory, which is in `YUN_PLUGIN_PATH` from then on.
    pub fn add_lasting(&mut self, build: &Lasting) {
        for name in NAMES {
            self.add_library(&library_name(name), &build.file_of(name));
        }
    }
}

fn compatibility() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("compatibility")
}

fn protocol_1() -> PathBuf {
    compatibility().join("protocol-1")
}

/// Where what is built of them lies, a folder for each compiler.
fn built(folder: &str) -> PathBuf {
    Built::get().target().join("compatibility").join(folder)
}

/// Builds the sources in debug, by this compiler if one is named, and returns the folder with the libraries.
fn build(folder: &str, compiler: Option<&Path>) -> PathBuf {
    // What today's compiler builds shares what it depends on with the other workspaces of the tests.
    let target = match compiler {
        Some(_) => built(folder).join("target"),
        None => Built::get().target().join("fixtures"),
    };
    let mut command = Built::get().script(&protocol_1().join("build"));
    command
        .arg(built(folder))
        .arg("--quiet")
        .env("CARGO_TARGET_DIR", &target);
    if let Some(compiler) = compiler {
        command.env("RUSTC", compiler);
    }
    let output = command.output().expect("bash is there");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "the lasting plugins do not build:\n{said}"
    );
    target.join("debug")
}

fn older_compiler() -> Result<PathBuf, String> {
    let mut command = Built::get().script(&compatibility().join("older-compiler"));
    let output = command
        .arg(built("rustc-1.85"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    match output.status.success() {
        true => Ok(PathBuf::from(words(&output.stdout))),
        false => Err(words(&output.stderr)),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a test prints is shown only when it fails, and this has to be seen when it does not"
)]
fn say_untested(reason: &str) {
    let _unread = writeln!(std::io::stderr().lock(), "not tested: {reason}");
}
