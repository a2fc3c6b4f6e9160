//! What `export_plugin!` does, by hand: an instance of its own stands before the author's code, so that it can answer
//! what that code never could.

use yun_plugin_api::__private::{
    self as boundary,
    abi::{
        HostServicesRef, PluginInstance, PluginInstance_TO, PluginInstanceBox, PluginRoot, PluginRootRef,
        abi_stable::{
            library::{__call_root_module_loader, LibHeader, RootModuleResult},
            prefix_type::PrefixTypeTrait as _,
            sabi_trait::prelude::TD_Opaque,
            std_types::{RResult, RSlice, RStr, RVec},
        },
    },
};

use crate::answers;

const MANIFEST: &str = include_str!("../manifest.json");

#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__yunplug"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".yunplug"))]
#[unsafe(export_name = "YUN_PLUGIN_MANIFEST")]
pub static EMBEDDED: [u8; MANIFEST.len() + 12] = boundary::manifest_section(MANIFEST);

extern "C" fn manifest() -> RSlice<'static, u8> {
    MANIFEST.as_bytes().into()
}

extern "C" fn open(host: HostServicesRef, request: RSlice<'_, u8>) -> RResult<PluginInstanceBox, RVec<u8>> {
    boundary::open(host, request, crate::plugin)
        .map(|behind| PluginInstance_TO::from_value(Before { behind }, TD_Opaque))
}

fn root() -> PluginRootRef {
    PluginRoot { manifest, open }.leak_into_prefix()
}

extern "C" fn root_result() -> RootModuleResult {
    __call_root_module_loader(root)
}

#[unsafe(export_name = "_1as_0lib_1header_0root_bmodule_bloader")]
pub static ROOT: LibHeader = unsafe {
    // SAFETY: the function returns the root module whose type is named.
    LibHeader::from_constructor::<PluginRootRef>(
        root_result,
        yun_plugin_api::__private::abi::abi_stable::library::CheckTypeLayout::Yes,
    )
};

struct Before {
    behind: PluginInstanceBox,
}

impl PluginInstance for Before {
    fn call(&self, call_id: u64, method: RStr<'_>, request: RSlice<'_, u8>) -> RResult<RVec<u8>, RVec<u8>> {
        match answers::raw(request.as_slice()) {
            Some(Ok(answer)) => RResult::ROk(RVec::from(answer)),
            Some(Err(error)) => RResult::RErr(RVec::from(error)),
            None => self.behind.call(call_id, method, request),
        }
    }
}
