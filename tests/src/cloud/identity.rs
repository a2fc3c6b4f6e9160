//! Who calls, and what the caller may do.

use serde_json::{Value, json};

use super::error::ApiError;

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

    fn principal_type(&self) -> &'static str {
        match self.kind {
            IdentityKind::Account => "Account",
            IdentityKind::RamUser => "SubUser",
            IdentityKind::AssumedRole => "AssumedRoleUser",
        }
    }
}

/// What a caller may do: patterns of permissions like `ecs:Describe*`, where `*` stands for anything. What is
/// neither allowed nor denied is denied implicitly.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// What is allowed.
    pub allow: Vec<String>,
    /// What is denied, whatever is allowed.
    pub deny: Vec<String>,
}

impl Policy {
    /// Allows everything.
    pub fn everything() -> Self {
        Self::allowing(["*"])
    }

    /// Allows what matches one of the patterns.
    pub fn allowing<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            allow: patterns.into_iter().map(str::to_owned).collect(),
            deny: Vec::new(),
        }
    }

    /// Denies what matches one of the patterns, besides what is denied already.
    pub fn denying<'a>(mut self, patterns: impl IntoIterator<Item = &'a str>) -> Self {
        self.deny.extend(patterns.into_iter().map(str::to_owned));
        self
    }

    pub(crate) fn check(&self, permission: &str, caller: &Identity) -> Result<(), ApiError> {
        let denied = any_matches(&self.deny, permission);
        if !denied && any_matches(&self.allow, permission) {
            return Ok(());
        }
        Err(ApiError::forbidden(denial(permission, caller, denied)))
    }
}

fn any_matches(patterns: &[String], permission: &str) -> bool {
    patterns
        .iter()
        .any(|pattern| wildcard_matches(pattern, permission))
}

fn denial(permission: &str, caller: &Identity, explicit: bool) -> Value {
    json!({
        "AuthAction": permission,
        "AuthPrincipalDisplayName": caller.principal_id(),
        "AuthPrincipalOwnerId": caller.account_id,
        "AuthPrincipalType": caller.principal_type(),
        "NoPermissionType": if explicit { "ExplicitDeny" } else { "ImplicitDeny" },
        "PolicyType": "AccountLevelIdentityBasedPolicy",
    })
}

/// Whether `text` has the form of `pattern`, in which `*` stands for any characters, none included.
pub(crate) fn wildcard_matches(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(rest) = text.strip_prefix(before) else {
        return false;
    };
    let mut starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    starts.any(|start| wildcard_matches(after, &rest[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text) in [
            ("*", ""),
            ("a*", "a"),
            ("*c", "abc"),
            ("a*c", "abbc"),
            ("*测*", "一测试"),
            ("x", "x"),
        ] {
            assert!(wildcard_matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("a*", "ba"), ("a*c", "abcd"), ("ecs:*", "sts:Get")] {
            assert!(!wildcard_matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_denial_outweighs_what_is_allowed() {
        let caller = Identity::ram_user("1", "name", "2");
        let policy = Policy::allowing(["ecs:*"]).denying(["ecs:DescribeRegions"]);
        policy.check("ecs:DescribeInstances", &caller).unwrap();
        let explicit = policy
            .check("ecs:DescribeRegions", &caller)
            .unwrap_err()
            .access_denied
            .unwrap();
        assert_eq!(explicit["NoPermissionType"], "ExplicitDeny");
        let implicit = policy
            .check("eci:DescribeRegions", &caller)
            .unwrap_err()
            .access_denied
            .unwrap();
        assert_eq!(implicit["NoPermissionType"], "ImplicitDeny");
    }

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
