//! What a case may change in the local cloud, by name.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;

use crate::cloud::{Approval, Cloud, Consent, Document, Fault, KeyCase, TimeDelta, World};

/// What changes in the cloud; what is not named stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Knobs {
    /// How far the cloud's clock is ahead of the machine's.
    clock_offset_seconds: Option<i64>,
    /// RAM users whose AccessKey is disabled.
    disabled_users: Vec<String>,
    /// How long the credentials are valid that `/credentials` gives out.
    credentials_seconds: Option<i64>,
    metadata: Metadata,
    oauth: OAuth,
    cloud_sso: CloudSso,
    /// What is served besides, by path.
    documents: BTreeMap<String, Served>,
    /// What goes wrong from now on, in place of what went wrong before.
    faults: Option<Vec<Wrong>>,
}

/// The metadata service of an instance.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Metadata {
    /// The instance's role; empty for none.
    role: Option<String>,
    /// The `Code` that goes with credentials.
    code: Option<String>,
    answers_without_token: Option<bool>,
    credentials_seconds: Option<i64>,
}

/// The browser login.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct OAuth {
    consent: Option<Consents>,
    user: Option<String>,
    access_token_seconds: Option<i64>,
    refresh_token_seconds: Option<i64>,
    credentials_seconds: Option<i64>,
    exchange_keys: Option<Keys>,
    /// Takes all tokens back that were given out.
    revoke: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Consents {
    Granted,
    Denied,
    WrongState,
    Silent,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Keys {
    Camel,
    Pascal,
}

/// The CloudSSO directory.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CloudSso {
    approval: Option<Approvals>,
    pending_polls: Option<usize>,
    device_code_seconds: Option<i64>,
    access_token_seconds: Option<i64>,
    credentials_seconds: Option<i64>,
    /// The ids of the accounts that remain.
    accounts: Option<Vec<String>>,
    /// Takes all tokens back that were given out.
    revoke: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Approvals {
    ByVisit,
    AtOnce,
    Denied,
}

/// A document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Served {
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    /// How many spaces come before the body.
    #[serde(default)]
    padding_bytes: usize,
    #[serde(default)]
    delay_seconds: u64,
    #[serde(default)]
    endless: bool,
}

/// Something that goes wrong.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrong {
    kind: Kind,
    /// Of an `error`.
    #[serde(default = "failed")]
    status: u16,
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    /// Of a `latency`.
    #[serde(default)]
    seconds: u64,
    product: Option<String>,
    action: Option<String>,
    times: Option<usize>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Error,
    Throttling,
    Unavailable,
    Drop,
    Dead,
    CutJson,
    Html,
    Latency,
}

fn ok() -> u16 {
    200
}

fn failed() -> u16 {
    500
}

impl Knobs {
    /// Turns them.
    pub(super) fn apply(&self, cloud: &Cloud) {
        if let Some(seconds) = self.clock_offset_seconds {
            cloud.set_clock_offset(TimeDelta::seconds(seconds));
        }
        if let Some(faults) = &self.faults {
            cloud.clear_faults();
            faults.iter().for_each(|wrong| cloud.add_fault(wrong.fault()));
        }
        cloud.world(|world| {
            for user in &self.disabled_users {
                world
                    .user(user)
                    .keys
                    .iter_mut()
                    .for_each(|key| key.active = false);
            }
            set_seconds(&mut world.credentials_validity, self.credentials_seconds);
            for (path, served) in &self.documents {
                world.documents.insert(path.clone(), served.document());
            }
            self.metadata.apply(world);
            self.oauth.apply(world);
            self.cloud_sso.apply(world);
        });
    }
}

impl Metadata {
    fn apply(&self, world: &mut World) {
        let metadata = &mut world.metadata;
        if let Some(role) = &self.role {
            metadata.role = Some(role.clone()).filter(|role| !role.is_empty());
        }
        set(&mut metadata.code, self.code.clone());
        set(&mut metadata.answers_without_token, self.answers_without_token);
        set_seconds(&mut metadata.credentials_validity, self.credentials_seconds);
    }
}

impl OAuth {
    fn apply(&self, world: &mut World) {
        let oauth = &mut world.oauth;
        let consent = self.consent.map(|consent| match consent {
            Consents::Granted => Consent::Granted,
            Consents::Denied => Consent::Denied,
            Consents::WrongState => Consent::WrongState,
            Consents::Silent => Consent::Silent,
        });
        let keys = self.exchange_keys.map(|keys| match keys {
            Keys::Camel => KeyCase::Camel,
            Keys::Pascal => KeyCase::Pascal,
        });
        set(&mut oauth.consent, consent);
        set(&mut oauth.exchange_keys, keys);
        set(&mut oauth.user, self.user.clone());
        set_seconds(&mut oauth.access_token_validity, self.access_token_seconds);
        set_seconds(&mut oauth.refresh_token_validity, self.refresh_token_seconds);
        set_seconds(&mut oauth.credentials_validity, self.credentials_seconds);
        if self.revoke {
            oauth.tokens.clear();
        }
    }
}

impl CloudSso {
    fn apply(&self, world: &mut World) {
        let sso = &mut world.cloud_sso;
        let approval = self.approval.map(|approval| match approval {
            Approvals::ByVisit => Approval::ByVisit,
            Approvals::AtOnce => Approval::AtOnce,
            Approvals::Denied => Approval::Denied,
        });
        set(&mut sso.approval, approval);
        set(&mut sso.pending_polls, self.pending_polls);
        set_seconds(&mut sso.device_code_validity, self.device_code_seconds);
        set_seconds(&mut sso.access_token_validity, self.access_token_seconds);
        set_seconds(&mut sso.credentials_validity, self.credentials_seconds);
        if let Some(accounts) = &self.accounts {
            sso.accounts.retain(|account| accounts.contains(&account.id));
        }
        if self.revoke {
            sso.access_tokens.clear();
        }
    }
}

impl Served {
    fn document(&self) -> Document {
        let body = " ".repeat(self.padding_bytes) + &self.body;
        Document {
            status: self.status,
            headers: self.headers.clone(),
            delay: Duration::from_secs(self.delay_seconds),
            endless: self.endless,
            ..Document::new(body)
        }
    }
}

impl Wrong {
    fn fault(&self) -> Fault {
        let mut fault = match self.kind {
            Kind::Error => Fault::error(self.status, &self.code, &self.message),
            Kind::Throttling => Fault::throttling(),
            Kind::Unavailable => Fault::unavailable(),
            Kind::Drop => Fault::drop_before(),
            Kind::Dead => Fault::dead(),
            Kind::CutJson => Fault::cut_json(),
            Kind::Html => Fault::html(self.status),
            Kind::Latency => Fault::latency(Duration::from_secs(self.seconds)),
        };
        if let Some(product) = &self.product {
            fault = fault.product(product);
        }
        if let Some(action) = &self.action {
            fault = fault.action(action);
        }
        match self.times {
            Some(times) => fault.times(times),
            None => fault,
        }
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn set_seconds(place: &mut TimeDelta, seconds: Option<i64>) {
    set(place, seconds.map(TimeDelta::seconds));
}
