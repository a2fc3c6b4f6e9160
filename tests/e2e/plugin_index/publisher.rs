//! What the tests of indexes publish: versions of the fixture plugins.

use std::{fs, path::Path};

use yun_tests::harness::{
    Built, Home, Index, Publisher, Signer, Version, library_name, replace_in_manifest, sha256_of,
};

/// The versions of the library of a fixture plugin, `0.1.0` in its manifest: a copy whose manifest says another version.
pub(super) fn library(home: &Home<'_>, name: &str, version: &str) -> Vec<u8> {
    edited(
        home,
        name,
        &[("\"version\": \"0.1.0\"", &format!("\"version\": \"{version}\""))],
    )
}

/// The library of a fixture plugin with these texts of its manifest replaced.
pub(super) fn edited(home: &Home<'_>, name: &str, changes: &[(&str, &str)]) -> Vec<u8> {
    let from = Built::get().fixtures().join(library_name(name));
    let copy = home.write(format!("made/{}", library_name(name)), fs::read(from).unwrap());
    for (from, to) in changes.iter().filter(|(from, to)| from != to) {
        replace_in_manifest(&copy, from, to);
    }
    let bytes = fs::read(&copy).unwrap();
    fs::remove_file(copy).unwrap();
    bytes
}

/// Makes a version of a fixture plugin, and puts its library where it is published.
pub(super) fn make(publisher: &Publisher<'_>, home: &Home<'_>, id: &str, version: &str) -> Version {
    publisher.put_library(id, version, &library(home, id, version))
}

/// A home that trusts the cloud's authority, and asks this index.
pub(super) fn home<'cloud>(publisher: &Publisher<'cloud>) -> Home<'cloud> {
    let mut home = Home::new(publisher.cloud);
    home.set("SSL_CERT_FILE", publisher.cloud.ca_file());
    home.write_config(&format!("[settings]\nplugin_index = \"{}\"\n", publisher.url()));
    home
}

/// Somebody whose key is trusted in this home, as Acme.
pub(super) fn trusted_signer(home: &Home<'_>) -> Signer {
    let signer = Signer::new();
    let trust = ["plugin", "trust", &signer.key(), "--name", "Acme"];
    home.yun(trust).succeeds();
    signer
}

/// Holds that nothing is installed and nothing was left by what did not come to that.
pub(super) fn assert_nothing_left(home: &Home<'_>) {
    assert_eq!(stored(home), Vec::<String>::new());
    assert!(!home.path("data/plugins.toml").exists());
}

/// What lies in the store's directory.
pub(super) fn stored(home: &Home<'_>) -> Vec<String> {
    let entries = fs::read_dir(home.path("data/plugins"));
    let entries = entries.into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Writes an index, and libraries beside it, into a directory.
pub(super) fn write_into(directory: &Path, home: &Home<'_>, id: &str, version: &str) -> std::path::PathBuf {
    let bytes = library(home, id, version);
    let mut made = Version::missing(id, version);
    made.sha256 = sha256_of(&bytes);
    let file = directory.join(&made.url);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
    let path = directory.join("index.toml");
    fs::write(&path, Index::of([made]).text()).unwrap();
    path
}
