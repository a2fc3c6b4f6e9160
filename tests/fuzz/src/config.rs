//! Fuzzes `yun::fuzzing::config`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| yun::fuzzing::config(bytes));
