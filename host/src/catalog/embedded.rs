//! Reads the manifest that a library carries, without loading the library.

use std::{fs::File, path::Path};

use object::{Architecture, Object, ObjectSection, read::ReadCache};
use serde::{Deserialize, Serialize};
use yun_plugin_api::{
    __private::abi::{MANIFEST_MAGIC, MANIFEST_SECTION, MANIFEST_SECTION_MACH_O},
    manifest::Manifest,
};

use super::Refusal;

/// The largest manifest that is read, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// What a library carries, as it was read: judged afresh each time, by the version of yun that asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Embedded {
    /// Its manifest's JSON.
    json: String,
    /// The architecture it was built for.
    architecture: String,
    /// Whether the file is in the format of this system.
    native: bool,
}

impl Embedded {
    /// The manifest.
    pub(super) fn manifest(&self) -> Result<Manifest, Refusal> {
        Manifest::parse(self.json.as_bytes()).map_err(|error| Refusal::manifest(&error))
    }

    /// The architecture, if a library of it cannot be loaded here.
    pub(super) fn foreign_architecture(&self) -> Option<&str> {
        (!self.native || self.architecture != std::env::consts::ARCH).then_some(&self.architecture)
    }
}

/// Reads the manifest of the library at `path`.
pub(super) fn read(path: &Path) -> Result<Embedded, Refusal> {
    let file = File::open(path).map_err(|error| Refusal::unreadable(&error))?;
    let length = file
        .metadata()
        .map_err(|error| Refusal::unreadable(&error))?
        .len();
    let cache = ReadCache::new(file);
    let library = object::File::parse(&cache).map_err(|_| unparsable(path, length))?;
    let section = library
        .section_by_name(MANIFEST_SECTION)
        .or_else(|| library.section_by_name(MANIFEST_SECTION_MACH_O))
        .ok_or_else(Refusal::no_manifest)?;
    let data = section.data().map_err(|_| Refusal::truncated())?;
    let json = str::from_utf8(json(data)?)
        .map_err(|_| Refusal::no_manifest())?
        .to_owned();
    let architecture = name(library.architecture()).to_owned();
    Ok(Embedded {
        json,
        architecture,
        native: library.format() == native_format(),
    })
}

/// The JSON in a section: magic, little-endian length, JSON; the linker may have padded it.
pub(crate) fn json(section: &[u8]) -> Result<&[u8], Refusal> {
    let rest = section
        .strip_prefix(&MANIFEST_MAGIC)
        .ok_or_else(Refusal::no_manifest)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(Refusal::truncated)?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > LARGEST {
        return Err(Refusal::truncated());
    }
    rest.get(..length).ok_or_else(Refusal::truncated)
}

/// Tells a file that is no library at all from a library that was cut.
fn unparsable(path: &Path, length: u64) -> Refusal {
    let mut head = [0; 4];
    let read = File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    let is_library = matches!(&head, b"\x7fELF" | [b'M', b'Z', ..] | [0xcf, 0xfa, 0xed, 0xfe]);
    if read.is_ok() && is_library && length > 0 {
        Refusal::truncated()
    } else {
        Refusal::not_a_library()
    }
}

fn name(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::X86_64 => "x86_64",
        Architecture::Aarch64 => "aarch64",
        Architecture::I386 => "x86",
        Architecture::Arm => "arm",
        Architecture::Riscv64 => "riscv64",
        Architecture::LoongArch64 => "loongarch64",
        Architecture::PowerPc64 => "powerpc64",
        Architecture::S390x => "s390x",
        _ => "unknown",
    }
}

fn native_format() -> object::BinaryFormat {
    object::BinaryFormat::native_object()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_read_up_to_its_length_and_no_further() {
        let mut section = b"YUNPLUG1\x02\0\0\0{}".to_vec();
        section.extend([0; 4]);
        assert_eq!(json(&section).expect("whole"), b"{}");
        assert_eq!(json(&section[..13]).expect_err("cut").code, "plugin_truncated");
        assert_eq!(json(&section[..10]).expect_err("cut").code, "plugin_truncated");
        assert_eq!(
            json(b"YUNPLUG9\x02\0\0\0{}").expect_err("other magic").code,
            "plugin_without_manifest"
        );
        assert_eq!(
            json(b"YUNPLUG1\xff\xff\xff\xff{}").expect_err("too long").code,
            "plugin_truncated"
        );
        assert_eq!(json(b"").expect_err("empty").code, "plugin_without_manifest");
    }

    #[test]
    fn a_text_is_no_library() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "hello").expect("writes");
        assert_eq!(
            read(file.path()).expect_err("a text").code,
            "plugin_not_a_library"
        );
        std::fs::write(file.path(), b"\x7fELF\x02\x01\x01").expect("writes");
        assert_eq!(read(file.path()).expect_err("a stump").code, "plugin_truncated");
    }
}
