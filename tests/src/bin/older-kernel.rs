//! Runs a program as an older kernel would: `older-kernel LACKING PROGRAM ARGUMENTS…`, where LACKING is `landlock`, or
//! `both` for seccomp as well.

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    panic!("this is for Linux alone");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        collections::BTreeMap, env, error::Error, os::unix::process::CommandExt as _, process::Command,
    };

    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch, apply_filter,
    };

    /// Landlock's calls have the same numbers on every architecture.
    const LANDLOCK: [i64; 3] = [444, 445, 446];
    const ENOSYS: u32 = 38;
    const EINVAL: u32 = 22;
    const PR_SET_SECCOMP: u64 = 22;
    #[cfg(target_arch = "x86_64")]
    const CALLS: (i64, i64) = (157, 317);
    #[cfg(not(target_arch = "x86_64"))]
    const CALLS: (i64, i64) = (167, 277);

    #[expect(clippy::disallowed_methods, reason = "a program of its own, with arguments")]
    pub(super) fn main() -> Result<(), Box<dyn Error>> {
        let mut words = env::args_os().skip(1);
        let mut next = || words.next().ok_or("LACKING PROGRAM ARGUMENTS… are needed");
        let (lacking, program) = (next()?, next()?);
        let landlock = LANDLOCK.map(|call| (call, Vec::new()));
        let mut filters = vec![filter(BTreeMap::from(landlock), ENOSYS)?];
        if lacking == "both" {
            // The last: from then on no filter can be installed.
            let (prctl, seccomp) = CALLS;
            let sets = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, PR_SET_SECCOMP)?;
            let rules = [
                (prctl, vec![SeccompRule::new(vec![sets])?]),
                (seccomp, Vec::new()),
            ];
            filters.push(filter(BTreeMap::from(rules), EINVAL)?);
        }
        for filter in filters {
            apply_filter(&filter)?;
        }
        Err(Command::new(program).args(words).exec().into())
    }

    /// These calls fail with this error.
    fn filter(rules: BTreeMap<i64, Vec<SeccompRule>>, error: u32) -> Result<BpfProgram, Box<dyn Error>> {
        let architecture = TargetArch::try_from(env::consts::ARCH)?;
        let failing = SeccompAction::Errno(error);
        Ok(SeccompFilter::new(rules, SeccompAction::Allow, failing, architecture)?.try_into()?)
    }
}
