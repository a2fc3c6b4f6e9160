//! The RAM policy that a plugin needs: the API actions that its manifest declares and was granted.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yun_plugin_api::manifest::{Capability, Manifest};

/// A policy document of the form that RAM takes, with all resources allowed: which ones is for the account to say.
pub(crate) fn of_manifest(manifest: &Manifest) -> Value {
    let declared = manifest
        .capabilities
        .iter()
        .filter_map(|capability| match capability {
            Capability::Api(api) => Some(action(&api.product, &api.action)),
            _ => None,
        });
    // The permission that RAM knows a list by where it is called differently than the API action.
    let lists = manifest
        .resources()
        .filter_map(|resource| resource.list_permission.clone());
    let mut actions: BTreeSet<String> = declared.collect();
    if !actions.is_empty() {
        actions.extend(lists);
    }
    let covered = |action: &String| {
        actions.iter().any(|other| {
            let prefix = other.strip_suffix('*');
            other != action && prefix.is_some_and(|prefix| action.starts_with(prefix))
        })
    };
    let needed: Vec<&String> = actions.iter().filter(|action| !covered(action)).collect();
    let statements = match needed.is_empty() {
        true => json!([]),
        false => json!([{ "Effect": "Allow", "Action": needed, "Resource": "*" }]),
    };
    json!({ "Version": "1", "Statement": statements })
}

/// An API action as RAM calls it: the product in lower case, the action as it is.
fn action(product: &str, action: &str) -> String {
    format!("{}:{action}", product.to_lowercase().replace('_', "-"))
}
