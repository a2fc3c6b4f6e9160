//! What the local cloud has seen: every API request with its outcome, and how many were being answered at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::authentication::{self, SignatureVersion};
use super::request::ApiRequest;
use super::state::State;

/// One request that arrived, without its secrets.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    /// The product's code, like `Ecs`; empty when the version told none. `IMDS`, `SIGNIN`, `OAUTH`, `CLOUDSSO`,
    /// `VAULT` and `CREDENTIALS` for what is no API.
    pub product: String,
    /// The action's name.
    pub action: String,
    /// The parameter `RegionId`, empty without one.
    pub region: String,
    /// The HTTP method.
    pub method: String,
    /// The path; `/` for the API of every product.
    pub path: String,
    /// The names of the parameters that stood in the address instead of a form, in their order.
    pub in_query: Vec<String>,
    /// Whether the request came over TLS.
    pub transport: Transport,
    /// The parameters from query, form and JSON body; secret ones hold `***`.
    pub params: BTreeMap<String, String>,
    /// The headers by lower-case names, without `authorization` and cookies; tokens hold `***`.
    pub headers: BTreeMap<String, String>,
    /// Who signed, whether or not the signature was right.
    pub access_key_id: String,
    /// How it was signed, rightly or not; none for a request without a signature.
    pub signature: Option<SignatureVersion>,
    /// When the request arrived.
    pub at: Instant,
    /// How many requests were being answered when this one arrived, itself included.
    pub in_flight: usize,
    /// `ok`, the error's `Code`, what a fault did (`dropped-before`, `dropped-after`, `dead`, `html`, `cut`, `huge`,
    /// `replaced`), `pending` while it is being answered, `abandoned` when the client went away before.
    pub outcome: String,
}

/// How a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP.
    Http,
    /// HTTP over TLS.
    Https,
}

/// What faults are matched by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub(crate) product: String,
    pub(crate) action: String,
    pub(crate) region: String,
    pub(crate) access_key_id: String,
}

impl Scope {
    pub(crate) fn of(request: &ApiRequest, product: Option<&str>) -> Self {
        Self {
            product: product.unwrap_or_default().to_owned(),
            action: request.action().unwrap_or_default().to_owned(),
            region: request.parameters.text("RegionId").unwrap_or_default().to_owned(),
            access_key_id: authentication::signer(request).unwrap_or_default(),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Record {
    seen: Vec<(u64, SeenRequest)>,
    in_flight: Vec<(u64, Scope)>,
    most_in_flight: usize,
    next: u64,
}

impl Record {
    fn begin(&mut self, request: &ApiRequest, scope: &Scope) -> u64 {
        let number = self.next;
        self.next += 1;
        self.in_flight.push((number, scope.clone()));
        self.most_in_flight = self.most_in_flight.max(self.in_flight.len());
        let seen = SeenRequest {
            product: scope.product.clone(),
            action: scope.action.clone(),
            region: scope.region.clone(),
            method: request.method.clone(),
            path: request.path.clone(),
            in_query: request.query.iter().map(|(name, _)| name.clone()).collect(),
            transport: request.transport,
            params: request.parameters.0.iter().map(without_secret).collect(),
            headers: request
                .headers
                .iter()
                .filter(|(name, _)| !is_left_out(name))
                .map(without_secret)
                .collect(),
            access_key_id: scope.access_key_id.clone(),
            signature: SignatureVersion::of(request),
            at: Instant::now(),
            in_flight: self.in_flight.len(),
            outcome: "pending".to_owned(),
        };
        self.seen.push((number, seen));
        number
    }

    fn end(&mut self, number: u64, outcome: &str) {
        self.in_flight.retain(|(other, _)| *other != number);
        self.name_outcome(number, outcome);
    }

    fn name_outcome(&mut self, number: u64, outcome: &str) {
        // It is one of the last ones: requests are many, and few of them are under way.
        if let Some((_, seen)) = self.seen.iter_mut().rev().find(|(other, _)| *other == number) {
            outcome.clone_into(&mut seen.outcome);
        }
    }

    pub(crate) fn requests(&self) -> Vec<SeenRequest> {
        self.seen.iter().map(|(_, seen)| seen.clone()).collect()
    }

    /// How many requests arrived, forgotten ones included.
    pub(crate) fn arrived(&self) -> u64 {
        self.next
    }

    pub(crate) fn calls(&self, action: &str) -> usize {
        self.seen.iter().filter(|(_, seen)| seen.action == action).count()
    }

    pub(crate) fn scopes_in_flight(&self) -> impl Iterator<Item = &Scope> {
        self.in_flight.iter().map(|(_, scope)| scope)
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        self.most_in_flight
    }

    pub(crate) fn clear(&mut self) {
        self.seen.clear();
        self.most_in_flight = self.in_flight.len();
    }
}

/// A request being answered. Dropped without [`Flight::land`], it counts as abandoned by its client.
pub(crate) struct Flight {
    state: Arc<State>,
    number: u64,
    outcome: String,
}

impl Flight {
    pub(crate) fn begin(state: &Arc<State>, request: &ApiRequest, scope: &Scope) -> Self {
        let number = state.record().begin(request, scope);
        Self {
            state: Arc::clone(state),
            number,
            outcome: "abandoned".to_owned(),
        }
    }

    pub(crate) fn land(mut self, outcome: &str) {
        outcome.clone_into(&mut self.outcome);
    }

    /// The flight goes on, and its outcome is known already.
    pub(crate) fn dead(mut self) -> Self {
        "dead".clone_into(&mut self.outcome);
        self.state.record().name_outcome(self.number, "dead");
        self
    }

    /// The request's number, the first being 0.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.state.record().end(self.number, &self.outcome);
    }
}

fn is_left_out(header: &str) -> bool {
    matches!(header, "authorization" | "cookie" | "proxy-authorization")
}

fn without_secret((name, value): (&String, &String)) -> (String, String) {
    let lower = name.to_lowercase();
    let is_secret = [
        "securitytoken",
        "security-token",
        "bearer",
        "idtoken",
        "oidctoken",
        "password",
        "secret",
        "access_token",
        "refresh_token",
        "verifier",
        "devicecode",
        "metadata-token",
        "vault-token",
    ]
    .iter()
    .any(|part| lower.contains(part))
        || lower == "signature"
        || lower == "code";
    let is_secret = is_secret && !lower.ends_with("-ttl-seconds");
    (
        name.clone(),
        if is_secret {
            "***".to_owned()
        } else {
            value.clone()
        },
    )
}
