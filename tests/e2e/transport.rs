//! The way to the cloud: TLS under a private CA, proxies, and what is never sent in the clear.

use yun_tests::cloud::{Cloud, Transport, World};
use yun_tests::harness::{Home, in_both_runners};

const LIST: [&str; 6] = ["ecs", "list", "-o", "json", "-r", "cn-beijing"];

#[test]
fn a_list_runs_over_tls_with_the_ca_that_was_named() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.set("YUN_ENDPOINT_URL", cloud.https_url());
    home.set("SSL_CERT_FILE", cloud.ca_file());
    in_both_runners(|runner| {
        cloud.clear_requests();
        assert_eq!(
            home.command(LIST).runner(runner).run().succeeds().rows().len(),
            30
        );
        assert!(
            cloud
                .requests()
                .iter()
                .all(|request| request.transport == Transport::Https)
        );
    });
}

#[test]
fn a_certificate_of_an_unknown_ca_is_refused() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let other = Cloud::with(World::empty());
    home.set("YUN_ENDPOINT_URL", cloud.https_url());
    for ca in [None, Some(other.ca_file())] {
        if let Some(ca) = ca {
            home.set("SSL_CERT_FILE", ca);
        }
        let ran = home.yun(LIST).exits(7);
        assert!(
            ran.error()["message"]
                .as_str()
                .unwrap()
                .to_lowercase()
                .contains("certificate"),
            "{}",
            ran.stderr
        );
        assert_eq!(cloud.requests().len(), 0);
    }
}

#[test]
fn a_list_runs_through_a_proxy_to_the_real_names() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.unset("YUN_ENDPOINT_URL");
    home.set("SSL_CERT_FILE", cloud.ca_file());
    home.set("HTTPS_PROXY", cloud.proxy_url());
    in_both_runners(|runner| {
        cloud.clear_requests();
        let ran = home
            .command(["ecs", "list", "-r", "all", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.rows().len(), 192);
        let mut hosts: Vec<_> = cloud
            .requests()
            .iter()
            .map(|request| request.headers["host"].clone())
            .collect();
        hosts.sort();
        hosts.dedup();
        assert!(
            hosts.contains(&"ecs-cn-hangzhou.aliyuncs.com".to_owned()),
            "{hosts:?}"
        );
        assert!(
            hosts.contains(&"ecs.us-west-1.aliyuncs.com".to_owned()),
            "{hosts:?}"
        );
        home.command(["whoami"]).runner(runner).run().succeeds();
        assert_eq!(
            cloud.requests().last().unwrap().headers["host"],
            "sts.aliyuncs.com"
        );
    });
    assert!(cloud.proxied() > 0);
}

#[test]
fn plain_calls_go_through_a_proxy_unless_no_proxy_says_otherwise() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let list = || {
        home.command(LIST)
            .variable("HTTP_PROXY", cloud.proxy_url())
            .variable("http_proxy", cloud.proxy_url())
    };
    assert_eq!(list().run().succeeds().rows().len(), 30);
    let proxied = cloud.proxied();
    assert!(proxied > 0);
    assert_eq!(
        list()
            .variable("NO_PROXY", "127.0.0.1")
            .run()
            .succeeds()
            .rows()
            .len(),
        30
    );
    assert_eq!(cloud.proxied(), proxied);
}

#[test]
fn a_proxy_that_is_not_there_is_named_and_no_way_around_is_taken() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.set("YUN_ENDPOINT_URL", cloud.https_url());
    home.set("SSL_CERT_FILE", cloud.ca_file());
    home.set("HTTPS_PROXY", "http://127.0.0.1:9");
    home.yun(LIST).exits(7).says(&["proxy"]);
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn plain_http_goes_to_loopback_only() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.set("HTTP_PROXY", cloud.proxy_url());
    for (variable, url) in [
        ("YUN_ENDPOINT_URL", "http://ecs.aliyuncs.com"),
        ("YUN_ENDPOINT_URL", "http://192.0.2.1:8080"),
        ("YUN_ENDPOINT_URL_ECS", "http://127.0.0.1.example.com"),
    ] {
        let ran = home.command(LIST).variable(variable, url).run().exits(2);
        assert_eq!(ran.error()["code"], "endpoint_insecure");
    }
    for url in ["nonsense", "ftp://127.0.0.1", "https://user:password@127.0.0.1"] {
        let ran = home
            .command(LIST)
            .variable("YUN_ENDPOINT_URL", url)
            .run()
            .exits(2);
        assert!(
            ran.error()["message"].as_str().unwrap().contains("ECS"),
            "{}",
            ran.stderr
        );
    }
    assert_eq!((cloud.requests().len(), cloud.proxied()), (0, 0));
}

#[test]
fn a_products_own_override_wins() {
    let (cloud, other) = (Cloud::with(World::default()), Cloud::with(World::default()));
    let mut home = Home::with_profile(&cloud);
    home.set("YUN_ENDPOINT_URL", cloud.url());
    home.set("YUN_ENDPOINT_URL_ECS", other.url());
    home.yun(LIST).succeeds();
    home.yun(["whoami"]).succeeds();
    assert_eq!(
        (other.calls("DescribeInstances"), other.calls("GetCallerIdentity")),
        (1, 0)
    );
    assert_eq!(
        (cloud.calls("DescribeInstances"), cloud.calls("GetCallerIdentity")),
        (0, 1)
    );
}

#[test]
fn a_profiles_own_endpoint_is_used() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.unset("YUN_ENDPOINT_URL");
    let config = home.read("config/config.toml");
    home.write_config(&format!(
        "{config}\n[profiles.dev.endpoints]\nECS = \"{}\"\n",
        cloud.url()
    ));
    assert_eq!(home.yun(LIST).succeeds().rows().len(), 30);
}
