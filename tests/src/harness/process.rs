//! The processes of this machine, as far as a test has started them.

use std::{fs, os::unix::ffi::OsStrExt as _, path::Path};

/// The ids of the processes that run this executable. One that has ended and was not waited for runs nothing.
pub(super) fn running(executable: &Path) -> Vec<u32> {
    let executable = fs::canonicalize(executable).expect("the executable is there");
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|id: &u32| runs(*id, &executable))
        .collect()
}

/// Whether a process runs this executable. The link to it is closed to other users than root, since processes that
/// hold secrets close their memory; what it was started as is not.
fn runs(id: u32, executable: &Path) -> bool {
    match fs::read_link(format!("/proc/{id}/exe")) {
        Ok(exe) => exe == executable,
        Err(_) => fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| {
            line.split(|byte| *byte == 0).next() == Some(executable.as_os_str().as_bytes())
        }),
    }
}

/// How much memory a process has held at most so far, in bytes; unknown once it has ended.
pub(super) fn peak_memory(id: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: usize = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
