//! What a library provides, and the way from a method's name to the author's code.

use serde::{Deserialize, Serialize};

use crate::{
    credential::CredentialMode,
    error::{Error, ErrorKind},
    host::Host,
    protocol::{Done, method},
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
    provided: Vec<Provided>,
}

/// One thing that is provided. The code that reads its requests is reached through `serve` alone, so that a
/// library without a credential mode carries none of theirs, and the other way round.
struct Provided {
    kind: Kind,
    name: &'static str,
    serve: Box<Serve>,
}

/// The part of every credential request that says what it is for.
#[derive(Deserialize)]
struct ForMode {
    mode: String,
}

/// The part of every resource request that says what it is for.
#[derive(Deserialize)]
struct ForType {
    #[serde(rename = "type")]
    resource_type: String,
}

/// Answers a method, encoded both ways.
type Serve = dyn Fn(&Host, &str, &[u8]) -> Result<Vec<u8>, Error> + Send + Sync;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Credential,
    Resource,
}

impl Plugin {
    /// Creates a plugin that provides nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Provides a credential mode under the manifest's `mode`.
    #[must_use]
    pub fn credential_mode(self, mode: &'static str, implementation: impl CredentialMode) -> Self {
        self.provide(Kind::Credential, mode, move |host, method, request| {
            serve_credential(&implementation, host, method, request)
        })
    }

    /// Provides a resource type under the manifest's `type`.
    #[must_use]
    pub fn resource_type(self, name: &'static str, implementation: impl ResourceType) -> Self {
        self.provide(Kind::Resource, name, move |host, method, request| {
            serve_resource(&implementation, host, method, request)
        })
    }

    fn provide(
        mut self,
        kind: Kind,
        name: &'static str,
        serve: impl Fn(&Host, &str, &[u8]) -> Result<Vec<u8>, Error> + Send + Sync + 'static,
    ) -> Self {
        self.provided.push(Provided {
            kind,
            name,
            serve: Box::new(serve),
        });
        self
    }

    /// Runs one method of protocol 1.
    pub(crate) fn dispatch(&self, host: &Host, method: &str, request: &[u8]) -> Result<Vec<u8>, Error> {
        let kind = match method {
            method::CREDENTIAL_CHECK
            | method::CREDENTIAL_RESOLVE
            | method::CREDENTIAL_LOGIN
            | method::CREDENTIAL_LOGOUT
            | method::CREDENTIAL_STATUS => Kind::Credential,
            method::RESOURCE_LIST
            | method::RESOURCE_GET
            | method::RESOURCE_ACT
            | method::RESOURCE_VIEW
            | method::RESOURCE_REGIONS
            | method::RESOURCE_ACCESS => Kind::Resource,
            unknown => return Err(Error::unknown_method(unknown)),
        };
        let name = match kind {
            Kind::Credential => decode::<ForMode>(request)?.mode,
            Kind::Resource => decode::<ForType>(request)?.resource_type,
        };
        let addressed = self
            .provided
            .iter()
            .find(|provided| provided.kind == kind && provided.name == name);
        match addressed {
            Some(provided) => (provided.serve)(host, method, request),
            None => Err(Error::new(
                ErrorKind::Plugin,
                "not_provided",
                format!("the plugin's manifest promises {name}, its code has none"),
            )),
        }
    }

    /// Takes out the next thing that is provided, to be dropped by itself.
    pub(crate) fn take_one(&mut self) -> Option<impl Sized> {
        self.provided.pop()
    }

    /// The names under which credential modes and resource types were registered.
    pub(crate) fn names(&self) -> (Vec<&'static str>, Vec<&'static str>) {
        let of = |kind| {
            let provided = self.provided.iter().filter(move |provided| provided.kind == kind);
            provided.map(|provided| provided.name).collect()
        };
        (of(Kind::Credential), of(Kind::Resource))
    }
}

fn serve_credential(
    mode: &impl CredentialMode,
    host: &Host,
    method: &str,
    request: &[u8],
) -> Result<Vec<u8>, Error> {
    match method {
        method::CREDENTIAL_CHECK => answer(mode.check(host, decode(request)?)),
        method::CREDENTIAL_RESOLVE => answer(mode.resolve(host, decode(request)?)),
        method::CREDENTIAL_LOGIN => answer(mode.login(host, decode(request)?)),
        method::CREDENTIAL_LOGOUT => answer(mode.logout(host, decode(request)?).map(|()| Done {})),
        method::CREDENTIAL_STATUS => answer(mode.status(host, decode(request)?)),
        unknown => Err(Error::unknown_method(unknown)),
    }
}

fn serve_resource(
    resource: &impl ResourceType,
    host: &Host,
    method: &str,
    request: &[u8],
) -> Result<Vec<u8>, Error> {
    match method {
        method::RESOURCE_LIST => answer(resource.list(host, decode(request)?)),
        method::RESOURCE_GET => answer(resource.get(host, decode(request)?)),
        method::RESOURCE_ACT => answer(resource.act(host, decode(request)?)),
        method::RESOURCE_VIEW => answer(resource.view(host, decode(request)?)),
        method::RESOURCE_REGIONS => answer(resource.regions(host, decode(request)?)),
        method::RESOURCE_ACCESS => answer(resource.access(host, decode(request)?)),
        unknown => Err(Error::unknown_method(unknown)),
    }
}

fn answer<T: Serialize>(outcome: Result<T, Error>) -> Result<Vec<u8>, Error> {
    encode(&outcome?)
}
