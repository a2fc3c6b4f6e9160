//! Gathers what `yun plugin new` puts on disk for authors: the sources of `yun-plugin-api` and of the boundary, as they
//! are in `../plugin-api`, and the `Cargo.toml` of a workspace that the two stand in.
//!
//! What it writes is `sdk.rs`, an expression: `[(path, length), …]`, the paths with `/`, in their order; and `sdk.deflate`,
//! the files' bytes one after the other, compressed: hardly any command reads them. And it hands the platform that the
//! host is built for to the compiler, as `YUN_TARGET`: indexes name libraries' files by it.
//!
//! So are `templates`, what new plugins are made of. The texts of each language are compressed as well, to `en.deflate` and `zh.deflate`: a run reads one of them.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use miniz_oxide::deflate::compress_to_vec;
use toml_edit::{DocumentMut, Item, Table};

/// What the SDK is made of; everything else in the folder is somebody's own.
const CARRIED: [&str; 4] = ["json", "md", "rs", "toml"];

/// The level of compression that takes longest, which is no time for so little.
const SMALLEST: u8 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("the host lies in the workspace")?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the one way for cargo to say where to write"
    )]
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo says where to write")?);
    let sources = root.join("plugin-api");
    let messages = root.join("host/src/messages");
    for watched in [
        &sources,
        &root.join("Cargo.toml"),
        &root.join("LICENSE"),
        &messages,
    ] {
        println!("cargo::rerun-if-changed={}", watched.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    #[expect(
        clippy::disallowed_methods,
        reason = "the one way for cargo to say what is built for"
    )]
    let target = std::env::var("TARGET")?;
    println!("cargo::rustc-env=YUN_TARGET={target}");

    let mut files = Vec::new();
    gather(&sources, &mut files)?;
    let workspace = out.join("sdk-workspace.toml");
    fs::write(&workspace, workspace_of(root)?)?;
    let mut carried = vec![
        ("Cargo.toml".to_owned(), workspace),
        ("LICENSE".to_owned(), root.join("LICENSE")),
    ];
    for file in files {
        let relative = file.strip_prefix(root)?.to_str().ok_or("file names are ASCII")?;
        carried.push((relative.replace('\\', "/"), file));
    }
    pack(&out, "sdk", carried)?;
    let templates = root.join("host/src/sdk/templates");
    println!("cargo::rerun-if-changed={}", templates.display());
    let mut files = Vec::new();
    gather_all(&templates, &mut files)?;
    let named = files.into_iter().map(|file| -> Result<_, Box<dyn Error>> {
        let relative = file
            .strip_prefix(&templates)?
            .to_str()
            .ok_or("file names are ASCII")?;
        Ok((relative.replace('\\', "/"), file))
    });
    pack(&out, "templates", named.collect::<Result<_, _>>()?)?;
    for language in ["en", "zh"] {
        let texts = fs::read(messages.join(format!("{language}.ftl")))?;
        let compressed = compress_to_vec(&texts, SMALLEST);
        fs::write(out.join(format!("{language}.deflate")), compressed)?;
    }
    Ok(())
}

/// Writes `<name>.rs`, the files' paths and lengths, and `<name>.deflate`, what they hold.
fn pack(out: &Path, name: &str, mut files: Vec<(String, PathBuf)>) -> Result<(), Box<dyn Error>> {
    files.sort();
    let mut list = String::from("[\n");
    let mut contents = Vec::new();
    for (path, file) in files {
        let mut content = fs::read(file)?;
        writeln!(list, "    ({path:?}, {}),", content.len())?;
        contents.append(&mut content);
    }
    list.push(']');
    fs::write(out.join(format!("{name}.rs")), list)?;
    fs::write(
        out.join(format!("{name}.deflate")),
        compress_to_vec(&contents, SMALLEST),
    )?;
    Ok(())
}

/// Every file below, whatever it is called.
fn gather_all(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather_all(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let extension = path.extension().and_then(|extension| extension.to_str());
        if is_hidden || path.ends_with("target") {
            continue;
        } else if path.is_dir() {
            gather(&path, files)?;
        } else if extension.is_some_and(|extension| CARRIED.contains(&extension)) {
            files.push(path);
        }
    }
    Ok(())
}

/// The workspace's own `Cargo.toml`, cut down to what the two crates inherit. Of the lints those are left that the
/// sources must know: the others are for those who change them.
fn workspace_of(root: &Path) -> Result<String, Box<dyn Error>> {
    let read = |path: &str| -> Result<DocumentMut, Box<dyn Error>> {
        Ok(fs::read_to_string(root.join(path))?.parse::<DocumentMut>()?)
    };
    let mut whole = read("Cargo.toml")?;
    let mut inherited = Vec::new();
    for manifest in ["plugin-api/Cargo.toml", "plugin-api/abi/Cargo.toml"] {
        inherited.extend(inherited_dependencies(&read(manifest)?));
    }
    let workspace = whole
        .get_mut("workspace")
        .and_then(Item::as_table_mut)
        .ok_or("there is a workspace")?;
    workspace.remove("exclude");
    workspace["members"] = toml_edit::value(toml_edit::Array::from_iter(["plugin-api", "plugin-api/abi"]));
    keep(workspace, "dependencies", |name| {
        inherited.iter().any(|inherited| inherited == name)
    })?;
    let lints = workspace
        .get_mut("lints")
        .and_then(Item::as_table_mut)
        .ok_or("there are lints")?;
    keep(lints, "rust", |name| name == "unexpected_cfgs")?;
    lints.remove("clippy");
    whole.as_table_mut().retain(|name, _| name == "workspace");
    whole.set_trailing("");
    Ok(whole.to_string())
}

/// The names of the dependencies that say `workspace = true`, of any kind.
fn inherited_dependencies(manifest: &DocumentMut) -> Vec<String> {
    let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = tables
        .iter()
        .filter_map(|kind| manifest.get(kind)?.as_table_like());
    tables
        .flat_map(|table| table.iter())
        .filter(|(_, dependency)| dependency.get("workspace").is_some())
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn keep(parent: &mut Table, key: &str, wanted: impl Fn(&str) -> bool) -> Result<(), Box<dyn Error>> {
    let table = parent
        .get_mut(key)
        .and_then(Item::as_table_mut)
        .ok_or_else(|| format!("there is a table {key}"))?;
    table.retain(|name, _| wanted(name));
    Ok(())
}
