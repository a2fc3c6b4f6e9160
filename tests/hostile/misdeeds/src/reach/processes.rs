//! Programs and processes: starting some, and getting at the host, which is the child's parent.

use std::process::Command;

use super::{
    Attempt,
    system_call::{address, call, path, reaches},
};
use crate::frames::connection;

pub(super) fn attempt(attempt: &str, target: &str) -> Option<Attempt> {
    // SAFETY: it has no arguments.
    let host = i64::from(unsafe { libc::getppid() });
    // SAFETY: the same.
    let own = i64::from(unsafe { libc::getpid() });
    Some(match attempt {
        "fork" => forked(|| call(libc::SYS_clone, &[i64::from(libc::SIGCHLD)])),
        #[cfg(target_arch = "x86_64")]
        "fork-by-its-name" => forked(|| call(libc::SYS_fork, &[])),
        "fork-by-clone3" => {
            let mut arguments = [0_u64; 11];
            arguments[4] = libc::SIGCHLD as u64;
            forked(|| call(libc::SYS_clone3, &[arguments.as_ptr() as i64, 88]))
        }
        "run-a-program" => Command::new("/bin/true")
            .status()
            .map(|status| status.to_string()),
        "become-a-program" => {
            let (program, none) = (path("/bin/true"), [0_i64]);
            let none = none.as_ptr() as i64;
            call(libc::SYS_execve, &[address(&program), none, none]).map(done)
        }
        "become-a-file-of-memory" => become_memory(),
        "make-a-file-of-memory" => {
            let name = path("misdeed");
            call(libc::SYS_memfd_create, &[address(&name), 0]).map(done)
        }
        "start-threads" => Ok(threads()),
        "look-for-the-host" => call(libc::SYS_kill, &[host, 0]).map(done),
        "end-the-host" => call(libc::SYS_kill, &[host, i64::from(libc::SIGTERM)]).map(done),
        "kill-the-host" => call(libc::SYS_kill, &[host, i64::from(libc::SIGKILL)]).map(done),
        "look-for-everybody" => call(libc::SYS_kill, &[-1, 0]).map(done),
        "look-for-the-group" => call(libc::SYS_kill, &[0, 0]).map(done),
        "signal-a-thread-of-the-host" => call(libc::SYS_tgkill, &[host, host, 0]).map(done),
        "signal-by-tkill" => call(libc::SYS_tkill, &[host, 0]).map(done),
        "queue-a-signal" => reaches(libc::SYS_rt_sigqueueinfo, &[host, 0]),
        "open-the-host" => call(libc::SYS_pidfd_open, &[host, 0]).map(done),
        "signal-by-descriptor" => reaches(libc::SYS_pidfd_send_signal, &[-1, 0]),
        "take-the-hosts-descriptor" => reaches(libc::SYS_pidfd_getfd, &[-1, 0]),
        "signal-by-a-sockets-owner" => owned_by(host),
        "trace-the-host" => call(libc::SYS_ptrace, &[i64::from(libc::PTRACE_SEIZE), host]).map(done),
        "be-traced" => call(libc::SYS_ptrace, &[i64::from(libc::PTRACE_TRACEME)]).map(done),
        "read-the-hosts-memory" => other_memory(libc::SYS_process_vm_readv, host),
        "write-the-hosts-memory" => other_memory(libc::SYS_process_vm_writev, host),
        "advise-the-hosts-memory" => reaches(libc::SYS_process_madvise, &[-1]),
        "compare-with-the-host" => reaches(libc::SYS_kcmp, &[host, own, 0, 0, 0]),
        "limit-the-host" => reaches(libc::SYS_prlimit64, &[host, i64::from(libc::RLIMIT_NOFILE)]),
        "slow-the-host" => call(libc::SYS_setpriority, &[0, host, 0]).map(done),
        "move-the-host" => reaches(libc::SYS_sched_setaffinity, &[host, 0]),
        "read-the-hosts-environment" => std::fs::read(format!("/proc/{host}/environ")).map(read),
        "read-the-hosts-arguments" => std::fs::read(format!("/proc/{host}/cmdline")).map(read),
        "read-the-hosts-maps" => std::fs::read(format!("/proc/{host}/maps")).map(read),
        "open-the-hosts-memory" => std::fs::File::open(format!("/proc/{host}/mem")).map(done),
        "list-the-hosts-descriptors" => std::fs::read_dir(format!("/proc/{host}/fd")).map(done),
        "read-variables" => Ok(variables(target)),
        _ => return None,
    })
}

fn done<T>(_made: T) -> String {
    "done".to_owned()
}

fn read(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Makes a process, which ends at once.
fn forked(fork: impl FnOnce() -> std::io::Result<i64>) -> Attempt {
    match fork()? {
        // SAFETY: it ends the new process.
        0 => unsafe { libc::_exit(0) },
        _ => Ok("done".to_owned()),
    }
}

fn become_memory() -> Attempt {
    let (name, nothing, none) = (path("misdeed"), path(""), [0_i64]);
    let file = call(libc::SYS_memfd_create, &[address(&name), 0]).unwrap_or(0);
    let none = none.as_ptr() as i64;
    let arguments = [
        file,
        address(&nothing),
        none,
        none,
        i64::from(libc::AT_EMPTY_PATH),
    ];
    call(libc::SYS_execveat, &arguments).map(done)
}

fn threads() -> String {
    let running: Vec<_> = (0..8).map(|number| std::thread::spawn(move || number)).collect();
    let ended = running.into_iter().filter_map(|thread| thread.join().ok());
    format!("{} threads", ended.count())
}

/// Has the system send a signal to the host when something comes: what owns a socket is signalled for it.
fn owned_by(host: i64) -> Attempt {
    let socket = i64::from(connection().unwrap_or(0));
    call(libc::SYS_fcntl, &[socket, i64::from(libc::F_SETOWN), host])?;
    // F_SETSIG is 10 on every Linux.
    call(libc::SYS_fcntl, &[socket, 10, i64::from(libc::SIGKILL)]).map(done)
}

/// Whoever may get at another's memory is told that there is nothing at address 16.
fn other_memory(number: i64, process: i64) -> Attempt {
    let mut bytes = [0_u8; 8];
    let own = [bytes.as_mut_ptr() as i64, 8];
    let other = [16_i64, 8];
    reaches(
        number,
        &[process, own.as_ptr() as i64, 1, other.as_ptr() as i64, 1, 0],
    )
}

/// The values of all variables that are called so, and how many there are at all.
fn variables(name: &str) -> String {
    format!(
        "{} of {}",
        std::env::var(name).unwrap_or_default(),
        std::env::vars_os().count()
    )
}
