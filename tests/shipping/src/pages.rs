//! What yun writes about itself: manual pages and the scripts of shells. The built host is asked for them, with the
//! plugins that ship beside it.

use std::{fs, path::Path};

use crate::{
    Error,
    building::Build,
    running::output_of,
    surroundings::alone,
    tree::{Kind, Tree},
};

/// Manual pages and completion scripts.
#[derive(Debug)]
pub(crate) struct Pages {
    /// Names and contents of the manual pages in English, in order.
    pub(crate) english: Vec<(String, Vec<u8>)>,
    /// The same in Chinese.
    pub(crate) chinese: Vec<(String, Vec<u8>)>,
    pub(crate) bash: String,
    pub(crate) zsh: String,
    pub(crate) fish: String,
}

/// Host and libraries as they are installed, below `bin` and `lib`.
pub(crate) fn programs(build: &Build) -> Result<Tree, Error> {
    let read = |path: &Path| fs::read(path).map_err(Error::file(path));
    let mut tree = Tree::default();
    tree.add("bin/yun", Kind::Program, read(&build.host)?);
    for plugin in &build.plugins {
        let name = plugin.file_name().unwrap_or_default().to_string_lossy();
        tree.add(format!("lib/yun/plugins/{name}"), Kind::Data, read(plugin)?);
    }
    Ok(tree)
}

/// Has the host write its pages, in a home that it leaves nothing in.
pub(crate) fn of(programs: &Tree) -> Result<Pages, Error> {
    let place = tempfile::tempdir().map_err(Error::file(std::env::temp_dir()))?;
    programs.write_to(place.path())?;
    let yun = |arguments: &[&str]| {
        let mut command = alone(place.path().join("bin/yun"));
        command.args(arguments).env("HOME", place.path().join("home"));
        output_of(command.current_dir(place.path()))
    };
    let manual = |language: &str| {
        yun(&["man", language, "--lang", language])?;
        let folder = place.path().join(language);
        let mut pages = Vec::new();
        for entry in fs::read_dir(&folder).map_err(Error::file(&folder))? {
            let path = entry.map_err(Error::file(&folder))?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            pages.push((name, fs::read(&path).map_err(Error::file(&path))?));
        }
        pages.sort();
        Ok::<_, Error>(pages)
    };
    Ok(Pages {
        english: manual("en")?,
        chinese: manual("zh")?,
        bash: yun(&["completion", "bash"])?,
        zsh: yun(&["completion", "zsh"])?,
        fish: yun(&["completion", "fish"])?,
    })
}
