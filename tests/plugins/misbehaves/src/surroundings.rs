//! What the process that it runs in has: variables, open descriptors, a working directory.

use std::{env, fs};

use yun_plugin_api::{ListPage, Row};

/// A row for each.
pub(crate) fn page() -> ListPage {
    let variables = env::vars_os().map(|(name, _)| ("variable", name.to_string_lossy().into_owned()));
    let directory = env::current_dir().unwrap_or_default();
    let directory = ("directory", directory.display().to_string());
    let rows = variables
        .chain(descriptors())
        .chain([directory])
        .map(|(status, name)| {
            let id = format!("{status} {name}");
            Row::new()
                .with("id", id)
                .with("name", name)
                .with("status", status)
        });
    ListPage {
        rows: rows.collect(),
        ..ListPage::default()
    }
}

fn descriptors() -> Vec<(&'static str, String)> {
    let entries = fs::read_dir("/proc/self/fd")
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    entries
        .filter_map(|entry| {
            Some((
                "descriptor",
                fs::read_link(entry.path()).ok()?.display().to_string(),
            ))
        })
        .collect()
}
