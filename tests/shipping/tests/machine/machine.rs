//! The machine: Debian 12 with what every Debian has, in a directory of its own, entered by `chroot`. It shares the
//! network of this one, so that a local cloud is within its reach, and nothing else.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

use rustix::process::geteuid;
use tempfile::TempDir;
use yun_shipping::Source;
use yun_tests::cloud::Cloud;
use yun_tests::harness::{Home, Invocation, Ran};

/// What it is made of beside what every Debian has: programs to look with, none of which yun needs.
const TO_LOOK_WITH: &str = "bash-completion,man-db";

/// Where programs are on it.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Who works on it.
#[derive(Debug, Clone, Copy)]
enum Who {
    /// Its administrator.
    Root,
    /// A user without rights.
    Person,
}

/// A machine of one's own, gone when this is dropped.
pub(crate) struct Machine<'cloud> {
    root: TempDir,
    surroundings: Home<'cloud>,
}

impl<'cloud> Machine<'cloud> {
    /// A machine on which nothing was installed. Calls of the `yun` that will be go to `cloud`.
    ///
    /// # Panics
    /// When the caller is not root, or Debian cannot be had.
    pub(crate) fn new(cloud: &'cloud Cloud) -> Self {
        assert!(geteuid().is_root(), "only root may enter another system");
        let dist = Source::here().unwrap().dist();
        fs::create_dir_all(&dist).unwrap();
        let system = system(&dist);
        let root = tempfile::Builder::new()
            .prefix("machine-")
            .tempdir_in(&dist)
            .unwrap();
        let mut tar = Command::new("tar");
        tar.args(["--numeric-owner", "-xpf"]).arg(system);
        succeed(tar.arg("-C").arg(root.path()));
        // Everybody may look into a system's root, and nobody but us into a temporary directory.
        succeed(Command::new("chmod").arg("0755").arg(root.path()));
        let mut surroundings = Home::new(cloud);
        for own in ["YUN_CONFIG_DIR", "YUN_DATA_DIR", "YUN_CACHE_DIR"] {
            surroundings.unset(own);
        }
        surroundings.set("HOME", "/home/person");
        let machine = Self { root, surroundings };
        let user = ["--create-home", "--uid", "1000", "person"];
        machine.as_root("useradd", user).succeeds();
        machine
    }

    /// A path of the machine, as it is called out here.
    pub(crate) fn path(&self, on_it: &str) -> PathBuf {
        self.root.path().join(on_it.trim_start_matches('/'))
    }

    /// Copies a file to `/root` of the machine, and returns what it is called there.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub(crate) fn bring(&self, file: &Path) -> String {
        let there = format!("/root/{}", file.file_name().unwrap().to_string_lossy());
        fs::copy(file, self.path(&there)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        there
    }

    /// Runs a program as its administrator.
    pub(crate) fn as_root<A: Into<OsString>>(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Ran {
        self.invocation(Who::Root, program, arguments)
            .variable("HOME", "/root")
            .run()
    }

    /// Prepares a run of a program as a user without rights.
    pub(crate) fn program<A: Into<OsString>>(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Invocation {
        self.invocation(Who::Person, program, arguments)
    }

    /// Prepares a run of the installed `yun`, as a user without rights.
    pub(crate) fn command<A: Into<OsString>>(&self, arguments: impl IntoIterator<Item = A>) -> Invocation {
        self.program("/usr/bin/yun", arguments)
    }

    /// Runs the installed `yun` as that user.
    pub(crate) fn yun<A: Into<OsString>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        self.command(arguments).run()
    }

    /// Every file and directory of the machine, but for what packages are managed with, caches and logs among it.
    pub(crate) fn everything(&self) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        walk(self.root.path(), Path::new("/"), &mut found);
        found
    }

    /// Its processes see one another alone, and end with the program; its `/proc` is there for as long.
    fn invocation<A: Into<OsString>>(
        &self,
        who: Who,
        program: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Invocation {
        let root = self.root.path();
        let mut proc = OsString::from("--mount-proc=");
        proc.push(root.join("proc"));
        let mut line: Vec<OsString> = ["--mount", "--pid", "--fork", "--kill-child"]
            .map(OsString::from)
            .to_vec();
        line.extend([proc, "chroot".into()]);
        if matches!(who, Who::Person) {
            line.push("--userspec=1000:1000".into());
        }
        line.extend([root.as_os_str().to_owned(), program.into()]);
        line.extend(arguments.into_iter().map(Into::into));
        self.surroundings.program("unshare", line).variable("PATH", PATH)
    }
}

/// An archive of the system, made when there is none yet, once for all tests.
fn system(dist: &Path) -> PathBuf {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let archive = dist.join("debian-12.tar");
    if !archive.exists() {
        let unfinished = dist.join("debian-12.unfinished.tar");
        let mut mmdebstrap = Command::new("mmdebstrap");
        mmdebstrap
            .args(["--quiet", "--variant=minbase"])
            .arg(format!("--include={TO_LOOK_WITH}"))
            .arg("bookworm");
        succeed(mmdebstrap.arg(&unfinished));
        fs::rename(unfinished, &archive).unwrap();
    }
    archive
}

fn succeed(command: &mut Command) {
    let status = command.status();
    let status = status.unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

fn walk(root: &Path, directory: &Path, found: &mut BTreeSet<PathBuf>) {
    const OF_PACKAGES: [&str; 4] = ["/var/cache", "/var/lib/apt", "/var/lib/dpkg", "/var/log"];
    let inside = root.join(directory.strip_prefix("/").unwrap());
    for entry in fs::read_dir(inside).unwrap() {
        let entry = entry.unwrap();
        let path = directory.join(entry.file_name());
        if OF_PACKAGES.iter().any(|known| path.starts_with(known)) {
            continue;
        }
        let is_directory = entry.file_type().unwrap().is_dir();
        found.insert(path.clone());
        if is_directory {
            walk(root, &path, found);
        }
    }
}
