//! The processes of this machine, as far as a test has started them.

use std::{fs, path::Path};

/// The ids of the processes that run this executable. One that has ended and was not waited for runs nothing.
pub(super) fn running(executable: &Path) -> Vec<u32> {
    let executable = fs::canonicalize(executable).expect("the executable is there");
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|id: &u32| fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == executable))
        .collect()
}

/// How much memory a process has held at most so far, in bytes; unknown once it has ended.
pub(super) fn peak_memory(id: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: usize = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
