//! Limits of what the system counts.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Force;

/// The most memory a child may have mapped: some times what the largest answers take, and little enough that a plugin
/// which takes without end fails before the machine does.
const MOST_MEMORY: u64 = 4 * 1024 * 1024 * 1024;
/// The most open descriptors: its socket, and what a loader opens.
const MOST_DESCRIPTORS: u64 = 64;

pub(super) fn set() -> Force {
    let limits = [
        (Resource::As, MOST_MEMORY),
        (Resource::Nofile, MOST_DESCRIPTORS),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    let set = limits.map(|(resource, most)| {
        // What is stricter already stays so.
        let most = getrlimit(resource).maximum.map_or(most, |known| known.min(most));
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).is_ok()
    });
    match set {
        [true, ..] if set.iter().all(|set| *set) => Force::Full,
        _ if set.contains(&true) => Force::Partial,
        _ => Force::None,
    }
}

/// Where memory runs out all the same, this process goes first, and not its host.
///
/// Said before its memory is hidden: what describes a process whose memory is hidden belongs to root.
pub(crate) fn offer_to_the_system() {
    #[cfg(target_os = "linux")]
    if let Err(error) = std::fs::write("/proc/self/oom_score_adj", "1000") {
        tracing::debug!(%error, "the system is not told which process to end first");
    }
}
