//! Which address answers for a product in a region.
//!
//! In order: `YUN_ENDPOINT_URL_<PRODUCT>`, `YUN_ENDPOINT_URL`, the profile's `endpoints`, Alibaba Cloud's rule.

use std::collections::BTreeMap;

use url::{Host, Url};

use super::product::{address, key, regional_address};
use crate::{environment::Environment, error::Error, profile::RegionId, text::message};

/// The variable that sets the address of every product.
const ALL: &str = "YUN_ENDPOINT_URL";
/// What the variable of one product begins with.
const PREFIX: &str = "YUN_ENDPOINT_URL_";

/// The addresses that the environment sets.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    all: Option<String>,
    by_product: BTreeMap<String, String>,
}

impl Endpoints {
    /// Takes the overrides from the environment.
    pub fn of(environment: &Environment) -> Self {
        let by_product = environment
            .variables_with_prefix(PREFIX)
            .map(|(product, url)| (product.to_owned(), url.to_owned()))
            .collect();
        Self {
            all: environment.variable(ALL).map(str::to_owned),
            by_product,
        }
    }

    /// The address for `product` in `region`, its path `/`.
    ///
    /// # Errors
    /// When an override is no URL, or plain http to anything but a loopback address.
    pub fn url(
        &self,
        product: &str,
        region: &RegionId,
        of_profile: &BTreeMap<String, String>,
    ) -> Result<Url, Error> {
        self.url_at(product, &address(product, region.as_str()), of_profile)
    }

    /// The address for `product` in a region that was asked for: that of the region where there is one beside the central
    /// one.
    ///
    /// # Errors
    /// As [`Endpoints::url`].
    pub fn regional_url(
        &self,
        product: &str,
        region: &RegionId,
        of_profile: &BTreeMap<String, String>,
    ) -> Result<Url, Error> {
        self.url_at(product, &regional_address(product, region.as_str()), of_profile)
    }

    /// The address for `product` where the host of this name would answer if no override were set.
    ///
    /// # Errors
    /// As [`Endpoints::url`].
    pub fn url_at(
        &self,
        product: &str,
        host: &str,
        of_profile: &BTreeMap<String, String>,
    ) -> Result<Url, Error> {
        let key = key(product);
        let variable = format!("{PREFIX}{key}");
        let of_variable = self.by_product.get(&key).map(|url| (url, variable));
        let of_all = || self.all.as_ref().map(|url| (url, ALL.to_owned()));
        let of_profile = || {
            let mut endpoints = of_profile.iter();
            let (name, url) = endpoints.find(|(name, _)| super::product::key(name) == key)?;
            Some((url, format!("endpoints.{name}")))
        };
        match of_variable.or_else(of_all).or_else(of_profile) {
            Some((text, place)) => parse(text, &key, &place),
            None => parse(&format!("https://{host}/"), &key, &key),
        }
    }

    /// The URL of a service that is no product, with scheme, host and port of the override if one is set.
    ///
    /// # Errors
    /// When an override is no URL, or plain http to anything but a loopback address.
    pub fn service_url(&self, service: &str, url: Url) -> Result<Url, Error> {
        let key = key(service);
        let variable = format!("{PREFIX}{key}");
        let set = self.by_product.get(&key).map(|url| (url, variable.as_str()));
        let Some((text, place)) = set.or_else(|| self.all.as_ref().map(|url| (url, ALL))) else {
            return Ok(url);
        };
        let mut there = parse(text, &key, place)?;
        there.set_path(url.path());
        there.set_query(url.query());
        Ok(there)
    }
}

/// Reads an address for a product; `place` is what set it.
fn parse(text: &str, product: &str, place: &str) -> Result<Url, Error> {
    let shown = without_login(text);
    let invalid = || {
        let message = message!(
            "error-endpoint-invalid",
            product = product,
            place = place,
            url = &shown
        );
        Error::invalid_input("endpoint_invalid", message).hint(message!("hint-endpoint-invalid"))
    };
    let url = Url::parse(text).map_err(|_| invalid())?;
    let plain = url.scheme() == "http";
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_anonymous = url.username().is_empty() && url.password().is_none();
    if url.host().is_none() || !(plain || url.scheme() == "https") || !is_anonymous || !is_bare {
        return Err(invalid());
    }
    if plain && !is_loopback(&url) {
        let message = message!(
            "error-endpoint-insecure",
            product = product,
            place = place,
            url = &shown
        );
        return Err(
            Error::invalid_input("endpoint_insecure", message).hint(message!("hint-endpoint-insecure"))
        );
    }
    Ok(url)
}

/// The text without the name and password that may stand in it.
pub(crate) fn without_login(text: &str) -> String {
    let (scheme, rest) = text.split_once("//").unwrap_or(("", text));
    match rest.rsplit_once('@') {
        Some((_, address)) if scheme.is_empty() => format!("***@{address}"),
        Some((_, address)) => format!("{scheme}//***@{address}"),
        None => text.to_owned(),
    }
}

/// Whether a URL's host is this machine, in a form that needs no resolver.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(pairs: &[(&str, &str)], product: &str, region: &str) -> Result<String, Error> {
        let environment = Environment::of_variables(pairs.iter().copied());
        Endpoints::of(&environment)
            .url(
                product,
                &RegionId::parse(region).expect("a region"),
                &BTreeMap::new(),
            )
            .map(String::from)
    }

    #[test]
    fn without_overrides_alibaba_clouds_rule_holds() {
        let rule = |product, region| url(&[], product, region).expect("a rule");
        assert_eq!(rule("Ecs", "cn-beijing"), "https://ecs.cn-beijing.aliyuncs.com/");
        assert_eq!(
            rule("Ecs", "cn-hangzhou"),
            "https://ecs-cn-hangzhou.aliyuncs.com/"
        );
        assert_eq!(rule("Sts", "cn-beijing"), "https://sts.aliyuncs.com/");
        assert_eq!(
            rule("SWAS-OPEN", "cn-beijing"),
            "https://swas.cn-beijing.aliyuncs.com/"
        );
        assert_eq!(
            rule("ResourceManager", "cn-beijing"),
            "https://resourcemanager.aliyuncs.com/"
        );
        assert_eq!(rule("Eci", "us-west-1"), "https://eci.us-west-1.aliyuncs.com/");
    }

    #[test]
    fn who_names_a_region_is_answered_there() {
        let region = RegionId::parse("cn-beijing").expect("a region");
        let asked = |product| {
            Endpoints::default()
                .regional_url(product, &region, &BTreeMap::new())
                .map(String::from)
                .expect("a rule")
        };
        assert_eq!(asked("Sts"), "https://sts.cn-beijing.aliyuncs.com/");
        assert_eq!(asked("ResourceManager"), "https://resourcemanager.aliyuncs.com/");
        assert_eq!(asked("Ecs"), "https://ecs.cn-beijing.aliyuncs.com/");
    }

    #[test]
    fn a_service_keeps_its_path_where_another_address_is_set() {
        let page = || Url::parse("https://oauth.aliyun.com/v1/token?a=b").expect("a URL");
        let environment = Environment::of_variables([("YUN_ENDPOINT_URL_OAUTH", "http://127.0.0.1:1")]);
        let set = Endpoints::of(&environment);
        let moved = set.service_url("OAUTH", page()).expect("set");
        assert_eq!(moved.as_str(), "http://127.0.0.1:1/v1/token?a=b");
        assert_eq!(set.service_url("SIGNIN", page()).expect("not set"), page());
    }

    #[test]
    fn the_nearest_override_wins() {
        let both = [
            ("YUN_ENDPOINT_URL", "http://127.0.0.1:1"),
            ("YUN_ENDPOINT_URL_ECS", "https://e.example"),
        ];
        assert_eq!(url(&both, "Ecs", "r").expect("set"), "https://e.example/");
        assert_eq!(url(&both, "Sts", "r").expect("set"), "http://127.0.0.1:1/");
        let profile = BTreeMap::from([("ECS".to_owned(), "https://mine.example".to_owned())]);
        let none = Endpoints::default();
        assert_eq!(
            none.url("Ecs", &RegionId::parse("r").expect("a region"), &profile)
                .expect("set")
                .as_str(),
            "https://mine.example/"
        );
    }

    #[test]
    fn plain_http_goes_to_loopback_only() {
        for good in ["http://localhost:1", "http://[::1]:1", "http://127.9.9.9"] {
            assert!(url(&[("YUN_ENDPOINT_URL", good)], "Ecs", "r").is_ok(), "{good}");
        }
        for (bad, code) in [
            ("http://ecs.aliyuncs.com", "endpoint_insecure"),
            ("http://localhost.evil.example", "endpoint_insecure"),
            ("ftp://127.0.0.1", "endpoint_invalid"),
            ("https://u:p@h", "endpoint_invalid"),
            ("127.0.0.1:80", "endpoint_invalid"),
            ("https://h/path", "endpoint_invalid"),
            ("https://h/?query", "endpoint_invalid"),
        ] {
            let error = url(&[("YUN_ENDPOINT_URL", bad)], "Ecs", "r").expect_err(bad);
            assert_eq!(error.code(), code, "{bad}");
            let text = error.to_text(crate::text::Language::English);
            assert!(
                text.contains("YUN_ENDPOINT_URL") && !text.contains("u:p"),
                "{text}"
            );
        }
    }
}
