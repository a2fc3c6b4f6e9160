//! The browser of the tests: goes to an address, and where that leads to, until there is a page. `$BROWSER` names it.
//!
//! It leaves the file `browser-was-opened` in the home, so that a test knows. `test-browser --lead ADDRESS` goes nowhere
//! else: it writes the address to standard output that it was led to.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program of the tests, with arguments and an output of its own"
)]

use std::{
    env, fs,
    io::{self, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
};

/// More than a login leads through.
const MOST_LEADS: usize = 5;

fn main() -> io::Result<()> {
    let mut words = env::args().skip(1);
    let first = words.next().unwrap_or_default();
    if first == "--lead" {
        println!("{}", lead(&words.next().unwrap_or_default())?.unwrap_or_default());
        return Ok(());
    }
    if let Some(home) = env::var_os("HOME") {
        fs::write(PathBuf::from(home).join("browser-was-opened"), "")?;
    }
    let mut next = Some(first);
    for _ in 0..MOST_LEADS {
        let Some(address) = next else { break };
        next = lead(&address)?;
    }
    Ok(())
}

/// Asks for a page by plain HTTP; where it leads to, if it does.
fn lead(address: &str) -> io::Result<Option<String>> {
    let no_page = || io::Error::new(io::ErrorKind::InvalidInput, "an address by plain HTTP is needed");
    let rest = address.strip_prefix("http://").ok_or_else(no_page)?;
    let (host, path) = rest.split_once('/').ok_or_else(no_page)?;
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    let location = headers.find(|(name, _)| name.eq_ignore_ascii_case("location"));
    Ok(location.map(|(_, value)| value.trim().to_owned()))
}
