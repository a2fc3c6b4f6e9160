//! The local cloud: a server on 127.0.0.1 that behaves as Alibaba Cloud does, as far as this project uses it.
//!
//! [`Cloud::start`] runs it on a thread of its own until the value is dropped. All products share one address, plain
//! and with TLS under a test CA; API requests are told apart by version and action, their signatures checked by code
//! that no client shares; logins, metadata and documents are told apart by path. What it holds is plain data ([`World`]); what goes wrong is a [`Fault`].

mod answer;
mod assume_role;
mod authentication;
mod certificate;
mod cloud_sso;
mod connections;
mod container_group;
mod container_population;
mod course;
mod deed;
mod described;
mod device_login;
mod disk;
mod disk_actions;
mod disk_list;
mod documents;
mod eci;
mod eci_actions;
mod eci_log;
mod ecs;
mod encoding;
mod endpoint;
mod error;
mod fault;
mod fault_rules;
mod gateway;
mod held;
mod idempotence;
mod identity;
mod instance;
mod instance_actions;
mod instance_filter;
mod keys;
mod luck;
mod managed_actions;
mod managed_instance;
mod metadata;
mod oauth;
mod oidc;
mod page;
mod people;
mod policy;
mod population;
mod product;
mod proxy;
mod record;
mod regional;
mod request;
mod resource_manager;
mod role;
mod server;
mod session;
mod signature_v1;
mod signature_v3;
mod simple_server;
mod snapshot;
mod state;
mod sts;
mod swas;
mod swas_actions;
mod vault;
mod world;

#[cfg(test)]
mod client;
#[cfg(test)]
mod cloud_sso_tests;
#[cfg(test)]
mod disk_tests;
#[cfg(test)]
mod eci_tests;
#[cfg(test)]
mod fault_tests;
#[cfg(test)]
mod instance_action_tests;
#[cfg(test)]
mod managed_tests;
#[cfg(test)]
mod metadata_tests;
#[cfg(test)]
mod oauth_tests;
#[cfg(test)]
mod signature_v1_tests;
#[cfg(test)]
mod sts_tests;
#[cfg(test)]
mod swas_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vault_tests;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

pub use chrono::TimeDelta;
use tempfile::NamedTempFile;
use tokio::runtime;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

pub use self::authentication::SignatureVersion;
pub use self::cloud_sso::{AccessConfiguration, Approval, CloudSso, SsoAccount};
pub use self::container_group::{Container, ContainerEvent, ContainerGroup, LogLine};
pub use self::course::{Courses, Pace};
pub use self::deed::Deed;
pub use self::device_login::Device;
pub use self::disk::Disk;
pub use self::documents::Document;
pub use self::fault::{Fault, NextToken};
pub use self::idempotence::ClientTokens;
pub use self::identity::{Identity, IdentityKind};
pub use self::instance::{ElasticIp, Instance, Tag};
pub use self::keys::{Secrets, TemporaryKeys, TestKeys};
pub use self::managed_instance::ManagedInstance;
pub use self::metadata::InstanceMetadata;
pub use self::oauth::{AuthorizationCode, Consent, KeyCase, OAuth, OAuthTokens};
pub use self::oidc::{OidcProvider, OidcToken};
pub use self::policy::Policy;
pub use self::population::ACCOUNT_ID;
pub use self::record::{SeenRequest, Transport};
pub use self::role::{Role, Trusted};
pub use self::session::Session;
pub use self::simple_server::SimpleServer;
pub use self::snapshot::Snapshot;
pub use self::vault::{Vault, VaultEngine, VaultKeys, VaultLease, VaultRole, VaultToken};
pub use self::world::{AccessKey, Region, ResourceGroup, User, World};

use self::certificate::Certificates;
pub use self::certificate::ClientCertificate;
use self::state::State;

/// How a local cloud starts.
#[derive(Clone, Debug, Default)]
pub struct CloudOptions {
    /// The port of the plain address; 0 for any that is free.
    pub port: u16,
    /// What it holds.
    pub world: World,
    /// How long each answer takes at least.
    pub latency: Duration,
    /// How far its clock is ahead of the machine's.
    pub clock_offset: TimeDelta,
}

/// A running local cloud; it ends when this is dropped.
pub struct Cloud {
    state: Arc<State>,
    plain: SocketAddr,
    tls: SocketAddr,
    mutual_tls: SocketAddr,
    proxy: SocketAddr,
    ca_pem: String,
    client: ClientCertificate,
    ca_file: NamedTempFile,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Why a local cloud could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be had.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The certificates could not be made.
    #[error("cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// The certificates could not be used.
    #[error("cannot set up TLS")]
    Tls(#[from] rustls::Error),
    /// A file or a thread could not be made.
    #[error("cannot set up the server")]
    Io(#[from] io::Error),
}

impl Cloud {
    /// Starts a local cloud.
    ///
    /// # Panics
    /// When it cannot start; [`Cloud::try_start`] says why instead.
    pub fn start(options: CloudOptions) -> Self {
        Self::try_start(options).unwrap_or_else(|error| panic!("the local cloud cannot start: {error:?}"))
    }

    /// Starts a local cloud that holds `world`, on any port.
    ///
    /// # Panics
    /// When it cannot start.
    pub fn with(world: World) -> Self {
        Self::start(CloudOptions {
            world,
            ..CloudOptions::default()
        })
    }

    /// Starts a local cloud. It answers once this returns.
    ///
    /// # Errors
    /// When the port is taken, or the system gives no file, thread or randomness.
    pub fn try_start(options: CloudOptions) -> Result<Self, StartError> {
        let plain = listen(options.port)?;
        let (tls, mutual_tls, proxy) = (listen(0)?, listen(0)?, listen(0)?);
        let addresses = (plain.local_addr()?, tls.local_addr()?, proxy.local_addr()?);
        let mutual_tls_address = mutual_tls.local_addr()?;
        let Certificates {
            server,
            mutual,
            client,
            ca_pem,
            ca_file,
        } = Certificates::generate(&endpoint_names(&options.world))?;
        let state = Arc::new(State::new(options.world, options.latency, options.clock_offset));
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        let serving = {
            let _entered = runtime.enter();
            let (plain, tls, proxy) = (asynchronous(plain)?, asynchronous(tls)?, asynchronous(proxy)?);
            let mutual_tls = asynchronous(mutual_tls)?;
            let routes = server::routes(Arc::clone(&state));
            let targets = proxy::Targets {
                plain: addresses.0,
                tls: addresses.1,
            };
            let state = Arc::clone(&state);
            async move {
                tokio::spawn(server::serve_plain(plain, routes.clone(), Arc::clone(&state)));
                tokio::spawn(server::serve_tls(tls, TlsAcceptor::from(server), routes.clone()));
                tokio::spawn(server::serve_tls(mutual_tls, TlsAcceptor::from(mutual), routes));
                tokio::spawn(proxy::serve(proxy, targets, state));
                // Dropped unsent, it has ended just as well.
                let _ended = ended.await;
            }
        };
        let thread = std::thread::Builder::new()
            .name("local-cloud".to_owned())
            .spawn(move || runtime.block_on(serving))?;
        let (plain, tls, proxy) = addresses;
        Ok(Self {
            state,
            plain,
            tls,
            mutual_tls: mutual_tls_address,
            proxy,
            ca_pem,
            client,
            ca_file,
            end: Some(end),
            thread: Some(thread),
        })
    }

    /// The plain address, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.plain)
    }

    /// The address with TLS, `https://127.0.0.1:PORT`.
    pub fn https_url(&self) -> String {
        format!("https://{}", self.tls)
    }

    /// The address with TLS where every client has to show a certificate of the test CA, `https://127.0.0.1:PORT`.
    pub fn mutual_tls_url(&self) -> String {
        format!("https://{}", self.mutual_tls)
    }

    /// A certificate of the test CA for a client.
    pub fn client_certificate(&self) -> &ClientCertificate {
        &self.client
    }

    /// The address of the forward proxy, `http://127.0.0.1:PORT`. It leads to loopback addresses as they are named,
    /// and to this cloud for every other host.
    pub fn proxy_url(&self) -> String {
        format!("http://{}", self.proxy)
    }

    /// How many requests and tunnels went through the proxy.
    pub fn proxied(&self) -> usize {
        self.state.proxied.load(Ordering::SeqCst)
    }

    /// The certificate of the test CA, as PEM text.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// A file with the certificate of the test CA; it is removed with the cloud.
    pub fn ca_file(&self) -> &Path {
        self.ca_file.path()
    }

    /// The requests so far, in the order of their arrival.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.state.record().requests()
    }

    /// How many requests arrived since the start, forgotten ones included.
    pub fn arrived(&self) -> u64 {
        self.state.record().arrived()
    }

    /// How many requests there were for this action, whatever became of them.
    pub fn calls(&self, action: &str) -> usize {
        self.state.record().calls(action)
    }

    /// Forgets the requests so far, and how many of them there were at once.
    pub fn clear_requests(&self) {
        self.state.record().clear();
    }

    /// How many requests were being answered at once, at most.
    pub fn most_in_flight(&self) -> usize {
        self.state.record().most_in_flight()
    }

    /// How many requests are being answered now.
    pub fn in_flight(&self) -> usize {
        self.state.record().in_flight()
    }

    /// How many connections to the plain address were open at once, at most.
    pub fn most_connections(&self) -> usize {
        self.state.connections.most()
    }

    /// Makes something go wrong from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.state.faults().add(fault);
    }

    /// Makes everything go well again; requests that a fault holds already stay held.
    pub fn clear_faults(&self) {
        self.state.faults().clear();
    }

    /// How long each answer takes at least, from the next request on.
    pub fn set_latency(&self, latency: Duration) {
        self.state.set_latency(latency);
    }

    /// How far the cloud's clock is ahead of the machine's.
    pub fn set_clock_offset(&self, offset: TimeDelta) {
        self.state.set_clock_offset(offset);
    }

    /// Reads or changes what the cloud holds. No request is answered meanwhile.
    pub fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.state.world())
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // A panic in there has been printed; one more here would hide it.
            let _ended = thread.join();
        }
    }
}

fn listen(port: u16) -> Result<TcpListener, StartError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).map_err(|source| StartError::Listen { address, source })
}

fn asynchronous(listener: TcpListener) -> io::Result<tokio::net::TcpListener> {
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}

/// The names of the real endpoints: through the proxy they lead to the local cloud.
fn endpoint_names(world: &World) -> Vec<String> {
    let regional = world
        .regions
        .iter()
        .map(|region| format!("*.{}.aliyuncs.com", region.id));
    ["*.aliyuncs.com".to_owned()]
        .into_iter()
        .chain(regional)
        .collect()
}
