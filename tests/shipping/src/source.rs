//! What is packed: a checkout of the repository, its version, its date and the machine that it is built for.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Error,
    running::output_of,
    surroundings::{self, cargo},
};

/// A checkout, and what its packages are named after.
#[derive(Debug, Clone)]
pub struct Source {
    root: PathBuf,
    target: PathBuf,
    triple: String,
    date: u64,
}

impl Source {
    /// The checkout that this program was built from, for this machine.
    ///
    /// # Errors
    /// When the toolchain does not say what it builds for, or nothing tells the date.
    pub fn here() -> Result<Self, Error> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        let root = root.expect("the package lies in a folder of a folder of the workspace");
        Ok(Self {
            root: root.to_owned(),
            target: root.join(surroundings::target_folder().unwrap_or_else(|| "target".into())),
            triple: triple()?,
            date: date(root)?,
        })
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the packages are put: `dist` in the target folder.
    pub fn dist(&self) -> PathBuf {
        self.target.join("dist")
    }

    /// What it is built for: `x86_64-unknown-linux-gnu`, for instance.
    pub fn triple(&self) -> &str {
        &self.triple
    }

    /// yun's version.
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// What everything in the packages is dated, in seconds since 1970: `SOURCE_DATE_EPOCH`, or the last commit's date.
    pub fn date(&self) -> u64 {
        self.date
    }

    /// The tarball's path.
    pub fn tarball(&self) -> PathBuf {
        self.dist()
            .join(format!("yun-{}-{}.tar.gz", self.version(), self.triple))
    }

    /// The Debian package's path.
    ///
    /// # Errors
    /// When Debian has no name for this architecture, or none that is known here.
    pub fn debian_package(&self) -> Result<PathBuf, Error> {
        let architecture = self.debian_architecture()?;
        let name = format!("yun_{}_{architecture}.deb", self.version());
        Ok(self.dist().join(name))
    }

    /// Debian's name of the architecture.
    ///
    /// # Errors
    /// When there is none, or none that is known here.
    pub fn debian_architecture(&self) -> Result<&'static str, Error> {
        match self.triple.as_str() {
            "x86_64-unknown-linux-gnu" => Ok("amd64"),
            "aarch64-unknown-linux-gnu" => Ok("arm64"),
            other => Err(Error::Unfit(format!("no Debian package is made for {other}"))),
        }
    }

    /// The names of the plugins that ship, in their order: the folders of `plugins/`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn plugins(&self) -> Result<Vec<String>, Error> {
        let folder = self.root.join("plugins");
        let entries = fs::read_dir(&folder).map_err(Error::file(&folder))?;
        let mut names = Vec::new();
        for entry in entries {
            let name = entry.map_err(Error::file(&folder))?.file_name();
            names.push(name.to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Copies every file that git knows, or would, as it is now, into another folder, and returns that as a source with a
    /// target folder of its own.
    ///
    /// # Errors
    /// When git does not list the files, or one cannot be copied.
    pub(crate) fn copy_to(&self, folder: &Path) -> Result<Self, Error> {
        let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let listed = output_of(git(&self.root).args(arguments))?;
        for name in listed.split_terminator('\0') {
            let (from, to) = (self.root.join(name), folder.join(name));
            // What git knows and is gone is no longer part of it.
            if !from.exists() {
                continue;
            }
            let directory = to.parent().expect("a file lies in a folder");
            fs::create_dir_all(directory).map_err(Error::file(directory))?;
            fs::copy(&from, &to).map_err(Error::file(&from))?;
        }
        Ok(Self {
            root: folder.to_owned(),
            target: folder.join("target"),
            ..self.clone()
        })
    }
}

fn triple() -> Result<String, Error> {
    let said = output_of(cargo().arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| Error::Unfit("cargo does not say what it builds for".into()))
}

fn date(root: &Path) -> Result<u64, Error> {
    let said = match surroundings::given_date() {
        Some(date) => date.to_string_lossy().into_owned(),
        None => output_of(git(root).args(["log", "-1", "--format=%ct"]))?,
    };
    let said = said.trim();
    said.parse()
        .map_err(|_| Error::Unfit(format!("not a date in seconds since 1970: {said:?}")))
}

fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(root);
    git
}
