//! A plugin in full: one library that provides a credential mode and a resource type, with its tests.
//!
//! A crate of its own would say `crate-type = ["cdylib"]`, keep the manifest in `manifest.json` and depend on
//! `yun-plugin-api` alone.

use serde::Deserialize;
use yun_plugin_api::{
    ApiCall, CredentialMode, Error, ErrorKind, GetAnswer, GetRequest, Host, Keys, Level, ListPage,
    ListRequest, Plugin, ResolveAnswer, ResolveRequest, Resource, ResourceType, Row, export_plugin,
};

const MANIFEST: &str = r#"{
  "schema": 1,
  "id": "team-hosts",
  "name": { "en": "Team hosts", "zh": "团队主机" },
  "description": { "en": "The hosts of one team.", "zh": "一个团队的主机。" },
  "version": "0.1.0",
  "authors": ["The yun authors"],
  "license": "Apache-2.0",
  "protocol": { "min": 1, "max": 1 },
  "capabilities": ["api:Ecs/DescribeDedicatedHosts"],
  "provides": [
    {
      "kind": "credential",
      "mode": "TeamBadge",
      "title": { "en": "Team badge", "zh": "团队徽章" },
      "help": { "en": "A key pair written on one badge.", "zh": "写在一张徽章上的密钥对。" },
      "fields": [
        {
          "key": "badge",
          "title": { "en": "Badge", "zh": "徽章" },
          "help": { "en": "ID:SECRET", "zh": "ID:SECRET" },
          "type": "secret",
          "required": true
        }
      ]
    },
    {
      "kind": "resource",
      "type": "team-hosts",
      "title": { "en": "Team hosts", "zh": "团队主机" },
      "help": { "en": "The dedicated hosts of the team", "zh": "团队的专有宿主机" },
      "columns": [
        { "key": "id", "title": { "en": "ID", "zh": "ID" }, "kind": "text" },
        { "key": "name", "title": { "en": "Name", "zh": "名称" }, "kind": "text" },
        { "key": "status", "title": { "en": "Status", "zh": "状态" }, "kind": "status" },
        { "key": "region", "title": { "en": "Region", "zh": "地域" }, "kind": "text" }
      ]
    }
  ],
  "messages": {
    "badge_unreadable": { "en": "the badge is not of the form ID:SECRET", "zh": "徽章的格式不是 ID:SECRET" }
  }
}"#;

export_plugin! {
    manifest: MANIFEST,
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new()
        .credential_mode("TeamBadge", TeamBadge)
        .resource_type("team-hosts", TeamHosts)
}

struct TeamBadge;

impl CredentialMode for TeamBadge {
    fn resolve(&self, _host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let badge = request.fields.required_secret("badge")?;
        let (id, secret) = badge.expose().split_once(':').ok_or_else(|| {
            Error::new(
                ErrorKind::Credentials,
                "badge_unreadable",
                "the badge is not of the form ID:SECRET",
            )
        })?;
        Ok(ResolveAnswer::permanent(Keys {
            access_key_id: id.to_owned(),
            access_key_secret: yun_plugin_api::Secret::new(secret.to_owned()),
            security_token: None,
        }))
    }
}

struct TeamHosts;

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "DedicatedHosts")]
    hosts: Hosts,
}

#[derive(Deserialize)]
struct Hosts {
    #[serde(rename = "DedicatedHost")]
    host: Vec<serde_json::Value>,
}

impl ResourceType for TeamHosts {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let hosts = describe(host, &request.region, &[])?;
        host.log(
            Level::Debug,
            format!("{} hosts in {}", hosts.len(), request.region),
        );
        Ok(ListPage {
            rows: hosts.iter().map(row).collect(),
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let hosts = describe(host, &request.region, &request.ids)?;
        Ok(GetAnswer {
            resources: hosts
                .into_iter()
                .map(|raw| Resource { row: row(&raw), raw })
                .collect(),
        })
    }
}

fn describe(host: &Host, region: &str, ids: &[String]) -> Result<Vec<serde_json::Value>, Error> {
    let mut call = ApiCall::new("Ecs", "2014-05-26", "DescribeDedicatedHosts").param("RegionId", region);
    if !ids.is_empty() {
        call = call.json_list("DedicatedHostIds", ids);
    }
    Ok(host.api_call::<Answer>(&call)?.hosts.host)
}

fn row(host: &serde_json::Value) -> Row {
    Row::new()
        .with("id", host["DedicatedHostId"].as_str())
        .with("name", host["DedicatedHostName"].as_str())
        .with("status", host["Status"].as_str())
        .with("region", host["RegionId"].as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use yun_plugin_api::{Credentials, Fields, Secret, testing::FakeHost};

    use super::*;

    #[test]
    fn hosts_are_listed_through_the_fake_host() {
        let host = FakeHost::new(MANIFEST, plugin()).answer(
            "Ecs",
            "DescribeDedicatedHosts",
            json!({"DedicatedHosts": {"DedicatedHost": [{"DedicatedHostId": "dh-1", "Status": "Available"}]}}),
        );
        let page = host
            .list(ListRequest::new("team-hosts", "cn-hangzhou"))
            .expect("lists");
        assert_eq!(page.rows[0].id(), Some("dh-1"));
        assert_eq!(host.logs()[0].message, "1 hosts in cn-hangzhou");
    }

    #[test]
    fn a_badge_is_split_and_a_broken_one_is_not_repeated() {
        let resolve = |badge: &str| {
            let mut fields = Fields::default();
            fields.secret.insert("badge".into(), Secret::new(badge.into()));
            FakeHost::new(MANIFEST, plugin()).resolve(ResolveRequest {
                mode: "TeamBadge".into(),
                profile: "team".into(),
                region: "cn-hangzhou".into(),
                fields,
            })
        };
        let Ok(answer) = resolve("id:s3cret") else {
            panic!("a badge of the right form")
        };
        let Credentials::Keys(keys) = answer.credentials else {
            panic!("a pair")
        };
        assert_eq!(
            (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
            ("id", "s3cret")
        );
        let error = resolve("s3cret").expect_err("no colon");
        assert!(!error.to_string().contains("s3cret"));
    }
}
