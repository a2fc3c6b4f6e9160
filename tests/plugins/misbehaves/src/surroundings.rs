//! What the process that it runs in has: variables, open descriptors, a working directory.

use std::{
    env,
    fs::File,
    os::{fd::BorrowedFd, unix::fs::FileTypeExt as _},
};

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

/// What each number stands for, found out by duplicating it: a confined process cannot read where its system lists them.
fn descriptors() -> Vec<(&'static str, String)> {
    let open = (0..1024).filter_map(|number| {
        // SAFETY: the number is only duplicated, which fails where nothing is open.
        let copy = unsafe { BorrowedFd::borrow_raw(number) }
            .try_clone_to_owned()
            .ok()?;
        let kind = File::from(copy).metadata().ok()?.file_type();
        let name = match () {
            () if kind.is_socket() => "socket",
            () if kind.is_char_device() => "device",
            () => "file",
        };
        Some(("descriptor", name.to_owned()))
    });
    open.collect()
}
