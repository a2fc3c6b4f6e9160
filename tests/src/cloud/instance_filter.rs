//! The filters of `DescribeInstances`. All that are given have to fit.

use super::error::ApiError;
use super::instance::{Instance, Tag};
use super::policy::wildcard_matches;
use super::request::Parameters;
use super::world::World;

/// How many ids or addresses one filter takes, and how many tags.
const MOST_VALUES: usize = 100;
const MOST_TAGS: usize = 20;
/// How many instances a filter by resource group finds at most.
const MOST_IN_GROUP: usize = 1000;

const STATUSES: [&str; 5] = ["Pending", "Running", "Starting", "Stopping", "Stopped"];

/// Reads one field of an instance.
type Field = fn(&Instance) -> &str;

/// Filters that compare one field with one text.
const EXACT: [(&str, Field); 7] = [
    ("Status", |instance| &instance.status),
    ("VpcId", |instance| &instance.vpc),
    ("VSwitchId", |instance| &instance.vswitch),
    ("ZoneId", |instance| &instance.zone),
    ("InstanceType", |instance| &instance.instance_type),
    ("InstanceChargeType", |instance| &instance.charge_type),
    ("KeyPairName", |instance| &instance.key_pair_name),
];

/// What an instance has to be like to be listed.
#[derive(Debug)]
pub(crate) struct InstanceFilter {
    exact: Vec<(&'static str, String)>,
    ids: Option<Vec<String>>,
    private_ips: Option<Vec<String>>,
    public_ips: Option<Vec<String>>,
    eips: Option<Vec<String>>,
    name: Option<String>,
    security_group: Option<String>,
    resource_group: GroupFilter,
    tags: Vec<(String, Option<String>)>,
}

#[derive(Debug, PartialEq, Eq)]
enum GroupFilter {
    Any,
    Of(String),
    /// The default group: the API does not filter for it, and nothing fits.
    Unsupported,
}

impl InstanceFilter {
    pub(crate) fn read(parameters: &Parameters, world: &World) -> Result<Self, ApiError> {
        let text = |name| parameters.text(name).map(str::to_owned);
        let exact = EXACT
            .iter()
            .filter_map(|(name, _)| Some((*name, text(name)?)))
            .collect();
        if parameters
            .text("Status")
            .is_some_and(|status| !STATUSES.contains(&status))
        {
            return Err(ApiError::invalid_parameter("Status"));
        }
        let is_default = |id: &String| {
            world
                .resource_groups
                .iter()
                .any(|group| group.is_default && group.id == *id)
        };
        let resource_group = match text("ResourceGroupId") {
            None => GroupFilter::Any,
            Some(id) if is_default(&id) => GroupFilter::Unsupported,
            Some(id) => GroupFilter::Of(id),
        };
        Ok(Self {
            exact,
            ids: list(parameters, "InstanceIds")?,
            private_ips: list(parameters, "PrivateIpAddresses")?,
            public_ips: list(parameters, "PublicIpAddresses")?,
            eips: list(parameters, "EipAddresses")?,
            name: text("InstanceName"),
            security_group: text("SecurityGroupId"),
            resource_group,
            tags: tags(parameters)?,
        })
    }

    pub(crate) fn matches(&self, instance: &Instance) -> bool {
        let same = |name: &str, wanted: &str| {
            EXACT
                .iter()
                .any(|(other, field)| *other == name && field(instance) == wanted)
        };
        self.exact.iter().all(|(name, wanted)| same(name, wanted))
            && one_of(self.ids.as_ref(), [&instance.id])
            && one_of(self.private_ips.as_ref(), &instance.private_ips)
            && one_of(self.public_ips.as_ref(), &instance.public_ips)
            && one_of(self.eips.as_ref(), instance.eip.iter().map(|eip| &eip.address))
            && self
                .name
                .as_ref()
                .is_none_or(|pattern| wildcard_matches(pattern, &instance.name))
            && self
                .security_group
                .as_ref()
                .is_none_or(|id| instance.security_groups.contains(id))
            && self.matches_group(instance)
            && self
                .tags
                .iter()
                .all(|(key, value)| has_tag(&instance.tags, key, value.as_deref()))
    }

    /// How many instances the list ends after, whatever would fit.
    pub(crate) fn most_matches(&self) -> usize {
        if matches!(self.resource_group, GroupFilter::Of(_)) {
            MOST_IN_GROUP
        } else {
            usize::MAX
        }
    }

    fn matches_group(&self, instance: &Instance) -> bool {
        match &self.resource_group {
            GroupFilter::Any => true,
            GroupFilter::Of(id) => instance.resource_group == *id,
            GroupFilter::Unsupported => false,
        }
    }
}

pub(crate) fn one_of<'a>(wanted: Option<&Vec<String>>, held: impl IntoIterator<Item = &'a String>) -> bool {
    wanted.is_none_or(|wanted| held.into_iter().any(|value| wanted.contains(value)))
}

pub(crate) fn has_tag(tags: &[Tag], key: &str, value: Option<&str>) -> bool {
    tags.iter()
        .any(|tag| tag.key == key && value.is_none_or(|value| tag.value == value))
}

/// A parameter that is a JSON array of strings, written as one string.
pub(crate) fn list(parameters: &Parameters, name: &str) -> Result<Option<Vec<String>>, ApiError> {
    let Some(text) = parameters.text(name) else {
        return Ok(None);
    };
    match serde_json::from_str::<Vec<String>>(text) {
        Ok(values) if values.len() <= MOST_VALUES => Ok(Some(values)),
        _ => Err(ApiError::invalid_parameter(name)),
    }
}

/// The tags out of `Tag.1.Key`, `Tag.1.Value`, `Tag.2.Key` and so on.
pub(crate) fn tags(parameters: &Parameters) -> Result<Vec<(String, Option<String>)>, ApiError> {
    let mut tags = Vec::new();
    for number in 1.. {
        let value = parameters.text(&format!("Tag.{number}.Value"));
        match parameters.text(&format!("Tag.{number}.Key")) {
            Some(key) if number <= MOST_TAGS => tags.push((key.to_owned(), value.map(str::to_owned))),
            Some(_) => return Err(ApiError::invalid_parameter("Tag")),
            None if value.is_some() => return Err(ApiError::missing(&format!("Tag.{number}.Key"))),
            None => break,
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::super::instance::ElasticIp;
    use super::*;

    fn filter(pairs: &[(&str, &str)]) -> Result<InstanceFilter, ApiError> {
        let pairs = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        InstanceFilter::read(&Parameters(pairs.collect()), &World::empty())
    }

    fn subject() -> Instance {
        Instance {
            name: "测试-web-1".to_owned(),
            key_pair_name: "ops".to_owned(),
            resource_group: "rg-one".to_owned(),
            private_ips: vec!["172.16.0.7".to_owned()],
            public_ips: vec!["47.0.0.7".to_owned()],
            eip: Some(ElasticIp {
                address: "121.0.0.7".into(),
                allocation_id: "eip-1".into(),
                bandwidth_mbit: 1,
            }),
            tags: vec![Tag::new("env", "prod"), Tag::new("empty", "")],
            ..Instance::new("cn-hangzhou", "i-bp1")
        }
    }

    #[test]
    fn what_fits_is_listed() {
        for fitting in [
            &[("InstanceIds", r#"["i-x","i-bp1"]"#)][..],
            &[("PrivateIpAddresses", r#"["172.16.0.7"]"#)],
            &[("PublicIpAddresses", r#"["47.0.0.7"]"#)],
            &[("EipAddresses", r#"["121.0.0.7"]"#)],
            &[("InstanceName", "测试*")],
            &[("InstanceName", "*web*")],
            &[("InstanceName", "测试-web-1")],
            &[
                ("Status", "Running"),
                ("ZoneId", "cn-hangzhou-a"),
                ("VpcId", "vpc-cn-hangzhou-main"),
            ],
            &[
                ("VSwitchId", "vsw-cn-hangzhou-a"),
                ("SecurityGroupId", "sg-cn-hangzhou-default"),
            ],
            &[
                ("InstanceType", "ecs.g7.large"),
                ("InstanceChargeType", "PostPaid"),
                ("KeyPairName", "ops"),
            ],
            &[("ResourceGroupId", "rg-one")],
            &[
                ("Tag.1.Key", "env"),
                ("Tag.1.Value", "prod"),
                ("Tag.2.Key", "empty"),
            ],
        ] {
            assert!(filter(fitting).unwrap().matches(&subject()), "{fitting:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        for unfitting in [
            &[("InstanceIds", r#"["i-x"]"#)][..],
            &[("InstanceIds", "[]")],
            &[("PrivateIpAddresses", r#"["172.16.0.8"]"#)],
            &[("PublicIpAddresses", r#"["121.0.0.7"]"#)],
            &[("EipAddresses", r#"["47.0.0.7"]"#)],
            &[("InstanceName", "web")],
            &[("Status", "Stopped")],
            &[("Status", "Running"), ("ZoneId", "cn-hangzhou-b")],
            &[("SecurityGroupId", "sg-other")],
            &[("KeyPairName", "other")],
            &[("ResourceGroupId", "rg-two")],
            &[("ResourceGroupId", "rg-acfmyundefault000")],
            &[("Tag.1.Key", "env"), ("Tag.1.Value", "test")],
            &[("Tag.1.Key", "env"), ("Tag.2.Key", "owner")],
        ] {
            assert!(!filter(unfitting).unwrap().matches(&subject()), "{unfitting:?}");
        }
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        let too_many = serde_json::to_string(&vec!["i-x"; 101]).unwrap();
        for wrong in [
            ("InstanceIds", "i-bp1"),
            ("InstanceIds", r#"["i-bp1""#),
            ("PrivateIpAddresses", r#"[1]"#),
            ("InstanceIds", &too_many),
            ("Status", "running"),
        ] {
            let error = filter(&[wrong]).unwrap_err();
            assert_eq!(
                (error.status, error.code.as_str()),
                (400, "InvalidParameter"),
                "{wrong:?}"
            );
            assert!(error.message.contains(wrong.0), "{}", error.message);
        }
        assert_eq!(
            filter(&[("Tag.1.Value", "x")]).unwrap_err().code,
            "MissingTag.1.Key"
        );
    }

    #[test]
    fn a_resource_group_shows_a_thousand_instances_at_most() {
        assert_eq!(
            filter(&[("ResourceGroupId", "rg-one")]).unwrap().most_matches(),
            1000
        );
        assert_eq!(
            filter(&[("Status", "Running")]).unwrap().most_matches(),
            usize::MAX
        );
    }
}
