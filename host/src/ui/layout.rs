//! What somebody chose of lists, kept until the next time: `ui.toml` in the data directory.
//!
//! Columns are known by their keys, so that another version of a plugin may have others. What nobody chose is not kept:
//! the manifest's own holds there, whatever that will be.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use toml_edit::{Array, DocumentMut, Table, value};

use super::rows::Direction;
use crate::{environment::Environment, error::Error, store};

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

/// Keeps what somebody chose of the list of a type; everything else in the file stays.
///
/// # Errors
/// When the file cannot be read, which leaves it as it is, or cannot be written.
pub(super) fn keep(environment: &Environment, resource_type: &str, layout: &Layout) -> Result<(), Error> {
    let path = path(environment)?;
    let read = || Ok(read(&path)?.to_string());
    let changed = |text: &mut String| {
        let mut document = parsed(&path, text)?;
        set(&mut document, resource_type, layout).ok_or_else(|| unreadable(&path, "[types] is no table"))?;
        *text = document.to_string();
        Ok(())
    };
    store::edit(&path, read, changed, |text| text)
}

fn set(document: &mut DocumentMut, resource_type: &str, layout: &Layout) -> Option<()> {
    let types = store::table_in(document.as_table_mut(), TYPES)?;
    types.set_implicit(true);
    let own = store::table_in(types, resource_type)?;
    set_columns(own, layout.columns.as_deref());
    match &layout.sort {
        Some((key, direction)) => {
            own[SORT] = value(key.as_str());
            own[DESCENDING] = value(*direction == Direction::Descending);
        }
        None => {
            own.remove(SORT);
            own.remove(DESCENDING);
        }
    }
    if own.is_empty() {
        types.remove(resource_type);
    }
    Some(())
}

fn set_columns(own: &mut Table, columns: Option<&[String]>) {
    match columns {
        Some(keys) => own[COLUMNS] = value(keys.iter().map(String::as_str).collect::<Array>()),
        None => drop(own.remove(COLUMNS)),
    }
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

    fn layout(columns: &[&str], sort: Option<(&str, Direction)>) -> Layout {
        Layout {
            columns: Some(columns.iter().map(|key| (*key).to_owned()).collect()),
            sort: sort.map(|(key, direction)| (key.to_owned(), direction)),
        }
    }

    #[test]
    fn what_is_kept_is_read_again_and_what_nobody_chose_is_not_kept() {
        let (_home, environment, path) = home();
        assert!(load(&environment).expect("no file is no error").is_empty());
        let ecs = layout(&["id", "zone"], Some(("name", Direction::Descending)));
        let eci = layout(&["id"], None);
        keep(&environment, "ecs", &ecs).expect("kept");
        keep(&environment, "eci", &eci).expect("kept");
        let read = load(&environment).expect("read");
        assert_eq!((&read["ecs"], &read["eci"]), (&ecs, &eci));
        let text = fs::read_to_string(&path).expect("a file");
        assert!(
            text.contains("[types.ecs]\ncolumns = [\"id\", \"zone\"]\n"),
            "{text}"
        );
        keep(&environment, "ecs", &Layout::default()).expect("kept");
        let read = load(&environment).expect("read");
        assert_eq!(read.keys().collect::<Vec<_>>(), ["eci"]);
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
        keep(&environment, "ecs", &layout(&["id"], None)).expect("kept");
        let text = fs::read_to_string(&path).expect("a file");
        assert!(
            text.contains("later = 1") && text.contains("more = true"),
            "{text}"
        );
        for broken in ["[types", "types = 3\n"] {
            fs::write(&path, broken).expect("written");
            let kept = keep(&environment, "ecs", &layout(&["id"], None));
            assert_eq!(kept.expect_err(broken).code(), "read_failed");
            assert_eq!(fs::read_to_string(&path).expect("a file"), broken);
        }
    }
}
