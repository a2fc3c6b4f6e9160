//! The boundary, written by hand: what `export_plugin!` makes, with something in between that gets requests and answers
//! wrong on purpose.

use std::hint::black_box;

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
use yun_plugin_api::{Error, ErrorKind, protocol::method};

use crate::{breaks, plugin};

export_by_hand! {
    embedded: include_str!("../manifest.json"),
    manifest: manifest,
    open: open,
}

extern "C" fn manifest() -> RSlice<'static, u8> {
    match breaks("opens-as-another") {
        true => RSlice::from(&b"{}"[..]),
        false => RSlice::from(&black_box(&EMBEDDED)[12..]),
    }
}

extern "C" fn open(host: HostServicesRef, request: RSlice<'_, u8>) -> RResult<PluginInstanceBox, RVec<u8>> {
    boundary::open(host, request, plugin)
        .map(|inner| PluginInstance_TO::from_value(Between { inner }, TD_Opaque))
}

struct Between {
    inner: PluginInstanceBox,
}

type Answer = RResult<RVec<u8>, RVec<u8>>;

impl PluginInstance for Between {
    fn call(&self, call_id: u64, name: RStr<'_>, request: RSlice<'_, u8>) -> Answer {
        let is_json = || serde_json::from_slice::<serde_json::Value>(request.as_slice()).is_ok();
        let has = |part: &str| String::from_utf8_lossy(request.as_slice()).contains(part);
        if breaks("unknown-method") && name.as_str().starts_with("check.") {
            return answer("{}");
        }
        if breaks("broken-input") && !is_json() {
            return answer("{}");
        }
        if breaks("large-input") && request.len() > 1 << 20 {
            std::process::abort();
        }
        if breaks("unknown-members") && has("of_a_newer_version") {
            let error = Error::new(ErrorKind::Plugin, "decode", "what is that?");
            return RResult::RErr(boundary::encode(&error).unwrap_or_default().into());
        }
        if breaks("answer-form") && name.as_str() == method::RESOURCE_LIST && is_json() {
            return answer("[]");
        }
        if breaks("answer-form-of-errors") && name.as_str() == method::RESOURCE_LIST {
            return RResult::RErr(RVec::from(b"no error".to_vec()));
        }
        self.inner.call(call_id, name, request)
    }
}

fn answer(text: &str) -> Answer {
    RResult::ROk(RVec::from(text.as_bytes().to_vec()))
}
