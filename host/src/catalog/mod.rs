//! The catalog: which libraries there are, what each says of itself, and which one serves a name.
//!
//! Everything here is answered from manifests; no library is loaded.

mod cache;
pub mod crashes;
mod deciding;
mod discovery;
mod embedded;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod library;
mod locate;
pub(crate) mod names;
mod record;
mod refusal;

use std::sync::Arc;

use yun_plugin_api::{
    manifest::{
        AliyunCliMode, AliyunCliRefusal, CredentialManifest, FieldType, Manifest, ProtocolRange, Provided,
        ResourceManifest, Scope,
    },
    protocol::PROTOCOL,
};

use crate::{
    environment::Environment,
    error::Error,
    suggest,
    text::{Several, message},
};

pub use crashes::CrashesSeen;
pub(crate) use deciding::check_deciding_file;
pub use discovery::Origin;
pub(crate) use discovery::{check_file, judge_source, library_of_crate};
pub(crate) use library::sha256;
pub use library::{Library, Served};
pub use locate::locate;
pub use record::{Claim, Installed, Record, store_directory};
pub use refusal::{Refusal, State};

/// The protocols that this host speaks.
pub const SPOKEN: ProtocolRange = ProtocolRange {
    min: 1,
    max: PROTOCOL,
};

/// What a manifest says of a mode of Alibaba Cloud CLI.
#[derive(Debug, Clone, Copy)]
pub enum AliyunCliClaim<'a> {
    /// This credential mode takes it over.
    Served(&'a CredentialManifest, &'a AliyunCliMode),
    /// This library would take it over, and is refused.
    Refused(&'a Library, &'a AliyunCliMode),
    /// Nobody serves it, for a reason.
    Unserved(&'a AliyunCliRefusal),
}

impl<'a> AliyunCliClaim<'a> {
    /// The mode's name in that CLI's file.
    pub fn mode(self) -> &'a str {
        match self {
            Self::Served(_, claim) | Self::Refused(_, claim) => &claim.mode,
            Self::Unserved(refusal) => &refusal.mode,
        }
    }

    /// The keys from which the mode follows where none is named.
    pub fn inferred_from(self) -> &'a [String] {
        match self {
            Self::Served(_, claim) | Self::Refused(_, claim) => &claim.inferred_from,
            Self::Unserved(refusal) => &refusal.inferred_from,
        }
    }

    /// Which mode follows where the keys of several are there: that of the lowest rank.
    pub fn inferred_rank(self) -> u32 {
        match self {
            Self::Served(_, claim) | Self::Refused(_, claim) => claim.inferred_rank,
            Self::Unserved(refusal) => refusal.inferred_rank,
        }
    }
}

/// All libraries that were found, in the order in which they count.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    libraries: Vec<Library>,
    cache_was_broken: bool,
    record_error: Option<Error>,
}

impl Catalog {
    /// Finds the libraries and reads their manifests, through the cache. Never fails: what is wrong with a
    /// library is part of what is known of it.
    pub fn discover(environment: &Environment) -> Self {
        let mut cache = cache::ManifestCache::load(environment);
        let mut libraries: Vec<Library> = Vec::new();
        let (record, record_error) = match Record::load(environment) {
            Ok(record) => (record, None),
            // Without a data directory nothing is installed.
            Err(error) if error.code() == "home_unknown" => (Record::default(), None),
            Err(error) => (Record::default(), Some(error)),
        };
        for found in discovery::libraries(environment, &record) {
            let read = check_file(&found.path, environment).and_then(|()| cache.embedded(&found.path));
            let library = Library::of_file(found.path, found.origin, read);
            libraries.push(match found.installed {
                Some(installed) => library.installed_as(installed),
                None => library,
            });
        }
        let cache_was_broken = cache.broken;
        cache.save();
        refuse_switched_off(&mut libraries, &record, environment);
        names::refuse_taken(&mut libraries);
        Self {
            libraries,
            cache_was_broken,
            record_error,
        }
    }

    /// A catalog of these manifests, as if libraries had them.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn of_manifests(manifests: impl IntoIterator<Item = Manifest>) -> Self {
        Self {
            libraries: manifests.into_iter().map(Library::of_manifest).collect(),
            ..Self::default()
        }
    }

    /// Whether the cache of manifests could not be read, so that they were read out of the libraries again.
    pub fn cache_was_broken(&self) -> bool {
        self.cache_was_broken
    }

    /// Why it is not known what is installed, if it is not.
    pub fn record_error(&self) -> Option<&Error> {
        self.record_error.as_ref()
    }

    /// The installed library of the plugin with this id.
    pub fn installed(&self, id: &str) -> Option<&Library> {
        let mut installed = self
            .libraries
            .iter()
            .filter(|library| library.installed.is_some());
        installed.find(|library| library.id() == id)
    }

    /// The library of the plugin with this id, refused ones included: the first in the order in which they count.
    ///
    /// # Errors
    /// When there is none.
    pub fn plugin(&self, id: &str) -> Result<&Library, Error> {
        let named = self.libraries.iter().find(|library| library.id() == id);
        named.ok_or_else(|| {
            let known: Vec<String> = self.libraries.iter().map(Library::id).collect();
            let known = known.iter().map(String::as_str);
            let hint = suggest::hint(id, known, || message!("hint-plugin-list"));
            Error::invalid_input("plugin_unknown", message!("error-plugin-unknown", id = id)).hint(hint)
        })
    }

    /// Why a library like this one could not be added: a name that it claims belongs to another, the plugin of its own id
    /// aside, whose place it would take.
    pub fn refuses(&self, manifest: &Manifest) -> Option<Refusal> {
        let mut all: Vec<Library> = self.libraries.clone();
        all.retain(|library| library.installed.is_none() || library.id() != manifest.id);
        // What is switched off keeps its names: somebody may switch it on again.
        for library in &mut all {
            let is_off = |refusal: &Refusal| matches!(refusal.state, State::Disabled | State::Quarantined);
            library.refusal.take_if(|refusal| is_off(refusal));
        }
        all.push(Library::of_manifest(manifest.clone()).from(Origin::Installed));
        // In its place: after what ships, before what is developed.
        all.sort_by_key(|library| library.origin);
        names::refuse_taken(&mut all);
        let added = all
            .into_iter()
            .rfind(|library| library.origin == Origin::Installed && library.id() == manifest.id);
        added.and_then(|library| library.refusal)
    }

    /// Every library, refused ones included.
    pub fn libraries(&self) -> &[Library] {
        &self.libraries
    }

    /// The resource types that can be used, with their libraries.
    pub fn resources(&self) -> impl Iterator<Item = Served<'_, ResourceManifest>> {
        self.usable().flat_map(|(library, manifest)| {
            manifest.resources().map(move |provided| Served {
                by: library,
                manifest,
                provided,
            })
        })
    }

    /// The credential modes that can be used, with their libraries.
    pub fn credentials(&self) -> impl Iterator<Item = Served<'_, CredentialManifest>> {
        self.usable().flat_map(|(library, manifest)| {
            manifest.credentials().map(move |provided| Served {
                by: library,
                manifest,
                provided,
            })
        })
    }

    /// The resource type called `name`, or with this alias.
    ///
    /// # Errors
    /// When no library serves it, or the one that does is refused.
    pub fn resource(&self, name: &str) -> Result<Served<'_, ResourceManifest>, Error> {
        let is = |resource: &ResourceManifest| {
            resource.resource_type == name || resource.aliases.iter().any(|alias| alias == name)
        };
        if let Some(served) = self.resources().find(|served| is(served.provided)) {
            return Ok(served);
        }
        let refused = |library: &Library| {
            library.provides_as(|provided| matches!(provided, Provided::Resource(resource) if is(resource)))
        };
        Err(self.refused(name, refused).unwrap_or_else(|| {
            let known = self
                .resources()
                .map(|served| served.provided.resource_type.as_str());
            let hint = suggest::hint(name, known, || message!("hint-help"));
            let message = message!("error-unknown-command", name = name);
            self.unless_installed(Error::invalid_input("type_unknown", message).hint(hint))
        }))
    }

    /// The credential mode called `name` in any case, or with this alias.
    ///
    /// # Errors
    /// When no library serves it, or the one that does is refused.
    pub fn credential(&self, name: &str) -> Result<Served<'_, CredentialManifest>, Error> {
        let same = |known: &str| known.to_lowercase() == name.to_lowercase();
        let is = |credential: &CredentialManifest| {
            same(&credential.mode) || credential.aliases.iter().any(|alias| same(alias))
        };
        if let Some(served) = self.credentials().find(|served| is(served.provided)) {
            return Ok(served);
        }
        let refused = |library: &Library| {
            library.provides_as(
                |provided| matches!(provided, Provided::Credential(credential) if is(credential)),
            )
        };
        Err(self.refused(name, refused).unwrap_or_else(|| {
            let known: Vec<&str> = self
                .credentials()
                .map(|served| served.provided.mode.as_str())
                .collect();
            let hint = match suggest::nearest(name, known.iter().copied()) {
                Some(nearest) => message!("hint-did-you-mean", name = nearest),
                None if known.is_empty() => message!("hint-no-mode"),
                None => message!("hint-modes", modes = Several(&known)),
            };
            let message = message!("error-unknown-mode", mode = name);
            self.unless_installed(Error::invalid_input("mode_unknown", message).hint(hint))
        }))
    }

    /// The error for an unknown name, which may be known where it cannot be read what is installed.
    pub(crate) fn unless_installed(&self, error: Error) -> Error {
        match &self.record_error {
            None => error,
            Some(_) => error.hint(message!("hint-record-unread")),
        }
    }

    /// What the manifests say of the modes of Alibaba Cloud CLI: first those that can be used, then those of libraries
    /// that are refused, then those that no library serves.
    pub fn aliyun_cli(&self) -> Vec<AliyunCliClaim<'_>> {
        let served = self.credentials().flat_map(|served| {
            let modes = served.provided.aliyun_cli.iter();
            modes.map(move |mode| AliyunCliClaim::Served(served.provided, mode))
        });
        let is_refused = |library: &&Library| library.refusal.is_some();
        let refused = self.libraries.iter().filter(is_refused).flat_map(|library| {
            let credentials = library
                .manifest
                .iter()
                .flat_map(|manifest| manifest.credentials());
            let modes = credentials.flat_map(|credential| &credential.aliyun_cli);
            modes.map(move |mode| AliyunCliClaim::Refused(library, mode))
        });
        let unserved = self.usable().flat_map(|(_, manifest)| {
            let modes = manifest.aliyun_cli_refused.iter();
            modes.map(AliyunCliClaim::Unserved)
        });
        served.chain(refused).chain(unserved).collect()
    }

    fn usable(&self) -> impl Iterator<Item = (&Library, &Arc<Manifest>)> {
        self.libraries
            .iter()
            .filter(|library| library.refusal.is_none())
            .filter_map(|library| library.manifest.as_ref().map(|manifest| (library, manifest)))
    }

    /// The error for a name that a refused library provides, or seems to by its file's name.
    fn refused(&self, name: &str, provides: impl Fn(&Library) -> bool) -> Option<Error> {
        let concerned = self.libraries.iter().find(|library| {
            library.refusal.is_some()
                && (provides(library) || library.manifest.is_none() && library.seems_to_provide(name))
        })?;
        concerned.refused()
    }
}

/// Whether a readable manifest is one that this host can work with.
fn judge(manifest: &Manifest) -> Option<Refusal> {
    if manifest.protocol.newest_shared(SPOKEN).is_none() {
        return Some(Refusal::protocol(manifest.protocol, SPOKEN));
    }
    let fields = || manifest.credentials().flat_map(|credential| &credential.fields);
    let params = manifest.resources().flat_map(|resource| {
        let of_actions = resource.actions.iter().flat_map(|action| &action.params);
        of_actions.chain(resource.views.iter().flat_map(|view| &view.params))
    });
    // How its value must be asked for and kept is what a type says. What a filter lets through is the plugin's to judge.
    let mut known_of = fields().chain(params);
    if let Some(field) = known_of.find(|field| field.field_type == FieldType::Unknown) {
        return Some(Refusal::too_new(&field.key));
    }
    if let Some(resource) = manifest
        .resources()
        .find(|resource| resource.scope == Scope::Unknown)
    {
        return Some(Refusal::too_new(&resource.resource_type));
    }
    let is_bad = |pattern: &String| crate::profile::fields::whole(pattern).is_err();
    let bad = fields().find(|field| field.pattern.as_ref().is_some_and(is_bad))?;
    Some(Refusal::bad_pattern(&bad.key))
}

/// What was disabled, or crashed too often.
fn refuse_switched_off(libraries: &mut [Library], record: &Record, environment: &Environment) {
    let crashes = match record.plugins.is_empty() {
        true => crashes::Crashes::default(),
        false => crashes::Crashes::load(environment),
    };
    for library in libraries.iter_mut().filter(|library| library.refusal.is_none()) {
        let is_quarantined = |installed: &Arc<Installed>| crashes.quarantines(&installed.sha256);
        if record.disabled.contains(&library.id()) {
            library.refusal = Some(Refusal::disabled());
        } else if library.installed.as_ref().is_some_and(is_quarantined) {
            library.refusal = Some(Refusal::quarantined());
        }
    }
}
