//! Files: reading, listing, writing, making, removing.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{FileExt as _, PermissionsExt as _, symlink},
};

use super::{
    Attempt,
    system_call::{address, call, path},
};

pub(super) fn attempt(attempt: &str, target: &str) -> Option<Attempt> {
    let beside = format!("{target}.misdeed");
    Some(match attempt {
        "read-file" => read(File::open(target)),
        "read-by-openat2" => read_by_openat2(target),
        // Where something is mapped, from the file that says so.
        "read-memory" => read_memory(target),
        "list-directory" => fs::read_dir(target).map(|entries| format!("{} entries", entries.count())),
        "read-link" => fs::read_link(target).map(|to| to.display().to_string()),
        "make-file" => File::create(&beside).map(done),
        "make-directory" => fs::create_dir(&beside).map(done),
        "make-link" => symlink(target, &beside).map(done),
        "make-hard-link" => fs::hard_link(target, &beside).map(done),
        "make-pipe" => {
            let beside = path(&beside);
            let mode = i64::from(libc::S_IFIFO | 0o600);
            call(
                libc::SYS_mknodat,
                &[i64::from(libc::AT_FDCWD), address(&beside), mode],
            )
            .map(done)
        }
        "append-file" => {
            let file = OpenOptions::new().append(true).open(target);
            file.and_then(|mut file| file.write_all(b"misdeed")).map(done)
        }
        "truncate-file" => OpenOptions::new()
            .write(true)
            .truncate(true)
            .open(target)
            .map(done),
        "truncate-by-path" => {
            let target = path(target);
            call(libc::SYS_truncate, &[address(&target), 0]).map(done)
        }
        "remove-file" => fs::remove_file(target).map(done),
        "rename-file" => fs::rename(target, &beside).map(done),
        "open-to-all" => fs::set_permissions(target, fs::Permissions::from_mode(0o777)).map(done),
        "change-times" => {
            let target = path(target);
            call(
                libc::SYS_utimensat,
                &[i64::from(libc::AT_FDCWD), address(&target)],
            )
            .map(done)
        }
        "write-own-memory" => OpenOptions::new().write(true).open("/proc/self/mem").map(done),
        "lift-file-limit" => {
            let unlimited = [libc::RLIM_INFINITY; 2];
            let limit = unlimited.as_ptr() as i64;
            call(libc::SYS_prlimit64, &[0, i64::from(libc::RLIMIT_FSIZE), limit]).map(done)
        }
        "lift-memory-limit" => {
            let unlimited = [libc::RLIM_INFINITY; 2];
            let limit = unlimited.as_ptr() as i64;
            call(libc::SYS_prlimit64, &[0, i64::from(libc::RLIMIT_AS), limit]).map(done)
        }
        _ => return None,
    })
}

fn done<T>(_made: T) -> String {
    "done".to_owned()
}

/// The beginning of a file, so that a test can look for what stands in it.
fn read(file: io::Result<File>) -> Attempt {
    let mut bytes = Vec::new();
    file?.take(4096).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn read_by_openat2(target: &str) -> Attempt {
    let target = path(target);
    // flags, mode, resolve
    let how = [0_u64; 3];
    let arguments = [
        i64::from(libc::AT_FDCWD),
        address(&target),
        how.as_ptr() as i64,
        24,
    ];
    call(libc::SYS_openat2, &arguments).map(done)
}

/// Reads what a process has in its memory, `target` being its folder in `/proc`.
fn read_memory(target: &str) -> Attempt {
    let maps = fs::read_to_string(format!("{target}/maps"))?;
    let start = maps.lines().next().and_then(|line| line.split('-').next());
    let start = start
        .and_then(|start| u64::from_str_radix(start, 16).ok())
        .unwrap_or_default();
    let mut bytes = [0; 16];
    File::open(format!("{target}/mem"))?.read_at(&mut bytes, start)?;
    Ok("read".to_owned())
}
