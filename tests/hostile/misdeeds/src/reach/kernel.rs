//! Parts of the kernel that have been ways out before.

use super::{
    Attempt,
    system_call::{address, call, path, reaches},
};

pub(super) fn attempt(attempt: &str) -> Option<Attempt> {
    let here = path("/");
    let here = address(&here);
    Some(match attempt {
        "bpf" => reaches(libc::SYS_bpf, &[0]),
        "performance-counters" => reaches(libc::SYS_perf_event_open, &[0, 0, -1, -1]),
        "page-faults" => call(libc::SYS_userfaultfd, &[1]).map(done),
        "read-the-keyring" => call(libc::SYS_keyctl, &[0, -3, 0]).map(done),
        "add-to-the-keyring" => reaches(libc::SYS_add_key, &[0]),
        "request-a-key" => reaches(libc::SYS_request_key, &[0]),
        "mount" => reaches(libc::SYS_mount, &[0, here, 0, 0, 0]),
        "mount-anew" => reaches(libc::SYS_fsopen, &[0]),
        "open-a-tree" => reaches(libc::SYS_open_tree, &[-1]),
        "unmount" => reaches(libc::SYS_umount2, &[0]),
        "leave-namespaces" => call(libc::SYS_unshare, &[i64::from(libc::CLONE_NEWUSER)]).map(done),
        "leave-the-network" => call(libc::SYS_unshare, &[i64::from(libc::CLONE_NEWNET)]).map(done),
        "join-namespaces" => reaches(libc::SYS_setns, &[-1, 0]),
        "change-the-root" => reaches(libc::SYS_chroot, &[0]),
        "turn-the-root" => reaches(libc::SYS_pivot_root, &[0, 0]),
        "change-the-directory" => call(libc::SYS_chdir, &[here]).map(done),
        "load-a-module" => reaches(libc::SYS_init_module, &[0]),
        "load-a-module-file" => reaches(libc::SYS_finit_module, &[-1]),
        "watch-all-files" => reaches(libc::SYS_fanotify_init, &[-1]),
        "watch-files" => call(libc::SYS_inotify_init1, &[0]).map(done),
        "open-by-handle" => reaches(libc::SYS_open_by_handle_at, &[-1]),
        "name-a-handle" => reaches(libc::SYS_name_to_handle_at, &[-1]),
        "share-memory" => call(libc::SYS_shmget, &[0, 4096, 0o1600]).map(done),
        "message-queue" => call(libc::SYS_msgget, &[0, 0o1600]).map(done),
        "be-dumped" => call(libc::SYS_prctl, &[i64::from(libc::PR_SET_DUMPABLE), 1]).map(done),
        "be-traced-by-anybody" => call(libc::SYS_prctl, &[i64::from(libc::PR_SET_PTRACER), -1]).map(done),
        "outlive-the-host" => call(libc::SYS_prctl, &[i64::from(libc::PR_SET_CHILD_SUBREAPER), 1]).map(done),
        "change-personality" => call(libc::SYS_personality, &[0xffff_ffff]).map(done),
        "become-another-user" => reaches(libc::SYS_setuid, &[0]),
        "change-capabilities" => reaches(libc::SYS_capset, &[0]),
        "leave-the-session" => call(libc::SYS_setsid, &[]).map(done),
        "type-at-the-terminal" => type_at_the_terminal(),
        // What takes a page of the machine's memory out of use.
        "break-memory" => break_memory(),
        "another-filter" => reaches(libc::SYS_seccomp, &[1]),
        "landlock-again" => reaches(libc::SYS_landlock_restrict_self, &[-1]),
        "set-a-timer" => reaches(libc::SYS_timer_create, &[0]),
        "process-information" => reaches(libc::SYS_syslog, &[10]),
        "ports" => ports(),
        _ => return None,
    })
}

fn done<T>(_made: T) -> String {
    "done".to_owned()
}

/// Puts a character where the terminal's next program reads it.
fn type_at_the_terminal() -> Attempt {
    let letter = b'x';
    let address = std::ptr::from_ref(&letter) as i64;
    let tries = (0..3).map(|descriptor| call(libc::SYS_ioctl, &[descriptor, libc::TIOCSTI as i64, address]));
    tries.reduce(|one, other| one.or(other)).map_or_else(
        || Ok(String::new()),
        |outcome| match outcome {
            Err(error) if error.raw_os_error() == Some(libc::ENOTTY) => Ok("let through".to_owned()),
            outcome => outcome.map(done),
        },
    )
}

fn break_memory() -> Attempt {
    let page = Box::new([0_u8; 8192]);
    let start = (page.as_ptr() as i64 + 4095) & !4095;
    reaches(libc::SYS_madvise, &[start, 4096, 101])
}

#[cfg(target_arch = "x86_64")]
fn ports() -> Attempt {
    reaches(libc::SYS_iopl, &[3])
}

#[cfg(not(target_arch = "x86_64"))]
fn ports() -> Attempt {
    Err(std::io::Error::from_raw_os_error(libc::ENOSYS))
}
