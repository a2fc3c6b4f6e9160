//! What somebody chose of lists, kept until the next time: `ui.toml` in the data directory.
//!
//! Columns are known by their keys, so that another version of a plugin may have others. What nobody chose is not kept:
//! the manifest's own holds there, whatever that will be.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use toml_edit::{Array, DocumentMut, value};

use super::rows::Direction;
use crate::{environment::Environment, error::Error, store};

/// How long another process may take with the file: whoever leaves does not wait for longer on account of columns.
const LONGEST_LOCK: Duration = Duration::from_secs(1);
const TYPES: &str = "types";
const COLUMNS: &str = "columns";
const SORT: &str = "sort";
const DESCENDING: &str = "descending";

/// What somebody chose of the list of a type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// The keys of the columns that are shown; none where those are the manifest's own.
    pub(super) columns: Option<Vec<String>>,
    /// The key of the column that rows are sorted by, and the direction; none where they come as they are listed.
    pub(super) sort: Option<(String, Direction)>,
}

/// What somebody has just chosen of the list of a type. Nothing else of it is written then: that may have been chosen in
/// another UI meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choosing {
    /// Its columns, as [`Layout::columns`].
    Columns(Option<Vec<String>>),
    /// Its order, as [`Layout::sort`].
    Sort(Option<(String, Direction)>),
}

impl Layout {
    /// Has it be as it was chosen.
    pub(super) fn choose(&mut self, chosen: Choosing) {
        match chosen {
            Choosing::Columns(columns) => self.columns = columns,
            Choosing::Sort(sort) => self.sort = sort,
        }
    }
}

/// What somebody chose, by resource type.
pub(super) type Layouts = BTreeMap<String, Layout>;

/// Reads what is kept. What is none of what this version knows is passed over.
///
/// # Errors
/// When the file cannot be read, or is no TOML.
pub(super) fn load(environment: &Environment) -> Result<Layouts, Error> {
    let document = read(&path(environment)?)?;
    let types = document.get(TYPES).and_then(|types| types.as_table_like());
    let types = types.into_iter().flat_map(|types| types.iter());
    let layouts = types.filter_map(|(name, layout)| {
        let layout = layout.as_table_like()?;
        let word = |key: &str| layout.get(key)?.as_str().map(str::to_owned);
        let columns = layout.get(COLUMNS).and_then(|columns| columns.as_array());
        let columns = columns.map(|columns| {
            let keys = columns.iter().filter_map(|key| key.as_str().map(str::to_owned));
            keys.collect()
        });
        let is_descending = layout.get(DESCENDING).and_then(|word| word.as_bool()) == Some(true);
        let direction = match is_descending {
            true => Direction::Descending,
            false => Direction::Ascending,
        };
        let sort = word(SORT).map(|key| (key, direction));
        Some((name.to_owned(), Layout { columns, sort }))
    });
    Ok(layouts.collect())
}

/// Keeps what somebody chose of the lists of types; everything else in the file stays.
///
/// # Errors
/// When the file cannot be read, which leaves it as it is, or cannot be written, or others write it for too long.
pub(super) fn keep(environment: &Environment, chosen: &[(String, Choosing)]) -> Result<(), Error> {
    keep_within(LONGEST_LOCK, environment, chosen)
}

fn keep_within(
    longest: Duration,
    environment: &Environment,
    chosen: &[(String, Choosing)],
) -> Result<(), Error> {
    let path = path(environment)?;
    let read = || Ok(read(&path)?.to_string());
    let changed = |text: &mut String| {
        let mut document = parsed(&path, text)?;
        for (resource_type, chosen) in chosen {
            set(&mut document, resource_type, chosen)
                .ok_or_else(|| unreadable(&path, "[types] is no table"))?;
        }
        *text = document.to_string();
        Ok(())
    };
    store::edit_within(longest, &path, read, changed, |text| text)
}

fn set(document: &mut DocumentMut, resource_type: &str, chosen: &Choosing) -> Option<()> {
    let types = store::table_in(document.as_table_mut(), TYPES)?;
    types.set_implicit(true);
    let own = store::table_in(types, resource_type)?;
    match chosen {
        Choosing::Columns(Some(keys)) => {
            own[COLUMNS] = value(keys.iter().map(String::as_str).collect::<Array>());
        }
        Choosing::Columns(None) => drop(own.remove(COLUMNS)),
        Choosing::Sort(Some((key, direction))) => {
            own[SORT] = value(key.as_str());
            own[DESCENDING] = value(*direction == Direction::Descending);
        }
        Choosing::Sort(None) => {
            own.remove(SORT);
            own.remove(DESCENDING);
        }
    }
    if own.is_empty() {
        types.remove(resource_type);
    }
    Some(())
}

fn read(path: &Path) -> Result<DocumentMut, Error> {
    parsed(path, &store::read(path)?.unwrap_or_default())
}

fn parsed(path: &Path, text: &str) -> Result<DocumentMut, Error> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| unreadable(path, error.message()))
}

fn unreadable(path: &Path, reason: &str) -> Error {
    store::read_failed(
        path,
        io::Error::new(io::ErrorKind::InvalidData, reason.to_owned()),
    )
}

fn path(environment: &Environment) -> Result<PathBuf, Error> {
    Ok(environment.data_directory()?.join("ui.toml"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn home() -> (tempfile::TempDir, Environment, PathBuf) {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("YUN_DATA_DIR", home.path())]);
        let path = path(&environment).expect("a path");
        (home, environment, path)
    }

    fn columns(resource_type: &str, keys: &[&str]) -> (String, Choosing) {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        (resource_type.to_owned(), Choosing::Columns(Some(keys)))
    }

    fn sort(resource_type: &str, key: &str) -> (String, Choosing) {
        let sort = (key.to_owned(), Direction::Descending);
        (resource_type.to_owned(), Choosing::Sort(Some(sort)))
    }

    #[test]
    fn what_is_kept_is_read_again_and_what_nobody_chose_is_not_kept() {
        let (_home, environment, path) = home();
        assert!(load(&environment).expect("no file is no error").is_empty());
        let chosen = [columns("ecs", &["id", "zone"]), columns("eci", &["id"])];
        keep(&environment, &chosen).expect("kept");
        let mut expected = Layouts::new();
        for (resource_type, chosen) in chosen {
            expected.entry(resource_type).or_default().choose(chosen);
        }
        assert_eq!(load(&environment).expect("read"), expected);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(
            text.contains("[types.ecs]\ncolumns = [\"id\", \"zone\"]\n"),
            "{text}"
        );
        keep(&environment, &[("ecs".to_owned(), Choosing::Columns(None))]).expect("kept");
        let read = load(&environment).expect("read");
        assert_eq!(read.keys().collect::<Vec<_>>(), ["eci"]);
    }

    #[test]
    fn who_chooses_an_order_leaves_the_columns_that_another_chose() {
        let (_home, environment, _path) = home();
        keep(&environment, &[columns("ecs", &["id"])]).expect("kept");
        keep(&environment, &[sort("ecs", "name")]).expect("kept");
        let read = |part: fn(&Layout) -> bool| part(&load(&environment).expect("read")["ecs"]);
        assert!(read(|ecs| ecs.columns.is_some() && ecs.sort.is_some()));
        keep(&environment, &[("ecs".to_owned(), Choosing::Sort(None))]).expect("kept");
        assert!(read(|ecs| ecs.columns.is_some() && ecs.sort.is_none()));
        keep(&environment, &[sort("ecs", "name")]).expect("kept");
        keep(&environment, &[("ecs".to_owned(), Choosing::Columns(None))]).expect("kept");
        assert!(read(|ecs| ecs.columns.is_none() && ecs.sort.is_some()));
    }

    #[test]
    fn a_file_that_others_write_is_not_waited_for_without_end() {
        let (_home, environment, path) = home();
        let _lock = store::lock(&path).expect("locked");
        let kept = keep_within(Duration::ZERO, &environment, &[columns("ecs", &["id"])]);
        assert_eq!(kept.expect_err("it is locked").code(), "lock_held");
    }

    #[test]
    fn what_is_not_known_stays_and_what_cannot_be_read_is_left_alone() {
        let (_home, environment, path) = home();
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(
            &path,
            "later = 1\n[types]\nodd = 3\n[types.ecs]\nsort = 5\nmore = true\n",
        )
        .expect("written");
        let read = load(&environment).expect("read");
        assert_eq!(read["ecs"], Layout::default());
        keep(&environment, &[columns("ecs", &["id"])]).expect("kept");
        let text = fs::read_to_string(&path).expect("a file");
        assert!(
            text.contains("later = 1") && text.contains("more = true"),
            "{text}"
        );
        for broken in ["[types", "types = 3\n"] {
            fs::write(&path, broken).expect("written");
            let kept = keep(&environment, &[columns("ecs", &["id"])]);
            assert_eq!(kept.expect_err(broken).code(), "read_failed");
            assert_eq!(fs::read_to_string(&path).expect("a file"), broken);
        }
    }
}
