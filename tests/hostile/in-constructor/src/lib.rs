//! What a library does while it is loaded, before anything of it was called: the word that stands in its file, which
//! tests replace, says what.

#![expect(clippy::disallowed_methods, reason = "it does what no plugin should")]

use std::hint::black_box;

use yun_hostile_parts::OneRow;
use yun_plugin_api::{Plugin, export_plugin};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: || {
        // The thread begins once the library is loaded; nobody is answered before.
        while word() == b"thread" {
            std::thread::park();
        }
        Plugin::new().resource_type("in-constructor", OneRow("loaded"))
    },
}

/// After the mark, the word.
#[used]
static HOW: [u8; 32] = *b"YUN-CONSTRUCTOR:nothing.........";

#[used]
#[unsafe(link_section = ".init_array")]
static CONSTRUCTOR: extern "C" fn() = constructed;

fn word() -> &'static [u8] {
    let how = black_box(&HOW);
    how[16..].split(|byte| *byte == b'.').next().unwrap_or_default()
}

extern "C" fn constructed() {
    match word() {
        b"abort" => std::process::abort(),
        // SAFETY: it ends the process.
        b"exit" => unsafe { libc::_exit(0) },
        b"hang" => loop {
            std::thread::park();
        },
        b"loop" => loop {
            std::hint::spin_loop();
        },
        // SAFETY: none. It is meant to end the process.
        b"segfault" => unsafe { std::ptr::null_mut::<u8>().write_volatile(1) },
        b"stack" => drop(deeper(1)),
        b"allocate" => allocate(),
        b"thread" => drop(std::thread::spawn(|| std::process::abort())),
        _ => {}
    }
}

#[expect(unconditional_recursion, reason = "the stack is to overflow")]
fn deeper(depth: u64) -> u64 {
    let here = black_box([depth; 64]);
    deeper(here[0] + 1) + here[1]
}

fn allocate() {
    let mut kept = Vec::new();
    loop {
        // Zeroed memory that nobody touches: it is counted, and not taken from others.
        kept.push(black_box(vec![0_u8; 1 << 28]));
    }
}
