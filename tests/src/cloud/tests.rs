//! The local cloud from the outside: over HTTP, with signed requests.

use std::net::TcpStream;

use chrono::Utc;
use serde_json::json;

use super::client::{Outgoing, Received, exchange};
use super::*;

fn ids(answer: &Received) -> Vec<String> {
    let json = answer.json();
    let instances = json["Instances"]["Instance"]
        .as_array()
        .unwrap_or_else(|| panic!("{json}"));
    instances
        .iter()
        .map(|instance| instance["InstanceId"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn all_instances_come_in_pages_exactly_once() {
    let cloud = Cloud::start(CloudOptions::default());
    let (mut found, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let request = Outgoing::instances(&cloud, "cn-hangzhou").with("MaxResults", "50");
        let request = if token.is_empty() {
            request
        } else {
            request.with("NextToken", &token)
        };
        let answer = request.send(&cloud).unwrap();
        found.extend(ids(&answer));
        pages += 1;
        token = answer.json()["NextToken"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
    }
    let held: Vec<String> = cloud.world(|world| {
        world
            .instances_in("cn-hangzhou")
            .map(|instance| instance.id.clone())
            .collect()
    });
    assert_eq!((found, pages), (held, 3));
    assert_eq!(cloud.calls("DescribeInstances"), 3);
}

#[test]
fn parameters_come_from_a_form_as_well() {
    let cloud = Cloud::start(CloudOptions::default());
    let request = Outgoing::instances(&cloud, "us-west-1")
        .with("InstanceName", "*")
        .in_form();
    assert_eq!(ids(&request.send(&cloud).unwrap()).len(), 1);
    assert_eq!(cloud.requests()[0].params["RegionId"], "us-west-1");
}

#[test]
fn regions_are_named_in_both_languages() {
    let cloud = Cloud::start(CloudOptions::default());
    let first = |language| {
        let answer = Outgoing::ecs(&cloud, "DescribeRegions")
            .with("AcceptLanguage", language)
            .send(&cloud)
            .unwrap();
        answer.json()["Regions"]["Region"][0].clone()
    };
    let expected = |name| {
        let endpoint = "ecs-cn-hangzhou.aliyuncs.com";
        json!({"RegionId": "cn-hangzhou", "LocalName": name, "RegionEndpoint": endpoint, "Status": "available"})
    };
    assert_eq!(first("en-US"), expected("China (Hangzhou)"));
    assert_eq!(first("zh-CN"), expected("华东1（杭州）"));
}

#[test]
fn a_region_has_to_be_given_and_to_exist() {
    let cloud = Cloud::start(CloudOptions::default());
    let unknown = Outgoing::instances(&cloud, "cn-nowhere").send(&cloud).unwrap();
    assert_eq!(unknown.error(), (404, "InvalidRegionId.NotFound".into()));
    let missing = Outgoing::ecs(&cloud, "DescribeInstances").send(&cloud).unwrap();
    assert_eq!(missing.error(), (400, "MissingRegionId".into()));
}

#[test]
fn everybody_learns_who_he_is() {
    let cloud = Cloud::start(CloudOptions::default());
    for (keys, kind, arn) in [
        (cloud.account_keys(), "Account", "acs:ram::1234567890123456:root"),
        (
            cloud.keys(),
            "RAMUser",
            "acs:ram::1234567890123456:user/developer",
        ),
        (
            cloud.denied_keys(),
            "RAMUser",
            "acs:ram::1234567890123456:user/outsider",
        ),
    ] {
        let answer = Outgoing::caller_identity(&cloud)
            .keys(keys)
            .send(&cloud)
            .unwrap()
            .json();
        assert_eq!(
            (answer["IdentityType"].as_str(), answer["Arn"].as_str()),
            (Some(kind), Some(arn))
        );
    }
}

#[test]
fn permissions_are_those_of_the_user() {
    let cloud = Cloud::start(CloudOptions::default());
    let denied = Outgoing::instances(&cloud, "us-west-1")
        .keys(cloud.denied_keys())
        .send(&cloud)
        .unwrap();
    assert_eq!(denied.error(), (403, "Forbidden.RAM".into()));
    let expected = json!({
        "AuthAction": "ecs:DescribeInstances",
        "AuthPrincipalDisplayName": "200000000000000003",
        "AuthPrincipalOwnerId": ACCOUNT_ID,
        "AuthPrincipalType": "SubUser",
        "NoPermissionType": "ImplicitDeny",
        "PolicyType": "AccountLevelIdentityBasedPolicy",
    });
    assert_eq!(denied.json()["AccessDeniedDetail"], expected);
    let status = |action, keys| {
        let request = Outgoing::ecs(&cloud, action)
            .with("RegionId", "us-west-1")
            .keys(keys);
        request.send(&cloud).unwrap().status
    };
    assert_eq!(status("DescribeInstances", cloud.read_only_keys()), 200);
    assert_eq!(status("DescribeInstances", cloud.no_regions_keys()), 200);
    assert_eq!(status("DescribeRegions", cloud.no_regions_keys()), 403);
}

#[test]
fn keys_are_checked() {
    let cloud = Cloud::start(CloudOptions::default());
    let error = |keys: TestKeys| {
        Outgoing::caller_identity(&cloud)
            .keys(keys)
            .send(&cloud)
            .unwrap()
            .error()
    };
    let unknown = TestKeys {
        access_key_id: "LTAI-nobody".into(),
        ..cloud.keys()
    };
    assert_eq!(error(unknown), (404, "InvalidAccessKeyId.NotFound".into()));
    let wrong = TestKeys {
        access_key_secret: "wrong".into(),
        ..cloud.keys()
    };
    assert_eq!(error(wrong), (400, "SignatureDoesNotMatch".into()));
    cloud.world(|world| world.user("developer").keys[0].active = false);
    assert_eq!(error(cloud.keys()), (400, "InvalidAccessKeyId.Inactive".into()));
}

#[test]
fn a_nonce_serves_once() {
    let cloud = Cloud::start(CloudOptions::default());
    let send = || {
        Outgoing::caller_identity(&cloud)
            .header("x-acs-signature-nonce", "same")
            .send(&cloud)
            .unwrap()
    };
    assert_eq!(send().status, 200);
    assert_eq!(send().error(), (400, "SignatureNonceUsed".into()));
}

#[test]
fn dates_are_checked_by_the_clouds_own_clock() {
    let cloud = Cloud::start(CloudOptions::default());
    cloud.set_clock_offset(TimeDelta::minutes(16));
    let late = Outgoing::caller_identity(&cloud).send(&cloud).unwrap();
    assert_eq!(late.error(), (400, "InvalidTimeStamp.Expired".into()));
    let date = chrono::DateTime::parse_from_rfc2822(late.header("date").unwrap()).unwrap();
    assert!(date.to_utc() > Utc::now() + TimeDelta::minutes(15), "{date}");
    cloud.set_clock_offset(TimeDelta::minutes(-14));
    assert_eq!(
        Outgoing::caller_identity(&cloud).send(&cloud).unwrap().status,
        200
    );
    let wrong = Outgoing::caller_identity(&cloud)
        .header("x-acs-date", "yesterday")
        .send(&cloud)
        .unwrap();
    assert_eq!(wrong.error(), (400, "InvalidTimeStamp.Format".into()));
}

#[test]
fn tokens_are_checked_and_expire() {
    let cloud = Cloud::start(CloudOptions::default());
    let temporary = cloud.temporary_keys(TimeDelta::minutes(10));
    let send = |token: &str, id: &str| {
        let keys = TestKeys {
            access_key_id: id.into(),
            access_key_secret: temporary.access_key_secret.clone(),
        };
        let request = Outgoing::caller_identity(&cloud).header("x-acs-security-token", token);
        request
            .header("x-acs-accesskey-id", id)
            .keys(keys)
            .send(&cloud)
            .unwrap()
    };
    let (id, token) = (&temporary.access_key_id, &temporary.security_token);
    let fine = send(token, id).json();
    assert_eq!(
        fine["Arn"],
        "acs:ram::1234567890123456:assumed-role/operator/session"
    );
    assert_eq!(fine["IdentityType"], "AssumedRoleUser");
    assert_eq!(send("other", id).error().1, "InvalidSecurityToken.Malformed");
    assert_eq!(
        send(token, "STS.other").error().1,
        "InvalidSecurityToken.MismatchWithAccessKey"
    );
    assert_eq!(send("", id).error().1, "InvalidAccessKeyId.NotFound");
    cloud.set_clock_offset(TimeDelta::minutes(10));
    assert_eq!(
        send(token, id).error(),
        (400, "InvalidSecurityToken.Expired".into())
    );
    assert_eq!(cloud.requests()[0].headers["x-acs-security-token"], "***");
}

#[test]
fn what_is_asked_for_has_to_exist() {
    let cloud = Cloud::start(CloudOptions::default());
    let error = |version: &str, action: &str| {
        let request = Outgoing::ecs(&cloud, "x")
            .header("x-acs-version", version)
            .header("x-acs-action", action);
        request.send(&cloud).unwrap().error()
    };
    assert_eq!(
        error("2014-05-26", "DescribeNothing"),
        (404, "InvalidAction.NotFound".into())
    );
    assert_eq!(
        error("2015-04-01", "DescribeInstances"),
        (404, "InvalidAction.NotFound".into())
    );
    assert_eq!(
        error("1999-01-01", "DescribeInstances"),
        (400, "InvalidVersion".into())
    );
    assert_eq!(error("2014-05-26", ""), (400, "MissingAction".into()));
    assert_eq!(error("", "DescribeInstances"), (400, "MissingVersion".into()));
    let bare = exchange(
        TcpStream::connect(cloud.plain).unwrap(),
        b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    );
    assert_eq!(bare.unwrap().error(), (400, "MissingAction".into()));
}

#[test]
fn tls_is_served_under_the_test_ca() {
    let cloud = Cloud::start(CloudOptions::default());
    for name in [
        "127.0.0.1",
        "localhost",
        "ecs-cn-hangzhou.aliyuncs.com",
        "ecs.us-west-1.aliyuncs.com",
    ] {
        let answer = Outgoing::caller_identity(&cloud)
            .send_with_tls(&cloud, name)
            .unwrap();
        assert_eq!(
            (answer.status, cloud.requests().last().unwrap().transport),
            (200, Transport::Https),
            "{name}"
        );
    }
    Outgoing::caller_identity(&cloud)
        .send_with_tls(&cloud, "example.com")
        .unwrap_err();
    assert_eq!(std::fs::read_to_string(cloud.ca_file()).unwrap(), cloud.ca_pem());
}

#[test]
fn the_proxy_leads_every_host_to_the_cloud_and_counts() {
    let cloud = Cloud::start(CloudOptions::default());
    let request = Outgoing::instances(&cloud, "us-west-1").header("host", "ecs.us-west-1.aliyuncs.com");
    let answer = request
        .send_through_proxy(&cloud, "http://ecs.us-west-1.aliyuncs.com/")
        .unwrap();
    assert_eq!((answer.status, cloud.proxied()), (200, 1));
    assert_eq!(cloud.requests()[0].headers["host"], "ecs.us-west-1.aliyuncs.com");
}

#[test]
fn the_endpoint_of_another_region_finds_nothing() {
    let cloud = Cloud::start(CloudOptions::default());
    let found = |host| {
        let request = Outgoing::instances(&cloud, "us-west-1").header("host", host);
        ids(&request
            .send_through_proxy(&cloud, &format!("http://{host}/"))
            .unwrap())
        .len()
    };
    assert_eq!(found("ecs.us-west-1.aliyuncs.com"), 1);
    assert_eq!(found("ecs-vpc.us-west-1.aliyuncs.com"), 1);
    assert_eq!(found("ecs.aliyuncs.com"), 0);
    assert_eq!(found("ecs-cn-hangzhou.aliyuncs.com"), 0);
}

#[test]
fn a_tunnel_through_the_proxy_carries_tls() {
    let cloud = Cloud::start(CloudOptions::default());
    let name = "ecs.us-west-1.aliyuncs.com";
    let request = Outgoing::instances(&cloud, "us-west-1").header("host", name);
    let answer = request.send_through_tunnel(&cloud, name).unwrap();
    assert_eq!((ids(&answer).len(), cloud.proxied()), (1, 1));
    assert_eq!(cloud.requests()[0].transport, Transport::Https);
}

#[test]
fn what_a_test_puts_into_the_world_is_answered_as_it_is() {
    let cloud = Cloud::with(World::empty());
    let name = "控制\u{7}字符 🚀 \u{202e}wide";
    cloud.world(|world| {
        let odd = Instance {
            name: name.to_owned(),
            ..Instance::new("eu-central-1", "i-odd")
        };
        world.instances.push(odd);
    });
    let answer = Outgoing::instances(&cloud, "eu-central-1")
        .send(&cloud)
        .unwrap()
        .json();
    assert_eq!(answer["Instances"]["Instance"][0]["InstanceName"], name);
    cloud.world(|world| "Stopped".clone_into(&mut world.instance("i-odd").status));
    let answer = Outgoing::instances(&cloud, "eu-central-1")
        .send(&cloud)
        .unwrap()
        .json();
    assert_eq!(answer["Instances"]["Instance"][0]["Status"], "Stopped");
}

#[test]
fn a_taken_port_is_an_error_that_names_it() {
    let cloud = Cloud::start(CloudOptions::default());
    let again = Cloud::try_start(CloudOptions {
        port: cloud.plain.port(),
        ..CloudOptions::default()
    });
    let error = again.err().expect("the port is taken");
    assert_eq!(error.to_string(), format!("cannot listen on {}", cloud.plain));
}
