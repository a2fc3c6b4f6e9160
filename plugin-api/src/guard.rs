//! Turns panics into errors, on the plugin's side of the boundary.
//!
//! A panic that reached the boundary would end the process, and the host cannot catch it: a plugin has a
//! standard library of its own, with a panic hook of its own.

use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind},
    sync::Once,
};

use crate::error::{Error, ErrorKind};

thread_local! {
    /// How many guarded calls are under way on this thread.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Message and place of the panic that is unwinding on this thread.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; a panic becomes an error with its message and place.
pub(crate) fn guard<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if DEPTH.with(Cell::get) == 0 {
                previous(info);
            } else {
                PANIC.with(|panic| *panic.borrow_mut() = Some(describe(info)));
            }
        }));
    });
    DEPTH.with(|depth| depth.set(depth.get() + 1));
    let outcome = catch_unwind(AssertUnwindSafe(work));
    let outcome = outcome.unwrap_or_else(|payload| {
        // A payload may panic when it is dropped; that must not escape either.
        let dropped = catch_unwind(AssertUnwindSafe(move || drop(payload)));
        if let Err(second) = dropped {
            std::mem::forget(second);
        }
        let what = PANIC.with(|panic| panic.borrow_mut().take()).unwrap_or_default();
        Err(Error::new(
            ErrorKind::Plugin,
            "plugin_panic",
            format!("the plugin panicked: {what}"),
        ))
    });
    DEPTH.with(|depth| depth.set(depth.get() - 1));
    outcome
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is not text");
    match info.location() {
        Some(place) => format!("{message}, at {}:{}", place.file(), place.line()),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_place() {
        let error = guard::<()>(|| panic!("index {} is out of range", 7)).expect_err("it panicked");
        assert_eq!(error.kind, ErrorKind::Plugin);
        assert_eq!(error.code, "plugin_panic");
        assert!(
            error
                .message
                .starts_with("the plugin panicked: index 7 is out of range, at "),
            "{error}"
        );
        assert!(error.message.contains("guard.rs:"), "{error}");
    }

    #[test]
    fn a_payload_that_panics_when_dropped_does_not_escape() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("and again");
            }
        }
        let error = guard::<()>(|| std::panic::panic_any(Bomb)).expect_err("it panicked");
        assert_eq!(error.code, "plugin_panic");
    }
}
