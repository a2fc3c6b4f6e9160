//! Filters as parameters of `ListInstances`.

use yun_plugin_api::{ApiCall, Error, ErrorKind, Filter};

/// Parameters that take one value.
const SINGLES: [(&str, &str); 3] = [
    ("name", "InstanceName"),
    ("status", "Status"),
    ("charge_type", "ChargeType"),
];

/// Parameters that take a JSON array of at most 100 values.
const LISTS: [(&str, &str); 2] = [("id", "InstanceIds"), ("ip", "PublicIpAddresses")];
const MOST_LISTED: usize = 100;

/// `Tag.N` goes from 1 to 20.
const MOST_TAGS: usize = 20;

/// Adds the filters to the call.
pub(crate) fn with_filters(mut call: ApiCall, filters: &[Filter]) -> Result<ApiCall, Error> {
    let values = |key: &str| -> Vec<String> {
        let fitting = filters.iter().filter(|filter| filter.key == key);
        fitting.map(|filter| filter.value.clone()).collect()
    };
    for (key, parameter) in SINGLES {
        call = call.maybe(parameter, values(key).pop());
    }
    for (key, parameter) in LISTS {
        let values = at_most(MOST_LISTED, key, values(key))?;
        if !values.is_empty() {
            call = call.json_list(parameter, &values);
        }
    }
    for (tag, number) in at_most(MOST_TAGS, "tag", values("tag"))?.iter().zip(1..) {
        call = with_tag(call, tag, number)?;
    }
    Ok(call)
}

/// `KEY` or `KEY=VALUE`.
fn with_tag(call: ApiCall, tag: &str, number: usize) -> Result<ApiCall, Error> {
    let (key, value) = match tag.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (tag, None),
    };
    if key.is_empty() {
        let message = "the filter tag takes KEY or KEY=VALUE";
        return Err(Error::new(ErrorKind::InvalidInput, "tag_without_key", message));
    }
    let call = call.indexed(format!("Tag.{number}.Key"), key);
    Ok(match value {
        Some(value) => call.indexed(format!("Tag.{number}.Value"), value),
        None => call,
    })
}

fn at_most(most: usize, key: &str, values: Vec<String>) -> Result<Vec<String>, Error> {
    if values.len() <= most {
        return Ok(values);
    }
    let message = format!("the filter {key} may be given {most} times at most");
    Err(Error::new(ErrorKind::InvalidInput, "filter_too_many", message)
        .param("filter", key)
        .param("most", most.to_string()))
}
