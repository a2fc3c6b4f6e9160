//! What a web server at the same address would serve: documents that a test puts there, and `/credentials`, where
//! anybody gets fresh temporary credentials.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::answer::Answer;
use super::endpoint::{Endpoint, Visit};
use super::error::ApiError;
use super::identity::Identity;

pub(crate) const CREDENTIALS_PATH: &str = "/credentials";
/// The role whose credentials are given out at [`CREDENTIALS_PATH`].
const ROLE: &str = "operator";

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The status.
    pub status: u16,
    /// Headers, like `location`. Without `content-type` it is JSON.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// How long the answer takes.
    pub delay: Duration,
    /// Whether the body is sent again and again without an end, for as long as somebody reads it.
    pub endless: bool,
}

impl Document {
    /// A document with status 200 and this body.
    pub fn new(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: BTreeMap::new(),
            body: body.into(),
            delay: Duration::ZERO,
            endless: false,
        }
    }

    /// A redirection to another address.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self {
            status,
            headers: [("location".to_owned(), location.to_owned())].into(),
            ..Self::new("")
        }
    }
}

pub(crate) const DOCUMENT: Endpoint = Endpoint {
    product: "CREDENTIALS",
    action: "Get",
    answer: document,
    refuse,
};

pub(crate) const CREDENTIALS: Endpoint = Endpoint {
    product: "CREDENTIALS",
    action: "Get",
    answer: credentials,
    refuse,
};

fn document(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let document = visit.world.documents.get(&visit.request.path);
    let document = document.ok_or_else(|| ApiError::new(404, "NotFound", "There is no such document."))?;
    let headers = document.headers.clone();
    Ok(Answer {
        headers: headers.into_iter().collect(),
        endless: document.endless,
        ..Answer::new(document.status, "application/json", document.body.clone())
    })
}

fn credentials(visit: &mut Visit<'_>) -> Result<Answer, ApiError> {
    let expires = visit.now + visit.world.credentials_validity;
    let role = visit.world.role(ROLE).clone();
    let identity = Identity::assumed_role(&visit.world.account_id, &role.name, "service", &role.id);
    let session = visit.world.open_session(identity, role.policy, expires);
    let mut body = session.credentials();
    body["Code"] = json!("Success");
    Ok(Answer::json(200, &body))
}

fn refuse(error: &ApiError, _: &str) -> Answer {
    Answer::json(
        error.status,
        &json!({"Code": error.code, "Message": error.message}),
    )
}
