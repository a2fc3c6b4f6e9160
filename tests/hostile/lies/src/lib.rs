//! A library whose file shows a manifest that is another one than it has: what `export_plugin!` does, by hand.

use yun_plugin_api::__private::{
    self as boundary,
    abi::{
        HostServicesRef, PluginInstanceBox, PluginRoot, PluginRootRef,
        abi_stable::{
            library::{__call_root_module_loader, LibHeader, RootModuleResult},
            prefix_type::PrefixTypeTrait as _,
            std_types::{RResult, RSlice, RVec},
        },
    },
};

use yun_plugin_api::{Error, GetAnswer, GetRequest, Host, ListPage, ListRequest, Plugin, ResourceType};

/// What is read before the library is loaded.
const SHOWN: &str = include_str!("../shown.json");
/// What it says of itself once it is.
const OWN: &str = include_str!("../manifest.json");

#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__yunplug"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".yunplug"))]
#[unsafe(export_name = "YUN_PLUGIN_MANIFEST")]
pub static EMBEDDED: [u8; SHOWN.len() + 12] = boundary::manifest_section(SHOWN);

extern "C" fn manifest() -> RSlice<'static, u8> {
    OWN.as_bytes().into()
}

extern "C" fn open(host: HostServicesRef, request: RSlice<'_, u8>) -> RResult<PluginInstanceBox, RVec<u8>> {
    boundary::open(host, request, || Plugin::new().resource_type("lies", Lies))
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

struct Lies;

impl ResourceType for Lies {
    fn list(&self, _host: &Host, _request: ListRequest) -> Result<ListPage, Error> {
        Ok(ListPage::default())
    }

    fn get(&self, _host: &Host, _request: GetRequest) -> Result<GetAnswer, Error> {
        Ok(GetAnswer::default())
    }
}
