//! Ways to end a call, and what it runs in.

use std::{cell::RefCell, hint::black_box, io::Write as _, time::Duration};

/// Ends in this way; returns for ways that are none.
pub(crate) fn end(how: &str) {
    match how {
        "panic" => panic!("ended on purpose"),
        "panic-payload" => std::panic::panic_any(Bomb),
        "abort" => std::process::abort(),
        "exit" => std::process::exit(0),
        // SAFETY: it ends the process.
        "exit-at-once" => unsafe { libc::_exit(0) },
        "loop" => loop {
            std::hint::spin_loop();
        },
        "sleep" => std::thread::sleep(Duration::from_secs(3600)),
        "allocate" => allocate(),
        "stack" => drop(black_box(deeper(1))),
        // SAFETY: none. It is meant to end the process.
        "segfault" => unsafe { std::ptr::null_mut::<u8>().write_volatile(1) },
        "print" => print(),
        "thread-panics" => drop(std::thread::spawn(|| panic!("in a thread of its own")).join()),
        "thread-aborts" => {
            drop(std::thread::spawn(|| std::process::abort()).join());
        }
        "thread-local" => LEFT.with(|left| *left.borrow_mut() = Some(Bomb)),
        _ => {}
    }
}

thread_local! {
    static LEFT: RefCell<Option<Bomb>> = const { RefCell::new(None) };
}

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped on purpose");
    }
}

fn allocate() {
    let mut kept = Vec::new();
    loop {
        // Zeroed memory that nobody touches: it is counted, and not taken from others.
        kept.push(black_box(vec![0_u8; 1 << 28]));
    }
}

#[expect(unconditional_recursion, reason = "the stack is to overflow")]
fn deeper(depth: u64) -> u64 {
    let here = black_box([depth; 64]);
    deeper(here[0] + 1) + here[1]
}

fn print() {
    println!("printed on purpose");
    eprintln!("printed on purpose");
    for descriptor in 0..64 {
        let text = b"printed on purpose\n";
        // The descriptor that frames go through is another matter.
        if descriptor > 2 && is_socket(descriptor) {
            continue;
        }
        // SAFETY: it reads what it is given, and closes nothing.
        unsafe { libc::write(descriptor, text.as_ptr().cast(), text.len()) };
    }
    // Whoever prints nothing more has printed this.
    let _ = std::io::stdout().flush();
}

/// Whether a descriptor is an open socket.
pub(crate) fn is_socket(descriptor: i32) -> bool {
    // SAFETY: it fills in what it is given.
    let mut status = unsafe { std::mem::zeroed::<libc::stat>() };
    // SAFETY: the same.
    let read = unsafe { libc::fstat(descriptor, &mut status) };
    read == 0 && status.st_mode & libc::S_IFMT == libc::S_IFSOCK
}
