//! The way of a request: which product and action, or which endpoint, who signed, what a fault does to it, whether the caller may, and
//! then the action itself.

use std::sync::Arc;
use std::time::Instant;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::authentication::authenticate;
use super::encoding::hex;
use super::endpoint::{self, Endpoint, Visit};
use super::error::ApiError;
use super::fault::NextToken;
use super::fault_rules::{Effects, Verdict};
use super::product::{Action, Call, Caller, Content, Permission, Product, product_of_version};
use super::record::{Flight, Scope};
use super::request::{ApiRequest, Parameters};
use super::state::State;

/// What becomes of the connection.
pub(crate) enum Reply {
    Answer(Answer),
    /// Closed without a byte.
    Drop,
}

/// Answers one API request.
pub(crate) async fn reply(state: &Arc<State>, request: &ApiRequest) -> Reply {
    let Some(asked) = Asked::of(state, request) else {
        return Reply::Answer(Answer::new(404, "text/plain", ""));
    };
    let scope = asked.scope(request);
    let flight = Flight::begin(state, request, &scope);
    let (effects, result) = match admit(state, request, asked) {
        Ok(admitted) => (effects(state, &scope), Ok(admitted)),
        Err(error) => (Effects::default(), Err(error)),
    };
    let delay = state.latency() + effects.delay + endpoint::delay_of(&state.world(), request);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    for barrier in &effects.gather {
        barrier.wait().await;
    }
    let writer = Writer {
        request_id: request_id(flight.number()),
        host: request.host(),
        product: &scope.product,
        asked,
    };
    let (reply, outcome) = match result {
        Err(error) => writer.error(&error),
        Ok(admitted) => {
            let act = || admitted.act(state, request, &request.parameters, &writer.request_id);
            match effects.verdict {
                None => writer.result(act()),
                Some(Verdict::Error { error, retry_after }) => {
                    let (answer, outcome) = writer.error(&error);
                    let answer = match retry_after {
                        Some(delay) => answer.with_header("x-acs-retry-after", delay.as_millis().to_string()),
                        None => answer,
                    };
                    (answer, outcome)
                }
                Some(Verdict::Respond { answer, outcome }) => (answer, outcome.to_owned()),
                Some(Verdict::CutJson) => (writer.result(act()).0.cut_in_half(), "cut".to_owned()),
                Some(Verdict::EndlessPages(next)) => {
                    let mut first_page = request.parameters.clone();
                    first_page.0.remove("NextToken");
                    let done = admitted.act(state, request, &first_page, &writer.request_id);
                    writer.result(done.map(|content| endless(content, next, flight.number())))
                }
                Some(Verdict::DropBefore) => {
                    flight.land("dropped-before");
                    return Reply::Drop;
                }
                Some(Verdict::DropAfter) => {
                    // Whatever it answers, nobody will read it.
                    let _unread = act();
                    flight.land("dropped-after");
                    return Reply::Drop;
                }
                Some(Verdict::Dead) => {
                    let _in_flight = flight.dead();
                    return std::future::pending().await;
                }
            }
        }
    };
    flight.land(&outcome);
    Reply::Answer(if effects.lower_case_errors {
        reply.with_lower_case_error_keys()
    } else {
        reply
    })
}

/// What the faults that are in force do to a request of this scope.
fn effects(state: &State, scope: &Scope) -> Effects {
    let mut faults = state.faults();
    if faults.is_empty() {
        return Effects::default();
    }
    let in_flight: Vec<Scope> = state.record().scopes_in_flight().cloned().collect();
    faults.meet(scope, &in_flight, Instant::now())
}

/// What a request asks for, before it is known whether it may be done.
#[derive(Clone, Copy)]
enum Asked {
    /// An action of this product, if the version names one.
    Product(Option<&'static Product>),
    Endpoint(&'static Endpoint),
}

impl Asked {
    /// Nothing for a path where nothing is.
    fn of(state: &State, request: &ApiRequest) -> Option<Self> {
        if request.path == "/" {
            return Some(Self::Product(request.version().and_then(product_of_version)));
        }
        endpoint::endpoint_of(&state.world(), request).map(Self::Endpoint)
    }

    fn scope(self, request: &ApiRequest) -> Scope {
        match self {
            Self::Product(product) => Scope::of(request, product.map(|product| product.code)),
            Self::Endpoint(endpoint) => Scope {
                action: endpoint.action.to_owned(),
                ..Scope::of(request, Some(endpoint.product))
            },
        }
    }
}

/// What may be done.
enum Admitted {
    Action(&'static Action, Option<Caller>),
    Endpoint(&'static Endpoint),
}

/// What is asked for, if the request is in order.
fn admit(state: &State, request: &ApiRequest, asked: Asked) -> Result<Admitted, ApiError> {
    let product = match asked {
        Asked::Product(product) => product,
        Asked::Endpoint(endpoint) => return Ok(Admitted::Endpoint(endpoint)),
    };
    let name = request.action().ok_or_else(|| ApiError::missing("Action"))?;
    request.version().ok_or_else(|| ApiError::missing("Version"))?;
    let product = product.ok_or_else(ApiError::unknown_version)?;
    let action = product.action(name).ok_or_else(ApiError::unknown_action)?;
    let caller = match action.permission {
        Permission::Anonymous => None,
        Permission::SignedOnly | Permission::Ram(_) => Some(authenticate(state, request)?),
    };
    Ok(Admitted::Action(action, caller))
}

impl Admitted {
    /// Does it. `parameters` are those of an action; an endpoint reads its own.
    fn act(
        &self,
        state: &State,
        request: &ApiRequest,
        parameters: &Parameters,
        request_id: &str,
    ) -> Result<Content, ApiError> {
        let now = state.now();
        match self {
            Self::Endpoint(endpoint) => {
                let mut world = state.world();
                let answer = (endpoint.answer)(&mut Visit {
                    request,
                    request_id,
                    world: &mut world,
                    now,
                });
                answer.map(Content::Whole)
            }
            Self::Action(action, caller) => {
                if let (Permission::Ram(permission), Some(caller)) = (&action.permission, caller) {
                    caller.policy.check(permission, &caller.identity)?;
                }
                let mut world = state.world();
                world.move_on(now);
                (action.answer)(&mut Call {
                    parameters,
                    request,
                    caller: caller.as_ref(),
                    world: &mut world,
                    now,
                })
            }
        }
    }
}

/// The same answer with a next page.
fn endless(content: Content, next: NextToken, number: u64) -> Content {
    let mut body = match content {
        Content::Fresh(body) => body,
        Content::Kept(text) => serde_json::from_slice(&text).expect("what is kept is JSON"),
        // It has no pages of this form.
        Content::Whole(answer) => return Content::Whole(answer),
    };
    body["NextToken"] = match next {
        NextToken::Fresh => json!(format!("endless-{number}")),
        NextToken::Repeated => json!("endless"),
    };
    Content::Fresh(body)
}

/// What the answers to one request have in common.
struct Writer<'a> {
    request_id: String,
    host: &'a str,
    product: &'a str,
    asked: Asked,
}

impl Writer<'_> {
    fn result(&self, result: Result<Content, ApiError>) -> (Answer, String) {
        match result {
            Ok(Content::Fresh(mut body)) => {
                body["RequestId"] = json!(self.request_id);
                (Answer::json(200, &body), "ok".to_owned())
            }
            Ok(Content::Kept(text)) => {
                let id = format!("{{\"RequestId\":\"{}\",", self.request_id);
                (
                    Answer::json_text(200, [id.as_bytes(), &text[1..]].concat()),
                    "ok".to_owned(),
                )
            }
            Ok(Content::Whole(answer)) => (answer, "ok".to_owned()),
            Err(error) => self.error(&error),
        }
    }

    fn error(&self, error: &ApiError) -> (Answer, String) {
        let answer = match self.asked {
            Asked::Product(_) => error.answer(&self.request_id, self.host, self.product),
            Asked::Endpoint(endpoint) => (endpoint.refuse)(error, &self.request_id),
        };
        (answer, error.code.clone())
    }
}

/// An id in the form of the real ones, another one for each request.
fn request_id(number: u64) -> String {
    let digits = hex(&Sha256::digest(number.to_be_bytes())).to_uppercase();
    [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..32],
    ]
    .join("-")
}
