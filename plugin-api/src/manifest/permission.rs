//! Which API call may be sent within which call of a plugin: the rule of the host and of the fake host alike.

use std::collections::HashSet;

use super::{DryRun, Manifest, Risk, grant::undeclared};
use crate::{
    error::{Error, ErrorKind},
    protocol::service::ApiCall,
};

/// What a call of a plugin may do beside reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// No service at all but the log: fields are being checked.
    Nothing,
    /// Nothing that changes anything.
    Read,
    /// Fetching credentials, or saying whether a login holds: as [`Permission::Read`], with the profile's fields.
    Resolve,
    /// Logging in: as [`Permission::Resolve`], with a person at hand.
    Login,
    /// The API actions that one action of the manifest lists.
    Act {
        /// The resource type.
        resource_type: String,
        /// The action.
        action: String,
        /// Whether only the API's own dry run may be sent.
        dry_run: bool,
    },
    /// As [`Permission::Act`], but none of its changes is sent: they are taken down, and the plugin gets the error
    /// `not_sent`. Services that could change something elsewhere are refused.
    Preview {
        /// The resource type.
        resource_type: String,
        /// The action.
        action: String,
    },
}

/// What the names of API actions that change nothing begin with.
const READ_VERBS: [&str; 7] = ["Describe", "List", "Get", "Query", "Check", "Search", "Count"];

/// Parameters that the host sets when it signs; a plugin that set them could say one thing and send another.
const HOST_PARAMETERS: [&str; 12] = [
    "Action",
    "Version",
    "Format",
    "AccessKeyId",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "SignatureType",
    "SecurityToken",
    "Timestamp",
    "BearerToken",
];

/// Whether the host sets the parameter of this name, in any case, when it signs.
pub fn is_host_parameter(name: &str) -> bool {
    HOST_PARAMETERS.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Whether an API action of this name, or every one that begins so, says by its name that it changes nothing.
pub fn is_named_like_a_read(action: &str) -> bool {
    READ_VERBS.iter().any(|verb| action.starts_with(verb))
}

impl Manifest {
    /// Whether this API action changes nothing, so that it may be sent outside an action, and sent again.
    ///
    /// An API action that an [`Action`](super::Action) of more than [`Risk::Read`] lists is a change. Of the others
    /// those are reads whose names begin with a verb of reading, and those that `reads` lists.
    pub fn is_read(&self, product: &str, action: &str) -> bool {
        let mut changing = self
            .resources()
            .flat_map(|resource| &resource.actions)
            .filter(|offered| offered.risk != Risk::Read)
            .flat_map(|offered| &offered.calls);
        if changing.any(|call| call.is(product, action)) {
            return false;
        }
        is_named_like_a_read(action) || self.reads.iter().any(|read| read.is(product, action))
    }

    /// Holds an API call against the manifest and against what the plugin's call may do.
    ///
    /// # Errors
    /// `api_call_malformed`, `capability_missing` or `change_not_allowed`.
    pub fn permits(&self, call: &ApiCall, permission: &Permission) -> Result<(), Error> {
        let (product, action) = (call.product.as_str(), call.action.as_str());
        let name = format!("{product}/{action}");
        check_form(call)?;
        if !self.declares_api(product, action) {
            return Err(undeclared(format!("api:{name}")));
        }
        if self.is_read(product, action) {
            return Ok(());
        }
        let (resource_type, acting, dry_run) = match permission {
            Permission::Act {
                resource_type,
                action,
                dry_run,
            } => (resource_type, action, *dry_run),
            Permission::Preview {
                resource_type,
                action,
            } => (resource_type, action, false),
            _ => {
                return Err(refused(
                    "change_not_allowed",
                    format!("{name} changes something and passes only within an action that lists it"),
                ));
            }
        };
        let offered = self
            .resources()
            .filter(|resource| &resource.resource_type == resource_type)
            .find_map(|resource| resource.action(acting))
            .filter(|offered| offered.calls.iter().any(|call| call.is(product, action)));
        let Some(offered) = offered else {
            return Err(refused(
                "change_not_allowed",
                format!("the action {acting} does not list {name}"),
            ));
        };
        let asks_for_dry_run = call.params.get("DryRun").is_some_and(|value| value == "true");
        if dry_run && !(offered.dry_run == DryRun::Native && asks_for_dry_run) {
            return Err(refused(
                "change_not_allowed",
                format!("{name} is no dry run, and nothing may change"),
            ));
        }
        Ok(())
    }
}

fn check_form(call: &ApiCall) -> Result<(), Error> {
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    if !plain(&call.product) || !plain(&call.version) || !plain(&call.action) {
        return Err(refused(
            "api_call_malformed",
            "product, version and API action must be letters, digits, -, _ and .",
        ));
    }
    let names = || {
        let plain = call.params.keys().map(AsRef::as_ref);
        plain.chain(call.secret_params.keys().map(String::as_str))
    };
    let mut known = HashSet::new();
    if let Some(name) = names().find(|name| !known.insert(name.to_ascii_lowercase())) {
        return Err(refused(
            "api_call_malformed",
            format!("the parameter {name} is given twice"),
        ));
    }
    match names().find(|name| is_host_parameter(name)) {
        None => Ok(()),
        Some(name) => Err(refused(
            "api_call_malformed",
            format!("the parameter {name} is the host's to set"),
        )),
    }
}

fn refused(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Plugin, code, message)
}
