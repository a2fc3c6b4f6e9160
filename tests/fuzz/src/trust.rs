//! Fuzzes `yun::fuzzing::trust`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| yun::fuzzing::trust(bytes));
