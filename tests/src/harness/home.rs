//! A home of its own for each test: no variable, file or account of the machine reaches the `yun` that runs in it.

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{Built, Invocation, Layout, Ran, library_name, secrets, secrets::Secrets, surroundings};
use crate::cloud::{Cloud, TestKeys};

/// The name of the variable from which profiles get their secrets.
pub(super) const SECRET_VARIABLE: &str = "YUN_TEST_SECRET";

/// A home in a directory of its own; when it ends, no file in it may hold a secret: see
/// [`Home::assert_no_secret_in_files`].
pub struct Home<'cloud> {
    directory: TempDir,
    cloud: Option<&'cloud Cloud>,
    yun: PathBuf,
    variables: BTreeMap<OsString, OsString>,
    plugin_path: Vec<PathBuf>,
}

impl<'cloud> Home<'cloud> {
    /// An empty home whose calls go to `cloud`.
    pub fn new(cloud: &'cloud Cloud) -> Self {
        let mut home = Self::alone();
        home.set("YUN_ENDPOINT_URL", cloud.url());
        home.cloud = Some(cloud);
        home
    }

    /// A home with the profile `dev`, current, in cn-hangzhou, of the user who may do everything. The cloud has
    /// forgotten the requests that this took.
    pub fn with_profile(cloud: &'cloud Cloud) -> Self {
        let home = Self::new(cloud);
        home.add_profile("dev", &cloud.keys());
        cloud.clear_requests();
        home
    }

    /// An empty home without a cloud: calls go to a port where nobody listens.
    pub fn alone() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut home = Self {
            directory,
            cloud: None,
            yun: Built::get().yun(),
            variables: BTreeMap::new(),
            plugin_path: Vec::new(),
        };
        for (name, folder) in [
            ("YUN_CONFIG_DIR", "config"),
            ("YUN_DATA_DIR", "data"),
            ("YUN_CACHE_DIR", "cache"),
        ] {
            home.set(name, home.path(folder));
        }
        home.set("HOME", home.directory.path().to_owned());
        home.set("PATH", surroundings::path());
        home.set("LANG", "C.UTF-8");
        home.set("YUN_ENDPOINT_URL", "http://127.0.0.1:9");
        home
    }

    /// Runs the host of this layout instead of the one in the target folder.
    pub fn install(&mut self, layout: &Layout) {
        self.yun = layout.yun();
    }

    /// Sets a variable for all runs from now on.
    pub fn set(&mut self, name: impl AsRef<OsStr>, value: impl Into<OsString>) {
        self.variables.insert(name.as_ref().to_owned(), value.into());
    }

    /// Unsets a variable for all runs from now on.
    pub fn unset(&mut self, name: &str) {
        self.variables.remove(OsStr::new(name));
    }

    /// Adds a directory to `YUN_PLUGIN_PATH`.
    pub fn add_plugin_directory(&mut self, directory: impl Into<PathBuf>) {
        self.plugin_path.push(directory.into());
        let joined = env::join_paths(&self.plugin_path).expect("no path holds a separator");
        self.set("YUN_PLUGIN_PATH", joined);
    }

    /// Copies a fixture plugin into the home's own plugin directory, which is in `YUN_PLUGIN_PATH` from then on, and
    /// returns its file there. `name` is the crate's, without `yun-plugin-`.
    pub fn add_fixture(&mut self, name: &str) -> PathBuf {
        self.add_library(
            &library_name(name),
            &Built::get().fixtures().join(library_name(name)),
        )
    }

    /// The same for a plugin of `tests/hostile/`.
    pub fn add_hostile(&mut self, name: &str) -> PathBuf {
        self.add_library(
            &library_name(name),
            &Built::get().hostile().join(library_name(name)),
        )
    }

    /// Copies a plugin that is a workspace of its own in this folder of `tests/` into the home's own plugin directory,
    /// which is in `YUN_PLUGIN_PATH` from then on.
    pub fn add_worked_example(&mut self, folder: &str) -> PathBuf {
        let library = Built::get().worked_example(folder);
        let name = library
            .file_name()
            .expect("a library is a file")
            .to_string_lossy();
        self.add_library(&name, &library)
    }

    /// Copies any file into the home's own plugin directory under this name.
    pub fn add_library(&mut self, file_name: &str, from: &Path) -> PathBuf {
        let path = self.plugin_directory().join(file_name);
        fs::copy(from, &path).unwrap_or_else(|error| panic!("{} cannot be copied: {error}", from.display()));
        path
    }

    /// The home's own plugin directory, which is in `YUN_PLUGIN_PATH` from now on.
    pub fn plugin_directory(&mut self) -> PathBuf {
        let directory = self.path("plugins");
        fs::create_dir_all(&directory).expect("a directory can be made in the home");
        if !self.plugin_path.contains(&directory) {
            self.add_plugin_directory(directory.clone());
        }
        directory
    }

    /// A path in the home.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.directory.path().join(relative)
    }

    /// The path of `config.toml`.
    pub fn config_file(&self) -> PathBuf {
        self.path("config/config.toml")
    }

    /// The path of `secrets.toml`.
    pub fn secrets_file(&self) -> PathBuf {
        self.path("data/secrets.toml")
    }

    /// The path of Alibaba Cloud CLI's file.
    pub fn aliyun_file(&self) -> PathBuf {
        self.path(".aliyun/config.json")
    }

    /// Writes Alibaba Cloud CLI's file.
    pub fn write_aliyun(&self, content: impl AsRef<[u8]>) -> PathBuf {
        self.write(".aliyun/config.json", content)
    }

    /// Writes `config.toml` as it might be after an editor.
    pub fn write_config(&self, content: &str) {
        self.write("config/config.toml", content);
    }

    /// Writes a file in the home, making its directory.
    pub fn write(&self, relative: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("a directory can be made");
        fs::write(&path, content).expect("a file can be written in the home");
        path
    }

    /// Reads a text file in the home.
    ///
    /// # Panics
    /// When there is none.
    pub fn read(&self, relative: impl AsRef<Path>) -> String {
        let path = self.path(relative);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()))
    }

    /// Prepares a run of `yun` with these arguments.
    pub fn command<A: Into<OsString>>(&self, arguments: impl IntoIterator<Item = A>) -> Invocation {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Invocation::new(
            self.yun.clone(),
            arguments,
            self.variables.clone(),
            self.directory.path(),
            Secrets::of(self.cloud),
        )
    }

    /// Prepares a run of another program, which finds `yun` in its `PATH`.
    ///
    /// # Panics
    /// When a directory of `PATH` cannot be in one.
    pub fn program<A: Into<OsString>>(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Invocation {
        let beside = self.yun.parent().map(Path::to_owned);
        let path = surroundings::path();
        let path = env::join_paths(beside.into_iter().chain(env::split_paths(&path)));
        let arguments = arguments.into_iter().map(Into::into).collect();
        Invocation::new(
            program.into(),
            arguments,
            self.variables.clone(),
            self.directory.path(),
            Secrets::of(self.cloud),
        )
        .variable("PATH", path.expect("no directory of PATH holds a separator"))
    }

    /// Runs `yun` with these arguments and waits for its end.
    pub fn yun<A: Into<OsString>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        self.command(arguments).run()
    }

    /// `profile add` of a mode in cn-hangzhou, its fields still to be given.
    pub fn adding_mode(&self, name: &str, mode: &str) -> Invocation {
        self.command(["profile", "add", name, "--mode", mode, "--region", "cn-hangzhou"])
    }

    /// The same of mode `AccessKey`, its secret still to be named.
    pub fn adding(&self, name: &str, access_key_id: &str) -> Invocation {
        self.adding_mode(name, "AccessKey")
            .arguments(["--access-key-id", access_key_id])
    }

    /// Adds a profile of mode `AccessKey` in cn-hangzhou, verified, by the command line.
    pub fn add_profile(&self, name: &str, keys: &TestKeys) {
        self.adding(name, &keys.access_key_id)
            .secret(keys)
            .run()
            .succeeds();
    }

    /// Checks that no file holds a secret but `secrets.toml`, Alibaba Cloud CLI's file, what the test itself wrote into
    /// `given`, and the cache of temporary credentials; and that nobody else may read that cache.
    ///
    /// # Panics
    /// When one does, or may be read.
    pub fn assert_no_secret_in_files(&self) {
        let (given, cache) = (self.path("given"), self.path("cache/credentials"));
        let kept = [self.secrets_file(), self.aliyun_file()];
        let is_elsewhere =
            |file: &PathBuf| !kept.contains(file) && !file.starts_with(&given) && !file.starts_with(&cache);
        let mut holding = Secrets::of(self.cloud).files_below(self.directory.path());
        holding.retain(is_elsewhere);
        assert!(holding.is_empty(), "a secret stands in {holding:?}");
        let open = secrets::open_to_others(&cache);
        assert!(open.is_empty(), "others may read {open:?}");
    }
}

impl Drop for Home<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_no_secret_in_files();
        }
    }
}
