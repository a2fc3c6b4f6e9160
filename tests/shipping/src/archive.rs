//! Archives that are the same bytes whenever the same files are packed: in order, owned by nobody in particular, with one
//! date, compressed without a name.

use std::io::Write as _;

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use crate::tree::Tree;

/// A tar archive of a tree. Each name in it begins with `prefix`, which may be empty; `date` is in seconds since 1970.
pub(crate) fn tar(tree: &Tree, prefix: &str, date: u64) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    let outer: Vec<&str> = prefix.match_indices('/').map(|(at, _)| &prefix[..=at]).collect();
    let inner = tree
        .directories()
        .into_iter()
        .map(|directory| format!("{prefix}{directory}/"));
    for name in outer.into_iter().map(str::to_owned).chain(inner) {
        append(&mut archive, &name, EntryType::Directory, 0o755, date, &[]);
    }
    for (name, file) in tree.files() {
        let name = format!("{prefix}{name}");
        let mode = file.kind.mode();
        append(&mut archive, &name, EntryType::Regular, mode, date, &file.content);
    }
    archive.into_inner().expect("memory takes whatever is written")
}

fn append(archive: &mut Builder<Vec<u8>>, name: &str, kind: EntryType, mode: u32, date: u64, content: &[u8]) {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_username("root").expect("the name fits");
    header.set_groupname("root").expect("the name fits");
    header.set_mtime(date);
    header.set_size(content.len() as u64);
    archive
        .append_data(&mut header, name, content)
        .expect("memory takes whatever is written");
}

/// Compresses with gzip, without a name and without a date.
pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut compressed = GzBuilder::new().write(Vec::new(), Compression::best());
    compressed
        .write_all(content)
        .and_then(|()| compressed.finish())
        .expect("memory takes whatever is written")
}

/// An `ar` archive, as Debian packages are.
pub(crate) fn ar(members: &[(&str, &[u8])], date: u64) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let size = content.len();
        let header = format!("{name:<16}{date:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 100_644);
        archive.extend(header.as_bytes());
        archive.extend(*content);
        if size % 2 == 1 {
            archive.push(b'\n');
        }
    }
    archive
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Kind;

    #[test]
    fn the_same_files_make_the_same_bytes_in_whatever_order_they_came() {
        let mut one = Tree::default();
        one.add("a/b", Kind::Data, "b");
        one.add("c", Kind::Program, "c");
        let mut other = Tree::default();
        other.add("c", Kind::Program, "c");
        other.add("a/b", Kind::Data, "b");
        let (one, other) = (tar(&one, "x/", 7), tar(&other, "x/", 7));
        assert_eq!(gzip(&one), gzip(&other));
        let mut archive = tar::Archive::new(one.as_slice());
        let entries: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let header = entry.header();
                assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
                assert_eq!(header.mtime().unwrap(), 7);
                let path = entry.path().unwrap().to_str().unwrap().to_owned();
                (path, header.mode().unwrap())
            })
            .collect();
        let expected = [("x/", 0o755), ("x/a/", 0o755), ("x/a/b", 0o644), ("x/c", 0o755)];
        assert_eq!(entries, expected.map(|(path, mode)| (path.to_owned(), mode)));
    }

    #[test]
    fn members_of_an_odd_size_are_padded() {
        let archive = ar(&[("a", b"x"), ("b", b"yz")], 1);
        assert_eq!(archive.len(), 8 + 60 + 2 + 60 + 2);
        assert_eq!(&archive[8 + 58..8 + 62], b"`\nx\n");
    }
}
