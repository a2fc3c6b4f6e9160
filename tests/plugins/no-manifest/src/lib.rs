//! A library that is no plugin, though its file is named like one.

/// Something to export.
#[unsafe(no_mangle)]
pub extern "C" fn nothing_in_particular() -> i32 {
    42
}
