//! The check of HMAC-SHA1 signatures over all parameters, written from the API's description and not shared with any
//! client.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::encoding::percent_encode;
use super::error::ApiError;
use super::request::{ApiRequest, Parameters};

/// What the common parameters have to say about the signature and the answer. Answers in XML are not served here.
const COMMON: [(&str, &str); 3] = [
    ("Format", "JSON"),
    ("SignatureMethod", "HMAC-SHA1"),
    ("SignatureVersion", "1.0"),
];

/// Whether the request asks for what is served.
pub(crate) fn check_common(parameters: &Parameters) -> Result<(), ApiError> {
    for (name, served) in COMMON {
        let given = parameters.text(name).ok_or_else(|| ApiError::missing(name))?;
        if !given.eq_ignore_ascii_case(served) {
            return Err(ApiError::invalid_parameter(name));
        }
    }
    Ok(())
}

/// Whether `signature` is what the holder of `secret` would have sent with this request.
pub(crate) fn check(request: &ApiRequest, signature: &str, secret: &str) -> Result<(), ApiError> {
    let to_sign = string_to_sign(&request.method, &request.parameters);
    if sign(&to_sign, secret) == signature {
        return Ok(());
    }
    // The real gateway echoes this: clients have to keep it from their users' screens.
    Err(ApiError::signature_mismatch(format!(
        "Specified signature is not matched with our calculation. server string to sign is:{to_sign}"
    )))
}

/// The request in the one form that both sides sign: all parameters, from query and form alike, but the signature.
pub(crate) fn string_to_sign(method: &str, parameters: &Parameters) -> String {
    let signed = parameters.0.iter().filter(|(name, _)| *name != "Signature");
    let pairs: Vec<String> = signed
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    format!("{method}&%2F&{}", percent_encode(&pairs.join("&")))
}

pub(crate) fn sign(string_to_sign: &str, secret: &str) -> String {
    let key = format!("{secret}&");
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(string_to_sign.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::Request;

    use super::*;

    fn official_example() -> ApiRequest {
        let query = "Timestamp=2016-02-23T12%3A46%3A24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions\
                     &SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26\
                     &SignatureVersion=1.0&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D";
        let request = Request::get(format!("/?{query}")).body(()).unwrap();
        ApiRequest::read(&request.into_parts().0, Bytes::new())
    }

    #[test]
    fn the_official_vector_is_accepted() {
        let request = official_example();
        let signature = request.parameters.text("Signature").unwrap();
        assert_eq!(signature, "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
        check(&request, signature, "testsecret").unwrap();
    }

    #[test]
    fn a_wrong_secret_is_refused_with_an_echo_of_the_request() {
        let request = official_example();
        let error = check(&request, "OLeaidS1JvxuMvnyHOwuJ+uX5qY=", "another").unwrap_err();
        assert_eq!(
            (error.status, error.code.as_str()),
            (400, "SignatureDoesNotMatch")
        );
        for echoed in ["testid", "GET&%2F&AccessKeyId%3Dtestid"] {
            assert!(error.message.contains(echoed), "{echoed:?} in {}", error.message);
        }
    }

    #[test]
    fn what_is_not_served_is_refused() {
        let mut parameters = official_example().parameters;
        let refusal = |parameters: &Parameters| check_common(parameters).unwrap_err();
        assert!(refusal(&parameters).message.contains("Format"));
        parameters.0.insert("Format".into(), "json".into());
        check_common(&parameters).unwrap();
        for (name, wrong) in [("SignatureMethod", "HMAC-SHA256"), ("SignatureVersion", "2.0")] {
            let mut parameters = parameters.clone();
            parameters.0.insert(name.into(), wrong.into());
            assert!(refusal(&parameters).message.contains(name));
            parameters.0.remove(name);
            assert_eq!(refusal(&parameters).code, format!("Missing{name}"));
        }
    }
}
