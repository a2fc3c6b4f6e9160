//! Programs that a test writes and runs.

use std::{ffi::OsString, fs, path::Path, process::Command};

/// Makes a program of a file, which can be run at once.
///
/// The system runs no file that is open for writing (ETXTBSY), and what this process writes stays open for a moment in
/// each process that another thread's test starts meanwhile. So a process of its own writes the file anew.
///
/// # Panics
/// When it cannot be written.
pub fn make_program(path: &Path) {
    let mut written = OsString::from(path);
    written.push(".written");
    let installed = Command::new("install")
        .args(["-m", "755", "--"])
        .args([path.as_os_str(), &written])
        .status()
        .expect("install is there");
    assert!(installed.success(), "{} cannot be written", path.display());
    fs::rename(written, path).expect("a file can be renamed");
}
