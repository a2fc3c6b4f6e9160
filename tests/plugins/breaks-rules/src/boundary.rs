//! The boundary, written by hand: what `export_plugin!` makes, with something in between that gets requests and answers
//! wrong on purpose.

use std::hint::black_box;

use yun_plugin_api::{
    __private::{
        self as boundary,
        abi::{
            self, HostServicesRef, PluginInstance, PluginInstance_TO, PluginInstanceBox,
            abi_stable::{
                library::{__call_root_module_loader, CheckTypeLayout, LibHeader, RootModuleResult},
                prefix_type::PrefixTypeTrait,
                sabi_trait::prelude::TD_Opaque,
                std_types::{RResult, RSlice, RStr, RVec},
            },
        },
    },
    Error, ErrorKind,
    protocol::method,
};

use crate::{breaks, plugin};

const MANIFEST: &str = include_str!("../manifest.json");

#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__yunplug"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".yunplug"))]
#[unsafe(export_name = "YUN_PLUGIN_MANIFEST")]
pub static EMBEDDED: [u8; MANIFEST.len() + 12] = boundary::manifest_section(MANIFEST);

#[unsafe(export_name = "_1as_0lib_1header_0root_bmodule_bloader")]
pub static ROOT: LibHeader = unsafe {
    // SAFETY: the function returns the root module whose type is named, made below.
    LibHeader::from_constructor::<abi::PluginRootRef>(root_result, CheckTypeLayout::Yes)
};

extern "C" fn root_result() -> RootModuleResult {
    __call_root_module_loader(root)
}

fn root() -> abi::PluginRootRef {
    abi::PluginRoot { manifest, open }.leak_into_prefix()
}

extern "C" fn manifest() -> RSlice<'static, u8> {
    match breaks("opens-as-another") {
        true => RSlice::from(&b"{}"[..]),
        false => RSlice::from(&black_box(&EMBEDDED)[12..]),
    }
}

extern "C" fn open(host: HostServicesRef, request: RSlice<'_, u8>) -> RResult<PluginInstanceBox, RVec<u8>> {
    match boundary::open(host, request, plugin) {
        RResult::ROk(inner) => RResult::ROk(PluginInstance_TO::from_value(Between { inner }, TD_Opaque)),
        RResult::RErr(error) => RResult::RErr(error),
    }
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
