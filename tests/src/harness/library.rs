//! Libraries as files: their names, and copies of them that are wrong in one way.

use std::{fs, path::Path};

use sha2::{Digest as _, Sha256};

const MAGIC: &[u8] = b"YUNPLUG1";

/// The file name of the plugin called `name`, with `-` or `_`.
pub fn library_name(name: &str) -> String {
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    format!("{prefix}yun_plugin_{}{suffix}", name.replace('-', "_"))
}

/// The SHA-256 of a file, in hexadecimal.
///
/// # Panics
/// When it cannot be read.
pub fn sha256(path: &Path) -> String {
    sha256_of(&fs::read(path).expect("the file is there"))
}

/// The SHA-256 of a content, in hexadecimal.
pub fn sha256_of(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The permission bits of a file or directory.
///
/// # Panics
/// When it is not there.
pub fn mode_of(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata =
        fs::metadata(path).unwrap_or_else(|error| panic!("{} is not there: {error}", path.display()));
    metadata.permissions().mode() & 0o7777
}

/// Makes an ELF library say that it was built for another architecture.
///
/// # Panics
/// When it is no ELF library.
pub fn foreign_architecture(path: &Path) {
    const E_MACHINE: usize = 18;
    let aarch64 = 183_u16;
    let x86_64 = 62_u16;
    let mut bytes = fs::read(path).expect("the library is there");
    assert!(
        bytes.starts_with(b"\x7fELF"),
        "{} is an ELF library",
        path.display()
    );
    let ours = u16::from_le_bytes([bytes[E_MACHINE], bytes[E_MACHINE + 1]]);
    let theirs = if ours == aarch64 { x86_64 } else { aarch64 };
    bytes[E_MACHINE..E_MACHINE + 2].copy_from_slice(&theirs.to_le_bytes());
    fs::write(path, bytes).expect("the library can be written");
}

/// Replaces a text by another of the same length in the manifest, and the digest beside it: what remains is a whole
/// library with another manifest.
///
/// # Panics
/// When the lengths differ, or the text is not there.
pub fn replace_in_manifest(path: &Path, from: &str, to: &str) {
    let mut bytes = fs::read(path).expect("the library is there");
    let (start, end) = manifest(&bytes);
    let before = digest(&bytes[start..end]);
    assert!(
        replace(&mut bytes[start..end], from, to) > 0,
        "{from:?} stands in the manifest of {}",
        path.display()
    );
    let after = digest(&bytes[start..end]);
    let places = positions(&bytes, &before);
    assert!(!places.is_empty(), "{} has its manifest's digest", path.display());
    for place in places {
        bytes[place..place + after.len()].copy_from_slice(&after);
    }
    fs::write(path, bytes).expect("the library can be written");
}

/// Does so in the embedded manifest alone: the library then says one thing of itself before it is loaded, and another
/// afterwards.
///
/// # Panics
/// When the lengths differ, or the text is not there.
pub fn replace_in_section(path: &Path, from: &str, to: &str) {
    let mut bytes = fs::read(path).expect("the library is there");
    let (start, end) = manifest(&bytes);
    assert!(
        replace(&mut bytes[start..end], from, to) > 0,
        "{from:?} stands in the manifest"
    );
    fs::write(path, bytes).expect("the library can be written");
}

/// FNV-1a, as a library has it of its manifest.
fn digest(bytes: &[u8]) -> [u8; 8] {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step).to_le_bytes()
}

/// Where the embedded manifest stands, start and end.
fn manifest(bytes: &[u8]) -> (usize, usize) {
    let found: Vec<(usize, usize)> = positions(bytes, MAGIC)
        .into_iter()
        .filter_map(|magic| {
            let start = magic + 12;
            let length = u32::from_le_bytes(bytes.get(magic + 8..start)?.try_into().ok()?) as usize;
            let json = bytes.get(start..start + length)?;
            json.starts_with(b"{").then_some((start, start + length))
        })
        .collect();
    match found.as_slice() {
        [one] => *one,
        _ => panic!("the library has {} manifests", found.len()),
    }
}

fn positions(bytes: &[u8], wanted: &[u8]) -> Vec<usize> {
    let first = wanted[0];
    let candidates = bytes.iter().enumerate().filter(|(_, byte)| **byte == first);
    candidates
        .filter(|(at, _)| bytes[*at..].starts_with(wanted))
        .map(|(at, _)| at)
        .collect()
}

fn replace(bytes: &mut [u8], from: &str, to: &str) -> usize {
    assert_eq!(from.len(), to.len(), "a manifest keeps its length");
    let found = positions(bytes, from.as_bytes());
    for at in &found {
        bytes[*at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    found.len()
}
