//! Who calls.

/// A caller, as `GetCallerIdentity` names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What kind of caller this is.
    pub kind: IdentityKind,
    /// The id of the account.
    pub account_id: String,
    /// The RAM user's name, `ROLE/SESSION` of an assumed role, `root` of the account.
    pub name: String,
    /// The id of the user or of the role; the account's own id for the account.
    pub id: String,
}

/// The kinds of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityKind {
    /// The account itself.
    Account,
    /// A RAM user.
    RamUser,
    /// The holder of a role's temporary credentials.
    AssumedRole,
}

impl Identity {
    /// The account itself.
    pub fn account(account_id: &str) -> Self {
        Self::new(IdentityKind::Account, account_id, "root", account_id)
    }

    /// A RAM user.
    pub fn ram_user(account_id: &str, name: &str, id: &str) -> Self {
        Self::new(IdentityKind::RamUser, account_id, name, id)
    }

    /// The holder of a role's temporary credentials.
    pub fn assumed_role(account_id: &str, role: &str, session: &str, role_id: &str) -> Self {
        Self::new(
            IdentityKind::AssumedRole,
            account_id,
            &format!("{role}/{session}"),
            role_id,
        )
    }

    fn new(kind: IdentityKind, account_id: &str, name: &str, id: &str) -> Self {
        Self {
            kind,
            account_id: account_id.to_owned(),
            name: name.to_owned(),
            id: id.to_owned(),
        }
    }

    /// The caller's ARN.
    pub fn arn(&self) -> String {
        match self.kind {
            IdentityKind::Account => format!("acs:ram::{}:root", self.account_id),
            IdentityKind::RamUser => format!("acs:ram::{}:user/{}", self.account_id, self.name),
            IdentityKind::AssumedRole => format!("acs:ram::{}:assumed-role/{}", self.account_id, self.name),
        }
    }

    /// The kind's name in `GetCallerIdentity`.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.kind {
            IdentityKind::Account => "Account",
            IdentityKind::RamUser => "RAMUser",
            IdentityKind::AssumedRole => "AssumedRoleUser",
        }
    }

    /// The id of user or role together with the session's name, where there is one.
    pub(crate) fn principal_id(&self) -> String {
        match (self.kind, self.name.split_once('/')) {
            (IdentityKind::AssumedRole, Some((_, session))) => format!("{}:{session}", self.id),
            _ => self.id.clone(),
        }
    }

    pub(crate) fn principal_type(&self) -> &'static str {
        match self.kind {
            IdentityKind::Account => "Account",
            IdentityKind::RamUser => "SubUser",
            IdentityKind::AssumedRole => "AssumedRoleUser",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_name_the_kind_of_caller() {
        assert_eq!(Identity::account("1").arn(), "acs:ram::1:root");
        assert_eq!(Identity::ram_user("1", "dev", "2").arn(), "acs:ram::1:user/dev");
        let role = Identity::assumed_role("1", "ops", "night", "3");
        assert_eq!(
            (role.arn(), role.principal_id()),
            ("acs:ram::1:assumed-role/ops/night".into(), "3:night".into())
        );
    }
}
