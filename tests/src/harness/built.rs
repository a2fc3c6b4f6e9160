//! What the tests run: built by cargo once a test process, always, so that no stale host or library passes.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, OnceLock, PoisonError},
};

use super::{library_name, surroundings};

/// What is tested: the built host and the libraries that ship with it, in cargo's target folder, or those that are
/// installed (`YUN_TEST_HOST`). What tests bring themselves, programs and plugins, is built there either way.
#[derive(Debug)]
pub struct Built {
    cargo: PathBuf,
    target: PathBuf,
    profile_folder: String,
}

impl Built {
    /// Builds the workspace, in the profile and target folder of the running test.
    ///
    /// # Panics
    /// When the workspace does not build.
    pub fn get() -> &'static Self {
        static BUILT: OnceLock<Built> = OnceLock::new();
        BUILT.get_or_init(|| {
            let built = Self::locate();
            built.build(
                &workspace_root().join("Cargo.toml"),
                &built.target,
                &["--workspace"],
            );
            built
        })
    }

    /// Builds the fixture plugins of `tests/plugins/` as well, and returns the folder that they lie in.
    ///
    /// # Panics
    /// When they do not build.
    pub fn fixtures(&self) -> &'static Path {
        static FIXTURES: OnceLock<PathBuf> = OnceLock::new();
        FIXTURES.get_or_init(|| self.plugins_of("plugins"))
    }

    /// Builds the plugins of `tests/hostile/` as well, and returns the folder that they lie in.
    ///
    /// # Panics
    /// When they do not build.
    pub fn hostile(&self) -> &'static Path {
        static HOSTILE: OnceLock<PathBuf> = OnceLock::new();
        HOSTILE.get_or_init(|| self.plugins_of("hostile"))
    }

    /// Builds all plugins of a workspace of its own, and returns where they lie.
    fn plugins_of(&self, workspace: &str) -> PathBuf {
        let target = self.target_of_others();
        self.build(&own_workspace(workspace), &target, &["--workspace"]);
        target.join(&self.profile_folder)
    }

    /// The target folder that the other workspaces share: most of what they take is the same.
    fn target_of_others(&self) -> PathBuf {
        self.target.join("fixtures")
    }

    /// Builds the program of `tests/reference/` as well, which knows the schemas, and returns it.
    ///
    /// # Panics
    /// When it does not build.
    pub fn reference(&self) -> &'static Path {
        static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
        PROGRAM.get_or_init(|| {
            let target = self.target_of_others();
            self.build(&own_workspace("reference"), &target, &[]);
            let program = format!("yun-reference{}", env::consts::EXE_SUFFIX);
            target.join(&self.profile_folder).join(program)
        })
    }

    /// Builds a plugin that is a workspace of its own as well, `tests/enterprise/` for instance, and returns its library.
    ///
    /// # Panics
    /// When there is none in this folder, or it does not build.
    pub fn worked_example(&self, folder: &str) -> PathBuf {
        static LIBRARIES: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
        let mut libraries = LIBRARIES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(library) = libraries.get(folder) {
            return library.clone();
        }
        let manifest = own_workspace(folder);
        let target = self.target_of_others();
        self.build(&manifest, &target, &[]);
        let library = target.join(&self.profile_folder).join(library_of(&manifest));
        libraries.insert(folder.to_owned(), library.clone());
        library
    }

    /// The host that is tested: the one that was built, or the installed one that `YUN_TEST_HOST` names.
    pub fn yun(&self) -> PathBuf {
        surroundings::installed_host()
            .unwrap_or_else(|| self.folder().join(format!("yun{}", env::consts::EXE_SUFFIX)))
    }

    /// The library of the plugin called `name` that ships with that host.
    pub fn plugin(&self, name: &str) -> PathBuf {
        let folder = match surroundings::installed_host() {
            Some(host) => host
                .ancestors()
                .nth(2)
                .expect("an installed host lies in bin/")
                .join("lib/yun/plugins"),
            None => self.folder(),
        };
        folder.join(library_name(name))
    }

    /// The folder with what was built: the tests' own programs, and the host and its libraries if no installed ones are
    /// tested.
    pub fn folder(&self) -> PathBuf {
        self.target.join(&self.profile_folder)
    }

    /// The workspace's target folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// A program of the tests themselves, in the surroundings of the running test.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder().join(format!("{name}{}", env::consts::EXE_SUFFIX)));
        command.stdin(Stdio::null());
        for name in surroundings::of_this_test() {
            command.env_remove(name);
        }
        command
    }

    /// The cargo that runs the test.
    pub(super) fn cargo_program(&self) -> &Path {
        &self.cargo
    }

    /// A script of the tests, in the surroundings of the running test.
    pub(super) fn script(&self, script: &Path) -> Command {
        let mut command = Command::new("bash");
        command.arg(script).stdin(Stdio::null());
        for name in surroundings::of_this_test() {
            command.env_remove(name);
        }
        command
    }

    /// A cargo command in the surroundings of the running test, in a folder of the workspace.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command.current_dir(workspace_root()).stdin(Stdio::null());
        for name in surroundings::of_this_test() {
            command.env_remove(name);
        }
        command
    }

    /// Where the running executable lies tells target folder and profile: `<target>/<profile>/deps/<test>-<hash>`,
    /// or `<target>/<profile>/<program>`.
    fn locate() -> Self {
        let executable = surroundings::executable();
        let folder = executable
            .ancestors()
            .skip(1)
            .find(|folder| !folder.ends_with("deps") && !folder.ends_with("examples"))
            .expect("an executable lies in a folder");
        let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        Self {
            cargo: surroundings::cargo(),
            target: folder
                .parent()
                .expect("a target folder is not the root")
                .to_owned(),
            profile_folder: name(folder).expect("cargo names its folders in ASCII"),
        }
    }

    fn build(&self, manifest: &Path, target: &Path, arguments: &[&str]) {
        let profile = match self.profile_folder.as_str() {
            "debug" => "dev",
            other => other,
        };
        let output = self
            .cargo()
            .args(["build", "--quiet", "--profile", profile])
            .args(arguments)
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--target-dir")
            .arg(target)
            .output()
            .expect("cargo starts");
        assert!(
            output.status.success(),
            "{} does not build:\n{}",
            manifest.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// The workspace's folder.
pub(crate) fn workspace_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is a folder of the workspace")
}

/// The manifest of a workspace of its own, in a folder of `tests/`.
fn own_workspace(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join("Cargo.toml")
}

/// The file name of the library that a package's `Cargo.toml` describes.
fn library_of(manifest: &Path) -> String {
    let text = fs::read_to_string(manifest)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", manifest.display()));
    let described: toml::Table = toml::from_str(&text).expect("a Cargo.toml is TOML");
    let name = described["package"]["name"].as_str().unwrap_or_default();
    let plugin = name.strip_prefix("yun-plugin-");
    library_name(plugin.unwrap_or_else(|| panic!("{name} is called yun-plugin-*")))
}
