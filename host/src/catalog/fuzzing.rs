//! Manifests that nobody would write.

use super::*;

/// Reads a library's manifest section, or a bare manifest, and works with what passes.
pub fn manifest(bytes: &[u8]) {
    let json = embedded::json(bytes).unwrap_or(bytes);
    let Ok(manifest) = Manifest::parse(json) else {
        return;
    };
    // A child is told the manifest as it was read, and compares the library's own with it.
    let encoded = serde_json::to_vec(&manifest).expect("a manifest has a JSON form");
    assert_eq!(Manifest::parse(&encoded).as_ref(), Ok(&manifest));
    let mut libraries = vec![Library::of_manifest(manifest).from(Origin::Path)];
    names::refuse_taken(&mut libraries);
    crate::cli::fuzzing::grammar(&Catalog {
        libraries,
        ..Catalog::default()
    });
}
