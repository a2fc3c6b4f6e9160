//! seccomp: which system calls there are. What is not listed fails with EPERM.
//!
//! A list of what is allowed, not of what is forbidden: what a newer kernel adds, or another way of calling names
//! differently, is forbidden with it.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};

use super::Force;

/// Memory, threads, time, signals within the process, reading and writing what is open, and opening what Landlock lets
/// through.
const ALLOWED: &[i64] = &[
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_mlock,
    libc::SYS_munlock,
    libc::SYS_brk,
    // Allowed here for the other filter to answer.
    libc::SYS_clone3,
    libc::SYS_membarrier,
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_rseq,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getcpu,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_rt_sigtimedwait,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_times,
    libc::SYS_getrusage,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_getrandom,
    libc::SYS_getcwd,
    libc::SYS_close,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_lseek,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_recvfrom,
    libc::SYS_shutdown,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_pipe2,
    libc::SYS_eventfd2,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
];

/// The same under the names that only this architecture has.
#[cfg(target_arch = "x86_64")]
const ALSO_ALLOWED: &[i64] = &[
    libc::SYS_arch_prctl,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_dup2,
    libc::SYS_poll,
    libc::SYS_select,
    libc::SYS_epoll_wait,
    libc::SYS_time,
];
#[cfg(not(target_arch = "x86_64"))]
const ALSO_ALLOWED: &[i64] = &[];

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

pub(super) fn restrict() -> Force {
    let Ok(architecture) = TargetArch::try_from(std::env::consts::ARCH) else {
        return Force::None;
    };
    let Ok([without_clone3, allowing]) = filters(architecture) else {
        return Force::None;
    };
    // The second ends that filters can be installed.
    match apply_filter(&without_clone3).and_then(|()| apply_filter(&allowing)) {
        Ok(()) => Force::Full,
        Err(_) => Force::None,
    }
}

/// That there is no `clone3`, whose arguments a filter cannot see, so that libraries take `clone`; and what is allowed.
/// A call has to pass both.
fn filters(architecture: TargetArch) -> Result<[BpfProgram; 2], seccompiler::BackendError> {
    let refused = SeccompAction::Errno(libc::EPERM as u32);
    let unknown = SeccompAction::Errno(libc::ENOSYS as u32);
    let clone3 = Rules::from([(libc::SYS_clone3, Vec::new())]);
    let without_clone3 = SeccompFilter::new(clone3, SeccompAction::Allow, unknown, architecture)?;
    let allowing = SeccompFilter::new(allowed()?, refused, SeccompAction::Allow, architecture)?;
    Ok([without_clone3.try_into()?, allowing.try_into()?])
}

fn allowed() -> Result<Rules, seccompiler::BackendError> {
    let plain = ALLOWED.iter().chain(ALSO_ALLOWED);
    let mut rules: Rules = plain.map(|number| (*number, Vec::new())).collect();
    let own = u64::from(std::process::id());
    // A thread of its own, and no new process.
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(libc::SYS_clone, vec![all_of(vec![masked(0, thread, thread)?])?]);
    // Signals to itself: `abort` is one.
    rules.insert(libc::SYS_tgkill, one_of(0, &[own])?);
    rules.insert(libc::SYS_kill, one_of(0, &[own])?);
    // Names of threads and of mappings; not whether its memory may be read.
    let names = [libc::PR_SET_NAME, libc::PR_GET_NAME, libc::PR_SET_VMA];
    rules.insert(libc::SYS_prctl, one_of(0, &names.map(|name| name as u64))?);
    // Its own limits: reading them, with no new ones, for root could raise them.
    let reading = |process| all_of(vec![is(0, process)?, is_null(2)?]);
    rules.insert(libc::SYS_prlimit64, vec![reading(0)?, reading(own)?]);
    // A pair of sockets that nobody else holds. Datagrams could be sent from one to anybody.
    let stream = masked(1, SOCKET_KIND, libc::SOCK_STREAM as u64)?;
    let pair = all_of(vec![is(0, libc::AF_UNIX as u64)?, stream])?;
    rules.insert(libc::SYS_socketpair, vec![pair]);
    // To the socket's other end, and no other address.
    rules.insert(libc::SYS_sendto, vec![all_of(vec![is_null(4)?])?]);
    // Files are opened for reading, also where there is no Landlock.
    let reading = (libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC) as u64;
    rules.insert(libc::SYS_openat, vec![all_of(vec![masked(2, reading, 0)?])?]);
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_open, vec![all_of(vec![masked(1, reading, 0)?])?]);
    // Not who is signalled when something comes: that could be any process of the user, with any signal.
    let harmless = [
        libc::F_DUPFD,
        libc::F_DUPFD_CLOEXEC,
        libc::F_GETFD,
        libc::F_SETFD,
        libc::F_GETFL,
        libc::F_SETFL,
    ];
    rules.insert(
        libc::SYS_fcntl,
        one_of(1, &harmless.map(|command| command as u64))?,
    );
    // Not what takes the machine's memory out of use, from 100 on, which root may.
    let advice = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::Lt, 100)?;
    rules.insert(libc::SYS_madvise, vec![all_of(vec![advice])?]);
    let harmless = [
        libc::FIOCLEX,
        libc::FIONCLEX,
        libc::FIONBIO,
        libc::FIONREAD,
        libc::TCGETS,
    ];
    #[expect(
        clippy::unnecessary_cast,
        reason = "the type of a request differs between systems"
    )]
    rules.insert(
        libc::SYS_ioctl,
        one_of(1, &harmless.map(|request| request as u64))?,
    );
    Ok(rules)
}

/// The bits of a socket's type that say its kind.
const SOCKET_KIND: u64 = 0xf;

type Condition = Result<SeccompCondition, seccompiler::BackendError>;

fn is(argument: u8, value: u64) -> Condition {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
}

fn is_null(argument: u8) -> Condition {
    SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)
}

/// Whether the bits of `mask` are those of `value`.
fn masked(argument: u8, mask: u64, value: u64) -> Condition {
    SeccompCondition::new(
        argument,
        SeccompCmpArgLen::Qword,
        SeccompCmpOp::MaskedEq(mask),
        value,
    )
}

fn all_of(conditions: Vec<SeccompCondition>) -> Result<SeccompRule, seccompiler::BackendError> {
    SeccompRule::new(conditions)
}

/// A rule for each value that the argument may have.
fn one_of(argument: u8, values: &[u64]) -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let mut rules = Vec::new();
    for value in values {
        rules.push(all_of(vec![is(argument, *value)?])?);
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_called_is_not_listed() {
        let rules = allowed().expect("the rules hold together");
        for number in [
            libc::SYS_socket,
            libc::SYS_connect,
            libc::SYS_ptrace,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_execve,
            libc::SYS_execveat,
            libc::SYS_io_uring_setup,
            libc::SYS_memfd_create,
            libc::SYS_pidfd_getfd,
            libc::SYS_sendmsg,
        ] {
            assert!(!rules.contains_key(&number), "{number}");
        }
        assert!(filters(TargetArch::x86_64).is_ok());
    }
}
