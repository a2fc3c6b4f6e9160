//! A plugin that panics when it is opened.

use yun_plugin_api::{Plugin, export_plugin};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    panic!("opened on purpose")
}
