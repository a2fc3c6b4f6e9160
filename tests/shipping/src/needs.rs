//! What the built files need of the system that they are installed on: the libraries that they name, in the versions of
//! the symbols that they take from them.

use std::collections::BTreeMap;

use object::{
    Endianness,
    elf::{DT_NEEDED, FileHeader64, VER_FLG_WEAK},
    read::elf::{Dyn as _, FileHeader as _},
};

use crate::Error;

/// A version of symbols: `GLIBC_2.34` is 2, 34.
type Version = Vec<u32>;

/// The system's packages that are needed, with the version that each must have at least.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    packages: BTreeMap<&'static str, Version>,
}

impl Needs {
    /// Adds what an ELF file needs.
    ///
    /// # Errors
    /// When it is none, or needs a library that yun must not depend on; `name` says which file it is.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), Error> {
        let (libraries, versions) =
            of_elf(content).map_err(|error| Error::Unfit(format!("{name} cannot be read: {error}")))?;
        for library in libraries {
            let package = package_of(&library).ok_or_else(|| {
                Error::Unfit(format!("{name} needs {library}, which yun must not depend on"))
            })?;
            self.packages.entry(package).or_default();
        }
        for (library, version) in versions {
            let Some(known) = package_of(&library).and_then(|package| self.packages.get_mut(package)) else {
                continue;
            };
            let numbers = version.rsplit('_').next().unwrap_or_default().split('.');
            let numbers: Version = numbers.filter_map(|number| number.parse().ok()).collect();
            if numbers > *known {
                *known = numbers;
            }
        }
        Ok(())
    }

    /// As `Depends` of a Debian package has it.
    pub(crate) fn depends(&self) -> String {
        let each = self.packages.iter().map(|(package, version)| {
            let version: Vec<String> = version.iter().map(u32::to_string).collect();
            match version.join(".") {
                version if version.is_empty() => (*package).to_owned(),
                version => format!("{package} (>= {version})"),
            }
        });
        each.collect::<Vec<_>>().join(", ")
    }
}

/// Debian's package of a library: the C library and what belongs to it, and GCC's, which unwinds the stack.
fn package_of(library: &str) -> Option<&'static str> {
    match library {
        "libc.so.6" | "libm.so.6" | "libdl.so.2" | "libpthread.so.0" | "librt.so.1" => Some("libc6"),
        "libgcc_s.so.1" => Some("libgcc-s1"),
        loader if loader.starts_with("ld-linux") => Some("libc6"),
        _ => None,
    }
}

/// The libraries that an ELF file names, and the versions of symbols, each with its library, without which it does not
/// start. Weak ones are taken where they are there.
#[expect(
    clippy::type_complexity,
    reason = "two lists, named where they are taken apart"
)]
fn of_elf(content: &[u8]) -> Result<(Vec<String>, Vec<(String, String)>), object::Error> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let header = FileHeader64::<Endianness>::parse(content)?;
    let endian = header.endian()?;
    let sections = header.sections(endian, content)?;
    let mut libraries = Vec::new();
    if let Some((entries, strings)) = sections.dynamic(endian, content)? {
        let strings = sections.strings(endian, content, strings)?;
        for entry in entries {
            if entry.d_tag(endian) == DT_NEEDED {
                libraries.push(text(entry.string(endian, strings)?));
            }
        }
    }
    let mut versions = Vec::new();
    if let Some((mut needed, strings)) = sections.gnu_verneed(endian, content)? {
        let strings = sections.strings(endian, content, strings)?;
        while let Some((library, mut symbols)) = needed.next()? {
            let library = text(library.file(endian, strings)?);
            while let Some(symbol) = symbols.next()? {
                if symbol.vna_flags.get(endian).0 & VER_FLG_WEAK.0 == 0 {
                    versions.push((library.clone(), text(symbol.name(endian, strings)?)));
                }
            }
        }
    }
    Ok((libraries, versions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn this_very_test_needs_the_c_library_in_some_version() {
        #[expect(clippy::disallowed_methods, reason = "the one program that is surely there")]
        let itself = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let mut needs = Needs::default();
        needs.add("this test", &itself).unwrap();
        let depends = needs.depends();
        assert!(depends.starts_with("libc6 (>= 2."), "{depends}");
        assert!(needs.packages["libc6"] > vec![2, 17], "{depends}");
    }

    #[test]
    fn a_later_version_is_later_by_its_numbers() {
        assert!(vec![2_u32, 34] > vec![2, 4] && vec![2_u32, 3, 4] > vec![2, 3]);
    }

    #[test]
    fn what_is_no_library_of_the_system_is_not_depended_on() {
        assert_eq!(package_of("libssl.so.3"), None);
        assert_eq!(package_of("ld-linux-aarch64.so.1"), Some("libc6"));
    }
}
