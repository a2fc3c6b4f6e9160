//! HashiCorp Vault with its AliCloud secrets engine: tokens, namespaces, roles, and keys that hold as long as their lease.
//!
//! A role of policies makes a RAM user with a key, who is gone when the lease ends or is revoked; a role of a RAM role
//! gives temporary credentials, which nobody can take back.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::answer::Answer;
use super::endpoint::{Endpoint, Visit};
use super::error::ApiError;
use super::identity::Identity;
use super::policy::{Policy, wildcard_matches};
use super::session::{digits, written};
use super::world::{AccessKey, User, World};

pub(crate) const LOOKUP_PATH: &str = "/v1/auth/token/lookup-self";
pub(crate) const REVOKE_PATH: &str = "/v1/sys/leases/revoke";
/// Whatever else Vault serves lies below.
pub(crate) const ROOT: &str = "/v1/";

/// A Vault server.
#[derive(Clone, Debug)]
pub struct Vault {
    /// A sealed one answers nothing but that.
    pub sealed: bool,
    /// The tokens that it knows.
    pub tokens: Vec<VaultToken>,
    /// The AliCloud secrets engines.
    pub engines: Vec<VaultEngine>,
    /// The leases that were not revoked.
    pub leases: Vec<VaultLease>,
}

/// A token.
#[derive(Clone, Debug)]
pub struct VaultToken {
    /// The token.
    pub text: String,
    /// The namespace that it is of; empty for the root.
    pub namespace: String,
    /// The paths that it may read and write, `*` standing for anything.
    pub paths: Vec<String>,
    /// When it ends, if it does.
    pub expires: Option<DateTime<Utc>>,
}

/// An AliCloud secrets engine.
#[derive(Clone, Debug)]
pub struct VaultEngine {
    /// The namespace that it is in; empty for the root.
    pub namespace: String,
    /// The path at which it is mounted.
    pub mount: String,
    /// Its roles.
    pub roles: Vec<VaultRole>,
}

/// A role of a secrets engine.
#[derive(Clone, Debug)]
pub struct VaultRole {
    /// The name.
    pub name: String,
    /// What it gives.
    pub gives: VaultKeys,
    /// How long its leases last.
    pub ttl: TimeDelta,
}

/// What a role gives.
#[derive(Clone, Debug)]
pub enum VaultKeys {
    /// Keys of a new RAM user that may do this.
    User(Policy),
    /// Temporary credentials of the RAM role of this name.
    Assumed(String),
}

/// A lease.
#[derive(Clone, Debug)]
pub struct VaultLease {
    /// The id.
    pub id: String,
    /// The namespace that it is of.
    pub namespace: String,
    /// When it ends.
    pub expires: DateTime<Utc>,
    /// The key that ends with it; none for temporary credentials.
    pub access_key_id: Option<String>,
}

impl VaultRole {
    /// A role whose leases last an hour.
    pub fn new(name: &str, gives: VaultKeys) -> Self {
        Self {
            name: name.to_owned(),
            gives,
            ttl: TimeDelta::hours(1),
        }
    }
}

impl Vault {
    /// Whether a key was leased, and its lease has ended.
    pub(crate) fn has_ended(&self, access_key_id: &str, now: DateTime<Utc>) -> bool {
        let mut leases = self.leases.iter();
        leases.any(|lease| lease.access_key_id.as_deref() == Some(access_key_id) && lease.expires <= now)
    }
}

impl World {
    /// Makes a token for these paths of a namespace.
    pub fn new_vault_token(
        &mut self,
        namespace: &str,
        paths: &[&str],
        expires: Option<DateTime<Utc>>,
    ) -> String {
        let text = self.new_secret("hvs.CAES", 48);
        self.vault.tokens.push(VaultToken {
            text: text.clone(),
            namespace: namespace.to_owned(),
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            expires,
        });
        text
    }

    /// Ends a lease, and what was leased with it.
    pub fn revoke_vault_lease(&mut self, id: &str) {
        let Some(place) = self.vault.leases.iter().position(|lease| lease.id == id) else {
            return;
        };
        let ended = self.vault.leases.remove(place);
        self.users.retain(|user| {
            user.keys
                .iter()
                .all(|key| Some(&key.id) != ended.access_key_id.as_ref())
        });
    }
}

const fn endpoint(action: &'static str, answer: fn(&mut Visit<'_>) -> Result<Answer, ApiError>) -> Endpoint {
    Endpoint {
        product: "VAULT",
        action,
        answer,
        refuse,
    }
}

pub(crate) const LOOKUP: Endpoint = endpoint("LookupSelf", look_up);
pub(crate) const REVOKE: Endpoint = endpoint("Revoke", revoke);
pub(crate) const READ: Endpoint = endpoint("Read", read);

fn look_up(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let token = admitted(visit, "auth/token/lookup-self")?;
    let left = token
        .expires
        .map_or(0, |expires| (expires - visit.now).num_seconds());
    let data = json!({
        "id": token.text,
        "accessor": "8609694a-cdbc-db9b-d345-e782dbb562ed",
        "display_name": "token",
        "expire_time": token.expires.map(written),
        "ttl": left,
        "policies": ["default"],
        "type": "service",
        "renewable": token.expires.is_some(),
    });
    Ok(Answer::json(200, &secret(visit, json!({"data": data}))))
}

fn revoke(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    admitted(visit, "sys/leases/revoke")?;
    let id = visit.text("lease_id").map(str::to_owned);
    let id = id.ok_or_else(|| ApiError::new(400, "MissingLeaseId", "missing lease_id"))?;
    visit.world.revoke_vault_lease(&id);
    Ok(Answer::new(204, "application/json", ""))
}

fn read(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let path = visit.request.path.trim_start_matches(ROOT).to_owned();
    let namespace = admitted(visit, &path)?.namespace;
    let engine = visit
        .world
        .vault
        .engines
        .iter()
        .find(|engine| engine.namespace == namespace && path.starts_with(&format!("{}/", engine.mount)));
    let engine = engine.ok_or_else(|| {
        let message = format!("no handler for route \"{path}\". route entry not found.");
        ApiError::new(404, "NoRoute", message)
    })?;
    let name = path[engine.mount.len() + 1..]
        .strip_prefix("creds/")
        .unwrap_or_default();
    let role = engine.roles.iter().find(|role| role.name == name);
    // What is not there is answered without a word.
    let role = role
        .ok_or_else(|| ApiError::new(404, "NothingThere", ""))?
        .clone();
    let expires = visit.now + role.ttl;
    let (data, access_key_id) = match &role.gives {
        VaultKeys::User(policy) => new_user(visit, name_of(&role), policy.clone()),
        VaultKeys::Assumed(ram_role) => (assumed(visit, ram_role, expires), None),
    };
    let id = format!("{path}/{}", digits(24));
    let body = json!({
        "lease_id": id,
        "lease_duration": role.ttl.num_seconds(),
        "renewable": access_key_id.is_some(),
        "data": data,
    });
    visit.world.vault.leases.push(VaultLease {
        id,
        namespace,
        expires,
        access_key_id,
    });
    Ok(Answer::json(200, &secret(visit, body)))
}

/// A name that no other user has.
fn name_of(role: &VaultRole) -> String {
    format!("token-{}-{}", role.name, digits(12))
}

/// A RAM user that may do this, and its key.
fn new_user(visit: &mut Visit<'_>, name: String, policy: Policy) -> (Value, Option<String>) {
    let key = AccessKey {
        id: format!("LTAI5t{}", digits(18).to_uppercase()),
        secret: visit.world.new_secret("VaultSecret", 19),
        active: true,
    };
    let id = format!("29{}", visit.world.users.len());
    let user = User {
        identity: Identity::ram_user(&visit.world.account_id, &name, &id),
        keys: vec![key.clone()],
        policy,
    };
    visit.world.users.push(user);
    (
        json!({"access_key": key.id, "secret_key": key.secret}),
        Some(key.id),
    )
}

/// Temporary credentials.
fn assumed(visit: &mut Visit<'_>, ram_role: &str, expires: DateTime<Utc>) -> Value {
    let role = visit.world.role(ram_role).clone();
    let identity = Identity::assumed_role(&visit.world.account_id, &role.name, "vault", &role.id);
    let session = visit.world.open_session(identity, role.policy, expires);
    json!({
        "access_key": session.access_key_id,
        "secret_key": session.access_key_secret,
        "security_token": session.security_token,
        "expiration": written(session.expires),
    })
}

/// What all answers with something in them have.
fn secret(visit: &Visit<'_>, body: Value) -> Value {
    let mut whole = json!({
        "request_id": visit.request_id,
        "lease_id": "",
        "lease_duration": 0,
        "renewable": false,
        "data": null,
        "wrap_info": null,
        "warnings": null,
        "auth": null,
    });
    for (key, value) in body.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    whole
}

/// The token of the request, if it may do this.
fn admitted(visit: &Visit<'_>, path: &str) -> Result<VaultToken, ApiError> {
    let vault = &visit.world.vault;
    if vault.sealed {
        return Err(ApiError::new(503, "Sealed", "Vault is sealed"));
    }
    let given = visit.request.header("x-vault-token").unwrap_or_default();
    let namespace = visit.request.header("x-vault-namespace").unwrap_or_default();
    let namespace = namespace.trim_matches('/');
    let mut tokens = vault.tokens.iter();
    let token = tokens.find(|token| token.text == given && token.expires.is_none_or(|end| end > visit.now));
    let denied = |words: &str| ApiError::new(403, "PermissionDenied", words);
    let token =
        token.ok_or_else(|| denied("2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"))?;
    let may = token.namespace == namespace && token.paths.iter().any(|one| wildcard_matches(one, path));
    if may {
        Ok(token.clone())
    } else {
        Err(denied("1 error occurred:\n\t* permission denied\n\n"))
    }
}

fn refuse(error: &ApiError, _: &str) -> Answer {
    let errors: Vec<&str> = [error.message.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    Answer::json(error.status, &json!({"errors": errors}))
}
