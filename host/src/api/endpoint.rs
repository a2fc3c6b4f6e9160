//! Which address answers for a product in a region.
//!
//! In order: `YUN_ENDPOINT_URL_<PRODUCT>`, `YUN_ENDPOINT_URL`, the profile's `endpoints`, Alibaba Cloud's rule.

use std::collections::BTreeMap;

use url::{Host, Url};

use crate::{environment::Environment, error::Error, profile::RegionId, text::message};

/// Products whose address is not `<product>.<region>.aliyuncs.com`.
///
/// Source: the endpoint rules and maps of Alibaba's own SDKs for these products.
const RULES: [Rule; 4] = [
    Rule {
        product: "STS",
        name: "sts",
        scope: Reach::Central,
        exceptions: &[],
    },
    Rule {
        product: "RESOURCEMANAGER",
        name: "resourcemanager",
        scope: Reach::Central,
        exceptions: &[],
    },
    Rule {
        product: "SWAS_OPEN",
        name: "swas",
        scope: Reach::Regional,
        exceptions: &[],
    },
    Rule {
        product: "ECS",
        name: "ecs",
        scope: Reach::Regional,
        exceptions: &[
            ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-shanghai-finance-1", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-shenzhen-finance-1", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-north-2-gov-1", "ecs.aliyuncs.com"),
        ],
    },
];

struct Rule {
    product: &'static str,
    name: &'static str,
    scope: Reach,
    exceptions: &'static [(&'static str, &'static str)],
}

enum Reach {
    Central,
    Regional,
}

/// The addresses that the environment sets.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    all: Option<String>,
    by_product: BTreeMap<String, String>,
}

impl Endpoints {
    /// Takes the overrides from the environment.
    pub fn of(environment: &Environment) -> Self {
        const PREFIX: &str = "YUN_ENDPOINT_URL_";
        let by_product = environment
            .variables_with_prefix(PREFIX)
            .map(|(product, url)| (product.to_owned(), url.to_owned()))
            .collect();
        Self {
            all: environment.variable("YUN_ENDPOINT_URL").map(str::to_owned),
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
        let key = key(product);
        let set = self.by_product.get(&key).or(self.all.as_ref()).or_else(|| {
            of_profile
                .iter()
                .find(|(name, _)| self::key(name) == key)
                .map(|(_, url)| url)
        });
        match set {
            Some(text) => parse(text, &key),
            None => parse(
                &format!("https://{}/", by_rule(&key, product, region.as_str())),
                &key,
            ),
        }
    }
}

/// A product's code as variables and settings spell it: `SWAS-OPEN` is `SWAS_OPEN`.
fn key(product: &str) -> String {
    product
        .to_uppercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

fn by_rule(key: &str, product: &str, region: &str) -> String {
    let Some(rule) = RULES.iter().find(|rule| rule.product == key) else {
        return format!("{}.{region}.aliyuncs.com", product.to_lowercase());
    };
    if let Some((_, address)) = rule.exceptions.iter().find(|(exception, _)| *exception == region) {
        return (*address).to_owned();
    }
    match rule.scope {
        Reach::Central => format!("{}.aliyuncs.com", rule.name),
        Reach::Regional => format!("{}.{region}.aliyuncs.com", rule.name),
    }
}

fn parse(text: &str, product: &str) -> Result<Url, Error> {
    let invalid = || {
        Error::invalid_input(
            "endpoint_invalid",
            message!(
                "error-endpoint-invalid",
                product = product,
                url = without_login(text)
            ),
        )
        .hint(message!("hint-endpoint-invalid"))
    };
    let mut url = Url::parse(text).map_err(|_| invalid())?;
    let plain = url.scheme() == "http";
    if url.host().is_none() || !(plain || url.scheme() == "https") || !url.username().is_empty() {
        return Err(invalid());
    }
    if plain && !is_loopback(&url) {
        return Err(Error::invalid_input(
            "endpoint_insecure",
            message!("error-endpoint-insecure", product = product, url = text),
        )
        .hint(message!("hint-endpoint-insecure")));
    }
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// The text without the name and password that may stand in it.
fn without_login(text: &str) -> String {
    let (scheme, rest) = text.split_once("//").unwrap_or(("", text));
    match rest.rsplit_once('@') {
        Some((_, address)) if scheme.is_empty() => format!("***@{address}"),
        Some((_, address)) => format!("{scheme}//***@{address}"),
        None => text.to_owned(),
    }
}

fn is_loopback(url: &Url) -> bool {
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
    fn the_nearest_override_wins() {
        let both = [
            ("YUN_ENDPOINT_URL", "http://127.0.0.1:1"),
            ("YUN_ENDPOINT_URL_ECS", "https://e.example/x?y#z"),
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
        ] {
            let error = url(&[("YUN_ENDPOINT_URL", bad)], "Ecs", "r").expect_err(bad);
            assert_eq!(error.code(), code, "{bad}");
            assert!(!error.to_string().contains("u:p"), "{error}");
        }
    }
}
