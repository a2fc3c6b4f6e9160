//! How a plugin leaves its crate: the manifest embedded, the root module exported.

use std::sync::Arc;

use yun_plugin_abi::{
    HostServicesRef, MANIFEST_MAGIC, PluginInstance, PluginInstance_TO, PluginInstanceBox,
    abi_stable::{
        sabi_trait::prelude::TD_Opaque,
        std_types::{RResult, RSlice, RStr, RVec},
    },
};

use crate::{
    error::Error,
    guard::guard,
    host::{Host, Services},
    plugin::Plugin,
    wire,
};

/// Exports a plugin from a library of `crate-type = ["cdylib"]`: once a crate, at its top level.
///
/// `manifest` is the manifest's JSON as a constant text, `open` a function or closure that makes the
/// [`Plugin`](crate::Plugin). It may panic: that is an error of opening it.
///
/// ```no_run
/// use yun_plugin_api::{Plugin, export_plugin};
///
/// export_plugin! {
///     manifest: r#"{"schema": 1}"#, // include_str!("../manifest.json") in a crate of its own
///     open: Plugin::new,
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! export_plugin {
    (manifest: $manifest:expr, open: $open:expr $(,)?) => {
        // Every name in here is of the macro's own, so that the author's expressions mean the author's items.
        const _: () = {
            use $crate::__private::abi as __yun_abi;

            const __YUN_MANIFEST: &str = $manifest;

            // Exported as a symbol as well: link-time optimization drops a section that nothing refers to.
            #[used]
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__yunplug"))]
            #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".yunplug"))]
            #[unsafe(export_name = "YUN_PLUGIN_MANIFEST")]
            pub static __YUN_EMBEDDED: [u8; __YUN_MANIFEST.len() + 12] =
                $crate::__private::manifest_section(__YUN_MANIFEST);

            // Where the library's file was changed, the two no longer agree.
            #[used]
            static __YUN_DIGEST: [u8; 8] = $crate::__private::digest(__YUN_MANIFEST.as_bytes());

            extern "C" fn __yun_manifest() -> __yun_abi::abi_stable::std_types::RSlice<'static, u8> {
                $crate::__private::compiled_manifest(&__YUN_EMBEDDED, &__YUN_DIGEST).into()
            }

            extern "C" fn __yun_open(
                host: __yun_abi::HostServicesRef,
                request: __yun_abi::abi_stable::std_types::RSlice<'_, u8>,
            ) -> __yun_abi::abi_stable::std_types::RResult<
                __yun_abi::PluginInstanceBox,
                __yun_abi::abi_stable::std_types::RVec<u8>,
            > {
                $crate::__private::open(host, request, || ($open)())
            }

            fn __yun_root() -> __yun_abi::PluginRootRef {
                use __yun_abi::abi_stable::prefix_type::PrefixTypeTrait as _;
                __yun_abi::PluginRoot {
                    manifest: __yun_manifest,
                    open: __yun_open,
                }
                .leak_into_prefix()
            }

            extern "C" fn __yun_root_result() -> __yun_abi::abi_stable::library::RootModuleResult {
                __yun_abi::abi_stable::library::__call_root_module_loader(__yun_root)
            }

            // What `#[export_root_module]` expands to, spelled out so that authors need no abi_stable.
            #[unsafe(export_name = "_1as_0lib_1header_0root_bmodule_bloader")]
            pub static __YUN_ROOT: __yun_abi::abi_stable::library::LibHeader = unsafe {
                // SAFETY: the function returns the root module whose type is named, made just above.
                __yun_abi::abi_stable::library::LibHeader::from_constructor::<__yun_abi::PluginRootRef>(
                    __yun_root_result,
                    __yun_abi::abi_stable::library::CheckTypeLayout::Yes,
                )
            };
        };
    };
}

/// The embedded form of a manifest: magic, little-endian length, JSON. `N` is the JSON's length plus 12.
pub const fn manifest_section<const N: usize>(json: &str) -> [u8; N] {
    assert!(json.len() + 12 == N && json.len() <= u32::MAX as usize);
    let mut section = [0; N];
    let mut at = 0;
    while at < 8 {
        section[at] = MANIFEST_MAGIC[at];
        at += 1;
    }
    let length = (json.len() as u32).to_le_bytes();
    while at < 12 {
        section[at] = length[at - 8];
        at += 1;
    }
    while at < N {
        section[at] = json.as_bytes()[at - 12];
        at += 1;
    }
    section
}

/// The manifest that a library was compiled with, out of its embedded form; nothing if that is another one by now.
///
/// A library holds its manifest once, for its size, and beside it a digest, so that what it says of itself once loaded is
/// what it was compiled with, and not merely what stands in its section.
pub fn compiled_manifest(section: &'static [u8], compiled: &'static [u8; 8]) -> &'static [u8] {
    // What the compiler knows of both is what they were.
    let json = std::hint::black_box(section).get(12..).unwrap_or_default();
    match digest(json) == *std::hint::black_box(compiled) {
        true => json,
        false => &[],
    }
}

/// FNV-1a: against mistakes, not against anybody who changes both.
pub const fn digest(bytes: &[u8]) -> [u8; 8] {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash.to_le_bytes()
}

/// An opened plugin on the plugin's side of the boundary.
pub struct Exported {
    plugin: Plugin,
    services: Arc<dyn Services>,
}

impl PluginInstance for Exported {
    fn call(&self, call_id: u64, method: RStr<'_>, request: RSlice<'_, u8>) -> RResult<RVec<u8>, RVec<u8>> {
        let host = Host::new(Arc::clone(&self.services), call_id);
        into_result(guard(|| {
            self.plugin.dispatch(&host, method.as_str(), request.as_slice())
        }))
    }
}

impl Drop for Exported {
    /// Each of the author's values is dropped under a catch of its own: a panic in a `Drop` must not reach the
    /// boundary, and a second one while the first unwinds would end the process.
    fn drop(&mut self) {
        while let Some(provided) = self.plugin.take_one() {
            let outcome = guard(move || {
                drop(provided);
                Ok(())
            });
            // There is no call left that could fail.
            drop(outcome);
        }
    }
}

/// Opens a plugin for the host behind `services`.
pub fn open(
    services: HostServicesRef,
    request: RSlice<'_, u8>,
    make: impl FnOnce() -> Plugin,
) -> RResult<PluginInstanceBox, RVec<u8>> {
    let opened = guard(|| {
        wire::decode::<crate::protocol::OpenRequest>(request.as_slice())?;
        Ok(Exported {
            plugin: make(),
            services: Arc::new(AcrossTheBoundary(services)),
        })
    });
    match opened {
        Ok(exported) => RResult::ROk(PluginInstance_TO::from_value(exported, TD_Opaque)),
        Err(error) => RResult::RErr(encode_error(&error)),
    }
}

/// The host's services as a real host offers them.
struct AcrossTheBoundary(HostServicesRef);

impl Services for AcrossTheBoundary {
    fn call(&self, call_id: u64, method: &str, request: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        match self.0.call(call_id, RStr::from(method), RSlice::from(request)) {
            RResult::ROk(mut answer) => {
                let copy = answer.to_vec();
                wire::wipe(&mut answer);
                Ok(copy)
            }
            RResult::RErr(error) => Err(error.to_vec()),
        }
    }
}

fn into_result(outcome: Result<Vec<u8>, Error>) -> RResult<RVec<u8>, RVec<u8>> {
    match outcome {
        Ok(bytes) => RResult::ROk(RVec::from(bytes)),
        Err(error) => RResult::RErr(encode_error(&error)),
    }
}

fn encode_error(error: &Error) -> RVec<u8> {
    RVec::from(wire::encode(error).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_the_drop_of_each_thing_is_caught() {
        struct Bomb;
        impl crate::ResourceType for Bomb {
            fn list(&self, _: &Host, _: crate::ListRequest) -> Result<crate::ListPage, Error> {
                Ok(crate::ListPage::default())
            }
            fn get(&self, _: &Host, _: crate::GetRequest) -> Result<crate::GetAnswer, Error> {
                Ok(crate::GetAnswer::default())
            }
        }
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("in drop");
            }
        }
        struct Deaf;
        impl Services for Deaf {
            fn call(&self, _: u64, _: &str, _: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
                Err(Vec::new())
            }
        }
        let plugin = Plugin::new()
            .resource_type("one", Bomb)
            .resource_type("two", Bomb);
        drop(Exported {
            plugin,
            services: Arc::new(Deaf),
        });
    }

    #[test]
    fn a_manifest_that_was_changed_afterwards_is_none() {
        static SECTION: [u8; 19] = manifest_section(r#"{"a":1}"#);
        static OWN: [u8; 8] = digest(br#"{"a":1}"#);
        static OTHER: [u8; 8] = digest(br#"{"a":2}"#);
        assert_eq!(compiled_manifest(&SECTION, &OWN), br#"{"a":1}"#);
        assert_eq!(compiled_manifest(&SECTION, &OTHER), b"");
        // The published value for this text.
        assert_eq!(u64::from_le_bytes(digest(b"foobar")), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_embedded_manifest_is_magic_length_and_json() {
        const JSON: &str = r#"{"a":"甲"}"#;
        const SECTION: [u8; JSON.len() + 12] = manifest_section(JSON);
        assert_eq!(&SECTION[..8], b"YUNPLUG1");
        assert_eq!(
            u32::from_le_bytes(SECTION[8..12].try_into().expect("four bytes")),
            11
        );
        assert_eq!(&SECTION[12..], JSON.as_bytes());
    }
}
