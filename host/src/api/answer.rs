//! What an answer means: a body to hand on, or an error by its `Code`, never by its HTTP status alone.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    error::{Error, ErrorKind},
    text::{Message, message},
};

/// The code for a request whose date is too far from the API's.
pub(super) const CLOCK: &str = "InvalidTimeStamp.Expired";

/// An API's error, as the product put it.
#[derive(Debug, Deserialize, Default)]
pub(super) struct ApiError {
    #[serde(default, rename = "Code", alias = "code")]
    code: Value,
    #[serde(default, rename = "Message", alias = "message")]
    message: Value,
    #[serde(
        default,
        rename = "RequestId",
        alias = "requestId",
        alias = "request_id",
        alias = "requestid"
    )]
    request_id: Value,
    #[serde(default, rename = "AccessDeniedDetail", alias = "accessDeniedDetail")]
    denied: Option<Value>,
}

/// How a failed try is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// The API asked to slow down.
    Throttled,
    /// The same request may succeed later.
    Passing,
    /// It will fail again.
    Final,
}

/// A failed try.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) outlook: Outlook,
    pub(super) error: Error,
}

/// Reads an answer that was no success. `action` names the call; `hidden` must not stand in any text.
pub(super) fn failure(status: u16, body: &[u8], action: &str, hidden: &[&str]) -> Failure {
    let parsed: Option<ApiError> = serde_json::from_slice(body).ok();
    // Whatever is shown of an answer may be an echo.
    let shown = |value: &Value| text(value).map(|said| redacted(&said, hidden));
    let coded = parsed.and_then(|api| Some((shown(&api.code).filter(|code| !code.is_empty())?, api)));
    let Some((code, api)) = coded else {
        return unreadable(status, action);
    };
    let kind = match api.denied {
        Some(_) if status == 403 => ErrorKind::Permission,
        _ => kind(&code, status),
    };
    let outlook = match kind {
        ErrorKind::Throttled => Outlook::Throttled,
        ErrorKind::Unavailable => Outlook::Passing,
        _ if is_passing(&code) => Outlook::Passing,
        _ => Outlook::Final,
    };
    let error = match own_words(&code) {
        Some((message, hint)) => Error::new(kind, code, message).maybe_hint(hint),
        None => {
            let said = shown(&api.message).unwrap_or_default();
            let permission = api
                .denied
                .as_ref()
                .and_then(|denied| shown(&denied["AuthAction"]));
            let message = match (kind, permission) {
                (ErrorKind::Permission, Some(permission)) => {
                    message!("error-permission", action = action, permission = permission)
                }
                (ErrorKind::Permission, None) => {
                    message!("error-permission-unnamed", action = action, said = said)
                }
                _ => message!("error-api", action = action, code = &code, said = said),
            };
            let hint = (kind == ErrorKind::Permission).then(|| message!("hint-permission"));
            Error::new(kind, code, message).maybe_hint(hint)
        }
    };
    Failure {
        outlook,
        error: error
            .request_id(shown(&api.request_id))
            .retryable(outlook != Outlook::Final),
    }
}

/// Whether an answer of status 200 is a failure nevertheless: some products say so by its `Code` alone.
pub(super) fn is_failure(body: &[u8]) -> bool {
    // Looked for in the text first: most answers are large, and none of these has the key.
    let mentions_code =
        || std::str::from_utf8(body).is_ok_and(|text| text.contains("\"Code\"") || text.contains("\"code\""));
    let parsed = || serde_json::from_slice::<ApiError>(body).ok();
    let Some(api) = mentions_code().then(parsed).flatten() else {
        return false;
    };
    let code = text(&api.code).filter(|_| text(&api.message).is_some());
    code.is_some_and(|code| kind(&code, 200) != ErrorKind::Failed)
}

/// An answer that has no code: a proxy's page, or a service that is down.
fn unreadable(status: u16, action: &str) -> Failure {
    let outlook = match status {
        429 => Outlook::Throttled,
        500.. => Outlook::Passing,
        _ => Outlook::Final,
    };
    let kind = if status == 429 {
        ErrorKind::Throttled
    } else {
        ErrorKind::Unavailable
    };
    let message = message!(
        "error-answer-unreadable",
        action = action,
        status = u64::from(status).to_string()
    );
    let error = Error::new(kind, "unexpected_answer", message)
        .hint(message!("hint-answer-unreadable"))
        .retryable(outlook != Outlook::Final);
    Failure { outlook, error }
}

/// A body with status 200 that is no JSON object: a captive portal's page, or an answer that was cut.
pub(super) fn not_json(action: &str) -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "unexpected_answer",
        message!("error-answer-not-json", action = action),
    )
    .hint(message!("hint-answer-unreadable"))
}

fn kind(code: &str, status: u16) -> ErrorKind {
    let family = code.split('.').next().unwrap_or_default();
    match family {
        "Throttling" | "ThrottlingException" | "ServiceThrottled" => ErrorKind::Throttled,
        "InvalidAccessKeyId"
        | "InvalidAccessKey"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "InvalidSecurityToken"
        | "MissingSecurityToken"
        | "MissingAccessKeyId"
        | "InvalidTimeStamp"
        | "SecurityTokenExpired"
        // A token of an identity provider, as STS judges it.
        | "AuthenticationFail" => ErrorKind::Credentials,
        // RAM and STS.
        "EntityNotExist" => ErrorKind::NotFound,
        "Forbidden" | "NoPermission" | "Unauthorized" | "UnauthorizedOperation" => match code {
            "Forbidden.AccessKeyDisabled" | "Forbidden.AccessKey" => ErrorKind::Credentials,
            _ => ErrorKind::Permission,
        },
        "ServiceUnavailable" | "InternalError" | "InternalFailure" | "ServiceUnavailableTemporary" => {
            ErrorKind::Unavailable
        }
        // The call itself is unknown there, not a thing that it asked for.
        "InvalidAction" | "InvalidVersion" | "InvalidProduct" | "InvalidApi" => ErrorKind::Failed,
        _ if code.starts_with("InvalidRegionId") => ErrorKind::InvalidInput,
        "InvalidParameter" | "MissingParameter" | "MissingRegionId" => ErrorKind::InvalidInput,
        _ if code.ends_with(".NotFound") || code.starts_with("EntityNotExist") => ErrorKind::NotFound,
        _ if status >= 500 => ErrorKind::Unavailable,
        _ if status == 429 => ErrorKind::Throttled,
        _ if status == 403 && is_denial(code) => ErrorKind::Permission,
        _ => ErrorKind::Failed,
    }
}

/// Whether a code of status 403 is about rights. Products answer so to much else: a status that does not fit, a protected
/// instance, a quota.
fn is_denial(code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    [
        "forbidden",
        "nopermission",
        "notauthorized",
        "unauthorized",
        "accessdenied",
    ]
    .iter()
    .any(|word| code.contains(word))
}

/// Errors that a fresh nonce and date mend.
fn is_passing(code: &str) -> bool {
    code == "SignatureNonceUsed"
}

/// Codes whose meaning the host knows better than the API's message, which may echo the string-to-sign.
fn own_words(code: &str) -> Option<(Message, Option<Message>)> {
    Some(match code {
        "InvalidAccessKeyId.NotFound" | "InvalidAccessKeyId" => (
            message!("error-access-key-unknown"),
            Some(message!("hint-access-key-unknown")),
        ),
        "InvalidAccessKeyId.Inactive" | "Forbidden.AccessKeyDisabled" => (
            message!("error-access-key-disabled"),
            Some(message!("hint-access-key-disabled")),
        ),
        CLOCK => (message!("error-clock"), Some(message!("hint-clock"))),
        "InvalidSecurityToken.Expired" | "SecurityTokenExpired" => (
            message!("error-token-expired"),
            Some(message!("hint-token-expired")),
        ),
        _ if code.starts_with("SignatureDoesNotMatch") || code.starts_with("IncompleteSignature") => {
            (message!("error-signature"), Some(message!("hint-signature")))
        }
        _ if code.starts_with("InvalidSecurityToken") => (
            message!("error-token-invalid"),
            Some(message!("hint-token-invalid")),
        ),
        _ => return None,
    })
}

/// A message without what it must not show: an echoed string-to-sign, and the credentials themselves.
fn redacted(said: &str, hidden: &[&str]) -> String {
    let lower = said.to_ascii_lowercase();
    let echo = [
        "string to sign",
        "stringtosign",
        "string-to-sign",
        "acs3-hmac-sha256",
        "canonicalrequest",
        // What V1 signs begins so.
        "post&%2f&",
        "get&%2f&",
    ];
    // Lower-casing ASCII keeps every offset.
    let end = echo
        .iter()
        .filter_map(|marker| lower.find(marker))
        .min()
        .unwrap_or(said.len());
    let mut shown = said[..end].trim_end_matches([' ', ',', ':', ';']).to_owned();
    for secret in hidden.iter().filter(|secret| !secret.is_empty()) {
        shown = shown.replace(secret, "***");
    }
    const LONGEST: usize = 600;
    if let Some((end, _)) = shown.char_indices().nth(LONGEST) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn of(status: u16, body: &str) -> Failure {
        failure(
            status,
            body.as_bytes(),
            "DescribeInstances",
            &["testid", "s3cret"],
        )
    }

    fn coded(code: &str, status: u16) -> Failure {
        of(
            status,
            &format!(r#"{{"Code":"{code}","Message":"said","RequestId":"R"}}"#),
        )
    }

    #[test]
    fn codes_decide_and_statuses_only_where_a_code_says_nothing() {
        for (code, status, kind, outlook) in [
            ("Throttling.User", 400, ErrorKind::Throttled, Outlook::Throttled),
            ("Throttling", 503, ErrorKind::Throttled, Outlook::Throttled),
            (
                "ServiceUnavailable",
                503,
                ErrorKind::Unavailable,
                Outlook::Passing,
            ),
            ("InternalError", 500, ErrorKind::Unavailable, Outlook::Passing),
            ("SignatureNonceUsed", 400, ErrorKind::Failed, Outlook::Passing),
            (
                "InvalidAccessKeyId.NotFound",
                404,
                ErrorKind::Credentials,
                Outlook::Final,
            ),
            (
                "InvalidAccessKeyId.NotFound",
                400,
                ErrorKind::Credentials,
                Outlook::Final,
            ),
            (
                "SignatureDoesNotMatch",
                403,
                ErrorKind::Credentials,
                Outlook::Final,
            ),
            (
                "InvalidSecurityToken.Expired",
                400,
                ErrorKind::Credentials,
                Outlook::Final,
            ),
            (
                "InvalidTimeStamp.Expired",
                400,
                ErrorKind::Credentials,
                Outlook::Final,
            ),
            ("Forbidden.RAM", 403, ErrorKind::Permission, Outlook::Final),
            ("NoPermission", 403, ErrorKind::Permission, Outlook::Final),
            ("InstanceAccessDenied", 403, ErrorKind::Permission, Outlook::Final),
            ("IncorrectInstanceStatus", 403, ErrorKind::Failed, Outlook::Final),
            (
                "InvalidOperation.DeletionProtection",
                403,
                ErrorKind::Failed,
                Outlook::Final,
            ),
            ("EntityNotExist.Role", 404, ErrorKind::NotFound, Outlook::Final),
            (
                "AuthenticationFail.OIDCToken.Expired",
                401,
                ErrorKind::Credentials,
                Outlook::Final,
            ),
            (
                "InvalidInstanceId.NotFound",
                404,
                ErrorKind::NotFound,
                Outlook::Final,
            ),
            (
                "InvalidRegionId.NotFound",
                404,
                ErrorKind::InvalidInput,
                Outlook::Final,
            ),
            ("InvalidAction.NotFound", 404, ErrorKind::Failed, Outlook::Final),
            ("EntityNotExist.Role", 404, ErrorKind::NotFound, Outlook::Final),
            ("Whatever", 502, ErrorKind::Unavailable, Outlook::Passing),
            ("Whatever", 400, ErrorKind::Failed, Outlook::Final),
        ] {
            let failure = coded(code, status);
            assert_eq!(
                (failure.error.kind(), failure.outlook),
                (kind, outlook),
                "{code} {status}"
            );
            assert_eq!(failure.error.code(), code);
        }
    }

    #[test]
    fn an_echoed_string_to_sign_is_never_shown() {
        let echo = r#"{"Code":"SignatureDoesNotMatch","Message":"Specified signature is not matched with our calculation. server string to sign is:ACS3-HMAC-SHA256\nabc testid"}"#;
        let text = of(400, echo).error.to_text(Language::English);
        assert!(!text.contains("testid") && !text.contains("ACS3"), "{text}");
        let other =
            r#"{"Code":"Odd","Message":"key testid with s3cret is odd; StringToSign: POST&%2F&testid"}"#;
        let text = of(400, other).error.to_text(Language::English);
        assert!(text.contains("key *** with *** is odd"), "{text}");
        assert!(!text.contains("POST"), "{text}");
        let everywhere = r#"{"Code":"Odd.testid","Message":"m","RequestId":"s3cret",
            "AccessDeniedDetail":{"AuthAction":"testid"}}"#;
        for status in [400, 403] {
            let text = of(status, everywhere).error.to_text(Language::English);
            assert!(!text.contains("testid") && !text.contains("s3cret"), "{text}");
        }
        let bare = r#"{"Code":"Odd","Message":"not right: POST&%2F&AccessKeyId%3Dtestid"}"#;
        let text = of(400, bare).error.to_text(Language::English);
        assert!(
            text.contains("not right") && !text.contains("AccessKeyId"),
            "{text}"
        );
    }

    #[test]
    fn a_code_says_more_than_a_status() {
        let failed = |body: &str| is_failure(body.as_bytes());
        assert!(failed(r#"{"Code":"Throttling.User","Message":"m"}"#));
        assert!(failed(r#"{"code": "NoPermission","message":"m"}"#));
        assert!(!failed(r#"{"Code":"Success","Message":"m"}"#));
        assert!(!failed(r#"{"Code":"200","Message":"successful"}"#));
        assert!(!failed(r#"{"Items":[{"Code":"Throttling","Message":"m"}]}"#));
        assert!(!failed(r#"{"RequestId":"R"}"#));
    }

    #[test]
    fn a_denial_names_the_missing_permission() {
        let body = r#"{"Code":"Forbidden.RAM","Message":"m","AccessDeniedDetail":{"AuthAction":"ecs:DescribeInstances"}}"#;
        assert!(of(403, body).error.to_string().contains("ecs:DescribeInstances"));
        let own = r#"{"Code":"Vault.Closed","Message":"m","AccessDeniedDetail":{"AuthAction":"kms:Open"}}"#;
        assert_eq!(of(403, own).error.kind(), ErrorKind::Permission);
    }

    #[test]
    fn lower_case_keys_and_pages_are_understood() {
        let lower = of(
            400,
            r#"{"code":"Throttling.Api","message":"m","requestId":"R-1"}"#,
        );
        assert_eq!(lower.outlook, Outlook::Throttled);
        assert!(lower.error.to_text(Language::English).contains("R-1"));
        let page = of(502, "<html>");
        assert_eq!(
            (page.error.kind(), page.outlook),
            (ErrorKind::Unavailable, Outlook::Passing)
        );
        assert_eq!(of(407, "<html>").outlook, Outlook::Final);
    }
}
