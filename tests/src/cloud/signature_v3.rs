//! The check of `ACS3-HMAC-SHA256` signatures, written from the API's description and not shared with any client.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::encoding::{hex, percent_encode};
use super::error::ApiError;
use super::request::ApiRequest;

pub(crate) const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The parts of an `Authorization` header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) access_key_id: String,
    pub(crate) signed_headers: Vec<String>,
    pub(crate) signature: String,
}

impl Authorization {
    /// Reads `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=a;b,Signature=…`.
    pub(crate) fn parse(header: &str) -> Result<Self, ApiError> {
        let fields = header
            .strip_prefix(ALGORITHM)
            .and_then(|rest| rest.strip_prefix(' '))
            .ok_or_else(|| ApiError::incomplete_signature("The signature algorithm is not supported."))?;
        let field = |name: &str| {
            fields
                .split(',')
                .filter_map(|field| field.trim().split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.to_owned())
                .filter(|value| !value.is_empty())
                .ok_or_else(|| {
                    ApiError::incomplete_signature(&format!("{name} is missing in Authorization."))
                })
        };
        Ok(Self {
            access_key_id: field("Credential")?,
            signed_headers: field("SignedHeaders")?.split(';').map(str::to_owned).collect(),
            signature: field("Signature")?,
        })
    }
}

/// Whether `authorization` is what the holder of `secret` would have sent with this request.
pub(crate) fn check(
    request: &ApiRequest,
    authorization: &Authorization,
    secret: &str,
) -> Result<(), ApiError> {
    require_signed_headers(request, &authorization.signed_headers)?;
    let body_hash = hex(&Sha256::digest(&request.body));
    if request.header("x-acs-content-sha256") != Some(body_hash.as_str()) {
        let message = format!("x-acs-content-sha256 does not match the body, whose hash is {body_hash}.");
        return Err(ApiError::signature_mismatch(message));
    }
    let canonical = canonical_request(request, &authorization.signed_headers, &body_hash);
    let to_sign = string_to_sign(&canonical);
    if sign(&to_sign, secret) == authorization.signature {
        return Ok(());
    }
    // The real gateway echoes all of this: clients have to keep it from their users' screens.
    Err(ApiError::signature_mismatch(format!(
        "Specified signature does not match our calculation. AccessKeyId is:[{}], server StringToSign is:[{to_sign}], \
         server CanonicalRequest is:[{canonical}]",
        authorization.access_key_id,
    )))
}

fn require_signed_headers(request: &ApiRequest, signed: &[String]) -> Result<(), ApiError> {
    let must_be_signed =
        |name: &str| name == "host" || name == "content-type" || (name.starts_with("x-acs-"));
    if let Some(unsigned) = request
        .headers
        .keys()
        .find(|name| must_be_signed(name) && !signed.contains(name))
    {
        return Err(ApiError::incomplete_signature(&format!(
            "The header {unsigned} is not signed."
        )));
    }
    match signed.iter().find(|name| !request.headers.contains_key(*name)) {
        Some(absent) => Err(ApiError::incomplete_signature(&format!(
            "The signed header {absent} is absent."
        ))),
        None => Ok(()),
    }
}

/// The request in the one form that both sides sign.
pub(crate) fn canonical_request(request: &ApiRequest, signed_headers: &[String], body_hash: &str) -> String {
    let mut query = request.query.clone();
    query.sort();
    let query: Vec<String> = query
        .iter()
        .map(|(key, value)| format!("{}={}", percent_encode(key), percent_encode(value)))
        .collect();
    let mut names: Vec<&str> = signed_headers.iter().map(String::as_str).collect();
    names.sort_unstable();
    let headers: String = names
        .iter()
        .map(|name| format!("{name}:{}\n", request.header(name).unwrap_or_default().trim()))
        .collect();
    format!(
        "{}\n{}\n{}\n{headers}\n{}\n{body_hash}",
        request.method,
        request.path,
        query.join("&"),
        names.join(";")
    )
}

pub(crate) fn string_to_sign(canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{}", hex(&Sha256::digest(canonical_request)))
}

pub(crate) fn sign(string_to_sign: &str, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(string_to_sign.as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::Request;

    use super::*;

    const EMPTY_HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn request(query: &str, headers: &[(&str, &str)]) -> ApiRequest {
        let mut builder = Request::post(format!("/?{query}"));
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        ApiRequest::read(&builder.body(()).unwrap().into_parts().0, Bytes::new())
    }

    fn official_example() -> ApiRequest {
        request(
            "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
            &[
                ("host", "ecs.cn-shanghai.aliyuncs.com"),
                ("x-acs-action", "RunInstances"),
                ("x-acs-content-sha256", EMPTY_HASH),
                ("x-acs-date", "2023-10-26T10:22:32Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
        )
    }

    fn escaped_example() -> ApiRequest {
        request(
            "RegionId=cn-hangzhou&Tag.1.Value=a%2Fb%2Bc&Tag.1.Key=env&MaxResults=100\
             &InstanceName=%E6%B5%8B%E8%AF%95~%2A&InstanceIds=%5B%22i-bp1%20a%22%2C%22i-bp1%2Ab%22%5D",
            &[
                ("host", "ecs-cn-hangzhou.aliyuncs.com"),
                ("x-acs-accesskey-id", "testid"),
                ("x-acs-action", "DescribeInstances"),
                ("x-acs-content-sha256", EMPTY_HASH),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-security-token", "tok/en+1=="),
                ("x-acs-signature-nonce", "00112233445566778899aabbccddeeff"),
                ("x-acs-version", "2014-05-26"),
            ],
        )
    }

    fn authorization(request: &ApiRequest, id: &str, signature: &str) -> Authorization {
        let names: Vec<&str> = request.headers.keys().map(String::as_str).collect();
        let header = format!(
            "{ALGORITHM} Credential={id},SignedHeaders={},Signature={signature}",
            names.join(";")
        );
        Authorization::parse(&header).unwrap()
    }

    #[test]
    fn the_official_vector_is_accepted() {
        let request = official_example();
        let names: Vec<String> = request.headers.keys().cloned().collect();
        let canonical = canonical_request(&request, &names, EMPTY_HASH);
        assert_eq!(
            string_to_sign(&canonical),
            "ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
        );
        let right = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
        check(
            &request,
            &authorization(&request, "YourAccessKeyId", right),
            "YourAccessKeySecret",
        )
        .unwrap();
    }

    #[test]
    fn the_vector_with_escapes_and_a_token_is_accepted() {
        let request = escaped_example();
        let right = "f07a4905e1570cdf8171f1c36aceead14631cf2b494b8535e77d3f0793390272";
        check(&request, &authorization(&request, "testid", right), "testsecret").unwrap();
    }

    #[test]
    fn a_wrong_secret_is_refused_with_an_echo_of_the_request() {
        let request = escaped_example();
        let right = "f07a4905e1570cdf8171f1c36aceead14631cf2b494b8535e77d3f0793390272";
        let error = check(&request, &authorization(&request, "testid", right), "another").unwrap_err();
        assert_eq!(
            (error.status, error.code.as_str()),
            (400, "SignatureDoesNotMatch")
        );
        for echoed in [
            "testid",
            "ACS3-HMAC-SHA256\n",
            "RegionId=cn-hangzhou",
            "tok/en+1==",
        ] {
            assert!(error.message.contains(echoed), "{echoed:?} in {}", error.message);
        }
    }

    #[test]
    fn every_header_of_the_protocol_has_to_be_signed() {
        let request = escaped_example();
        for left_out in ["host", "x-acs-action", "x-acs-security-token"] {
            let mut authorization = authorization(&request, "testid", "00");
            authorization.signed_headers.retain(|name| name != left_out);
            let error = check(&request, &authorization, "testsecret").unwrap_err();
            assert_eq!(error.code, "IncompleteSignature");
            assert!(error.message.contains(left_out), "{}", error.message);
        }
    }

    #[test]
    fn the_hash_of_the_body_has_to_be_right() {
        let mut request = official_example();
        request.body = Bytes::from_static(b"a=b");
        let error = check(&request, &authorization(&request, "id", "00"), "secret").unwrap_err();
        assert_eq!(error.code, "SignatureDoesNotMatch");
        assert!(
            error.message.contains("x-acs-content-sha256"),
            "{}",
            error.message
        );
    }

    #[test]
    fn an_authorization_without_its_parts_is_refused() {
        for header in [
            "",
            "ACS3-HMAC-SHA256",
            "ACS3-HMAC-SM3 Credential=a,SignedHeaders=b,Signature=c",
            "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b",
            "ACS3-HMAC-SHA256 Credential=,SignedHeaders=b,Signature=c",
        ] {
            assert_eq!(
                Authorization::parse(header).unwrap_err().code,
                "IncompleteSignature",
                "{header}"
            );
        }
    }
}
