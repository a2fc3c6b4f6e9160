//! What authors and libraries rely on, held against what it was when protocol 1 began.
//!
//! `cargo run -- check` compares, and answers with a line for each thing that an older plugin would not bear; `cargo run`
//! writes the listings of the sources of that time anew, which is of use where another compiler words them differently.

mod baseline;
mod layout;
mod schema;
mod semver;
mod surface;

use std::{fs, path::Path, process::ExitCode};

use baseline::{Baseline, repository};
use surface::Surface;

/// The crates whose surface is listed, and where the listing of the time lies.
const LISTED: [(&str, &str); 2] = [
    ("yun-plugin-abi", "plugin-api/abi/SURFACE.txt"),
    ("yun-plugin-api", "plugin-api/SURFACE.txt"),
];

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the arguments are read"
)]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        [] => write(),
        ["check"] => check(),
        _ => Err("give nothing, or check".to_owned()),
    };
    let faults = outcome.unwrap_or_else(|error| vec![error]);
    for fault in &faults {
        println!("{fault}");
    }
    match faults.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Faults, a line each; or what kept them from being looked for.
type Faults = Result<Vec<String>, String>;

fn write() -> Faults {
    let baseline = Baseline::lay_out()?;
    for (package, path) in LISTED {
        let surface = Surface::of(&baseline.manifest(), package, "baseline")?;
        let path = repository().join(path);
        fs::write(&path, surface.lines.join("\n") + "\n")
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(Vec::new())
}

fn check() -> Faults {
    let baseline = Baseline::lay_out()?;
    let mut faults = schema::check(&baseline)?;
    faults.extend(layout::check()?);
    for (package, path) in LISTED {
        let listed = read(&repository().join(path))?;
        let listed: Vec<String> = listed.lines().map(str::to_owned).collect();
        let today = Surface::of(&repository().join("Cargo.toml"), package, "today")?;
        let found = match package {
            "yun-plugin-abi" => semver::differences(&listed, &today.lines),
            _ => semver::judge(&baseline, &listed, &today)?,
        };
        faults.extend(found.into_iter().map(|fault| format!("{package}: {fault}")));
    }
    Ok(faults)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}
