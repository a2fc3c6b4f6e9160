//! How plugins stand, and whether they are used.

use std::{path::PathBuf, sync::Arc};

use yun_plugin_api::manifest::Provided;

use super::effects::Tools;
use crate::{
    catalog::{Catalog, Library},
    error::Error,
    installing::{
        grants::Grants,
        overview::{self, Listed},
        portrait, signed, switching,
    },
    ram_policy,
    text::Language,
    trust::{Signed, TrustedKeys},
    ui::plugin::{Kind, KnownPlugin, PluginInfo, Provides, Signature, Switch, Switched},
};

impl Tools {
    /// Every plugin, each usable one opened to see whether it opens.
    pub(super) async fn plugins(self: &Arc<Self>) -> Result<Vec<KnownPlugin>, Error> {
        let core = self.core();
        if let Some(error) = core.catalog.record_error() {
            return Err(error.clone());
        }
        // Whether they are signed is told by the keys; without those the rest is told all the same.
        let keys = self.apart(|tools| TrustedKeys::load(&tools.core().environment));
        let keys = keys.await.unwrap_or_default();
        let listed = overview::all(&core, keys).await;
        Ok(listed.into_iter().map(known).collect())
    }

    /// Everything that is known of the plugin in this file.
    pub(super) async fn plugin(
        self: &Arc<Self>,
        path: PathBuf,
        language: Language,
    ) -> Result<Box<PluginInfo>, Error> {
        let core = self.core();
        let found = core
            .catalog
            .libraries()
            .iter()
            .find(|library| library.path == path);
        let library = match found {
            Some(library) => library.clone(),
            None => core.catalog.plugin(&path.to_string_lossy())?.clone(),
        };
        let standing = core.standing_of(&library).await;
        self.apart(move |tools| {
            let core = tools.core();
            let keys = TrustedKeys::load(&core.environment)?;
            let signed = signed::of_library(&library, &keys);
            let object = portrait::of_library(&core, &library, standing, signed.as_ref(), language);
            Ok(Box::new(PluginInfo {
                fields: object.fields,
                policy: library.manifest.as_deref().map(ram_policy::of_manifest),
            }))
        })
        .await
    }

    /// Has a plugin used, or not used any more; it counts from now on.
    pub(super) async fn switch(self: &Arc<Self>, id: String, switch: Switch) -> Result<Box<Switched>, Error> {
        self.apart(move |tools| {
            let core = tools.core();
            if let Some(error) = core.catalog.record_error() {
                return Err(error.clone());
            }
            let library = core.catalog.plugin(&id)?;
            match switch {
                Switch::On => switching::enable(&core.environment, library)?,
                Switch::Off => switching::disable(&core.environment, library)?,
            };
            let catalog = Catalog::discover(&core.environment);
            let resources = catalog.resources().map(|served| served.provided.clone());
            let resources = resources.collect();
            tools.use_catalog(catalog);
            Ok(Box::new(Switched {
                id,
                switch,
                resources,
            }))
        })
        .await
    }
}

fn known(listed: Listed) -> KnownPlugin {
    let Listed {
        library,
        standing,
        runner,
        signed,
        ..
    } = listed;
    let grants = |manifest: &_| Grants::default().missing_of(&Grants::all(manifest)).len();
    KnownPlugin {
        id: library.id(),
        version: library.version(),
        provides: provides(&library),
        state: standing.state,
        reason: standing.reason,
        runner,
        signature: signed.as_ref().map(signature),
        grants: match (&library.manifest, &library.carried) {
            (Some(manifest), Some(carried)) => Some((grants(manifest), grants(carried))),
            _ => None,
        },
        path: library.path,
    }
}

fn provides(library: &Library) -> Vec<Provides> {
    let provided = library.manifest.iter().flat_map(|manifest| &manifest.provides);
    let provided = provided.filter_map(|provided| {
        let (kind, title) = match provided {
            Provided::Credential(mode) => (Kind::Mode, mode.title.clone()),
            Provided::Resource(resource) => (Kind::Resource, resource.title.clone()),
            Provided::Unknown => return None,
        };
        Some(Provides { kind, title })
    });
    provided.collect()
}

fn signature(signed: &Result<Signed, Error>) -> Signature {
    match signed {
        Ok(Signed::By(_)) => Signature::Trusted,
        Ok(Signed::ByUnknown { .. }) => Signature::UnknownKey,
        Ok(Signed::Unsigned) => Signature::Unsigned,
        Err(error) if error.code() == "signature_bad" => Signature::Bad,
        Err(_) => Signature::Unchecked,
    }
}
