//! As an older kernel would: LACKING is `landlock`, or `both` for seccomp as well.

use std::{collections::BTreeMap, env, error::Error, ffi::OsStr};

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
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

pub(super) fn restrict(lacking: &OsStr) -> Result<(), Box<dyn Error>> {
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
    Ok(())
}

/// These calls fail with this error.
fn filter(rules: BTreeMap<i64, Vec<SeccompRule>>, error: u32) -> Result<BpfProgram, Box<dyn Error>> {
    let architecture = TargetArch::try_from(env::consts::ARCH)?;
    let failing = SeccompAction::Errno(error);
    Ok(SeccompFilter::new(rules, SeccompAction::Allow, failing, architecture)?.try_into()?)
}
