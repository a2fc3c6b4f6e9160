//! A library whose file shows a manifest that is another one than it has.

use yun_hostile_parts::{
    OneRow,
    boundary::{
        self,
        abi::{
            HostServicesRef, PluginInstanceBox,
            abi_stable::std_types::{RResult, RSlice, RVec},
        },
    },
    export_by_hand,
};
use yun_plugin_api::Plugin;

export_by_hand! {
    // What is read before the library is loaded.
    embedded: include_str!("../shown.json"),
    manifest: manifest,
    open: open,
}

/// What it says of itself once it is loaded.
extern "C" fn manifest() -> RSlice<'static, u8> {
    include_bytes!("../manifest.json").as_slice().into()
}

extern "C" fn open(host: HostServicesRef, request: RSlice<'_, u8>) -> RResult<PluginInstanceBox, RVec<u8>> {
    boundary::open(host, request, || {
        Plugin::new().resource_type("lies", OneRow("lies-1"))
    })
}
