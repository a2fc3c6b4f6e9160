//! What the host knows of any account by itself: whose credentials they are, and which regions there are.

use std::sync::Arc;

use serde::Deserialize;
use yun_plugin_api::Keys;

use crate::{
    core::Core,
    error::Error,
    profile::RegionId,
    session::{Resolved, Session},
    suggest,
    text::message,
};

/// The region whose endpoint is asked for the list of regions when the profile's own cannot be reached.
const CENTRAL_REGION: &str = "cn-hangzhou";

/// Who a profile's credentials belong to: the answer of STS, `GetCallerIdentity`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Identity {
    /// The account's id.
    pub account_id: String,
    /// The caller's resource name.
    pub arn: String,
    /// `Account`, `RAMUser` or `AssumedRoleUser`.
    pub identity_type: String,
}

/// The answer of ECS, `DescribeRegions`, as far as it is used.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RegionsAnswer {
    regions: Regions,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Regions {
    region: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Region {
    region_id: String,
}

impl Core {
    /// Who the profile's credentials belong to.
    ///
    /// # Errors
    /// When there are no credentials, or they are not accepted.
    pub async fn identity(&self, session: &Arc<Session>) -> Result<(Identity, Resolved), Error> {
        let resolved = self.credentials(session).await?;
        let call = ("Sts", "2015-04-01", "GetCallerIdentity");
        let identity = self
            .api(session, &session.profile.region, &resolved.keys, call)
            .await;
        Ok((
            identity.map_err(|error: Error| error.for_profile(session.name()))?,
            resolved,
        ))
    }

    /// The ids of the regions that the account may use; asked once for each session.
    ///
    /// # Errors
    /// When there are no credentials, or the list cannot be had.
    pub async fn regions(&self, session: &Arc<Session>) -> Result<Vec<String>, Error> {
        let mut known = session.regions.lock().await;
        if let Some(regions) = known.as_ref() {
            return Ok(regions.clone());
        }
        let regions = self
            .ask_regions(session)
            .await
            .map_err(|error| error.for_profile(session.name()))?;
        *known = Some(regions.clone());
        Ok(regions)
    }

    async fn ask_regions(&self, session: &Arc<Session>) -> Result<Vec<String>, Error> {
        let resolved = self.credentials(session).await?;
        let own = &session.profile.region;
        match self.regions_from(session, &resolved.keys, own).await {
            // A region that does not exist has no endpoint to ask.
            Err(error) if error.code() == "unreachable" && own.as_str() != CENTRAL_REGION => {
                let central = RegionId::parse(CENTRAL_REGION)?;
                self.regions_from(session, &resolved.keys, &central)
                    .await
                    .map_err(|_| error)
            }
            asked => asked,
        }
    }

    async fn regions_from(
        &self,
        session: &Session,
        keys: &Keys,
        region: &RegionId,
    ) -> Result<Vec<String>, Error> {
        let call = ("Ecs", "2014-05-26", "DescribeRegions");
        let answer: RegionsAnswer = self.api(session, region, keys, call).await?;
        let ids = answer.regions.region.into_iter().map(|region| region.region_id);
        // An id becomes part of a host's name: what has not its form is none.
        Ok(ids.filter(|id| RegionId::parse(id).is_ok()).collect())
    }

    /// The error of a call to `region`, or the news that there is no such region if that is what it comes to.
    pub async fn explain_region(&self, session: &Arc<Session>, region: &str, error: Error) -> Error {
        let mut asked_in_vain = session.regions_unknown.lock().await;
        let may_be_unknown = error.code() == "unreachable" || error.code().starts_with("InvalidRegionId");
        if !may_be_unknown || *asked_in_vain {
            return error;
        }
        match self.regions(session).await {
            Ok(regions) => unknown_region(region, &regions).unwrap_or(error),
            Err(_) => {
                // Other regions of the same command will fail alike; one question is enough.
                *asked_in_vain = true;
                error
            }
        }
    }
}

/// The error for a region that is not among those of the account.
pub fn unknown_region(region: &str, regions: &[String]) -> Option<Error> {
    if regions.iter().any(|known| known == region) {
        return None;
    }
    let hint = suggest::hint(region, regions.iter().map(String::as_str), || {
        message!("hint-regions", regions = regions.join(", "))
    });
    Some(
        Error::invalid_input(
            "region_unknown",
            message!("error-unknown-region", region = region),
        )
        .hint(hint),
    )
}
