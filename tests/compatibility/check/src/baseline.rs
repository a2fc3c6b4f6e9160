//! The sources of the time, laid out in cargo's target folder.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Where the sources of that time lie.
pub(crate) struct Baseline {
    folder: PathBuf,
}

impl Baseline {
    /// Lays them out, whoever did so before.
    pub(crate) fn lay_out() -> Result<Self, String> {
        let folder = target().join("compatibility/baseline");
        let ended = Command::new("bash")
            .arg(repository().join("tests/compatibility/protocol-1/build"))
            .arg("--lay-out")
            .arg(&folder)
            .status();
        match ended {
            Ok(status) if status.success() => Ok(Self { folder }),
            other => Err(format!("the sources of protocol 1 cannot be laid out: {other:?}")),
        }
    }

    /// The workspace that the two plugins of that time stand in.
    pub(crate) fn manifest(&self) -> PathBuf {
        self.folder.join("source/Cargo.toml")
    }

    /// A file of what authors had then.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.folder.join("source/yun").join(path)
    }
}

/// The repository's folder.
pub(crate) fn repository() -> &'static Path {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3);
    folder.expect("this crate lies three folders deep")
}

/// The target folder that this program was built in.
#[expect(
    clippy::disallowed_methods,
    reason = "a program has no other way to the target folder that it was built in"
)]
pub(crate) fn target() -> PathBuf {
    let executable = std::env::current_exe().expect("a program knows where it lies");
    let is_target = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    let target = executable.ancestors().find(is_target);
    target.expect("it lies in a target folder of cargo's").to_owned()
}
