//! Signature V3, `ACS3-HMAC-SHA256`.
//!
//! Source: Alibaba Cloud's page "Request structure and signature of V3", with its vector in the tests.

use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use yun_plugin_api::Keys;

use crate::hex;

/// What is signed, beside the credentials.
pub(super) struct Unsigned<'a> {
    pub(super) host: &'a str,
    pub(super) action: &'a str,
    pub(super) version: &'a str,
    /// Sorted and percent-encoded.
    pub(super) query: &'a str,
    pub(super) body: &'a [u8],
    pub(super) date: DateTime<Utc>,
    /// Fresh for each try.
    pub(super) nonce: &'a str,
    /// More headers: every one that begins with `x-acs-` is signed, and `content-type`.
    pub(super) more: Vec<(&'static str, String)>,
}

/// The headers to send, `authorization` the last of them if there are keys. The method is POST and the path `/`.
pub(super) fn sign(request: Unsigned<'_>, keys: Option<&Keys>) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("host", request.host.to_owned()),
        ("x-acs-action", request.action.to_owned()),
        ("x-acs-content-sha256", hex::encode(&Sha256::digest(request.body))),
        (
            "x-acs-date",
            request.date.to_rfc3339_opts(SecondsFormat::Secs, true),
        ),
        ("x-acs-signature-nonce", request.nonce.to_owned()),
        ("x-acs-version", request.version.to_owned()),
    ];
    headers.extend(request.more);
    let Some(keys) = keys else {
        return headers;
    };
    if let Some(token) = &keys.security_token {
        headers.push(("x-acs-accesskey-id", keys.access_key_id.clone()));
        headers.push(("x-acs-security-token", token.expose().to_owned()));
    }
    headers.sort_unstable();
    let signature = signature(request.query, &headers, keys);
    let signed = names(&headers);
    let authorization = format!(
        "ACS3-HMAC-SHA256 Credential={},SignedHeaders={signed},Signature={signature}",
        keys.access_key_id
    );
    headers.push(("authorization", authorization));
    headers
}

fn signature(query: &str, headers: &[(&'static str, String)], keys: &Keys) -> String {
    let canonical_headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    let body_hash = headers
        .iter()
        .find(|(name, _)| *name == "x-acs-content-sha256")
        .map(|(_, value)| value.as_str())
        .unwrap_or_default();
    let canonical = format!(
        "POST\n/\n{query}\n{canonical_headers}\n{}\n{body_hash}",
        names(headers)
    );
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", hex::encode(&Sha256::digest(canonical)));
    let mut mac = Hmac::<Sha256>::new_from_slice(keys.access_key_secret.expose().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(to_sign.as_bytes());
    hex::encode(&mac.finalize().into_bytes())
}

fn names(headers: &[(&'static str, String)]) -> String {
    headers
        .iter()
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(";")
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::Secret;

    use super::*;

    fn keys(id: &str, secret: &str, token: Option<&str>) -> Keys {
        Keys {
            access_key_id: id.into(),
            access_key_secret: Secret::new(secret.into()),
            security_token: token.map(|token| Secret::new(token.into())),
        }
    }

    fn signature_of(request: Unsigned<'_>, keys: &Keys) -> String {
        let headers = sign(request, Some(keys));
        let (name, value) = headers.last().expect("headers");
        assert_eq!(*name, "authorization");
        value.rsplit_once("Signature=").expect("a signature").1.to_owned()
    }

    fn date(text: &str) -> DateTime<Utc> {
        text.parse().expect("a date")
    }

    fn request(more: Vec<(&'static str, String)>) -> Unsigned<'static> {
        Unsigned {
            host: "h",
            action: "A",
            version: "v",
            query: "",
            body: b"",
            date: date("2026-01-02T03:04:05Z"),
            nonce: "n",
            more,
        }
    }

    #[test]
    fn without_keys_nothing_is_signed() {
        let headers = sign(request(Vec::new()), None);
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        assert!(
            names.contains(&"x-acs-action") && !names.contains(&"authorization"),
            "{names:?}"
        );
    }

    #[test]
    fn the_official_vector() {
        let request = Unsigned {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            query: "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
            body: b"",
            date: date("2023-10-26T10:22:32Z"),
            nonce: "3156853299f313e23d1673dc12e1703d",
            more: Vec::new(),
        };
        assert_eq!(
            signature_of(request, &keys("YourAccessKeyId", "YourAccessKeySecret", None)),
            "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn the_vector_of_the_official_library_with_a_token_and_chinese() {
        let request = Unsigned {
            host: "ecs-cn-hangzhou.aliyuncs.com",
            action: "DescribeInstances",
            version: "2014-05-26",
            query: "InstanceIds=%5B%22i-bp1%20a%22%2C%22i-bp1%2Ab%22%5D&InstanceName=%E6%B5%8B%E8%AF%95~%2A\
                    &MaxResults=100&RegionId=cn-hangzhou&Tag.1.Key=env&Tag.1.Value=a%2Fb%2Bc",
            body: b"",
            date: date("2026-01-02T03:04:05Z"),
            nonce: "00112233445566778899aabbccddeeff",
            more: Vec::new(),
        };
        assert_eq!(
            signature_of(request, &keys("testid", "testsecret", Some("tok/en+1=="))),
            "f07a4905e1570cdf8171f1c36aceead14631cf2b494b8535e77d3f0793390272"
        );
    }

    #[test]
    fn more_headers_are_signed() {
        let keys = keys("id", "secret", None);
        let headers = sign(
            request(vec![("x-acs-retry-attempts", "1".to_owned())]),
            Some(&keys),
        );
        assert!(
            headers
                .last()
                .expect("headers")
                .1
                .contains("x-acs-retry-attempts")
        );
        assert_ne!(
            signature_of(request(vec![("x-acs-retry-attempts", "1".to_owned())]), &keys),
            signature_of(request(Vec::new()), &keys)
        );
    }
}
