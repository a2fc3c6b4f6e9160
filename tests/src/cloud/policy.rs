//! What a caller may do.

use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ApiError;
use super::identity::Identity;

/// What a caller may do: patterns of permissions like `ecs:Describe*`, where `*` stands for anything. What is
/// neither allowed nor denied is denied implicitly.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// What is allowed.
    pub allow: Vec<String>,
    /// What is denied, whatever is allowed.
    pub deny: Vec<String>,
    /// What else has to allow it: a session's own policy takes away from its role's, and never adds.
    pub within: Option<Box<Policy>>,
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
            within: None,
        }
    }

    /// Denies what matches one of the patterns, besides what is denied already.
    pub fn denying<'a>(mut self, patterns: impl IntoIterator<Item = &'a str>) -> Self {
        self.deny.extend(patterns.into_iter().map(str::to_owned));
        self
    }

    /// Allows only what the other policy allows as well.
    pub fn narrowed_to(mut self, other: Self) -> Self {
        self.within = Some(Box::new(match self.within {
            Some(narrower) => narrower.narrowed_to(other),
            None => other,
        }));
        self
    }

    /// Reads a policy as RAM writes it. The local cloud knows permissions and no resources: a statement counts
    /// whatever its `Resource` says. Nothing when the text is no policy.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let document: Document = serde_json::from_str(text).ok()?;
        if document.version != "1" {
            return None;
        }
        let mut policy = Self::default();
        for statement in document.statements {
            let patterns = match statement.effect {
                Effect::Allow => &mut policy.allow,
                Effect::Deny => &mut policy.deny,
            };
            patterns.extend(statement.actions.into_vec());
        }
        Some(policy)
    }

    pub(crate) fn check(&self, permission: &str, caller: &Identity) -> Result<(), ApiError> {
        let denied = any_matches(&self.deny, permission);
        if !denied && any_matches(&self.allow, permission) {
            return match &self.within {
                Some(narrower) => narrower.check(permission, caller),
                None => Ok(()),
            };
        }
        Err(ApiError::forbidden(denial(permission, caller, denied)))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: String,
    #[serde(rename = "Statement")]
    statements: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: Effect,
    #[serde(rename = "Action")]
    actions: OneOrMany,
}

#[derive(Deserialize)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
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
    fn what_narrows_a_policy_never_adds_to_it() {
        let caller = Identity::ram_user("1", "name", "2");
        let parse = |text: &str| Policy::parse(text).unwrap();
        let reading = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["ecs:Describe*","eci:*"],"Resource":"*"}]}"#;
        let narrowed = Policy::allowing(["ecs:*"]).narrowed_to(parse(reading));
        narrowed.check("ecs:DescribeInstances", &caller).unwrap();
        narrowed.check("ecs:StopInstances", &caller).unwrap_err();
        narrowed.check("eci:DescribeRegions", &caller).unwrap_err();
        let nothing = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":["*"]}]}"#;
        let twice = narrowed.narrowed_to(parse(nothing));
        twice.check("ecs:DescribeInstances", &caller).unwrap_err();
    }

    #[test]
    fn what_is_no_policy_is_not_read_as_one() {
        for text in [
            "",
            "{}",
            "[]",
            r#"{"Version":"2","Statement":[]}"#,
            r#"{"Version":"1","Statement":[{"Effect":"Maybe","Action":"*"}]}"#,
            r#"{"Version":"1","Statement":[{"Effect":"Allow"}]}"#,
        ] {
            assert!(Policy::parse(text).is_none(), "{text}");
        }
    }
}
