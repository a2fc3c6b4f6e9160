//! Makes the steps of writes fail in tests, as a full disk or a read-only one does.

use std::{cell::Cell, io};

thread_local! {
    static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
}

/// What fails, on this thread.
#[derive(Debug, Clone, Copy)]
struct Fault {
    /// How many steps still pass.
    passing: usize,
    /// The system's number of the error.
    errno: i32,
    /// Whether the steps after the first that failed pass again.
    once: bool,
    struck: bool,
}

/// How long what fails keeps failing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// One step fails.
    Once,
    /// Every step from then on fails.
    ForGood,
}

/// Runs `work` with a fault after so many steps; answers whether the fault came about.
pub(crate) fn with<T>(passing: usize, errno: i32, lasting: Lasting, work: impl FnOnce() -> T) -> (T, bool) {
    FAULT.set(Some(Fault {
        passing,
        errno,
        once: lasting == Lasting::Once,
        struck: false,
    }));
    let outcome = work();
    let struck = FAULT.take().is_some_and(|fault| fault.struck);
    (outcome, struck)
}

/// Fails if this step is to fail.
pub(crate) fn strike() -> io::Result<()> {
    let Some(mut fault) = FAULT.get() else {
        return Ok(());
    };
    if fault.passing > 0 {
        fault.passing -= 1;
        FAULT.set(Some(fault));
        return Ok(());
    }
    if fault.struck && fault.once {
        return Ok(());
    }
    fault.struck = true;
    FAULT.set(Some(fault));
    Err(io::Error::from_raw_os_error(fault.errno))
}
