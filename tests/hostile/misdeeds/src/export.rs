//! The boundary by hand: an instance of its own stands before the author's code, so that it can answer what that code never
//! could.

use yun_hostile_parts::{
    boundary::{
        self,
        abi::{
            HostServicesRef, PluginInstance, PluginInstance_TO, PluginInstanceBox,
            abi_stable::{
                sabi_trait::prelude::TD_Opaque,
                std_types::{RResult, RSlice, RStr, RVec},
            },
        },
    },
    export_by_hand,
};

use crate::answers;

export_by_hand! {
    embedded: include_str!("../manifest.json"),
    manifest: manifest,
    open: open,
}

extern "C" fn manifest() -> RSlice<'static, u8> {
    EMBEDDED[12..].into()
}

extern "C" fn open(host: HostServicesRef, request: RSlice<'_, u8>) -> RResult<PluginInstanceBox, RVec<u8>> {
    boundary::open(host, request, crate::plugin)
        .map(|behind| PluginInstance_TO::from_value(Before { behind }, TD_Opaque))
}

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
