//! The two packages: where each thing lies in them.

use std::fs;

use crate::{
    Error, Source,
    archive::{gzip, tar},
    building::Build,
    debian, licences,
    pages::{self, Pages},
    tree::{Kind, Tree},
};

/// The most that yun may take when it is installed, in bytes.
const MOST_INSTALLED: u64 = 15_000_000;

/// What is packed, before it is laid out in one way or the other.
struct Parts {
    programs: Tree,
    pages: Pages,
    licences: String,
    readme: Vec<u8>,
    licence: Vec<u8>,
}

/// A package's bytes, and what is laid out by it.
#[derive(Debug)]
pub struct Package {
    /// The whole file.
    pub content: Vec<u8>,
    /// What takes how many bytes once it is installed, all of it last.
    pub sizes: Vec<(&'static str, u64)>,
}

impl Package {
    /// Refuses what would take more than may be installed.
    ///
    /// # Errors
    /// When it would.
    pub fn small_enough(&self) -> Result<(), Error> {
        match self.sizes.last() {
            Some((_, all)) if *all > MOST_INSTALLED => Err(Error::Unfit(format!(
                "{all} bytes would be installed, and {MOST_INSTALLED} may be"
            ))),
            _ => Ok(()),
        }
    }
}

/// Both packages.
#[derive(Debug)]
pub struct Packages {
    /// To be unpacked anywhere.
    pub tarball: Package,
    /// To be installed by dpkg.
    pub debian: Package,
}

/// Packs what was built of a source.
///
/// # Errors
/// When a part cannot be made.
pub fn pack(source: &Source, build: &Build) -> Result<Packages, Error> {
    let programs = pages::programs(build)?;
    let read = |name: &str| {
        let path = source.root().join(name);
        fs::read(&path).map_err(Error::file(&path))
    };
    let parts = Parts {
        pages: pages::of(&programs)?,
        programs,
        licences: licences::third_party(source)?,
        readme: read("README.md")?,
        licence: read("LICENSE")?,
    };
    Ok(Packages {
        tarball: tarball(source, &parts)?,
        debian: debian::package(source, &installed_by_debian(source, &parts)?)?,
    })
}

fn tarball(source: &Source, parts: &Parts) -> Result<Package, Error> {
    let mut tree = parts.programs.clone();
    manual(&mut tree, &parts.pages, "share/");
    completions(&mut tree, &parts.pages, "share/", "zsh/site-functions");
    documents(&mut tree, parts, "");
    tree.add("LICENSE", Kind::Data, parts.licence.as_slice());
    let prefix = format!("yun-{}-{}/", source.version(), source.triple());
    Ok(Package {
        sizes: sizes(&tree, ""),
        content: gzip(&tar(&tree, &prefix, source.date())),
    })
}

/// As Debian has it: below `usr`.
fn installed_by_debian(source: &Source, parts: &Parts) -> Result<Tree, Error> {
    let mut tree = Tree::default();
    for (name, file) in parts.programs.files() {
        tree.add(format!("usr/{name}"), file.kind, file.content.as_slice());
    }
    manual(&mut tree, &parts.pages, "usr/share/");
    completions(&mut tree, &parts.pages, "usr/share/", "zsh/vendor-completions");
    let doc = "usr/share/doc/yun";
    documents(&mut tree, parts, &format!("{doc}/"));
    tree.add(format!("{doc}/copyright"), Kind::Data, debian::copyright());
    tree.add(
        format!("{doc}/changelog.gz"),
        Kind::Data,
        gzip(debian::changelog(source).as_bytes()),
    );
    Ok(tree)
}

/// `man` reads pages that are compressed.
fn manual(tree: &mut Tree, pages: &Pages, share: &str) {
    for (folder, pages) in [("man", &pages.english), ("man/zh_CN", &pages.chinese)] {
        for (name, page) in pages {
            tree.add(format!("{share}{folder}/man1/{name}.gz"), Kind::Data, gzip(page));
        }
    }
}

/// What is to be read beside the program. The licences are half a megabyte unless they are compressed.
fn documents(tree: &mut Tree, parts: &Parts, folder: &str) {
    tree.add(format!("{folder}README.md"), Kind::Data, parts.readme.as_slice());
    let licences = gzip(parts.licences.as_bytes());
    tree.add(format!("{folder}THIRD-PARTY-LICENSES.gz"), Kind::Data, licences);
}

fn completions(tree: &mut Tree, pages: &Pages, share: &str, zsh: &str) {
    for (path, script) in [
        ("bash-completion/completions/yun".to_owned(), &pages.bash),
        (format!("{zsh}/_yun"), &pages.zsh),
        ("fish/vendor_completions.d/yun.fish".to_owned(), &pages.fish),
    ] {
        tree.add(format!("{share}{path}"), Kind::Data, script.as_str());
    }
}

/// What takes how many bytes, all together last; `usr/` or nothing stands before the names.
pub(crate) fn sizes(tree: &Tree, before: &str) -> Vec<(&'static str, u64)> {
    let below = |folder: &str| tree.size_below(&format!("{before}{folder}"));
    let (program, plugins, manual) = (below("bin/"), below("lib/"), below("share/man/"));
    vec![
        ("bin/yun", program),
        ("plugins", plugins),
        ("manual pages", manual),
        (
            "everything else",
            tree.size_below("") - program - plugins - manual,
        ),
        ("installed, in blocks of 1 KiB", tree.installed_kib() * 1024),
    ]
}
