//! In which regions a profile is asked, and which answers of a region mean that it is none for this account.

use std::sync::Arc;

use yun_plugin_api::{
    RegionsAnswer, RegionsRequest,
    manifest::{Capability, Manifest, ResourceManifest, Scope},
    protocol::method,
};

use super::{Places, Regions};
use crate::{
    account::{CENTRAL_REGION, Region},
    catalog::Served,
    core::{Core, plugin_answer},
    error::Error,
    profile::RegionId,
    region_cache::RegionCache,
    session::Session,
};

/// The regions in which a profile is asked for a type.
///
/// # Errors
/// When they have to be asked for, and cannot be had.
pub(super) async fn of(
    core: &Arc<Core>,
    places: &Places,
    session: &Arc<Session>,
    wanted: &Regions,
    resource: &ResourceManifest,
) -> Result<Vec<String>, Error> {
    let found = match (wanted, resource.scope) {
        (_, Scope::Global) | (Regions::Default, _) => Ok(vec![session.profile.region.as_str().to_owned()]),
        (Regions::Named(named), _) => Ok(named.clone()),
        (Regions::All, _) if resource.own_regions => {
            places.run(of_type(core, session, &resource.resource_type)).await
        }
        (Regions::All, _) => places.run(core.region_ids(session)).await,
    };
    found.map_err(|error| error.for_profile(session.name()))
}

/// The regions that a type can be in, as its plugin told them within the last day.
async fn of_type(core: &Core, session: &Arc<Session>, resource_type: &str) -> Result<Vec<String>, Error> {
    let served = core.catalog.resource(resource_type)?;
    let cache = cache(core, session, &served);
    let known = match cache.load() {
        Some(known) => known,
        None => {
            let asked = ask(core, session, &served).await?;
            cache.save(&asked);
            asked
        }
    };
    Ok(known.into_iter().map(|region| region.id).collect())
}

async fn ask(
    core: &Core,
    session: &Arc<Session>,
    served: &Served<'_, ResourceManifest>,
) -> Result<Vec<Region>, Error> {
    let own = session.profile.region.as_str();
    let answer = match ask_from(core, session, served, own).await {
        // A region that does not exist has no endpoint to ask.
        Err(error) if error.code() == "unreachable" && own != CENTRAL_REGION => {
            ask_from(core, session, served, CENTRAL_REGION)
                .await
                .map_err(|_| error)
        }
        asked => asked,
    }?;
    // An id becomes part of a host's name: what has not its form is none.
    let sound = |id: &String| RegionId::parse(id).is_ok();
    let mut ids: Vec<String> = answer.regions.into_iter().filter(sound).collect();
    ids.sort();
    ids.dedup();
    // A type that is nowhere would pass for one of which there is nothing.
    if ids.is_empty() {
        return Err(plugin_answer(&served.manifest.id));
    }
    let region = |id| Region {
        id,
        name: String::new(),
        status: None,
        endpoint: None,
    };
    Ok(ids.into_iter().map(region).collect())
}

async fn ask_from(
    core: &Core,
    session: &Arc<Session>,
    served: &Served<'_, ResourceManifest>,
    region: &str,
) -> Result<RegionsAnswer, Error> {
    let request = RegionsRequest {
        resource_type: served.provided.resource_type.clone(),
        region: region.to_owned(),
    };
    core.call_resource(served, session, region, method::RESOURCE_REGIONS, &request)
        .await
}

/// The place for what this plugin told of the type, asked at the endpoints of the products that it may ask.
fn cache(core: &Core, session: &Session, served: &Served<'_, ResourceManifest>) -> RegionCache {
    let manifest = served.manifest;
    let mut about = vec![
        served.provided.resource_type.clone(),
        manifest.id.clone(),
        manifest.version.clone(),
    ];
    let endpoint = |product: &str| core.endpoint(product, &session.profile).map(String::from);
    about.extend(products(manifest).map(|product| endpoint(product).unwrap_or_default()));
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    RegionCache::of(&core.environment, &session.profile, &about)
}

fn products(manifest: &Manifest) -> impl Iterator<Item = &str> {
    manifest
        .capabilities
        .iter()
        .filter_map(|capability| match capability {
            Capability::Api(action) => Some(action.product.as_str()),
            _ => None,
        })
}

/// Whether a code says that the account may not use the region, or that the product is not there. Such a region is left
/// out where all regions were meant; one that was named is an error.
pub(super) fn is_closed(code: &str) -> bool {
    const ANYWHERE: [&str; 6] = [
        "RegionNotSupport",
        "RegionNotAllow",
        "RegionNotAvailable",
        "RegionUnauthorized",
        "UnsupportedRegion",
        "NotSupportRegion",
    ];
    code == "InvalidRegion"
        || code.starts_with("InvalidRegion.")
        || code.starts_with("InvalidRegionId")
        || code
            .split('.')
            .any(|part| ANYWHERE.iter().any(|start| part.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::is_closed;

    #[test]
    fn codes_that_say_that_a_region_is_none_for_the_account() {
        for (code, closed) in [
            ("InvalidRegionId", true),
            ("InvalidRegionId.NotFound", true),
            ("InvalidRegion.NotFound", true),
            ("InvalidRegion", true),
            ("OperationDenied.RegionNotSupported", true),
            ("InvalidParameter.RegionNotSupport", true),
            ("Forbidden.RegionNotAllowed", true),
            ("RegionUnauthorized", true),
            ("UnsupportedRegion", true),
            ("UnsupportedRegionId", true),
            // These concern the caller, the call or the moment, wherever it is sent.
            ("Forbidden.RAM", false),
            ("Forbidden", false),
            ("InvalidParameter.RegionIdle", false),
            ("MissingRegionId", false),
            ("ServiceUnavailable", false),
            ("Throttling", false),
            ("unreachable", false),
            ("", false),
        ] {
            assert_eq!(is_closed(code), closed, "{code}");
        }
    }
}
