//! Filters of a list as parameters of an API.
//!
//! ```
//! use yun_plugin_api::{ApiCall, Filter, query::Parameters};
//!
//! const FILTERS: Parameters = Parameters {
//!     singles: &[("name", "InstanceName")],
//!     lists: &[("id", "InstanceIds")],
//!     numbered: &[],
//!     most: 100,
//! };
//!
//! let filters = [("name", "web"), ("id", "i-1"), ("id", "i-2"), ("tag", "env=prod")]
//!     .map(|(key, value)| Filter { key: key.into(), value: value.into() });
//! let call = FILTERS.add_to(ApiCall::new("Ecs", "2014-05-26", "DescribeInstances"), &filters)?;
//! assert_eq!(call.params["InstanceName"], "web");
//! assert_eq!(call.params["InstanceIds"], r#"["i-1","i-2"]"#);
//! assert_eq!(call.params["Tag.1.Key"], "env");
//! assert_eq!(call.params["Tag.1.Value"], "prod");
//! # Ok::<(), yun_plugin_api::Error>(())
//! ```

use crate::{
    error::{Error, ErrorKind},
    protocol::{resource::Filter, service::ApiCall},
};

/// `Tag.N` goes from 1 to 20.
const MOST_TAGS: usize = 20;

/// The key of a filter, and the parameter that takes its values.
pub type Parameter = (&'static str, &'static str);

/// Which parameters take the values of which filters. The filter `tag` needs none of these: `KEY` or `KEY=VALUE`, up to
/// 20 times, becomes `Tag.1.Key` and `Tag.1.Value` and so on, as Alibaba Cloud's APIs have it.
pub struct Parameters {
    /// Parameters that take one value. Of several the last counts.
    pub singles: &'static [Parameter],
    /// Parameters that take a JSON array of texts.
    pub lists: &'static [Parameter],
    /// Parameters that come once for each value: `InstanceId.1`, `InstanceId.2`.
    pub numbered: &'static [Parameter],
    /// How many values each of `lists` and `numbered` takes at most.
    pub most: usize,
}

impl Parameters {
    /// Adds the filters to the call. Filters that are in none of the tables are left to the plugin.
    ///
    /// # Errors
    /// Of kind [`InvalidInput`](ErrorKind::InvalidInput), to be worded by the manifest: `filter_too_many` with the
    /// params `filter` and `most`, and `tag_without_key`.
    pub fn add_to(&self, mut call: ApiCall, filters: &[Filter]) -> Result<ApiCall, Error> {
        for (key, parameter) in self.singles {
            call = call.maybe(parameter, values(filters, key).pop());
        }
        for (key, parameter) in self.lists {
            let values = at_most(self.most, key, filters)?;
            if !values.is_empty() {
                call = call.json_list(parameter, &values);
            }
        }
        for (key, parameter) in self.numbered {
            call = numbered(call, parameter, &at_most(self.most, key, filters)?);
        }
        let tags = at_most(MOST_TAGS, "tag", filters)?;
        tags.iter()
            .zip(1..)
            .try_fold(call, |call, (tag, number)| with_tag(call, tag, number))
    }
}

/// Adds a parameter that comes once for each value: `InstanceId.1`, `InstanceId.2`.
pub fn numbered(call: ApiCall, parameter: &str, values: &[String]) -> ApiCall {
    values.iter().zip(1..).fold(call, |call, (value, number)| {
        call.indexed(format!("{parameter}.{number}"), value)
    })
}

fn values(filters: &[Filter], key: &str) -> Vec<String> {
    let fitting = filters.iter().filter(|filter| filter.key == key);
    fitting.map(|filter| filter.value.clone()).collect()
}

fn at_most(most: usize, key: &str, filters: &[Filter]) -> Result<Vec<String>, Error> {
    let values = values(filters, key);
    if values.len() <= most {
        return Ok(values);
    }
    let message = format!("the filter {key} may be given {most} times at most");
    Err(Error::new(ErrorKind::InvalidInput, "filter_too_many", message)
        .param("filter", key)
        .param("most", most.to_string()))
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

#[cfg(test)]
mod tests {
    use super::*;

    const FILTERS: Parameters = Parameters {
        singles: &[("name", "InstanceName")],
        lists: &[("ip", "Addresses")],
        numbered: &[("id", "InstanceId")],
        most: 2,
    };

    fn params(filters: &[(&str, &str)]) -> Result<Vec<(String, String)>, Error> {
        let filters: Vec<Filter> = filters
            .iter()
            .map(|(key, value)| Filter {
                key: (*key).into(),
                value: (*value).into(),
            })
            .collect();
        let call = FILTERS.add_to(ApiCall::new("Ecs", "2014-05-26", "Describe"), &filters)?;
        let params = call.params.into_iter();
        Ok(params.map(|(name, value)| (name.to_string(), value)).collect())
    }

    #[test]
    fn no_filter_adds_no_parameter() {
        assert_eq!(params(&[]), Ok(vec![]));
        assert_eq!(params(&[("another", "x")]), Ok(vec![]));
    }

    #[test]
    fn each_table_writes_its_parameters_in_its_own_way() {
        let given = [
            ("name", "a"),
            ("name", "b"),
            ("ip", "10.0.0.1"),
            ("ip", "10.0.0.2"),
            ("id", "i-1"),
            ("id", "i-2"),
            ("tag", "env=a=b"),
            ("tag", "canary"),
            ("tag", "empty="),
        ];
        let expected = [
            ("Addresses", r#"["10.0.0.1","10.0.0.2"]"#),
            ("InstanceId.1", "i-1"),
            ("InstanceId.2", "i-2"),
            ("InstanceName", "b"),
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", "a=b"),
            ("Tag.2.Key", "canary"),
            ("Tag.3.Key", "empty"),
            ("Tag.3.Value", ""),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(params(&given), Ok(expected.to_vec()));
    }

    #[test]
    fn more_than_the_api_takes_is_refused() {
        for (key, most) in [("ip", 2), ("id", 2), ("tag", 20)] {
            assert!(params(&vec![(key, "x"); most]).is_ok(), "{key}");
            let error = params(&vec![(key, "x"); most + 1]).expect_err(key);
            assert_eq!(
                (error.kind, error.code.as_str()),
                (ErrorKind::InvalidInput, "filter_too_many")
            );
            assert_eq!(
                (error.params["filter"].as_str(), error.params["most"].as_str()),
                (key, most.to_string().as_str())
            );
        }
        assert_eq!(
            params(&[("tag", "=x")]).expect_err("no key").code,
            "tag_without_key"
        );
    }
}
