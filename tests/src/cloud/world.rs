//! What the local cloud holds, as plain data: users, keys, regions, resource groups and resources. Tests change it
//! as they like; the products only read it, or write what their actions do.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Serialize;

use super::cloud_sso::CloudSso;
use super::container_group::ContainerGroup;
use super::course::{Courses, Pace};
use super::deed::Deed;
use super::disk::Disk;
use super::documents::Document;
use super::idempotence::ClientTokens;
use super::identity::Identity;
use super::instance::Instance;
use super::managed_instance::ManagedInstance;
use super::metadata::InstanceMetadata;
use super::oauth::OAuth;
use super::oidc::OidcProvider;
use super::policy::Policy;
use super::role::Role;
use super::session::Session;
use super::simple_server::SimpleServer;
use super::snapshot::Snapshot;
use super::vault::Vault;

/// Everything that exists in the local cloud. [`World::default`] is the populated world that the tests know.
#[derive(Clone, Debug, Serialize)]
pub struct World {
    /// The id of the one account that everything belongs to.
    pub account_id: String,
    /// The account itself and its RAM users, with their keys.
    #[serde(skip)]
    pub users: Vec<User>,
    /// Temporary credentials that were given out.
    #[serde(skip)]
    pub sessions: Vec<Session>,
    /// The roles that can be assumed.
    #[serde(skip)]
    pub roles: Vec<Role>,
    /// The identity providers whose tokens stand for a role.
    #[serde(skip)]
    pub oidc_providers: Vec<OidcProvider>,
    /// Whether `AssumeRoleWithOIDC` takes a token that stands in the address, as Alibaba's own SDKs send it. Every
    /// log on the way keeps an address, so that the local cloud refuses this until a test allows it.
    #[serde(skip)]
    pub takes_oidc_token_in_address: bool,
    /// What an ECS instance learns from its metadata service.
    #[serde(skip)]
    pub metadata: InstanceMetadata,
    /// Browser logins.
    #[serde(skip)]
    pub oauth: OAuth,
    /// The CloudSSO directory.
    #[serde(skip)]
    pub cloud_sso: CloudSso,
    /// The company's Vault.
    #[serde(skip)]
    pub vault: Vault,
    /// What else is served, by path; `/` is taken.
    #[serde(skip)]
    pub documents: BTreeMap<String, Document>,
    /// How long the credentials from `/credentials` are valid.
    #[serde(skip)]
    pub credentials_validity: TimeDelta,
    /// Every secret that was ever given out, for those who search for what shows.
    #[serde(skip)]
    pub given_out: Vec<String>,
    /// The regions, in the order in which `DescribeRegions` names them.
    pub regions: Vec<Region>,
    /// The resource groups, the default one among them.
    pub resource_groups: Vec<ResourceGroup>,
    /// The ECS instances of all regions; `DescribeInstances` answers in the order of their ids.
    pub instances: Vec<Instance>,
    /// The disks of all regions; `DescribeDisks` answers in the order of their ids.
    pub disks: Vec<Disk>,
    /// The snapshots of all regions; `DescribeSnapshots` answers in the order of their ids.
    pub snapshots: Vec<Snapshot>,
    /// The managed instances of all regions; `DescribeManagedInstances` answers in the order of their ids.
    pub managed_instances: Vec<ManagedInstance>,
    /// The ids of the regions in which there are elastic container instances.
    pub eci_regions: Vec<String>,
    /// The elastic container instances; `DescribeContainerGroups` answers in the order of their ids.
    pub container_groups: Vec<ContainerGroup>,
    /// The ids of the regions in which there are simple application servers.
    pub swas_regions: Vec<String>,
    /// The simple application servers, in the order in which `ListInstances` answers.
    pub simple_servers: Vec<SimpleServer>,
    /// How fast statuses change once an action set a resource in motion.
    #[serde(skip)]
    pub pace: Pace,
    /// What is under way.
    #[serde(skip)]
    pub courses: Courses,
    /// What actions changed or set in motion, in the order in which they did.
    pub deeds: Vec<Deed>,
    /// What was carried out under a `ClientToken`.
    #[serde(skip)]
    pub client_tokens: ClientTokens,
}

impl World {
    /// The instances of one region.
    pub fn instances_in(&self, region: &str) -> impl Iterator<Item = &Instance> {
        self.instances
            .iter()
            .filter(move |instance| instance.region == region)
    }

    /// The instance with this id.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn instance(&mut self, id: &str) -> &mut Instance {
        let found = self.instances.iter_mut().find(|instance| instance.id == id);
        found.unwrap_or_else(|| panic!("the local cloud holds no instance {id}"))
    }

    /// The disk with this id.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn disk(&mut self, id: &str) -> &mut Disk {
        let found = self.disks.iter_mut().find(|disk| disk.id == id);
        found.unwrap_or_else(|| panic!("the local cloud holds no disk {id}"))
    }

    /// The managed instance with this id.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn managed_instance(&mut self, id: &str) -> &mut ManagedInstance {
        let found = self.managed_instances.iter_mut().find(|held| held.id == id);
        found.unwrap_or_else(|| panic!("the local cloud holds no managed instance {id}"))
    }

    /// The elastic container instance with this id.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn container_group(&mut self, id: &str) -> &mut ContainerGroup {
        let found = self.container_groups.iter_mut().find(|group| group.id == id);
        found.unwrap_or_else(|| panic!("the local cloud holds no elastic container instance {id}"))
    }

    /// The simple application server with this id.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn simple_server(&mut self, id: &str) -> &mut SimpleServer {
        let found = self.simple_servers.iter_mut().find(|server| server.id == id);
        found.unwrap_or_else(|| panic!("the local cloud holds no simple application server {id}"))
    }

    /// The RAM user with this name.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn user(&mut self, name: &str) -> &mut User {
        let found = self.users.iter_mut().find(|user| user.identity.name == name);
        found.unwrap_or_else(|| panic!("the local cloud holds no user {name}"))
    }

    /// The role with this name.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn role(&mut self, name: &str) -> &mut Role {
        let found = self.roles.iter_mut().find(|role| role.name == name);
        found.unwrap_or_else(|| panic!("the local cloud holds no role {name}"))
    }

    pub(crate) fn has_region(&self, id: &str) -> bool {
        self.regions.iter().any(|region| region.id == id)
    }

    /// The user that holds an access key, and the key.
    pub(crate) fn access_key(&self, id: &str) -> Option<(&User, &AccessKey)> {
        self.users
            .iter()
            .find_map(|user| Some((user, user.keys.iter().find(|key| key.id == id)?)))
    }
}

/// The account itself, or a RAM user of it.
#[derive(Clone, Debug)]
pub struct User {
    /// Who this is, as `GetCallerIdentity` says it.
    pub identity: Identity,
    /// The long-lived keys.
    pub keys: Vec<AccessKey>,
    /// What the user may do.
    pub policy: Policy,
}

/// A long-lived access key.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// The access key id.
    pub id: String,
    /// The access key secret.
    pub secret: String,
    /// A disabled key is refused with `InvalidAccessKeyId.Inactive`.
    pub active: bool,
}

/// A region, as `DescribeRegions` answers it.
#[derive(Clone, Debug, Serialize)]
pub struct Region {
    /// The region's id, like `cn-hangzhou`.
    pub id: String,
    /// The name in English.
    pub name_en: String,
    /// The name in Chinese.
    pub name_zh: String,
    /// The host name of the region's ECS endpoint.
    pub endpoint: String,
    /// `available` or `soldOut`.
    pub status: String,
}

/// A resource group of the account.
#[derive(Clone, Debug, Serialize)]
pub struct ResourceGroup {
    /// The id, `rg-…`.
    pub id: String,
    /// The name, unique in the account.
    pub name: String,
    /// The name that people see.
    pub display_name: String,
    /// When it was made, as the API writes it: with the zone of China.
    pub create_date: String,
    /// The account's default group: lists cannot be filtered for it.
    pub is_default: bool,
}
