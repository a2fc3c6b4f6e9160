//! An installation: the host and the libraries that ship with it, copied to a directory of their own.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{Built, library_name, make_program, process};

/// The names of the plugins that ship with the host, in their order.
pub const SHIPPED: [&str; 13] = [
    "access-key",
    "alibaba-cloud-account",
    "cloud-sso",
    "credentials-uri",
    "eci",
    "ecs",
    "ecs-ram-role",
    "external-command",
    "managed",
    "oidc",
    "ram-role-arn",
    "sts-token",
    "swas",
];

/// `bin/yun` with `lib/yun/plugins/` beside it.
pub struct Layout {
    directory: TempDir,
}

impl Layout {
    /// Installs what is tested.
    ///
    /// # Panics
    /// When something cannot be copied.
    pub fn install() -> Self {
        let layout = Self {
            directory: tempfile::tempdir().expect("a temporary directory"),
        };
        for folder in ["bin", "lib/yun/plugins"] {
            fs::create_dir_all(layout.directory.path().join(folder)).expect("a directory can be made");
        }
        copy(&Built::get().yun(), &layout.yun());
        make_program(&layout.yun());
        for plugin in SHIPPED {
            layout.put_back(plugin);
        }
        layout
    }

    /// The host's binary.
    pub fn yun(&self) -> PathBuf {
        self.directory.path().join("bin/yun")
    }

    /// The library of the plugin called `name`, whether it is there or not.
    pub fn plugin(&self, name: &str) -> PathBuf {
        self.directory
            .path()
            .join("lib/yun/plugins")
            .join(library_name(name))
    }

    /// Takes the library of a plugin away.
    ///
    /// # Panics
    /// When it is not there.
    pub fn take_away(&self, name: &str) {
        fs::remove_file(self.plugin(name)).expect("the library is there");
    }

    /// Takes every library away.
    ///
    /// # Panics
    /// When one is not there.
    pub fn take_all_away(&self) {
        for plugin in SHIPPED {
            self.take_away(plugin);
        }
    }

    /// Puts the library of a plugin where it belongs, as it ships.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub fn put_back(&self, name: &str) {
        copy(&Built::get().plugin(name), &self.plugin(name));
    }

    /// The ids of the processes that run this installation's host, children of it included.
    pub fn processes(&self) -> Vec<u32> {
        process::running(&self.yun())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{} cannot be copied: {error}", from.display()));
}
