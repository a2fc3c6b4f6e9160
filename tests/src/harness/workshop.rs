//! Where somebody writes plugins: crates outside of this repository, and a cargo for which it is out of reach.

use std::{
    cell::RefCell,
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use rustix::fs::{FlockOperation, flock};
use serde_json::Value;

use super::{Built, built::workspace_root, library_name, surroundings};

/// A place to build in. There is one at a time, whoever tests: they share what they depend on, so that it is built once,
/// and each takes away in the end what only it needs.
pub struct Workshop {
    target: PathBuf,
    crates: RefCell<Vec<PathBuf>>,
    _lock: File,
}

/// A crate of somebody else's.
pub struct ForeignCrate<'workshop> {
    workshop: &'workshop Workshop,
    directory: PathBuf,
    package: String,
}

impl Workshop {
    /// Waits until the place is free.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn open() -> Self {
        let target = Built::get().target().join("third-party");
        fs::create_dir_all(&target).expect("a directory can be made in cargo's target folder");
        let lock = File::create(target.join("in-use")).expect("a file can be made there");
        flock(&lock, FlockOperation::LockExclusive).expect("a file can be locked");
        // What a test that was ended left there is nobody's.
        let left = fs::read_dir(target.join("debug")).into_iter().flatten().flatten();
        for library in left.filter(|entry| entry.file_name().to_string_lossy().contains("yun_plugin_")) {
            fs::remove_file(library.path()).expect("a library can be removed");
        }
        Self {
            target,
            crates: RefCell::default(),
            _lock: lock,
        }
    }

    /// Cargo's target folder here.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The crate in this directory, which nobody else's is in.
    ///
    /// # Panics
    /// When there is none, or it lies in this repository.
    pub fn crate_in(&self, directory: &Path) -> ForeignCrate<'_> {
        let directory = fs::canonicalize(directory).expect("the crate is there");
        assert!(
            !directory.starts_with(workspace_root()),
            "it lies in this repository"
        );
        let manifest = fs::read_to_string(directory.join("Cargo.toml")).expect("a crate has a Cargo.toml");
        let manifest: toml::Table = manifest.parse().expect("a Cargo.toml is TOML");
        let package = manifest["package"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        self.crates.borrow_mut().push(directory.clone());
        ForeignCrate {
            workshop: self,
            directory,
            package,
        }
    }

    /// A copy of a worked example in this directory, which depends on the SDK that an installed host laid out.
    ///
    /// # Panics
    /// When it cannot be copied, or depends on this repository's API in another way.
    pub fn worked_example(&self, folder: &str, directory: &Path, sdk: &Path) -> ForeignCrate<'_> {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for part in ["", "src"] {
            copy_files(&from.join(part), &directory.join(part));
        }
        let manifest = directory.join("Cargo.toml");
        let here = fs::read_to_string(&manifest).expect("the copy has a Cargo.toml");
        let there = here.replace("../../plugin-api", &sdk.join("plugin-api").to_string_lossy());
        assert_ne!(here, there, "it depends on this repository's API");
        fs::write(&manifest, there).expect("the copy can be written");
        self.crate_in(directory)
    }

    /// A program that runs in `directory`, for which this repository is out of reach, but for what is built here.
    pub fn program(&self, program: &Path, directory: &Path) -> Command {
        let mut command = Built::get().program("restricted");
        command
            .arg("out-of-reach")
            .arg(workspace_root())
            .arg(&self.target)
            .arg(program)
            .current_dir(directory)
            .env("CARGO_TARGET_DIR", &self.target)
            // What is taken away in the end needs no memory of how it was built.
            .env("CARGO_INCREMENTAL", "0");
        command
    }

    /// A shell with this home and nothing else of the machine's, which begins there, finds what is in `bin`, and builds
    /// without a network. This repository is out of reach for it as for every program here.
    ///
    /// # Panics
    /// When `bin` cannot stand in a `PATH`.
    pub fn shell(&self, home: &Path, bin: &Path) -> Command {
        let beside_cargo = Built::get().cargo_program().parent().map(Path::to_owned);
        let path = surroundings::path();
        let path = [bin.to_owned()]
            .into_iter()
            .chain(beside_cargo)
            .chain(env::split_paths(&path));
        let mut command = self.program(Path::new("/bin/sh"), home);
        command
            .env_clear()
            .envs(surroundings::of_cargo())
            .env("HOME", home)
            .env(
                "PATH",
                env::join_paths(path).expect("no directory of PATH holds a separator"),
            )
            .env("LANG", "C.UTF-8")
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    fn cargo(&self, directory: &Path, arguments: &[&str]) -> Output {
        let mut command = self.program(Built::get().cargo_program(), directory);
        command.args(arguments).output().expect("cargo starts")
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        for directory in self.crates.borrow().iter() {
            let name = fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default();
            let manifest: toml::Table = name.parse().unwrap_or_default();
            let package = manifest.get("package").and_then(|package| package.get("name"));
            let Some(package) = package.and_then(|name| name.as_str()) else {
                continue;
            };
            // What stays there takes space, and nothing else.
            let _stays = self.cargo(
                directory,
                &[
                    "clean",
                    "--quiet",
                    "--offline",
                    "-p",
                    package,
                    "-p",
                    "yun-plugin-api",
                    "-p",
                    "yun-plugin-abi",
                ],
            );
        }
    }
}

impl ForeignCrate<'_> {
    /// Where it lies.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Runs cargo in it, without a network, and returns what it wrote to standard output.
    ///
    /// # Panics
    /// When cargo fails.
    pub fn cargo(&self, arguments: &[&str]) -> String {
        let ran = self.workshop.cargo(&self.directory, arguments);
        let (stdout, stderr) = (
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr),
        );
        assert!(
            ran.status.success(),
            "`cargo {}` fails in {}:\n{stdout}{stderr}",
            arguments.join(" "),
            self.directory.display()
        );
        stdout.into_owned()
    }

    /// Runs its tests, builds it, and returns its library.
    ///
    /// # Panics
    /// When something fails, there are no tests, or a package of this repository takes part.
    pub fn tested_and_built(&self) -> PathBuf {
        let tests = self.cargo(&["test", "--offline"]);
        let passed = tests.lines().filter(|line| line.ends_with(" ... ok")).count();
        assert!(passed > 0, "{} has no tests:\n{tests}", self.package);
        self.cargo(&["build", "--quiet", "--offline"]);
        let metadata = self.cargo(&["metadata", "--offline", "--format-version", "1"]);
        let metadata: Value = serde_json::from_str(&metadata).expect("cargo describes packages in JSON");
        let packages = metadata["packages"].as_array().expect("there are packages");
        let manifests = packages
            .iter()
            .filter_map(|package| package["manifest_path"].as_str());
        let here: Vec<&str> = manifests
            .filter(|path| Path::new(path).starts_with(workspace_root()))
            .collect();
        assert!(here.is_empty(), "{} needs {here:?}", self.package);
        let plugin = self
            .package
            .strip_prefix("yun-plugin-")
            .expect("its name is that of a plugin");
        self.workshop.target.join("debug").join(library_name(plugin))
    }
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory can be made");
    let entries =
        fs::read_dir(from).unwrap_or_else(|error| panic!("{} is not there: {error}", from.display()));
    for entry in entries.map(|entry| entry.expect("a directory can be read")) {
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("a file can be copied");
        }
    }
}
