//! What a process must do to itself and the standard library has no safe words for.

/// Ends the process at once, whatever its other threads do.
///
/// An ordinary exit runs the destructors of the loaded libraries, and waits for ever if a plugin's thread holds the
/// loader's lock: a constructor that never returns does.
pub fn end_process(code: u8) -> ! {
    #[cfg(unix)]
    #[expect(
        unsafe_code,
        reason = "the standard library has no exit that waits for nobody"
    )]
    // SAFETY: `_exit` takes any code, does not return, and touches nothing of this process's memory. What was
    // written has been flushed.
    unsafe {
        libc::_exit(i32::from(code))
    }
    #[cfg(not(unix))]
    std::process::exit(i32::from(code))
}

/// Closes every descriptor but the standard ones: whoever started the host may have left theirs open.
#[cfg(unix)]
#[expect(
    unsafe_code,
    reason = "a descriptor that nothing here owns can only be named by its number"
)]
pub(super) fn close_inherited_descriptors() {
    let listed = ["/proc/self/fd", "/dev/fd"]
        .into_iter()
        .find_map(|place| std::fs::read_dir(place).ok());
    let numbers: Vec<i32> = listed
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|number| *number > 2)
        .collect();
    for number in numbers {
        // SAFETY: this runs first in a fresh process of one thread, which owns no descriptor but the standard ones.
        unsafe {
            libc::close(number);
        }
    }
}

/// Keeps other processes of the user from reading this one's memory, and the system from writing it to a file when it
/// crashes: secrets pass through it. What it starts is not affected.
pub fn hide_memory() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
    {
        tracing::debug!(%error, "the memory stays readable");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, dumpable_behavior};

    #[test]
    fn hidden_memory_is_not_dumped_and_the_process_still_sees_its_own_descriptors() {
        super::hide_memory();
        assert!(matches!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable)));
        assert!(std::fs::read_dir("/proc/self/fd").is_ok_and(|entries| entries.count() > 0));
    }
}
