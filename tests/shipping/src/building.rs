//! The release build: the same bytes wherever the checkout, cargo's home and the toolchain lie.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Error, Source,
    running::{output_of, run},
    surroundings::{self, cargo},
};

/// How `yun-plugin-api` is built for the host.
const HOSTS_OWN: &str = "profile.release.package.yun-plugin-api.opt-level = \"z\"";

/// The target that Rust brings a linker of its own for, LLD.
const LINKED_BY_LLD: &str = "x86_64-unknown-linux-gnu";

/// The built host and the libraries that ship with it.
#[derive(Debug)]
pub struct Build {
    /// The host's binary.
    pub host: PathBuf,
    /// The plugins' libraries, in the order of their names.
    pub plugins: Vec<PathBuf>,
}

/// Builds the host and every plugin for release, cargo's home where it always is.
///
/// # Errors
/// When something does not build, or a path of this machine stands in what was built.
pub fn build(source: &Source) -> Result<Build, Error> {
    build_from(source, &surroundings::cargo_home())
}

/// The same with another cargo's home.
pub(crate) fn build_from(source: &Source, cargo_home: &Path) -> Result<Build, Error> {
    let plugins = source.plugins()?;
    run(cargo()
        .current_dir(source.root())
        .env("CARGO_HOME", cargo_home)
        .args(["fetch", "--quiet", "--locked", "--target", source.triple()]))?;
    let hidden = hidden_places(source.root(), cargo_home)?;
    let target = source.dist().join("build");
    let build = || {
        let mut command = cargo();
        command
            .current_dir(source.root())
            .env("CARGO_HOME", cargo_home)
            .env("CARGO_ENCODED_RUSTFLAGS", flags(source.triple(), &hidden))
            .args(["build", "--quiet", "--release", "--locked", "--target-dir"])
            .arg(&target);
        command
    };
    let packages = plugins
        .iter()
        .map(|plugin| format!("--package=yun-plugin-{plugin}"));
    run(build().args(packages))?;
    // What both consist of is smallest in the one with `s`, as the profile has it, and in the other with `z`.
    run(build().args(["--package=yun", "--config", HOSTS_OWN]))?;
    let folder = target.join("release");
    let built = Build {
        host: folder.join("yun"),
        plugins: plugins
            .iter()
            .map(|plugin| folder.join(format!("libyun_plugin_{}.so", plugin.replace('-', "_"))))
            .collect(),
    };
    for file in [&built.host].into_iter().chain(&built.plugins) {
        tells_no_place(file, &hidden)?;
    }
    Ok(built)
}

/// Places of this machine, and what stands for them in what is built.
fn hidden_places(root: &Path, cargo_home: &Path) -> Result<Vec<(PathBuf, &'static str)>, Error> {
    let sysroot = output_of(
        surroundings::of_toolchain("rustc")
            .current_dir(root)
            .args(["--print", "sysroot"]),
    )?;
    // The last that fits is taken, so the inner places come last.
    let mut places = vec![
        (root.to_owned(), "yun"),
        (PathBuf::from(sysroot.trim()), "rust"),
        (cargo_home.to_owned(), "cargo"),
    ];
    // What a registry's folder is called depends on where this machine takes crates from.
    let registries = cargo_home.join("registry/src");
    let mut folders = Vec::new();
    for entry in fs::read_dir(&registries).map_err(Error::file(&registries))? {
        folders.push(entry.map_err(Error::file(&registries))?.path());
    }
    folders.sort();
    places.extend(folders.into_iter().map(|folder| (folder, "crates")));
    Ok(places)
}

/// What the compiler is told beside the profile: that this is shipped, and what stands for the places of this machine.
fn flags(triple: &str, places: &[(PathBuf, &str)]) -> OsString {
    // A package that has an optimization of its own loses the profile's `strip`.
    let mut flags = OsString::from("--cfg=yun_shipped\u{1f}-Cstrip=symbols");
    if triple == LINKED_BY_LLD {
        // Functions of the same code are one: nothing here tells functions apart by where they are.
        flags.push("\u{1f}-Clink-arg=-Wl,--icf=all");
    }
    for (place, name) in places {
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(place);
        flags.push("=");
        flags.push(name);
    }
    flags
}

fn tells_no_place(file: &Path, places: &[(PathBuf, &str)]) -> Result<(), Error> {
    let bytes = fs::read(file).map_err(Error::file(file))?;
    for (place, _) in places {
        let place = place.as_os_str().as_encoded_bytes();
        if bytes.windows(place.len()).any(|part| part == place) {
            let place = String::from_utf8_lossy(place);
            let file = file.display();
            return Err(Error::Unfit(format!("{place} stands in {file}")));
        }
    }
    Ok(())
}
