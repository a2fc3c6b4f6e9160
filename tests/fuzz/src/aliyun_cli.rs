//! Fuzzes `yun::fuzzing::aliyun_cli`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| yun::fuzzing::aliyun_cli(bytes));
