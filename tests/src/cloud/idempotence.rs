//! `ClientToken`: a call that comes again under the same token is answered as before, and nothing happens again.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::ApiError;
use super::product::{Call, Content};

/// What goes with the signature, and is another at each try.
const OF_THE_SIGNATURE: [&str; 3] = ["Signature", "SignatureNonce", "Timestamp"];
const LONGEST_TOKEN: usize = 64;

/// The calls that were carried out, by action and token.
#[derive(Clone, Debug, Default)]
pub struct ClientTokens(BTreeMap<(String, String), Given>);

/// What was asked under a token, and answered.
#[derive(Clone, Debug)]
struct Given {
    asked: BTreeMap<String, String>,
    answer: Value,
}

/// Carries a call out, unless its token says that this was done before. Refusals are not kept.
pub(crate) fn once(
    call: &mut Call<'_>,
    action: &str,
    carry_out: impl FnOnce(&mut Call<'_>) -> Result<Value, ApiError>,
) -> Result<Content, ApiError> {
    let Some(token) = call.parameters.text("ClientToken") else {
        return carry_out(call).map(Content::Fresh);
    };
    if !token.is_ascii() || token.len() > LONGEST_TOKEN {
        return Err(ApiError::invalid_parameter("ClientToken"));
    }
    let mut asked = call.parameters.0.clone();
    asked.retain(|name, _| !OF_THE_SIGNATURE.contains(&name.as_str()));
    let key = (action.to_owned(), token.to_owned());
    match call.world.client_tokens.0.get(&key) {
        Some(given) if given.asked == asked => return Ok(given.answer.clone().into()),
        Some(_) => return Err(ApiError::token_of_another_request()),
        None => {}
    }
    let answer = carry_out(call)?;
    let given = Given {
        asked,
        answer: answer.clone(),
    };
    call.world.client_tokens.0.insert(key, given);
    Ok(answer.into())
}
