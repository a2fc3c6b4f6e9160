//! What a `case.toml` may say, and how it is laid over its `mode.toml`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::{Table, Value};

use super::knobs::Knobs;

/// The name of a case's own file.
const CASE: &str = "case.toml";

/// A case, its placeholders not replaced yet.
pub(super) struct Case {
    /// Its folder.
    pub(super) path: PathBuf,
    pub(super) https: bool,
    /// All that it says.
    pub(super) table: Table,
    /// The files beside it.
    pub(super) files: Vec<PathBuf>,
}

/// What it says, its placeholders replaced.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    #[serde(rename = "title")]
    _title: String,
    #[serde(default, rename = "https")]
    _https: bool,
    pub(super) current: Option<String>,
    #[serde(default)]
    pub(super) profiles: Table,
    #[serde(default)]
    pub(super) secrets: Table,
    #[serde(default)]
    pub(super) environment: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) world: Knobs,
    #[serde(rename = "run")]
    pub(super) runs: Vec<Run>,
}

/// One command line, and what is to come of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    pub(super) arguments: Vec<String>,
    pub(super) stdin: Option<String>,
    #[serde(default)]
    pub(super) environment: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) world: Knobs,
    #[serde(default)]
    pub(super) exit: i32,
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) says: Vec<String>,
    #[serde(default)]
    pub(super) says_zh: Vec<String>,
    #[serde(default)]
    pub(super) prints: Vec<String>,
    #[serde(default)]
    pub(super) lacks: Vec<String>,
    pub(super) json: Option<serde_json::Value>,
    pub(super) requests: Option<BTreeMap<String, usize>>,
    #[serde(default)]
    pub(super) sent: Vec<Sent>,
    #[serde(default)]
    pub(super) opens_browser: bool,
    pub(super) within_seconds: Option<u64>,
}

/// A request that has to arrive.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    pub(super) action: String,
    #[serde(default)]
    pub(super) params: BTreeMap<String, String>,
}

impl Case {
    /// Reads a case and checks its form.
    pub(super) fn read(path: &Path, mode: &Path) -> Result<Self, String> {
        let mut table = table(mode)?;
        lay_over(&mut table, table_of_case(path)?);
        let content: Content = content(table.clone())?;
        content.check()?;
        let https = matches!(table.get("https"), Some(Value::Boolean(true)));
        Ok(Self {
            path: path.to_owned(),
            https,
            table,
            files: files_beside(path)?,
        })
    }

    /// The mode that its folder is named after.
    pub(super) fn mode(&self) -> &str {
        let name = self.path.parent().and_then(Path::file_name);
        name.and_then(|name| name.to_str()).unwrap_or_default()
    }

    pub(super) fn speaks_chinese(&self) -> bool {
        let runs = self.table["run"].as_array().into_iter().flatten();
        runs.filter_map(|run| run.get("says_zh")).next().is_some()
    }
}

impl Content {
    fn check(&self) -> Result<(), String> {
        if self.runs.is_empty() {
            return Err("there is no [[run]]".to_owned());
        }
        for run in &self.runs {
            let words = run.arguments.join(" ");
            if run.exit != 0 && run.says.is_empty() {
                return Err(format!(
                    "`{words}` fails, and `says` does not say with which words"
                ));
            }
            if run.exit != 0 && run.code.is_none() {
                return Err(format!(
                    "`{words}` fails, and `code` does not say with which code"
                ));
            }
            if run.exit == 0 && run.code.is_some() {
                return Err(format!("`{words}` has a `code` and does not fail"));
            }
        }
        Ok(())
    }
}

/// Reads what a table says; a key that nobody knows is an error.
pub(super) fn content(table: Table) -> Result<Content, String> {
    table.try_into().map_err(|error| error.to_string())
}

fn table_of_case(path: &Path) -> Result<Table, String> {
    table(&path.join(CASE))
}

fn table(path: &Path) -> Result<Table, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.parse()
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// Lays the values of `upper` over those of `lower`, table by table; what is no table replaces.
fn lay_over(lower: &mut Table, upper: Table) {
    for (key, value) in upper {
        match (lower.get_mut(&key), value) {
            (Some(Value::Table(lower)), Value::Table(upper)) => lay_over(lower, upper),
            (_, value) => {
                lower.insert(key, value);
            }
        }
    }
}

fn files_beside(path: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(path).map_err(|error| error.to_string())?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let files: Vec<_> = paths.filter(|path| !path.ends_with(CASE)).collect();
    match files.iter().find(|path| !path.is_file()) {
        None => Ok(files),
        Some(other) => Err(format!("{} is no file", other.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Content, String> {
        content(text.parse::<Table>().unwrap()).and_then(|content| content.check().map(|()| content))
    }

    #[test]
    fn a_key_that_is_not_known_is_named() {
        for (text, key) in [
            ("title = \"\"\nwolrd = {}\nrun = [{ arguments = [] }]", "wolrd"),
            ("title = \"\"\nrun = [{ arguments = [], exits = 4 }]", "exits"),
            (
                "title = \"\"\nworld = { oauht = {} }\nrun = [{ arguments = [] }]",
                "oauht",
            ),
            (
                "title = \"\"\nworld.metadata = { rol = \"\" }\nrun = [{ arguments = [] }]",
                "rol",
            ),
            (
                "title = \"\"\nrun = [{ arguments = [], sent = [{ action = \"A\", parmas = {} }] }]",
                "parmas",
            ),
        ] {
            let wrong = read(text).err().unwrap();
            assert!(wrong.contains(&format!("unknown field `{key}`")), "{wrong}");
        }
    }

    #[test]
    fn a_failure_says_how() {
        let run = |run: &str| {
            read(&format!(
                "title = \"\"\nrun = [{{ arguments = [\"whoami\"], {run} }}]"
            ))
        };
        assert!(run("exit = 4, code = \"c\"").err().unwrap().contains("`says`"));
        assert!(run("exit = 4, says = [\"s\"]").err().unwrap().contains("`code`"));
        assert!(run("code = \"c\"").err().unwrap().contains("does not fail"));
        assert!(run("exit = 4, says = [\"s\"], code = \"c\"").is_ok());
    }

    #[test]
    fn a_case_is_laid_over_its_mode_table_by_table() {
        let mut lower: Table = "a = 1\n[b]\nc = 1\nd = [1]".parse().unwrap();
        lay_over(&mut lower, "e = 2\n[b]\nd = [2]".parse().unwrap());
        assert_eq!(lower, "a = 1\ne = 2\n[b]\nc = 1\nd = [2]".parse().unwrap());
    }
}
