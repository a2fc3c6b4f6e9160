//! What the host knows of any account by itself: whose credentials they are, and which regions there are.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use yun_plugin_api::Keys;

use crate::{
    core::Core,
    error::{Error, ErrorKind},
    profile::RegionId,
    region_cache::RegionCache,
    session::{Resolved, Session},
    suggest,
    text::{Language, Several, message},
};

/// The region whose endpoint is asked for the list of regions when the profile's own cannot be reached.
pub(crate) const CENTRAL_REGION: &str = "cn-hangzhou";

/// The code of the error for a region that is not among those of the account.
pub(crate) const REGION_UNKNOWN: &str = "region_unknown";

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

/// A region that an account may use: an entry of ECS, `DescribeRegions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Region {
    /// Its id.
    #[serde(rename = "RegionId")]
    pub id: String,
    /// Its name in the user's language.
    #[serde(default, rename = "LocalName")]
    pub name: String,
    /// `available` or `soldOut`.
    #[serde(default)]
    pub status: Option<String>,
    /// The address of ECS there.
    #[serde(default, rename = "RegionEndpoint")]
    pub endpoint: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RegionsAnswer {
    regions: RegionsList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RegionsList {
    region: Vec<Region>,
}

/// A resource group of an account: an entry of `ResourceManager`, `ListResourceGroups`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceGroup {
    /// Its id.
    pub id: String,
    /// Its identifier, unique in the account.
    #[serde(default)]
    pub name: String,
    /// The name that people gave it.
    #[serde(default)]
    pub display_name: String,
    /// `OK`, `Creating` or one of the states of its removal.
    #[serde(default)]
    pub status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceGroupsAnswer {
    resource_groups: ResourceGroupsList,
    #[serde(default)]
    total_count: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceGroupsList {
    resource_group: Vec<ResourceGroup>,
}

/// `PageSize` of `ListResourceGroups` is at most 100.
const LARGEST_PAGE: u64 = 100;

/// The region that stands in while a profile's own is not known yet.
pub fn central_region() -> RegionId {
    RegionId::parse(CENTRAL_REGION).expect("the constant is of a region's form")
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
            .api(
                session,
                &session.profile.region,
                &resolved.keys,
                call,
                &BTreeMap::new(),
            )
            .await;
        Ok((
            identity.map_err(|error: Error| error.for_profile(session.name()))?,
            resolved,
        ))
    }

    /// The regions that the account may use, as it tells them now; asked once for each session.
    ///
    /// # Errors
    /// When there are no credentials, or the list cannot be had.
    pub async fn regions(&self, session: &Arc<Session>) -> Result<Vec<Region>, Error> {
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

    /// The ids of the regions that the account may use, as it told them within the last day.
    ///
    /// # Errors
    /// When they have to be asked for, as [`regions`](Self::regions).
    pub async fn region_ids(&self, session: &Arc<Session>) -> Result<Vec<String>, Error> {
        let regions = match self.region_cache(session).load() {
            Some(regions) => regions,
            None => self.kept_regions(session).await?,
        };
        Ok(regions.into_iter().map(|region| region.id).collect())
    }

    /// The regions as the account tells them now, kept for commands to come.
    ///
    /// # Errors
    /// As [`regions`](Self::regions).
    pub async fn kept_regions(&self, session: &Arc<Session>) -> Result<Vec<Region>, Error> {
        let regions = self.regions(session).await?;
        self.region_cache(session).save(&regions);
        Ok(regions)
    }

    fn region_cache(&self, session: &Session) -> RegionCache {
        let profile = &session.profile;
        let endpoint = self
            .endpoint("Ecs", profile)
            .map(String::from)
            .unwrap_or_default();
        RegionCache::of(&self.environment, profile, &[&endpoint, self.language().code()])
    }

    async fn ask_regions(&self, session: &Arc<Session>) -> Result<Vec<Region>, Error> {
        let resolved = self.credentials(session).await?;
        let own = &session.profile.region;
        match self.regions_from(session, &resolved.keys, own).await {
            // A region that does not exist has no endpoint to ask.
            Err(error) if error.code() == "unreachable" && own.as_str() != CENTRAL_REGION => self
                .regions_from(session, &resolved.keys, &central_region())
                .await
                .map_err(|_| error),
            asked => asked,
        }
    }

    async fn regions_from(
        &self,
        session: &Session,
        keys: &Keys,
        region: &RegionId,
    ) -> Result<Vec<Region>, Error> {
        let call = ("Ecs", "2014-05-26", "DescribeRegions");
        let language = match self.language() {
            Language::English => "en-US",
            Language::Chinese => "zh-CN",
        };
        let params = BTreeMap::from([(Cow::Borrowed("AcceptLanguage"), language.to_owned())]);
        let answer: RegionsAnswer = self.api(session, region, keys, call, &params).await?;
        let regions = answer.regions.region.into_iter();
        // An id becomes part of a host's name: what has not its form is none.
        let regions: Vec<Region> = regions
            .filter(|region| RegionId::parse(&region.id).is_ok())
            .collect();
        // No account is without regions: an empty list of them would pass for an account without resources.
        if regions.is_empty() {
            let message = message!("error-regions-none", action = call.2);
            return Err(Error::new(ErrorKind::Unavailable, "unexpected_answer", message));
        }
        Ok(regions)
    }

    /// The account's resource groups.
    ///
    /// # Errors
    /// When there are no credentials, or the list cannot be had.
    pub async fn resource_groups(&self, session: &Arc<Session>) -> Result<Vec<ResourceGroup>, Error> {
        let asked = self.ask_resource_groups(session).await;
        asked.map_err(|error| error.for_profile(session.name()))
    }

    async fn ask_resource_groups(&self, session: &Arc<Session>) -> Result<Vec<ResourceGroup>, Error> {
        let resolved = self.credentials(session).await?;
        let call = ("ResourceManager", "2020-03-31", "ListResourceGroups");
        let mut groups: Vec<ResourceGroup> = Vec::new();
        let mut ids = HashSet::new();
        for page in 1_u64.. {
            let params = BTreeMap::from([
                (Cow::Borrowed("PageNumber"), page.to_string()),
                (Cow::Borrowed("PageSize"), LARGEST_PAGE.to_string()),
            ]);
            let region = &session.profile.region;
            let answer: ResourceGroupsAnswer =
                self.api(session, region, &resolved.keys, call, &params).await?;
            let page_of_groups = answer.resource_groups.resource_group;
            let asked_in_vain = page_of_groups.is_empty();
            // Whatever the total says, groups that came before mean that the list goes round in circles.
            if page_of_groups.iter().any(|group| !ids.insert(group.id.clone())) {
                let message = message!("error-token-repeats", title = call.2);
                return Err(Error::new(ErrorKind::Unavailable, "token_repeats", message));
            }
            groups.extend(page_of_groups);
            if asked_in_vain || page * LARGEST_PAGE >= answer.total_count {
                break;
            }
        }
        Ok(groups)
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
pub fn unknown_region(region: &str, regions: &[Region]) -> Option<Error> {
    let ids: Vec<&str> = regions.iter().map(|known| known.id.as_str()).collect();
    if ids.contains(&region) {
        return None;
    }
    let hint = suggest::hint(region, ids.iter().copied(), || {
        message!("hint-regions", regions = Several(&ids))
    });
    Some(Error::invalid_input(REGION_UNKNOWN, message!("error-unknown-region", region = region)).hint(hint))
}

#[cfg(fuzzing)]
pub(crate) mod fuzzing;
