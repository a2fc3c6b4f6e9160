//! Filters as parameters of `DescribeInstances`.

use yun_plugin_api::{ApiCall, Error, ErrorKind, Filter};

/// Parameters that take a JSON array of at most 100 values.
const LISTS: [(&str, &str); 4] = [
    ("id", "InstanceIds"),
    ("private_ip", "PrivateIpAddresses"),
    ("public_ip", "PublicIpAddresses"),
    ("eip", "EipAddresses"),
];
const MOST_LISTED: usize = 100;

/// Parameters that take one value.
const SINGLES: [(&str, &str); 9] = [
    ("name", "InstanceName"),
    ("status", "Status"),
    ("type", "InstanceType"),
    ("zone", "ZoneId"),
    ("vpc", "VpcId"),
    ("vswitch", "VSwitchId"),
    ("security_group", "SecurityGroupId"),
    ("charge_type", "InstanceChargeType"),
    ("key_pair", "KeyPairName"),
];

/// `Tag.N` goes from 1 to 20.
const MOST_TAGS: usize = 20;

/// Adds the filters to the call.
pub(crate) fn with_filters(mut call: ApiCall, filters: &[Filter]) -> Result<ApiCall, Error> {
    let values = |key| {
        filters
            .iter()
            .filter(move |filter| filter.key == key)
            .map(|filter| filter.value.clone())
    };
    for (key, parameter) in SINGLES {
        call = call.maybe(parameter, values(key).next_back());
    }
    for (key, parameter) in LISTS {
        let values: Vec<String> = values(key).collect();
        at_most(key, values.len(), MOST_LISTED)?;
        if !values.is_empty() {
            call = call.json_list(parameter, &values);
        }
    }
    at_most("tag", values("tag").count(), MOST_TAGS)?;
    for (tag, number) in values("tag").zip(1..) {
        let (key, value) = tag
            .split_once('=')
            .map_or((tag.as_str(), None), |(key, value)| (key, Some(value)));
        if key.is_empty() {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "tag_without_key",
                "the filter tag takes KEY or KEY=VALUE",
            ));
        }
        call = call.indexed(format!("Tag.{number}.Key"), key);
        if let Some(value) = value {
            call = call.indexed(format!("Tag.{number}.Value"), value);
        }
    }
    Ok(call)
}

fn at_most(key: &str, count: usize, most: usize) -> Result<(), Error> {
    if count <= most {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InvalidInput,
        "filter_too_many",
        format!("the filter {key} may be given {most} times at most"),
    )
    .param("filter", key)
    .param("most", most.to_string()))
}
