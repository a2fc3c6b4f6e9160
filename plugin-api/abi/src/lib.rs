//! The frozen boundary between the yun host and its plugins.
//!
//! What is declared here never changes: a host built years from now loads every plugin built against it. One
//! root module and two traits of one method each; no domain type appears, payloads are bytes. What they mean is
//! the protocol, JSON that `yun-plugin-api` describes and that may grow.
//!
//! Plugin authors do not use this crate: `yun-plugin-api` exports a plugin without naming it.
//!
//! # Why nothing may be added
//!
//! `abi_stable` compares the layout that a library carries with the host's own. A field appended to the root
//! module, a method appended to a trait or a variant appended to an enum makes a newer host refuse every older
//! library, and a raised minor version of this crate alone does the same. So the crate is 1.0.0 for ever.
#![allow(
    non_local_definitions,
    unsafe_code,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    reason = "abi_stable's macros expand to code that these lints judge; nothing written by hand here needs them"
)]

use abi_stable::{
    StableAbi,
    library::RootModule,
    package_version_strings, sabi_trait,
    sabi_types::VersionStrings,
    std_types::{RArc, RBox, RResult, RSlice, RStr, RVec},
};

pub use abi_stable;

/// The first eight bytes of an embedded manifest; a little-endian `u32` length and the JSON follow.
pub const MANIFEST_MAGIC: [u8; 8] = *b"YUNPLUG1";

/// The section that holds the manifest in an ELF or PE library.
///
/// PE cuts section names after eight bytes: this has eight.
pub const MANIFEST_SECTION: &str = ".yunplug";

/// The section that holds the manifest in a Mach-O library, in the segment `__DATA`.
pub const MANIFEST_SECTION_MACH_O: &str = "__yunplug";

/// The symbol under which the manifest is exported as well, so that no linker drops it.
pub const MANIFEST_SYMBOL: &str = "YUN_PLUGIN_MANIFEST";

/// What the host offers to a plugin.
#[sabi_trait]
pub trait HostServices: Send + Sync {
    /// Calls the service `method` on behalf of the call `call_id` and returns its answer, or an encoded error.
    ///
    /// Both buffers are the caller's to wipe. Never panics.
    #[sabi(last_prefix_field)]
    fn call(&self, call_id: u64, method: RStr<'_>, request: RSlice<'_, u8>) -> RResult<RVec<u8>, RVec<u8>>;
}

/// A counted reference to the host's services; a plugin keeps it for as long as it lives.
pub type HostServicesRef = HostServices_TO<'static, RArc<()>>;

/// An opened plugin.
#[sabi_trait]
pub trait PluginInstance: Send + Sync {
    /// Runs `method` for the call `call_id` and returns its answer, or an encoded error.
    ///
    /// Called from many threads at once. Never panics.
    #[sabi(last_prefix_field)]
    fn call(&self, call_id: u64, method: RStr<'_>, request: RSlice<'_, u8>) -> RResult<RVec<u8>, RVec<u8>>;
}

/// An owned plugin instance.
pub type PluginInstanceBox = PluginInstance_TO<'static, RBox<()>>;

/// The root module of a plugin library.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = PluginRootRef, prefix_fields = PluginRootFields)))]
#[sabi(missing_field(option))]
pub struct PluginRoot {
    /// The manifest's JSON: the same bytes as those embedded in the library.
    pub manifest: extern "C" fn() -> RSlice<'static, u8>,
    /// Opens the plugin with the host's services and an encoded open request; an encoded error otherwise.
    #[sabi(last_prefix_field)]
    pub open:
        extern "C" fn(host: HostServicesRef, request: RSlice<'_, u8>) -> RResult<PluginInstanceBox, RVec<u8>>,
}

impl RootModule for PluginRootRef {
    abi_stable::declare_root_module_statics! {PluginRootRef}
    const BASE_NAME: &'static str = "yun_plugin";
    const NAME: &'static str = "yun_plugin";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_one_for_ever() {
        assert_eq!(PluginRootRef::VERSION_STRINGS.version, "1.0.0");
    }

    #[test]
    fn the_section_name_fits_portable_executables() {
        assert!(MANIFEST_SECTION.len() <= 8);
    }
}
