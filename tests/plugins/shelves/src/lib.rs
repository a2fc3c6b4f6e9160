//! Resource types whose lists are hard to read, as their filters ask for; and a view that grows.
//!
//! Each request of a shelf's list is one API call, so that the local cloud sees them: the first page is a
//! `DescribeRegions`, every other one a `DescribeInstances`, and the regions of the type are a `GetCallerIdentity`.

mod cellar;
mod diary;
mod shelf;

use yun_plugin_api::{ApiCall, Error, Host, ListRequest, Plugin, export_plugin, protocol::Done};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new()
        .resource_type("shelf", shelf::Shelf::default())
        .resource_type("cellar", cellar::Cellar)
}

fn call(host: &Host, product: &str, version: &str, action: &str, region: &str) -> Result<(), Error> {
    let call = ApiCall::new(product, version, action).param("RegionId", region);
    // What it answers is of no interest.
    host.api_call::<Done>(&call).map(drop)
}

fn describe_regions(host: &Host, region: &str) -> Result<(), Error> {
    call(host, "Ecs", "2014-05-26", "DescribeRegions", region)
}

fn describe_instances(host: &Host, region: &str) -> Result<(), Error> {
    call(host, "Ecs", "2014-05-26", "DescribeInstances", region)
}

fn number(request: &ListRequest, key: &str, default: usize) -> usize {
    request
        .filter(key)
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}
