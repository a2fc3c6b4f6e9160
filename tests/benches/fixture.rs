//! What the benchmarks work with: the built libraries, runners for them, and a page of a local cloud.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use url::Url;
use yun::{
    api::{ApiClient, Endpoints, Request},
    catalog::{Catalog, Library},
    environment::Environment,
    profile::Signature,
    runner::Runners,
    services::{Calls, Services},
    text::{Language, Spoken},
};
use yun_plugin_api::{Keys, Secret, manifest::Manifest};
use yun_tests::{
    cloud::{Cloud, World},
    harness::Built,
};

/// The built libraries, and what runs them.
pub(crate) struct Fixture {
    pub(crate) environment: Environment,
    pub(crate) catalog: Catalog,
    pub(crate) runners: Runners,
    /// The body of an answer with 100 instances.
    pub(crate) page: Vec<u8>,
    _home: TempDir,
    _runtime: Runtime,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let environment = Environment::of_variables([("HOME", home.path())]);
        let environment = environment.with_executable(Built::get().yun());
        let catalog = Catalog::discover(&environment);
        let runtime = Runtime::new().expect("a runtime");
        let services = Arc::new(Services {
            calls: Calls::default(),
            api: ApiClient::default(),
            endpoints: Endpoints::of(&environment),
            environment: environment.clone(),
            person: Default::default(),
            asking: Default::default(),
            programs: Default::default(),
            spoken: Spoken::new(Language::English),
            on_progress: Box::new(|_| {}),
        });
        let runners = Runners::new(&environment, None, services, runtime.handle().clone());
        let page = runtime.block_on(page());
        Self {
            environment,
            catalog,
            runners,
            page,
            _home: home,
            _runtime: runtime,
        }
    }

    /// The library that serves the credential mode `AccessKey`.
    pub(crate) fn access_key(&self) -> (&Library, &Arc<Manifest>) {
        let served = self.catalog.credential("AccessKey").expect("it ships");
        (served.by, served.manifest)
    }

    /// The library that serves the resource type `ecs`.
    pub(crate) fn ecs(&self) -> (&Library, &Arc<Manifest>) {
        let served = self.catalog.resource("ecs").expect("it ships");
        (served.by, served.manifest)
    }
}

/// Keys that fit no account.
pub(crate) fn keys(id: &str, secret: &str) -> Keys {
    Keys {
        access_key_id: id.to_owned(),
        access_key_secret: Secret::new(secret.to_owned()),
        security_token: None,
    }
}

/// Lists 100 instances.
pub(crate) fn request<'a>(
    url: Url,
    keys: &'a Keys,
    params: &'a BTreeMap<std::borrow::Cow<'static, str>, String>,
    signature: Signature,
) -> Request<'a> {
    Request {
        profile: "bench",
        product: "Ecs",
        version: "2014-05-26",
        action: "DescribeInstances",
        params,
        secrets: &yun::api::NO_SECRETS,
        url,
        keys: Some(keys),
        signature,
        changes: false,
        repeatable: true,
        deadline: std::time::Instant::now() + Duration::from_secs(60),
    }
}

/// The parameters of a page of 100.
pub(crate) fn params() -> BTreeMap<std::borrow::Cow<'static, str>, String> {
    let params = [("RegionId", "cn-hangzhou"), ("MaxResults", "100")];
    params.map(|(name, value)| (name.into(), value.to_owned())).into()
}

async fn page() -> Vec<u8> {
    let cloud = Cloud::with(World::sized(1, 100));
    let held = cloud.keys();
    let keys = keys(&held.access_key_id, &held.access_key_secret);
    let params = params();
    let url = Url::parse(&cloud.url()).expect("a URL");
    let (client, request) = (ApiClient::default(), request(url, &keys, &params, Signature::V3));
    client.send(&request).await.expect("the local cloud answers")
}
