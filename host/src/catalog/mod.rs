//! The catalog: which libraries there are, what each says of itself, and which one serves a name.
//!
//! Everything here is answered from manifests; no library is loaded.

mod cache;
mod discovery;
mod embedded;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod refusal;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use sha2::{Digest, Sha256};
use yun_plugin_api::{
    manifest::{
        AliyunCliMode, AliyunCliRefusal, CredentialManifest, FieldType, Manifest, ProtocolRange, Provided,
        ResourceManifest, Scope,
    },
    protocol::PROTOCOL,
};

use crate::{
    environment::Environment,
    error::{Error, ErrorKind},
    suggest,
    text::message,
};

use embedded::Embedded;

pub use discovery::Origin;
pub use refusal::{Refusal, State};

/// The protocols that this host speaks.
pub const SPOKEN: ProtocolRange = ProtocolRange {
    min: 1,
    max: PROTOCOL,
};

/// A library that was found.
#[derive(Debug, Clone)]
pub struct Library {
    /// Its file, links resolved.
    pub path: PathBuf,
    /// Where it was found.
    pub origin: Origin,
    /// What it says of itself, if that could be read.
    pub manifest: Option<Arc<Manifest>>,
    /// Why it is not used, if it is not.
    pub refusal: Option<Refusal>,
}

impl Library {
    /// Looks at any file, without loading it and without the cache. Never fails: what is wrong with it is part of what is
    /// known of it.
    pub fn look(path: &Path, origin: Origin, environment: &Environment) -> Self {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let read = discovery::check_file(&path, environment).and_then(|()| embedded::read(&path));
        Self::of_file(path, origin, read)
    }

    fn of_file(path: PathBuf, origin: Origin, read: Result<Embedded, Refusal>) -> Self {
        let (manifest, refusal) = match read.and_then(|embedded| Ok((embedded.manifest()?, embedded))) {
            Ok((manifest, embedded)) => {
                let foreign = embedded.foreign_architecture().map(Refusal::foreign_architecture);
                let refusal = judge(&manifest).or(foreign);
                (Some(Arc::new(manifest)), refusal)
            }
            Err(refusal) => (None, Some(refusal)),
        };
        Self {
            path,
            origin,
            manifest,
            refusal,
        }
    }

    /// The plugin's id, or the file's name if there is no manifest.
    pub fn id(&self) -> String {
        match &self.manifest {
            Some(manifest) => manifest.id.clone(),
            None => self
                .path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        }
    }

    /// The names of what it provides.
    pub fn provides(&self) -> Vec<&str> {
        let provides = self.manifest.iter().flat_map(|manifest| &manifest.provides);
        provides
            .filter_map(|provided| match provided {
                Provided::Credential(credential) => Some(credential.mode.as_str()),
                Provided::Resource(resource) => Some(resource.resource_type.as_str()),
                Provided::Unknown => None,
            })
            .collect()
    }

    /// The SHA-256 of the file, in hexadecimal.
    ///
    /// # Errors
    /// When it is no regular file, or cannot be read.
    pub fn sha256(&self) -> std::io::Result<String> {
        // Opening a pipe would wait for somebody to write into it.
        if !std::fs::metadata(&self.path)?.is_file() {
            return Err(std::io::ErrorKind::InvalidInput.into());
        }
        let mut file = std::fs::File::open(&self.path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let read = std::io::Read::read(&mut file, &mut buffer)?;
            if read == 0 {
                return Ok(crate::hex::encode(&hasher.finalize()));
            }
            hasher.update(&buffer[..read]);
        }
    }

    /// The error for what it would provide, if it is not used.
    pub fn refused(&self) -> Option<Error> {
        let refusal = self.refusal.as_ref()?;
        let message = message!("error-plugin-refused", path = self.path.as_path());
        Some(
            Error::new(ErrorKind::Plugin, refusal.code, message)
                .reason(refusal.reason.clone())
                .hint(message!("hint-plugin-list"))
                .by_plugin(&self.id()),
        )
    }

    /// Whether the file's name says that it would provide `name`, for files without a readable manifest.
    fn seems_to_provide(&self, name: &str) -> bool {
        let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' '], "");
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        stem.split_once("yun_plugin_")
            .is_some_and(|(_, stem)| plain(stem) == plain(name))
    }

    fn provides_as(&self, matches: impl Fn(&Provided) -> bool) -> bool {
        self.manifest
            .as_ref()
            .is_some_and(|manifest| manifest.provides.iter().any(matches))
    }
}

/// A library together with the one thing of it that was asked for.
#[derive(Debug)]
pub struct Served<'a, T> {
    /// The library that serves it.
    pub by: &'a Library,
    /// Its manifest.
    pub manifest: &'a Arc<Manifest>,
    /// What was asked for.
    pub provided: &'a T,
}

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
#[derive(Debug, Default)]
pub struct Catalog {
    libraries: Vec<Library>,
    cache_was_broken: bool,
}

impl Catalog {
    /// Finds the libraries and reads their manifests, through the cache. Never fails: what is wrong with a
    /// library is part of what is known of it.
    pub fn discover(environment: &Environment) -> Self {
        let mut cache = cache::ManifestCache::load(environment);
        let mut libraries: Vec<Library> = Vec::new();
        for found in discovery::libraries(environment) {
            let read =
                discovery::check_file(&found.path, environment).and_then(|()| cache.embedded(&found.path));
            libraries.push(Library::of_file(found.path, found.origin, read));
        }
        let cache_was_broken = cache.broken;
        cache.save();
        refuse_taken_names(&mut libraries);
        Self {
            libraries,
            cache_was_broken,
        }
    }

    /// A catalog of these manifests, as if libraries had them.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn of_manifests(manifests: impl IntoIterator<Item = Manifest>) -> Self {
        let library = |manifest: Manifest| Library {
            path: PathBuf::from(&manifest.id),
            origin: Origin::Bundled,
            refusal: judge(&manifest),
            manifest: Some(Arc::new(manifest)),
        };
        Self {
            libraries: manifests.into_iter().map(library).collect(),
            cache_was_broken: false,
        }
    }

    /// Whether the cache of manifests could not be read, so that they were read out of the libraries again.
    pub fn cache_was_broken(&self) -> bool {
        self.cache_was_broken
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
            Error::invalid_input("type_unknown", message!("error-unknown-command", name = name)).hint(hint)
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
                None => message!("hint-modes", modes = known.join(", ")),
            };
            Error::invalid_input("mode_unknown", message!("error-unknown-mode", mode = name)).hint(hint)
        }))
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
    if let Some(field) = fields().find(|field| field.field_type == FieldType::Unknown) {
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

/// Ids, modes and types belong to the library that comes first.
fn refuse_taken_names(libraries: &mut [Library]) {
    let mut taken = HashSet::new();
    for library in libraries.iter_mut().filter(|library| library.refusal.is_none()) {
        let Some(manifest) = &library.manifest else {
            continue;
        };
        let mut claims = vec![("id", manifest.id.clone())];
        for provided in &manifest.provides {
            match provided {
                Provided::Credential(credential) => claims.extend(
                    std::iter::once(&credential.mode)
                        .chain(&credential.aliases)
                        .map(|name| ("mode", name.to_lowercase())),
                ),
                Provided::Resource(resource) => claims.extend(
                    std::iter::once(&resource.resource_type)
                        .chain(&resource.aliases)
                        .map(|name| ("type", name.clone())),
                ),
                Provided::Unknown => {}
            }
        }
        match claims.iter().find(|claim| taken.contains(*claim)) {
            Some((_, name)) => library.refusal = Some(Refusal::name_taken(name)),
            None => taken.extend(claims),
        }
    }
}
