//! Fuzzes `yun::fuzzing::table`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| yun::fuzzing::table(bytes));
