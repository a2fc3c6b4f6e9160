//! Names that a plugin claims for itself: its id, its modes, its types. Each belongs to one.

use std::collections::HashSet;

use yun_plugin_api::manifest::{Manifest, Provided};

use super::{Library, Origin, Refusal};

/// A name with what it names.
pub(crate) type Claim = (&'static str, String);

/// Everything that a manifest claims.
pub(crate) fn claims(manifest: &Manifest) -> Vec<Claim> {
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
    claims
}

/// Refuses what claims a name that belongs to another: to what ships, whether that works or not, or to what comes first.
pub(super) fn refuse_taken(libraries: &mut [Library]) {
    let shipped: HashSet<Claim> = libraries
        .iter()
        .filter(|library| library.origin == Origin::Bundled)
        .filter_map(|library| library.manifest.as_deref())
        .flat_map(claims)
        .collect();
    let mut taken: HashSet<Claim> = HashSet::new();
    for library in libraries.iter_mut().filter(|library| library.refusal.is_none()) {
        let Some(manifest) = &library.manifest else {
            continue;
        };
        let claims = claims(manifest);
        let is_taken = |claim: &&Claim| {
            taken.contains(*claim) || library.origin != Origin::Bundled && shipped.contains(*claim)
        };
        match claims.iter().find(is_taken) {
            Some((_, name)) => library.refusal = Some(Refusal::name_taken(name)),
            None => taken.extend(claims),
        }
    }
}
