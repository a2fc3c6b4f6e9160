//! Runs a program under restrictions that a test is about: `restricted HOW … PROGRAM ARGUMENTS…`, where HOW and what follows
//! it are `out-of-reach DIRECTORY PLACE` or `older-kernel LACKING`.

#[cfg(target_os = "linux")]
mod older_kernel;
#[cfg(target_os = "linux")]
mod out_of_reach;

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "a program of its own, with arguments")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::os::unix::process::CommandExt as _;

    let mut words = std::env::args_os().skip(1);
    let mut next = || words.next().ok_or("HOW … PROGRAM ARGUMENTS… are needed");
    match next()?.to_str() {
        Some("out-of-reach") => out_of_reach::restrict(&next()?, &next()?)?,
        Some("older-kernel") => older_kernel::restrict(&next()?)?,
        _ => return Err("HOW is out-of-reach or older-kernel".into()),
    }
    let program = next()?;
    Err(std::process::Command::new(program).args(words).exec().into())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    panic!("this is for Linux alone");
}
