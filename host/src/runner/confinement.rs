//! What a child gives up before it opens its library: files, the network, programs, other processes, endless memory.
//!
//! It is the same for every plugin: what one needs from outside it asks of the host. All of it must be in force before the
//! child has a second thread and before any code of the library runs.

#[cfg(target_os = "linux")]
mod files;
#[cfg(unix)]
mod limits;
#[cfg(target_os = "linux")]
mod system_calls;

#[cfg(unix)]
pub(super) use limits::offer_to_the_system;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::text::{Message, message};

/// How far a part of the confinement is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Force {
    /// Wholly.
    Full,
    /// As far as this kernel can: it is older than what is asked of it.
    Partial,
    /// Not at all.
    None,
}

/// What is in force in a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Landlock: no file but the library and what the loader needs, no TCP, no signal to others.
    pub landlock: Force,
    /// seccomp: no sockets, no programs, no other processes.
    pub seccomp: Force,
    /// Limits of memory, of what it may write and open.
    pub limits: Force,
}

impl Confinement {
    /// What a child is in force of where nothing is known of it, or nothing can be.
    pub const NONE: Self = Self {
        landlock: Force::None,
        seccomp: Force::None,
        limits: Force::None,
    };

    /// Whether everything is in force.
    pub fn is_whole(self) -> bool {
        [self.landlock, self.seccomp, self.limits]
            .iter()
            .all(|force| *force == Force::Full)
    }

    /// What is in force, in one line.
    pub fn line(self) -> Message {
        match (self.is_whole(), self == Self::NONE) {
            (true, _) => message!("confinement-whole"),
            (_, true) => message!("confinement-none"),
            _ => message!(
                "confinement-parts",
                landlock = self.landlock.word(),
                seccomp = self.seccomp.word(),
                limits = self.limits.word()
            ),
        }
    }
}

impl Force {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::None => "none",
        }
    }
}

/// Confines this process, which is about to open the library at `library`. What cannot be had is left out and told: a
/// plugin that its user has installed runs on an old kernel too.
#[cfg(target_os = "linux")]
pub(super) fn confine(library: &Path) -> Confinement {
    // In this order: Landlock opens files, and the filter of system calls ends that.
    let limits = limits::set();
    let landlock = files::restrict(library);
    let seccomp = system_calls::restrict();
    Confinement {
        landlock,
        seccomp,
        limits,
    }
}

/// Elsewhere there are limits alone.
#[cfg(all(unix, not(target_os = "linux")))]
pub(super) fn confine(_library: &Path) -> Confinement {
    Confinement {
        limits: limits::set(),
        ..Confinement::NONE
    }
}

/// Where there is no child there is nothing to confine.
#[cfg(not(unix))]
pub(super) fn confine(_library: &Path) -> Confinement {
    Confinement::NONE
}
