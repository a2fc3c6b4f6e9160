//! Keys that are trusted, and what that changes when plugins are installed.

mod bad;
mod file;
mod install;
mod keys;
mod minisign;
mod replaced;

use std::{fs, path::PathBuf};

use serde_json::Value;
use yun_tests::harness::{Built, Home, Invocation, Ran, Signer, library_name, replace_in_manifest};

/// A copy of a fixture's library where a person might have saved it.
fn saved(home: &Home<'_>, name: &str) -> PathBuf {
    let from = Built::get().fixtures().join(library_name(name));
    home.write(format!("saved/{}", library_name(name)), fs::read(from).unwrap())
}

/// Another version of the saved library.
fn next(library: &std::path::Path) {
    replace_in_manifest(library, "\"version\": \"0.1.0\"", "\"version\": \"0.2.0\"");
}

fn install(home: &Home<'_>, path: &std::path::Path) -> Invocation {
    home.command(["plugin", "install", path.to_str().unwrap()])
}

fn trust(home: &Home<'_>, signer: &Signer, name: &str) -> Ran {
    home.yun(["plugin", "trust", &signer.key(), "--name", name])
        .succeeds()
}

/// Installs a library that Acme signed, whose key is trusted.
fn installed_signed(home: &Home<'_>) -> (Signer, PathBuf) {
    let acme = Signer::new();
    trust(home, &acme, "Acme");
    let library = saved(home, "two-things");
    acme.sign_file(&library);
    install(home, &library).run().succeeds();
    (acme, library)
}

fn trusted(home: &Home<'_>) -> Vec<Value> {
    home.yun(["plugin", "trust", "-o", "json"]).succeeds().rows()
}

fn info(home: &Home<'_>, id: &str) -> Value {
    home.yun(["plugin", "info", id, "-o", "json"]).succeeds().json()
}

/// `signature`, `signed_by` and `key_id` of an object.
fn signed(object: &Value) -> [&Value; 3] {
    ["signature", "signed_by", "key_id"].map(|key| &object[key])
}

/// The hash of the installed library; none if it is not installed.
fn stored(home: &Home<'_>) -> Option<String> {
    let entries = fs::read_dir(home.path("data/plugins"))
        .into_iter()
        .flatten()
        .flatten();
    let names: Vec<String> = entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(names.len() < 2, "{names:?}");
    names.into_iter().next()
}
