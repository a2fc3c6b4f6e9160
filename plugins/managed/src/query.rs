//! Filters as parameters of `DescribeManagedInstances`.

use yun_plugin_api::{ApiCall, Error, ErrorKind, Filter};

/// Parameters that take one value.
const SINGLES: [(&str, &str); 5] = [
    ("name", "InstanceName"),
    ("ip", "InstanceIp"),
    ("os", "OsType"),
    ("connected", "Connected"),
    ("activation", "ActivationId"),
];

/// `InstanceId.N` goes from 1 to 50, `Tag.N` to 20.
const MOST_IDS: usize = 50;
const MOST_TAGS: usize = 20;

/// Adds the filters to the call.
pub(crate) fn with_filters(mut call: ApiCall, filters: &[Filter]) -> Result<ApiCall, Error> {
    let values = |key| {
        filters
            .iter()
            .filter(move |filter| filter.key == key)
            .map(|filter| &filter.value)
    };
    for (key, parameter) in SINGLES {
        call = call.maybe(parameter, values(key).next_back());
    }
    at_most("id", values("id").count(), MOST_IDS)?;
    at_most("tag", values("tag").count(), MOST_TAGS)?;
    call = with_ids(call, values("id"));
    for (tag, number) in values("tag").zip(1..) {
        let (key, value) = match tag.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (tag.as_str(), None),
        };
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

/// Adds ids to the call.
pub(crate) fn with_ids<'a>(call: ApiCall, ids: impl Iterator<Item = &'a String>) -> ApiCall {
    ids.zip(1..).fold(call, |call, (id, number)| {
        call.indexed(format!("InstanceId.{number}"), id)
    })
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
