//! The arrows between crates point down only, and a plugin that would abort does not compile.

use std::collections::BTreeSet;

use serde_json::Value;
use yun_tests::harness::Built;

fn packages() -> Vec<Value> {
    let mut cargo = Built::get().cargo();
    let output = cargo
        .args(["metadata", "--format-version", "1", "--no-deps", "--quiet"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The names of what a package depends on to be built; what only its own tests need is left out.
fn dependencies(package: &Value) -> BTreeSet<&str> {
    let all = package["dependencies"].as_array().unwrap().iter();
    all.filter(|dependency| dependency["kind"] != "dev")
        .map(|dependency| dependency["name"].as_str().unwrap())
        .collect()
}

fn is_in(package: &Value, folder: &str) -> bool {
    package["manifest_path"]
        .as_str()
        .unwrap()
        .contains(&format!("/{folder}/"))
}

#[test]
fn plugins_stand_on_the_plugin_api_alone() {
    let packages = packages();
    let plugins: Vec<_> = packages
        .iter()
        .filter(|package| is_in(package, "plugins"))
        .collect();
    assert!(plugins.len() >= 2);
    for plugin in plugins {
        let allowed = BTreeSet::from(["yun-plugin-api", "serde", "serde_json"]);
        let surplus: Vec<_> = dependencies(plugin).difference(&allowed).copied().collect();
        assert!(surplus.is_empty(), "{} depends on {surplus:?}", plugin["name"]);
        let kinds = plugin["targets"][0]["crate_types"].as_array().unwrap();
        assert!(kinds.contains(&"cdylib".into()), "{}", plugin["name"]);
        let id = plugin["manifest_path"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .nth(1)
            .unwrap();
        assert_eq!(plugin["name"], format!("yun-plugin-{id}"));
    }
}

#[test]
fn each_crate_names_what_it_may() {
    let packages = packages();
    let find = |name: &str| packages.iter().find(|package| package["name"] == name).unwrap();
    let boundary = find("yun-plugin-abi");
    assert_eq!(boundary["version"], "1.0.0");
    assert_eq!(dependencies(boundary), BTreeSet::from(["abi_stable"]));
    assert_eq!(boundary["dependencies"][0]["req"], "=0.11.3");
    let api = dependencies(find("yun-plugin-api"));
    assert_eq!(
        api,
        BTreeSet::from(["schemars", "serde", "serde_json", "yun-plugin-abi", "zeroize"])
    );
    // Features unify into every plugin: this one is for `tests/reference` alone, a workspace of its own.
    assert_eq!(
        find("yun-plugin-api")["features"],
        serde_json::json!({"schema": ["dep:schemars"]})
    );
    for package in &packages {
        for dependency in package["dependencies"].as_array().unwrap() {
            let features = dependency["features"].as_array().unwrap();
            assert!(!features.contains(&"schema".into()), "{}", package["name"]);
            let is_schemars = dependency["name"] == "schemars";
            assert!(
                !is_schemars || dependency["optional"] == true,
                "{}",
                package["name"]
            );
        }
    }
    let host = dependencies(find("yun"));
    assert!(
        host.contains("yun-plugin-api") && !host.contains("yun-plugin-abi") && !host.contains("abi_stable")
    );
    assert!(
        !host
            .iter()
            .any(|name| name.starts_with("yun-plugin-") && *name != "yun-plugin-api"),
        "{host:?}"
    );
    for package in &packages {
        let named = dependencies(package).contains("abi_stable");
        assert_eq!(named, package["name"] == "yun-plugin-abi", "{}", package["name"]);
        assert_eq!(package["license"], "Apache-2.0", "{}", package["name"]);
    }
    for name in ["yun-plugin-api", "yun-plugin-abi"] {
        assert_eq!(find(name)["rust_version"], "1.85", "{name}");
    }
}

#[test]
fn the_host_names_no_plugin_of_its_own() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../host/src");
    let mut naming = Vec::new();
    visit(source.as_ref(), &mut |path, text| {
        // Tests and messages may name what ships, and addresses hold the products' names; other code may not.
        let code = match text.contains("#![cfg(test)]") {
            true => "",
            false => text.split("#[cfg(test)]").next().unwrap_or_default(),
        };
        let words = [
            "\"ecs\"",
            "\"AccessKey\"",
            "\"access-key\"",
            "\"access_key_id\"",
            "DescribeInstances",
        ];
        if path
            .file_name()
            .is_some_and(|name| name != "tests.rs" && name != "fuzzing.rs" && name != "product.rs")
            && words.iter().any(|word| code.contains(word))
        {
            naming.push(path.to_owned());
        }
    });
    assert!(naming.is_empty(), "{naming:?}");
}

/// Hands each Rust file below a directory over with its text.
pub(crate) fn visit(directory: &std::path::Path, each: &mut impl FnMut(&std::path::Path, &str)) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            each(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn a_plugin_that_would_abort_does_not_compile() {
    let built = Built::get();
    let mut cargo = built.cargo();
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/plugins/Cargo.toml");
    let output = cargo
        .args([
            "check",
            "--quiet",
            "--package",
            "yun-plugin-two-things",
            "--manifest-path",
            manifest,
        ])
        .args(["--config", "profile.dev.panic=\"abort\"", "--target-dir"])
        .arg(built.target().join("fixtures-abort"))
        .output()
        .unwrap();
    assert!(!output.status.success(), "it compiles");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("panic = \"unwind\""), "{said}");
}
