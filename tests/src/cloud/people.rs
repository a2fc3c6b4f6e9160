//! Who there is in the world that the local cloud starts with: users, roles, and the ways to become one of them.

use chrono::TimeDelta;

use super::cloud_sso::{self, AccessConfiguration, Approval, CloudSso, SsoAccount};
use super::identity::Identity;
use super::metadata::InstanceMetadata;
use super::oauth::{self, Consent, KeyCase, OAuth};
use super::oidc::OidcProvider;
use super::policy::Policy;
use super::population::ACCOUNT_ID;
use super::role::{Role, Trusted};
use super::vault::{Vault, VaultEngine, VaultKeys, VaultRole};
use super::world::{AccessKey, User};

/// What those may do who may read everything and change nothing.
const READING: [&str; 3] = ["*:Describe*", "*:List*", "*:Get*"];

pub(crate) fn users() -> Vec<User> {
    let user = |name: &str, id: &str, key: &str, policy| User {
        identity: Identity::ram_user(ACCOUNT_ID, name, id),
        keys: vec![access_key(key)],
        policy,
    };
    vec![
        User {
            identity: Identity::account(ACCOUNT_ID),
            keys: vec![access_key("Account")],
            policy: Policy::everything(),
        },
        user(
            "developer",
            "200000000000000001",
            "Developer",
            Policy::everything(),
        ),
        user(
            "reader",
            "200000000000000002",
            "Reader",
            Policy::allowing(READING),
        ),
        user("outsider", "200000000000000003", "Outsider", Policy::default()),
        user(
            "regionless",
            "200000000000000004",
            "Regionless",
            Policy::everything().denying(["ecs:DescribeRegions"]),
        ),
    ]
}

/// One role for each rule about who may assume it, and for how long.
pub(crate) fn roles() -> Vec<Role> {
    let role = |name: &str, number: u64| Role::new(name, &format!("30000000000000000{number}"));
    vec![
        role("operator", 1),
        Role {
            max_session_seconds: 12 * 3600,
            policy: Policy::allowing(READING),
            ..role("viewer", 2)
        },
        Role {
            external_id: Some("partner-7f3a".to_owned()),
            ..role("partner", 3)
        },
        Role {
            trusted: vec![Trusted::User("regionless".to_owned())],
            ..role("closed", 4)
        },
        Role {
            trusted: vec![Trusted::Role("operator".to_owned())],
            ..role("second", 5)
        },
        Role {
            trusted: vec![Trusted::OidcProvider("kubernetes".to_owned())],
            ..role("workload", 6)
        },
        Role {
            trusted: vec![Trusted::Instances],
            ..role("instance", 7)
        },
    ]
}

pub(crate) fn oidc_providers() -> Vec<OidcProvider> {
    vec![OidcProvider {
        name: "kubernetes".to_owned(),
        issuer: "https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/c0001".to_owned(),
        client_ids: vec!["sts.aliyuncs.com".to_owned()],
        tokens: Vec::new(),
    }]
}

/// A key in the form of the real ones: `LTAI5t` and 24 characters in all, a secret of 30.
fn access_key(holder: &str) -> AccessKey {
    let id = format!("LTAI5t{holder:Z<18}");
    AccessKey {
        id,
        secret: format!("SecretOf{holder:0<22}"),
        active: true,
    }
}

/// The service of an instance that has the role `instance`.
pub(crate) fn instance_metadata() -> InstanceMetadata {
    InstanceMetadata {
        role: Some("instance".to_owned()),
        code: "Success".to_owned(),
        answers_without_token: false,
        credentials_validity: TimeDelta::hours(6),
        tokens: Vec::new(),
    }
}

/// Logins as the RAM user `developer`, who consents.
pub(crate) fn oauth() -> OAuth {
    OAuth {
        client_ids: oauth::CLI_CLIENTS.map(str::to_owned).to_vec(),
        consent: Consent::Granted,
        user: "developer".to_owned(),
        access_token_validity: TimeDelta::hours(3),
        refresh_token_validity: TimeDelta::days(1),
        credentials_validity: TimeDelta::hours(1),
        exchange_keys: KeyCase::Camel,
        rotates_refresh_tokens: true,
        codes: Vec::new(),
        tokens: Vec::new(),
    }
}

/// Two accounts: this one, and one that may only be read.
pub(crate) fn cloud_sso() -> CloudSso {
    let configuration = |id: &str, name: &str, description: &str, policy| AccessConfiguration {
        id: id.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        policy,
    };
    let reader = || configuration("ac-00reader", "Reader", "只读", Policy::allowing(READING));
    let account = |id: &str, name: &str, access_configurations| SsoAccount {
        id: id.to_owned(),
        display_name: name.to_owned(),
        access_configurations,
    };
    let administrator = configuration("ac-00administrator", "Administrator", "", Policy::everything());
    CloudSso {
        client_ids: vec![cloud_sso::CLI_CLIENT.to_owned()],
        approval: Approval::ByVisit,
        pending_polls: 0,
        interval_seconds: 1,
        device_code_validity: TimeDelta::minutes(10),
        access_token_validity: TimeDelta::hours(8),
        credentials_validity: TimeDelta::hours(1),
        most_results: 100,
        accounts: vec![
            account(ACCOUNT_ID, "生产 production", vec![administrator, reader()]),
            account("6543210987654321", "staging", vec![reader()]),
        ],
        devices: Vec::new(),
        access_tokens: Vec::new(),
    }
}

/// A secrets engine in the root, with a role of each kind and one that may only read, and one in a namespace. There is
/// no token yet.
pub(crate) fn vault() -> Vault {
    let deploy = || VaultRole::new("deploy", VaultKeys::User(Policy::everything()));
    let reader = VaultRole::new("reader", VaultKeys::User(Policy::allowing(READING)));
    let operator = VaultRole::new("operator", VaultKeys::Assumed("operator".to_owned()));
    let engine = |namespace: &str, mount: &str, roles| VaultEngine {
        namespace: namespace.to_owned(),
        mount: mount.to_owned(),
        roles,
    };
    Vault {
        sealed: false,
        tokens: Vec::new(),
        engines: vec![
            engine("", "alicloud", vec![deploy(), reader, operator]),
            engine("admin/team", "cloud/alicloud", vec![deploy()]),
        ],
        leases: Vec::new(),
    }
}
