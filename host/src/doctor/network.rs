//! Looks at what only others can tell: whether the endpoints answer, what time it is, and whose the credentials are.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use url::Url;

use super::{Check, Findings, Reach};
use crate::{
    account::{CENTRAL_REGION, Identity},
    api::{Probed, host_header},
    clock,
    core::Core,
    error::{Error, ErrorKind},
    profile::RegionId,
    session::Session,
    text::message,
};

/// More than this is worth a word.
const CLOCK_WARNING: TimeDelta = TimeDelta::seconds(60);
/// With more than this Alibaba Cloud refuses every request.
const CLOCK_LIMIT: TimeDelta = TimeDelta::minutes(15);

pub(super) async fn examine(core: &Arc<Core>, reach: Reach) -> Findings {
    let mut findings = Findings {
        language: core.language(),
        found: Vec::new(),
    };
    match reach {
        Reach::Offline => {
            for check in [Check::Network, Check::Clock, Check::Credentials] {
                findings.skipped(check, &message!("doctor-offline"));
            }
        }
        Reach::Online(sessions, limit) => {
            let named = sessions.as_deref().unwrap_or_default();
            let (probed, identities) =
                tokio::join!(probe_all(core, named, limit), identify_all(core, named, limit));
            report_endpoints(&mut findings, &probed);
            report_clock(&mut findings, &probed);
            report_credentials(&mut findings, &sessions, identities);
        }
    }
    findings
}

/// An endpoint, and what came of asking it.
struct Endpoint {
    url: Option<Url>,
    outcome: Result<(Probed, DateTime<Utc>), Error>,
}

/// Asks STS and ECS of each profile's region, each address once; STS first, whose clock counts.
async fn probe_all(core: &Arc<Core>, sessions: &[Arc<Session>], limit: Duration) -> Vec<Endpoint> {
    let mut places: Vec<(String, BTreeMap<String, String>)> = sessions
        .iter()
        .map(|session| &session.profile)
        .map(|profile| (profile.region.as_str().to_owned(), profile.endpoints.clone()))
        .collect();
    if places.is_empty() {
        places.push((CENTRAL_REGION.to_owned(), BTreeMap::new()));
    }
    let mut endpoints: Vec<Endpoint> = Vec::new();
    let mut urls: Vec<Url> = Vec::new();
    for product in ["Sts", "Ecs"] {
        for (region, of_profile) in &places {
            let region = RegionId::parse(region);
            match region.and_then(|region| core.services.endpoints.url(product, &region, of_profile)) {
                Ok(url) if urls.contains(&url) => {}
                Ok(url) => urls.push(url),
                Err(error) => endpoints.push(Endpoint {
                    url: None,
                    outcome: Err(error),
                }),
            }
        }
    }
    let mut asking = JoinSet::new();
    for (index, url) in urls.into_iter().enumerate() {
        let core = Arc::clone(core);
        asking.spawn(async move {
            let outcome = core.services.api.probe(&url, limit).await;
            let outcome = outcome.map(|probed| (probed, clock::now()));
            (
                index,
                Endpoint {
                    url: Some(url),
                    outcome,
                },
            )
        });
    }
    endpoints.extend(gathered(asking).await);
    endpoints
}

/// What came of all tasks, in the order of their numbers. One that panicked takes no other's outcome with it.
async fn gathered<T: 'static>(mut tasks: JoinSet<(usize, T)>) -> Vec<T> {
    let mut outcomes = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(outcome) => outcomes.push(outcome),
            Err(error) => tracing::error!(%error, "a check ended early"),
        }
    }
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn report_endpoints(findings: &mut Findings, endpoints: &[Endpoint]) {
    let mut said: Vec<String> = Vec::new();
    for endpoint in endpoints {
        match (&endpoint.url, &endpoint.outcome) {
            (Some(url), Ok((probed, _))) => {
                let milliseconds = probed.took.as_millis().to_string();
                let detail = message!(
                    "doctor-endpoint",
                    host = host_header(url),
                    milliseconds = milliseconds
                );
                findings.ok(Check::Network, &detail);
            }
            (_, Err(error)) => {
                let sentence = error.sentence(findings.language);
                // Two products may be led to the same wrong address.
                if !said.contains(&sentence) {
                    said.push(sentence);
                    findings.failed(Check::Network, error);
                }
            }
            (None, Ok(_)) => {}
        }
    }
}

fn report_clock(findings: &mut Findings, endpoints: &[Endpoint]) {
    let told = endpoints.iter().find_map(|endpoint| {
        let (probed, here) = endpoint.outcome.as_ref().ok()?;
        Some((endpoint.url.as_ref()?, probed.server_time?, *here))
    });
    let Some((url, there, here)) = told else {
        return findings.skipped(Check::Clock, &message!("doctor-clock-unknown"));
    };
    let apart = (there - here).abs();
    let detail = message!(
        "doctor-clock-apart",
        host = host_header(url),
        here = clock::rfc3339(here),
        there = clock::rfc3339(there),
        seconds = apart.num_seconds().to_string()
    );
    if apart > CLOCK_LIMIT {
        findings.error(Check::Clock, &detail, message!("doctor-hint-clock-error"));
    } else if apart > CLOCK_WARNING {
        findings.warning(Check::Clock, &detail, message!("doctor-hint-clock"));
    } else {
        findings.ok(
            Check::Clock,
            &message!("doctor-clock-right", host = host_header(url)),
        );
    }
}

async fn identify_all(
    core: &Arc<Core>,
    sessions: &[Arc<Session>],
    limit: Duration,
) -> Vec<(String, Result<Identity, Error>)> {
    let mut asking = JoinSet::new();
    for (index, session) in sessions.iter().cloned().enumerate() {
        let core = Arc::clone(core);
        asking.spawn(async move {
            let asked = tokio::time::timeout(limit, core.identity(&session)).await;
            let identity = asked.unwrap_or_else(|_| Err(too_slow()));
            let identity = identity.map(|(identity, _)| identity);
            (index, (session.name().to_owned(), identity))
        });
    }
    gathered(asking).await
}

fn too_slow() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "no_answer",
        message!("doctor-credentials-slow"),
    )
    .hint(message!("hint-unreachable"))
}

fn report_credentials(
    findings: &mut Findings,
    sessions: &Result<Vec<Arc<Session>>, Error>,
    identities: Vec<(String, Result<Identity, Error>)>,
) {
    match sessions {
        Err(error) if error.code() == "profile_unknown" => findings.failed(Check::Credentials, error),
        // What is wrong with the configuration or the secrets was said of them.
        Err(_) => findings.skipped(Check::Credentials, &message!("doctor-credentials-none")),
        Ok(_) => {}
    }
    for (name, identity) in identities {
        match identity {
            Ok(identity) => findings.ok(
                Check::Credentials,
                &message!(
                    "doctor-credentials-ok",
                    name = name,
                    arn = identity.arn,
                    account = identity.account_id
                ),
            ),
            // A plugin that crashed has not said what is to be done.
            Err(error) if error.kind() == ErrorKind::Plugin && error.advice(findings.language).is_none() => {
                let error = error.hint(message!("doctor-hint-plugin-broken"));
                findings.failed_of(Check::Credentials, &name, &error);
            }
            Err(error) => findings.failed_of(Check::Credentials, &name, &error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_takes_no_other_with_it() {
        let mut tasks = JoinSet::new();
        tasks.spawn(async { panic!("planned") });
        for index in [2_usize, 1] {
            tasks.spawn(async move { (index, index) });
        }
        assert_eq!(gathered(tasks).await, [1, 2]);
    }
}
