//! `cargo dist-local [--check]`: builds yun for release and packs it. With `--check` it is built and packed a second time,
//! elsewhere, and the two are compared.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    match dist::run(&yun_shipping::arguments()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => dist::report(&error),
    }
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::FAILURE
}

#[cfg(unix)]
mod dist {
    use std::{
        ffi::OsString,
        fs,
        io::{self, Write as _},
        path::Path,
        process::ExitCode,
        time::Instant,
    };

    use sha2::{Digest as _, Sha256};
    use yun_shipping::{Error, Package, Source, build, build_elsewhere, pack};

    pub(super) fn run(arguments: &[OsString]) -> Result<(), Error> {
        let is_check = match arguments {
            [] => false,
            [only] if only == "--check" => true,
            _ => return Err(Error::Unfit("usage: cargo dist-local [--check]".into())),
        };
        let source = Source::here()?;
        let start = Instant::now();
        let packages = pack(&source, &build(&source)?)?;
        write(&source.tarball(), &packages.tarball)?;
        write(&source.debian_package()?, &packages.debian)?;
        say(&format!("built and packed in {} s", start.elapsed().as_secs()));
        if is_check {
            let start = Instant::now();
            let elsewhere = build_elsewhere(&source)?;
            let again = pack(&elsewhere.source, &elsewhere.build)?;
            is_same("the tarball", &packages.tarball, &again.tarball)?;
            is_same("the Debian package", &packages.debian, &again.debian)?;
            let took = start.elapsed().as_secs();
            say(&format!("built and packed elsewhere in {took} s: the same bytes"));
        }
        // Last, so that what is too large can be looked at.
        packages.tarball.small_enough()?;
        packages.debian.small_enough()
    }

    fn write(path: &Path, package: &Package) -> Result<(), Error> {
        let file = |path: &Path, source| Error::File {
            path: path.to_owned(),
            source,
        };
        let folder = path.parent().expect("a package lies in a folder");
        fs::create_dir_all(folder).map_err(|error| file(folder, error))?;
        fs::write(path, &package.content).map_err(|error| file(path, error))?;
        let digest = Sha256::digest(&package.content);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        say(&format!(
            "{}: {} bytes, sha256 {digest}",
            path.display(),
            package.content.len()
        ));
        for (part, bytes) in &package.sizes {
            say(&format!("  {part}: {bytes} bytes"));
        }
        Ok(())
    }

    fn is_same(what: &str, one: &Package, other: &Package) -> Result<(), Error> {
        if one.content == other.content {
            return Ok(());
        }
        Err(Error::Unfit(format!(
            "{what} of the second build has other bytes, {} and {} of them: look for a path, a date or an order in \
             what differs",
            one.content.len(),
            other.content.len()
        )))
    }

    #[expect(clippy::disallowed_methods, reason = "the tool talks to a person")]
    fn say(text: &str) {
        // Nobody listens any more, and the packages are made all the same.
        let _unheard = writeln!(io::stdout().lock(), "{text}");
    }

    #[expect(clippy::disallowed_methods, reason = "the tool talks to a person")]
    pub(super) fn report(error: &Error) -> ExitCode {
        let _unheard = writeln!(io::stderr().lock(), "error: {error}");
        ExitCode::FAILURE
    }
}
