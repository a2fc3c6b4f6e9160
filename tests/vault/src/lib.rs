//! The credential mode `Vault`: access keys from the AliCloud secrets engine of HashiCorp Vault.
//!
//! Vault makes keys for whoever may read `MOUNT/creds/ROLE`, and takes them back when their lease ends: those of a
//! policy-based role are of a RAM user that Vault makes and deletes, those of a role with an ARN are temporary
//! credentials of STS. `token.rs` knows where the token for Vault comes from, `server.rs` how Vault is asked and what
//! its errors mean, `lease.rs` what an answer is worth and until when.

mod lease;
mod server;
mod token;

use yun_plugin_api::{
    CheckAnswer, CheckRequest, CredentialMode, Error, Host, LoginState, Plugin, ResolveAnswer,
    ResolveRequest, SessionAnswer, SessionRequest, Timestamp, export_plugin, manifest::Text,
    protocol::service::Level,
};

use lease::{Issued, Leases};
use server::{Server, Standing};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("Vault", Vault)
}

struct Vault;

impl CredentialMode for Vault {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        Ok(CheckAnswer {
            errors: server::wrong_fields(&request.fields),
        })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let token = token::present(host, &request.fields)?;
        let server = Server::of(host, &request.fields)?;
        // A lease begins while Vault answers: counted from before, it never ends earlier than we think.
        let asked_at = Timestamp::now();
        let issued = Issued::read(server.path(), &server.keys(&token)?, asked_at)?;
        if let Err(error) = Leases::add(host, &issued) {
            // The keys hold all the same, and the lease ends by itself.
            host.log(
                Level::Warn,
                format!("the lease cannot be given back early: {error}"),
            );
        }
        Ok(issued.into_answer())
    }

    /// A token that a file or the environment holds is a login by itself; otherwise somebody is asked for one.
    fn login(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        if token::given(host, &request.fields)?.is_some() {
            return Ok(logged_in(None));
        }
        let server = Server::of(host, &request.fields)?;
        let token = token::ask(host)?;
        let standing = server.standing(&token)?;
        token::keep(host, token)?;
        Ok(logged_in(standing.expires_at))
    }

    /// Takes back what can be taken back. The token itself is not ended: it may serve others, and its end would be that
    /// of everything that was ever made with it.
    fn logout(&self, host: &Host, request: SessionRequest) -> Result<(), Error> {
        let leases = Leases::kept(host)?;
        let token = token::present(host, &request.fields);
        token::forget(host)?;
        Leases::forget(host)?;
        if leases.is_empty() {
            return Ok(());
        }
        let Ok(token) = token else {
            return host.show(not_revoked());
        };
        let server = Server::of(host, &request.fields)?;
        for id in leases.ids() {
            if !server.revoke(&token, id)? {
                // Vault's default policy lets no token do this, so it is no failure.
                return host.show(not_revoked());
            }
        }
        Ok(())
    }

    fn status(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let standing = match token::present(host, &request.fields) {
            Ok(token) => Server::of(host, &request.fields)?.standing(&token),
            Err(error) => Err(error),
        };
        match standing {
            Ok(Standing { expires_at }) => Ok(logged_in(expires_at)),
            Err(error) if ["login_required", "vault_token_refused"].contains(&error.code.as_str()) => {
                Ok(SessionAnswer {
                    state: LoginState::LoggedOut,
                    expires_at: None,
                })
            }
            Err(error) => Err(error),
        }
    }
}

fn logged_in(expires_at: Option<String>) -> SessionAnswer {
    SessionAnswer {
        state: LoginState::LoggedIn,
        expires_at,
    }
}

fn not_revoked() -> Text {
    Text {
        en: "The keys go on working until their lease ends: there is no token that may revoke it".to_owned(),
        zh: "没有可撤销租约的令牌：密钥在租约到期之前仍然有效".to_owned(),
    }
}

#[cfg(test)]
mod tests;
