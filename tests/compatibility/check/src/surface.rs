//! What a crate offers to others, as rustdoc sees it.

use std::{collections::HashSet, path::Path, process::Command};

use serde_json::Value;

use crate::{
    baseline::{repository, target},
    read,
};

/// A crate's public surface.
#[derive(Debug, Default)]
pub(crate) struct Surface {
    /// A line for each public item, sorted; nothing of what every type has.
    pub(crate) lines: Vec<String>,
    /// The methods that whoever implements a trait has to write, as `Trait::method`.
    pub(crate) required: HashSet<String>,
}

impl Surface {
    /// The surface of a package of this workspace. `whose` tells apart what is written of packages of one name.
    pub(crate) fn of(manifest: &Path, package: &str, whose: &str) -> Result<Self, String> {
        let target = target().join("compatibility").join(whose);
        let output = Command::new("cargo")
            .args(["rustdoc", "--quiet", "--locked", "--lib", "--package", package])
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--target-dir")
            .arg(&target)
            .args([
                "--",
                "-Zunstable-options",
                "--output-format",
                "json",
                "--cap-lints",
                "allow",
            ])
            .env("RUSTDOC", repository().join("tests/compatibility/check/rustdoc"))
            .output()
            .map_err(|error| format!("cargo does not start: {error}"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("rustdoc cannot tell the surface of {package}:\n{said}"));
        }
        let path = target
            .join("doc")
            .join(format!("{}.json", package.replace('-', "_")));
        Self::of_rustdoc(&path)
    }

    fn of_rustdoc(path: &Path) -> Result<Self, String> {
        let listed = public_api::Builder::from_rustdoc_json(path)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .build()
            .map_err(|error| {
                format!("{error}: this compiler needs another version of the crate public-api")
            })?;
        let mut lines: Vec<String> = listed.items().map(ToString::to_string).collect();
        lines.sort();
        lines.dedup();
        let json: Value = serde_json::from_str(&read(path)?).map_err(|error| error.to_string())?;
        Ok(Self {
            lines,
            required: required(&json),
        })
    }
}

/// Of each trait that rustdoc knows the methods without a body.
fn required(json: &Value) -> HashSet<String> {
    let index = &json["index"];
    let items = index.as_object().into_iter().flat_map(|index| index.values());
    let mut required = HashSet::new();
    for item in items {
        let methods = item["inner"]["trait"]["items"].as_array();
        for id in methods.into_iter().flatten() {
            let method = &index[id.to_string()];
            if method["inner"]["function"]["has_body"] == false {
                let name = |item: &Value| item["name"].as_str().unwrap_or_default().to_owned();
                required.insert(format!("{}::{}", name(item), name(method)));
            }
        }
    }
    required
}
