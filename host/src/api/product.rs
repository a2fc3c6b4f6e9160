//! Alibaba Cloud's products: their codes, the versions of their APIs, and where they answer.
//!
//! Plugins bring product, version and action with each call; what is here serves calls that a person types, and
//! products whose address does not follow the general rule.
//!
//! Source: the endpoint rules and maps of Alibaba's own SDKs for these products.

/// A product.
pub struct Product {
    /// Its code, as calls name it.
    pub code: &'static str,
    /// The version of its API.
    pub version: &'static str,
    /// The first label of its address.
    label: &'static str,
    reach: Reach,
    exceptions: &'static [(&'static str, &'static str)],
}

/// Whether a product has an address in each region.
enum Reach {
    Central,
    Regional,
    /// A central one, and one in each region for those who name it.
    Both,
}

const fn regional(code: &'static str, version: &'static str, label: &'static str) -> Product {
    Product {
        code,
        version,
        label,
        reach: Reach::Regional,
        exceptions: &[],
    }
}

const fn central(code: &'static str, version: &'static str, label: &'static str) -> Product {
    Product {
        code,
        version,
        label,
        reach: Reach::Central,
        exceptions: &[],
    }
}

/// The products that are known without a plugin.
const PRODUCTS: [Product; 16] = [
    Product {
        exceptions: &[
            ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-shanghai-finance-1", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-shenzhen-finance-1", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-north-2-gov-1", "ecs.aliyuncs.com"),
        ],
        ..regional("Ecs", "2014-05-26", "ecs")
    },
    regional("Eci", "2018-08-08", "eci"),
    regional("SWAS-OPEN", "2020-06-01", "swas"),
    Product {
        reach: Reach::Both,
        ..central("Sts", "2015-04-01", "sts")
    },
    central("ResourceManager", "2020-03-31", "resourcemanager"),
    central("Ram", "2015-05-01", "ram"),
    regional("Vpc", "2016-04-28", "vpc"),
    regional("Slb", "2014-05-15", "slb"),
    regional("Alb", "2020-06-16", "alb"),
    regional("Nlb", "2022-04-30", "nlb"),
    regional("Rds", "2014-08-15", "rds"),
    regional("Kms", "2016-01-20", "kms"),
    regional("Ess", "2022-02-22", "ess"),
    regional("Cms", "2019-01-01", "metrics"),
    central("Alidns", "2015-01-09", "alidns"),
    central("Cdn", "2018-05-10", "cdn"),
];

/// The product of this code, in any case and with any separator: `swas_open` is `SWAS-OPEN`.
pub fn product(code: &str) -> Option<&'static Product> {
    let key = key(code);
    PRODUCTS.iter().find(|product| self::key(product.code) == key)
}

/// The codes of the products that are known.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PRODUCTS.iter().map(|product| product.code)
}

/// A product's code as variables and settings spell it: `SWAS-OPEN` is `SWAS_OPEN`.
pub(super) fn key(code: &str) -> String {
    code.to_uppercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// The host's name where a product answers in the region that was asked for, for one that answers centrally too.
pub(super) fn regional_address(code: &str, region: &str) -> String {
    match product(code) {
        Some(product) if matches!(product.reach, Reach::Both) => {
            format!("{}.{region}.aliyuncs.com", product.label)
        }
        _ => address(code, region),
    }
}

/// The host's name where a product answers for a region: `<product>.<region>.aliyuncs.com` unless it is known better.
pub(super) fn address(code: &str, region: &str) -> String {
    let Some(product) = product(code) else {
        return format!("{}.{region}.aliyuncs.com", code.to_lowercase());
    };
    let mut exceptions = product.exceptions.iter();
    if let Some((_, address)) = exceptions.find(|(exception, _)| *exception == region) {
        return (*address).to_owned();
    }
    match product.reach {
        Reach::Central | Reach::Both => format!("{}.aliyuncs.com", product.label),
        Reach::Regional => format!("{}.{region}.aliyuncs.com", product.label),
    }
}
