//! The credentials that a test starts with, and the secrets that must not show.

use std::sync::Arc;

use chrono::TimeDelta;

use super::Cloud;
use super::documents::{CREDENTIALS_PATH, Document};
use super::identity::Identity;
use super::state::State;

/// The long-lived keys of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestKeys {
    /// The access key id.
    pub access_key_id: String,
    /// The access key secret.
    pub access_key_secret: String,
}

/// Temporary credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemporaryKeys {
    /// The access key id, `STS.…`.
    pub access_key_id: String,
    /// The access key secret.
    pub access_key_secret: String,
    /// The security token.
    pub security_token: String,
}

/// The secrets of a local cloud, also those that it gives out later.
#[derive(Clone)]
pub struct Secrets(Arc<State>);

impl Secrets {
    /// What is known by now: the secrets of keys and sessions, the tokens of all kinds, and of what the cloud gave out
    /// the part that nobody can guess, whether or not it still holds it.
    pub fn all(&self) -> Vec<String> {
        let world = self.0.world();
        let mut all = world.given_out.clone();
        all.extend(
            world
                .users
                .iter()
                .flat_map(|user| &user.keys)
                .map(|key| key.secret.clone()),
        );
        for session in &world.sessions {
            all.extend([session.access_key_secret.clone(), session.security_token.clone()]);
        }
        for provider in &world.oidc_providers {
            all.extend(provider.tokens.iter().map(|token| token.text.clone()));
        }
        for tokens in &world.oauth.tokens {
            all.extend([tokens.access_token.clone(), tokens.refresh_token.clone()]);
        }
        all.extend(world.oauth.codes.iter().map(|code| code.code.clone()));
        all.extend(
            world
                .cloud_sso
                .access_tokens
                .iter()
                .map(|(token, _)| token.clone()),
        );
        all.extend(world.vault.tokens.iter().map(|token| token.text.clone()));
        all
    }
}

impl Cloud {
    /// The RAM user `developer`, who may do everything.
    pub fn keys(&self) -> TestKeys {
        self.keys_of("developer")
    }

    /// The account itself.
    pub fn account_keys(&self) -> TestKeys {
        self.keys_of("root")
    }

    /// The RAM user `reader`, who may read everything and change nothing.
    pub fn read_only_keys(&self) -> TestKeys {
        self.keys_of("reader")
    }

    /// The RAM user `outsider`, who may do nothing beyond asking who he is.
    pub fn denied_keys(&self) -> TestKeys {
        self.keys_of("outsider")
    }

    /// The RAM user `regionless`, who may do everything but list the regions of ECS.
    pub fn no_regions_keys(&self) -> TestKeys {
        self.keys_of("regionless")
    }

    /// The first key of the user with this name.
    ///
    /// # Panics
    /// When there is no such user, or he has no key.
    pub fn keys_of(&self, user: &str) -> TestKeys {
        let mut world = self.state.world();
        let key = world
            .user(user)
            .keys
            .first()
            .unwrap_or_else(|| panic!("the user {user} has no key"));
        TestKeys {
            access_key_id: key.id.clone(),
            access_key_secret: key.secret.clone(),
        }
    }

    /// Temporary credentials of the role `operator`, which may do everything; valid for so long on the cloud's clock.
    pub fn temporary_keys(&self, validity: TimeDelta) -> TemporaryKeys {
        let expires = self.state.now() + validity;
        let mut world = self.state.world();
        let role = world.role("operator").clone();
        let identity = Identity::assumed_role(&world.account_id, &role.name, "session", &role.id);
        let session = world.open_session(identity, role.policy, expires);
        TemporaryKeys {
            access_key_id: session.access_key_id,
            access_key_secret: session.access_key_secret,
            security_token: session.security_token,
        }
    }

    /// The ARN of the role with this name.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn role_arn(&self, role: &str) -> String {
        let mut world = self.state.world();
        let account_id = world.account_id.clone();
        world.role(role).arn(&account_id)
    }

    /// The ARN of the first OIDC provider, whose tokens stand for the role `workload`.
    ///
    /// # Panics
    /// When there is no provider.
    pub fn oidc_provider_arn(&self) -> String {
        let world = self.state.world();
        world.oidc_providers[0].arn(&world.account_id)
    }

    /// A new token from the first OIDC provider; valid for so long on the cloud's clock.
    ///
    /// # Panics
    /// When there is no provider.
    pub fn oidc_token(&self, validity: TimeDelta) -> String {
        let now = self.state.now();
        self.state.world().issue_oidc_token(now, validity)
    }

    /// A new token for all of Vault's root namespace, without an end.
    pub fn vault_token(&self) -> String {
        self.vault_token_for("", &["*"])
    }

    /// A new token for these paths of one of Vault's namespaces, `*` standing for anything, without an end.
    pub fn vault_token_for(&self, namespace: &str, paths: &[&str]) -> String {
        self.state.world().new_vault_token(namespace, paths, None)
    }

    /// An address that gives fresh temporary credentials of the role `operator` to anybody, on the plain address.
    pub fn credentials_uri(&self) -> String {
        format!("{}{CREDENTIALS_PATH}", self.url())
    }

    /// Puts a document at this path, and says its address.
    pub fn serve(&self, path: &str, document: Document) -> String {
        self.state.world().documents.insert(path.to_owned(), document);
        format!("{}{path}", self.url())
    }

    /// Every secret that the cloud holds or ever gave out, asked for whenever it matters.
    pub fn secrets(&self) -> Secrets {
        Secrets(Arc::clone(&self.state))
    }
}
