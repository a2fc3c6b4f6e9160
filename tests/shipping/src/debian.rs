//! The Debian package around what it installs: `control`, `changelog`, `copyright`, and the archive of all.

use chrono::{DateTime, Utc};

use crate::{
    Error, Source,
    archive::{ar, gzip, tar},
    needs::Needs,
    packages::{Package, sizes},
    tree::{Kind, Tree},
};

/// Who looks after the package. There is no address that could be written to.
const MAINTAINER: &str = "The yun authors <yun@yun.invalid>";

const DESCRIPTION: &str = "\
open, extensible client for Alibaba Cloud
 yun keeps accounts of Alibaba Cloud, and lists, shows and manages what runs in
 them: ECS instances, elastic container instances, simple application servers
 and managed instances, across regions and accounts.
 .
 Every way to sign in and every kind of resource is a plugin, a native library
 with a stable interface, so that others are added without rebuilding it.";

/// Packs a tree below `usr`.
///
/// # Errors
/// When a program needs what it must not depend on.
pub(crate) fn package(source: &Source, tree: &Tree) -> Result<Package, Error> {
    let mut control = Tree::default();
    control.add("control", Kind::Data, self::control(source, tree)?);
    let packed = |tree: &Tree| gzip(&tar(tree, "./", source.date()));
    let content = ar(
        &[
            ("debian-binary", b"2.0\n"),
            ("control.tar.gz", &packed(&control)),
            ("data.tar.gz", &packed(tree)),
        ],
        source.date(),
    );
    Ok(Package {
        content,
        sizes: sizes(tree, "usr/"),
    })
}

fn control(source: &Source, tree: &Tree) -> Result<String, Error> {
    let mut needs = Needs::default();
    let programs = ["usr/bin/", "usr/lib/"];
    for (name, file) in tree.files() {
        if programs.iter().any(|folder| name.starts_with(folder)) {
            needs.add(name, &file.content)?;
        }
    }
    Ok(format!(
        "Package: yun\n\
         Version: {}\n\
         Section: admin\n\
         Priority: optional\n\
         Architecture: {}\n\
         Installed-Size: {}\n\
         Depends: {}\n\
         Recommends: ca-certificates\n\
         Maintainer: {MAINTAINER}\n\
         Description: {DESCRIPTION}\n",
        source.version(),
        source.debian_architecture()?,
        tree.installed_kib(),
        needs.depends(),
    ))
}

/// Debian's form of what this version is.
pub(crate) fn changelog(source: &Source) -> String {
    let date = i64::try_from(source.date()).unwrap_or_default();
    let date: DateTime<Utc> = DateTime::from_timestamp(date, 0).unwrap_or_default();
    format!(
        "yun ({}) unstable; urgency=medium\n\n  * yun {0}.\n\n -- {MAINTAINER}  {}\n",
        source.version(),
        date.to_rfc2822()
    )
}

/// Debian's form of the licence.
pub(crate) fn copyright() -> &'static str {
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
     Upstream-Name: yun\n\
     Comment:\n \
     The crates that are linked into yun, their licences and the texts of these stand in\n \
     THIRD-PARTY-LICENSES.gz beside this file.\n\
     \n\
     Files: *\n\
     Copyright: 2026 The yun authors\n\
     License: Apache-2.0\n\
     \n\
     License: Apache-2.0\n \
     Licensed under the Apache License, Version 2.0. On Debian systems its text stands in\n \
     /usr/share/common-licenses/Apache-2.0.\n"
}
