//! Roles of the account: what they may do, and who may assume them.

use super::identity::{Identity, IdentityKind};
use super::policy::Policy;

/// The longest session that every role allows, and the longest that one role may open for another.
pub(crate) const USUAL_SESSION_SECONDS: i64 = 3600;

/// A RAM role.
#[derive(Clone, Debug)]
pub struct Role {
    /// The name, unique in the account.
    pub name: String,
    /// The role's id.
    pub id: String,
    /// Who may assume it.
    pub trusted: Vec<Trusted>,
    /// What whoever assumes it has to give as `ExternalId`; nothing when that does not matter.
    pub external_id: Option<String>,
    /// How long a session may last, in seconds; at least 3600.
    pub max_session_seconds: i64,
    /// What the role may do.
    pub policy: Policy,
}

/// Somebody whom a role trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trusted {
    /// All RAM users and roles of the account.
    Account,
    /// The RAM user of this name.
    User(String),
    /// The role of this name.
    Role(String),
    /// The holders of tokens from the OIDC provider of this name.
    OidcProvider(String),
    /// The account's ECS instances.
    Instances,
}

impl Role {
    /// A role that may do everything, and that all RAM users and roles of the account may assume for an hour.
    pub fn new(name: &str, id: &str) -> Self {
        Self {
            name: name.to_owned(),
            id: id.to_owned(),
            trusted: vec![Trusted::Account],
            external_id: None,
            max_session_seconds: USUAL_SESSION_SECONDS,
            policy: Policy::everything(),
        }
    }

    /// The role's ARN in this account.
    pub fn arn(&self, account_id: &str) -> String {
        format!("acs:ram::{account_id}:role/{}", self.name)
    }

    /// Whether the role trusts whoever signed a request.
    pub(crate) fn trusts(&self, caller: &Identity) -> bool {
        self.trusted.iter().any(|trusted| match (trusted, caller.kind) {
            (_, IdentityKind::Account) => false,
            (Trusted::Account, _) => true,
            (Trusted::User(name), IdentityKind::RamUser) => *name == caller.name,
            (Trusted::Role(name), IdentityKind::AssumedRole) => {
                caller.name.split_once('/').is_some_and(|(role, _)| role == name)
            }
            _ => false,
        })
    }
}

/// The role's name in an ARN of this account; nothing in that of another one. Fails when it is no role's ARN.
pub(crate) fn role_of_arn<'a>(arn: &'a str, account_id: &str) -> Result<Option<&'a str>, NoRoleArn> {
    let rest = arn.strip_prefix("acs:ram::").ok_or(NoRoleArn)?;
    let (account, name) = rest.split_once(":role/").ok_or(NoRoleArn)?;
    let is_number = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = |name: &str| {
        (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    if !is_number || !is_name(name) {
        return Err(NoRoleArn);
    }
    Ok((account == account_id).then_some(name))
}

/// A text that is no role's ARN.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoRoleArn;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_names_an_account_and_a_role() {
        assert_eq!(role_of_arn("acs:ram::12:role/ops-1", "12"), Ok(Some("ops-1")));
        assert_eq!(role_of_arn("acs:ram::13:role/ops", "12"), Ok(None));
        for wrong in [
            "",
            "ops",
            "acs:ram::12:user/ops",
            "acs:ram:::role/ops",
            "acs:ram::a:role/ops",
            "acs:ram::12:role/",
            "acs:ram::12:role/o s",
        ] {
            assert_eq!(role_of_arn(wrong, "12"), Err(NoRoleArn), "{wrong}");
        }
    }

    #[test]
    fn trust_is_by_kind_and_name() {
        let user = Identity::ram_user("1", "ops", "2");
        let session = Identity::assumed_role("1", "ops", "night", "3");
        let role = |trusted| Role {
            trusted: vec![trusted],
            ..Role::new("target", "4")
        };
        for (trusted, by_user, by_session) in [
            (Trusted::Account, true, true),
            (Trusted::User("ops".into()), true, false),
            (Trusted::Role("ops".into()), false, true),
            (Trusted::Instances, false, false),
        ] {
            let role = role(trusted);
            assert_eq!(
                (role.trusts(&user), role.trusts(&session)),
                (by_user, by_session),
                "{:?}",
                role.trusted
            );
        }
        assert!(!role(Trusted::Account).trusts(&Identity::account("1")));
    }
}
