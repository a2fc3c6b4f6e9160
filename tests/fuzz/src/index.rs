//! Fuzzes `yun::fuzzing::index`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| yun::fuzzing::index(bytes));
