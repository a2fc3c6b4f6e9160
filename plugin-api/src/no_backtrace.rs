//! What ships walks no stack to tell where a panic came from.
//!
//! A library or program whose standard library may do so carries all that names the places on a stack: 200 KB, nearly half
//! of a small plugin. In what ships nobody would see them: it has no symbols, so there are no names, and a plugin's panic
//! becomes an error with its message and place. Where this function takes the place of the system's, a walk is over
//! before it begins, and link-time optimization leaves the rest out.
//!
//! It is compiled for nobody else: it also takes the place of the system's function for sanitizers and for C++ that is
//! linked in, and does not go with an unwinder that is linked statically.

use std::ffi::{c_int, c_void};

/// `_URC_END_OF_STACK` of the Itanium C++ ABI.
const END_OF_STACK: c_int = 5;

#[expect(
    unsafe_code,
    reason = "a symbol that is defined here takes the place of the system's"
)]
#[unsafe(export_name = "_Unwind_Backtrace")]
extern "C" fn no_backtrace(_trace: *const c_void, _argument: *mut c_void) -> c_int {
    END_OF_STACK
}
