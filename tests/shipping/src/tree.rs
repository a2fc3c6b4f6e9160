//! What is laid out: files by their paths, in order, with fixed modes. Directories follow from the files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::Error;

/// What the file is to be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anybody may run it: 0755.
    Program,
    /// Anybody may read it: 0644.
    Data,
}

impl Kind {
    pub(crate) fn mode(self) -> u32 {
        match self {
            Self::Program => 0o755,
            Self::Data => 0o644,
        }
    }
}

/// A file's content and what it is for.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) kind: Kind,
    pub(crate) content: Vec<u8>,
}

/// Files by their paths, relative and with `/`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, File>,
}

impl Tree {
    pub(crate) fn add(&mut self, path: impl Into<String>, kind: Kind, content: impl Into<Vec<u8>>) {
        let content = content.into();
        self.files.insert(path.into(), File { kind, content });
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// Every directory that a file lies in, the outer ones first.
    pub(crate) fn directories(&self) -> BTreeSet<&str> {
        let above = |path: &'_ str| -> Vec<usize> { path.match_indices('/').map(|(at, _)| at).collect() };
        self.files
            .keys()
            .flat_map(|path| above(path).into_iter().map(move |at| &path[..at]))
            .collect()
    }

    /// How many bytes the files of this folder have; an empty name stands for all.
    pub(crate) fn size_below(&self, folder: &str) -> u64 {
        let files = self.files.iter().filter(|(path, _)| path.starts_with(folder));
        files.map(|(_, file)| file.content.len() as u64).sum()
    }

    /// What it takes when it is installed, in KiB: each file rounded up, and one for each directory.
    pub(crate) fn installed_kib(&self) -> u64 {
        let files = self.files.values();
        let files: u64 = files.map(|file| (file.content.len() as u64).div_ceil(1024)).sum();
        files + self.directories().len() as u64
    }

    /// Writes it into a directory.
    ///
    /// # Errors
    /// When something cannot be written.
    #[cfg(unix)]
    pub(crate) fn write_to(&self, directory: &Path) -> Result<(), Error> {
        use std::os::unix::fs::PermissionsExt as _;
        for (name, file) in &self.files {
            let path = directory.join(name);
            let parent = path.parent().expect("a file lies in a directory");
            fs::create_dir_all(parent).map_err(Error::file(parent))?;
            fs::write(&path, &file.content).map_err(Error::file(&path))?;
            let mode = fs::Permissions::from_mode(file.kind.mode());
            fs::set_permissions(&path, mode).map_err(Error::file(&path))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_follow_from_files_the_outer_ones_first() {
        let mut tree = Tree::default();
        tree.add("b/c/file", Kind::Data, "1");
        tree.add("a", Kind::Program, "22");
        tree.add("b/file", Kind::Data, vec![0; 1025]);
        assert_eq!(tree.directories().into_iter().collect::<Vec<_>>(), ["b", "b/c"]);
        assert_eq!(tree.installed_kib(), 1 + 1 + 2 + 2);
        assert_eq!((tree.size_below(""), tree.size_below("b/")), (1028, 1026));
    }
}
