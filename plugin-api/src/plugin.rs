//! What a library provides, and the way from a method's name to the author's code.

use serde::Serialize;

use crate::{
    credential::CredentialMode,
    error::{Error, ErrorKind},
    host::Host,
    protocol::{
        Done,
        credential::{CheckRequest, ResolveRequest, SessionRequest},
        method,
        resource::{ActRequest, GetRequest, ListRequest, ViewRequest},
    },
    resource::ResourceType,
    wire::{decode, encode},
};

/// Everything that one library provides, by the names of its manifest.
///
/// ```
/// # use yun_plugin_api::*;
/// # struct Hosts;
/// # impl ResourceType for Hosts {
/// #     fn list(&self, _: &Host, _: ListRequest) -> Result<ListPage, Error> { Ok(ListPage::default()) }
/// #     fn get(&self, _: &Host, _: GetRequest) -> Result<GetAnswer, Error> { Ok(GetAnswer::default()) }
/// # }
/// let plugin = Plugin::new().resource_type("hosts", Hosts);
/// ```
#[derive(Default)]
pub struct Plugin {
    credential_modes: Vec<(&'static str, Box<dyn CredentialMode>)>,
    resource_types: Vec<(&'static str, Box<dyn ResourceType>)>,
}

impl Plugin {
    /// Creates a plugin that provides nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Provides a credential mode under the manifest's `mode`.
    #[must_use]
    pub fn credential_mode(mut self, mode: &'static str, implementation: impl CredentialMode) -> Self {
        self.credential_modes.push((mode, Box::new(implementation)));
        self
    }

    /// Provides a resource type under the manifest's `type`.
    #[must_use]
    pub fn resource_type(mut self, name: &'static str, implementation: impl ResourceType) -> Self {
        self.resource_types.push((name, Box::new(implementation)));
        self
    }

    /// Runs one method of protocol 1.
    pub(crate) fn dispatch(&self, host: &Host, name: &str, request: &[u8]) -> Result<Vec<u8>, Error> {
        match name {
            method::CREDENTIAL_CHECK => {
                let request: CheckRequest = decode(request)?;
                answer(self.mode(&request.mode)?.check(host, request))
            }
            method::CREDENTIAL_RESOLVE => {
                let request: ResolveRequest = decode(request)?;
                answer(self.mode(&request.mode)?.resolve(host, request))
            }
            method::CREDENTIAL_LOGIN => {
                let request: SessionRequest = decode(request)?;
                answer(self.mode(&request.mode)?.login(host, request))
            }
            method::CREDENTIAL_LOGOUT => {
                let request: SessionRequest = decode(request)?;
                answer(self.mode(&request.mode)?.logout(host, request).map(|()| Done {}))
            }
            method::CREDENTIAL_STATUS => {
                let request: SessionRequest = decode(request)?;
                answer(self.mode(&request.mode)?.status(host, request))
            }
            method::RESOURCE_LIST => {
                let request: ListRequest = decode(request)?;
                answer(self.resource(&request.resource_type)?.list(host, request))
            }
            method::RESOURCE_GET => {
                let request: GetRequest = decode(request)?;
                answer(self.resource(&request.resource_type)?.get(host, request))
            }
            method::RESOURCE_ACT => {
                let request: ActRequest = decode(request)?;
                answer(self.resource(&request.resource_type)?.act(host, request))
            }
            method::RESOURCE_VIEW => {
                let request: ViewRequest = decode(request)?;
                answer(self.resource(&request.resource_type)?.view(host, request))
            }
            unknown => Err(Error::unknown_method(unknown)),
        }
    }

    /// The names under which credential modes and resource types were registered.
    pub(crate) fn names(&self) -> (Vec<&'static str>, Vec<&'static str>) {
        (
            self.credential_modes.iter().map(|(name, _)| *name).collect(),
            self.resource_types.iter().map(|(name, _)| *name).collect(),
        )
    }

    fn mode(&self, name: &str) -> Result<&dyn CredentialMode, Error> {
        find(&self.credential_modes, name)
            .map(AsRef::as_ref)
            .ok_or_else(|| not_provided(format!("the credential mode {name}")))
    }

    fn resource(&self, name: &str) -> Result<&dyn ResourceType, Error> {
        find(&self.resource_types, name)
            .map(AsRef::as_ref)
            .ok_or_else(|| not_provided(format!("the resource type {name}")))
    }
}

fn find<'a, T>(named: &'a [(&'static str, T)], name: &str) -> Option<&'a T> {
    named
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

fn not_provided(what: String) -> Error {
    Error::new(
        ErrorKind::Plugin,
        "not_provided",
        format!("the plugin's manifest promises {what}, its code has none"),
    )
}

fn answer<T: Serialize>(outcome: Result<T, Error>) -> Result<Vec<u8>, Error> {
    encode(&outcome?)
}
