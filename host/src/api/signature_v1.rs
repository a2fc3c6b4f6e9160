//! Signature V1, HMAC-SHA1 over all parameters: what older gateways and private clouds check.
//!
//! Source: Alibaba Cloud's page "Signature method" of the RPC style, with its vectors in the tests.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use yun_plugin_api::Keys;
use zeroize::Zeroizing;

use super::{Params, SecretParams, encoding};

/// What is signed, beside the credentials.
pub(super) struct Unsigned<'a> {
    pub(super) action: &'a str,
    pub(super) version: &'a str,
    pub(super) params: &'a Params,
    pub(super) secrets: &'a SecretParams,
    pub(super) date: DateTime<Utc>,
    /// Fresh for each try.
    pub(super) nonce: &'a str,
}

/// The form to send, `Signature` the last of its fields if there are keys. The method is POST and the path `/`.
pub(super) fn form(request: Unsigned<'_>, keys: Option<&Keys>) -> String {
    let date = request.date.to_rfc3339_opts(SecondsFormat::Secs, true);
    let common = [
        ("Action", request.action),
        ("Version", request.version),
        ("Format", "JSON"),
        ("Timestamp", &date),
    ];
    let signing = keys.map(|keys| {
        [
            ("AccessKeyId", keys.access_key_id.as_str()),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", request.nonce),
        ]
    });
    let signing = signing.into_iter().flatten();
    let token = keys.and_then(|keys| keys.security_token.as_ref());
    let token = token.map(|token| ("SecurityToken", token.expose()));
    let params = request
        .params
        .iter()
        .map(|(key, value)| (key.as_ref(), value.as_str()));
    let secrets = request
        .secrets
        .iter()
        .map(|(key, secret)| (key.as_ref(), secret.expose()));
    let all: BTreeMap<&str, &str> = params
        .chain(secrets)
        .chain(common)
        .chain(signing)
        .chain(token)
        .collect();
    let mut form = encoding::form(all.into_iter());
    let Some(keys) = keys else {
        return form;
    };
    let signature = signature("POST", &form, keys.access_key_secret.expose());
    form.push_str(&format!("&Signature={}", encoding::encoded(&signature)));
    form
}

/// Signs parameters that are sorted and percent-encoded: they are encoded once more as a whole.
fn signature(method: &str, canonical: &str, secret: &str) -> String {
    let key = Zeroizing::new(format!("{secret}&"));
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    let to_sign = Zeroizing::new(format!("{method}&%2F&{}", encoding::encoded(canonical)));
    mac.update(to_sign.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use yun_plugin_api::Secret;

    use super::*;

    /// The signature of a GET with these parameters, and with those that both official vectors have.
    fn of_get(params: &[(&'static str, &str)]) -> String {
        let common = [
            ("AccessKeyId", "testid"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("Version", "2014-05-26"),
        ];
        let all = common.iter().chain(params);
        let all = all.map(|(name, value)| (Cow::Borrowed(*name), (*value).to_owned()));
        signature("GET", &encoding::query(&all.collect()), "testsecret")
    }

    #[test]
    fn the_official_vectors() {
        let regions = of_get(&[
            ("Action", "DescribeRegions"),
            ("Format", "XML"),
            ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
            ("Timestamp", "2016-02-23T12:46:24Z"),
        ]);
        assert_eq!(regions, "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
        let hosts = of_get(&[
            ("Action", "DescribeDedicatedHosts"),
            ("Format", "JSON"),
            ("RegionId", "cn-beijing"),
            ("SignatureNonce", "edb2b34af0af9a6d14deaf7c1a5315eb"),
            ("Timestamp", "2023-03-13T08:34:30Z"),
        ]);
        assert_eq!(hosts, "9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
    }

    /// Computed apart from this code, by a script that gives the official vectors too.
    #[test]
    fn a_form_with_a_token_chinese_and_signs() {
        let params = [
            ("InstanceName", "测试~* a"),
            ("InstanceIds", "[\"i-bp1 a\"]"),
            ("Tag.1.Key", "env"),
            ("Tag.2.Key", "y"),
            ("Tag.10.Key", "x"),
        ];
        let params = params.map(|(name, value)| (Cow::Borrowed(name), value.to_owned()));
        let request = Unsigned {
            action: "DescribeInstances",
            version: "2014-05-26",
            params: &params.into_iter().collect(),
            secrets: &crate::api::NO_SECRETS,
            date: "2026-01-02T03:04:05Z".parse().expect("a date"),
            nonce: "00112233445566778899aabbccddeeff",
        };
        let keys = Keys {
            access_key_id: "testid".into(),
            access_key_secret: Secret::new("testsecret".into()),
            security_token: Some(Secret::new("tok/en+1==".into())),
        };
        assert_eq!(
            form(request, Some(&keys)),
            "AccessKeyId=testid&Action=DescribeInstances&Format=JSON&InstanceIds=%5B%22i-bp1%20a%22%5D\
             &InstanceName=%E6%B5%8B%E8%AF%95~%2A%20a&SecurityToken=tok%2Fen%2B1%3D%3D&SignatureMethod=HMAC-SHA1\
             &SignatureNonce=00112233445566778899aabbccddeeff&SignatureVersion=1.0&Tag.1.Key=env&Tag.10.Key=x\
             &Tag.2.Key=y&Timestamp=2026-01-02T03%3A04%3A05Z&Version=2014-05-26\
             &Signature=UDPWP3f8VPV2qUWvkGo%2FqINlAJY%3D"
        );
    }
}
