//! `host/SECURITY.md` holds what the tests show: each row of its table names the tests, and each test is named.

use std::{collections::BTreeSet, fs, path::Path};

/// The tests of the folder `hostile`, and the others that the page may name, as `file::test`.
fn tests_of(folder: &Path) -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        // A folder's own tests are called like the folder.
        let file = match path.file_stem().unwrap() {
            stem if stem == "mod" => folder.file_name().unwrap(),
            stem => stem,
        };
        let file = file.to_str().unwrap().to_owned();
        let source = fs::read_to_string(&path).unwrap();
        let mut lines = source.lines();
        while let Some(line) = lines.next() {
            if line != "#[test]" {
                continue;
            }
            let name = lines
                .next()
                .and_then(|line| line.strip_prefix("fn ")?.strip_suffix("() {"));
            tests.extend(name.map(|name| format!("{file}::{name}")));
        }
    }
    tests
}

/// What stands between backticks in the last column of the page's table.
fn named() -> BTreeSet<String> {
    let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e");
    let page = fs::read_to_string(e2e.join("../../host/SECURITY.md")).unwrap();
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("::"));
    let tests = rows.filter_map(|row| row.trim_end_matches(" |").rsplit(" | ").next());
    tests
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_page_names_tests_that_exist_and_leaves_out_none() {
    let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e");
    let named = named();
    assert!(named.len() > 20, "{named:?}");
    let own: BTreeSet<String> = tests_of(&e2e.join("hostile"))
        .into_iter()
        .filter(|test| !test.starts_with("security_page::"))
        .collect();
    let mut all = tests_of(&e2e);
    for folder in ["plugin_index", "plugin_install", "plugin_trust", "wrong"] {
        all.extend(tests_of(&e2e.join(folder)));
    }
    all.extend(own.iter().cloned());
    let missing: Vec<_> = named.difference(&all).collect();
    assert!(
        missing.is_empty(),
        "the page names tests that there are not: {missing:?}"
    );
    let unnamed: Vec<_> = own.difference(&named).collect();
    assert!(unnamed.is_empty(), "the page says nothing of {unnamed:?}");
}
