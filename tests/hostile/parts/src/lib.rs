//! What plugins of the tests are made of: the boundary written by hand, and a resource type that does no harm.

use yun_plugin_api::{Error, GetAnswer, GetRequest, Host, ListPage, ListRequest, ResourceType, Row};

#[doc(hidden)]
pub use yun_plugin_api::__private as boundary;

/// What `export_plugin!` does, by hand: the file shows `embedded`, a constant text; once loaded the library says what
/// `manifest` answers, and `open` opens it. The embedded bytes are called `EMBEDDED`.
#[macro_export]
macro_rules! export_by_hand {
    (embedded: $embedded:expr, manifest: $manifest:path, open: $open:path $(,)?) => {
        const __SHOWN: &str = $embedded;

        #[used]
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__yunplug"))]
        #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".yunplug"))]
        #[unsafe(export_name = "YUN_PLUGIN_MANIFEST")]
        pub static EMBEDDED: [u8; __SHOWN.len() + 12] = $crate::boundary::manifest_section(__SHOWN);

        fn __root() -> $crate::boundary::abi::PluginRootRef {
            use $crate::boundary::abi::abi_stable::prefix_type::PrefixTypeTrait as _;
            $crate::boundary::abi::PluginRoot {
                manifest: $manifest,
                open: $open,
            }
            .leak_into_prefix()
        }

        extern "C" fn __root_result() -> $crate::boundary::abi::abi_stable::library::RootModuleResult {
            $crate::boundary::abi::abi_stable::library::__call_root_module_loader(__root)
        }

        #[unsafe(export_name = "_1as_0lib_1header_0root_bmodule_bloader")]
        pub static __ROOT: $crate::boundary::abi::abi_stable::library::LibHeader = unsafe {
            // SAFETY: the function returns the root module whose type is named.
            $crate::boundary::abi::abi_stable::library::LibHeader::from_constructor::<
                $crate::boundary::abi::PluginRootRef,
            >(
                __root_result,
                $crate::boundary::abi::abi_stable::library::CheckTypeLayout::Yes,
            )
        };
    };
}

/// A resource type of one row, of this id in every region, that can show nothing of it.
pub struct OneRow(pub &'static str);

impl ResourceType for OneRow {
    fn list(&self, _host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let row = Row::new()
            .with("id", self.0)
            .with("name", self.0)
            .with("status", "Fine")
            .with("region", request.region);
        Ok(ListPage {
            rows: vec![row],
            ..ListPage::default()
        })
    }

    fn get(&self, _host: &Host, _request: GetRequest) -> Result<GetAnswer, Error> {
        Ok(GetAnswer::default())
    }
}
