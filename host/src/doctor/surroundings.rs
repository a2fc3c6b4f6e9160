//! Looks at the variables that change what yun does.

use std::{fs, path::Path};

use url::Url;

use super::{Check, Findings};
use crate::{
    core::Core,
    environment::Environment,
    profile::registry::{Profiles, chosen_by_variable},
    text::message,
};

const PROXIES: [&str; 6] = [
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
];

pub(super) fn examine(findings: &mut Findings, profiles: Option<&Profiles>, core: &Core) {
    let environment = &core.environment;
    endpoints(findings, environment);
    proxies(findings, environment);
    certificates(findings, environment);
    profile(findings, environment, profiles);
    findings.ok_if_nothing(Check::Environment, &message!("doctor-environment-plain"));
}

fn endpoints(findings: &mut Findings, environment: &Environment) {
    let mut set: Vec<(String, &str)> = environment
        .variables_with_prefix("YUN_ENDPOINT_URL")
        .filter(|(rest, _)| rest.is_empty() || rest.starts_with('_'))
        .map(|(rest, url)| (format!("YUN_ENDPOINT_URL{rest}"), url))
        .collect();
    set.sort();
    for (variable, url) in set {
        let detail = message!("doctor-endpoint-set", variable = variable, address = shown(url));
        findings.warning(Check::Environment, &detail, message!("doctor-hint-endpoint-set"));
    }
}

fn proxies(findings: &mut Findings, environment: &Environment) {
    for variable in PROXIES {
        if let Some(proxy) = environment.variable(variable) {
            let detail = message!("doctor-proxy", variable = variable, address = shown(proxy));
            findings.ok(Check::Environment, &detail);
        }
    }
}

/// An address without what may be secret in it: name, password, path and query.
fn shown(address: &str) -> String {
    // Without a scheme `name:password@host` would be taken for one of its own.
    let parsed = match address.contains("://") {
        true => Url::parse(address),
        false => Url::parse(&format!("http://{address}")),
    };
    let Ok(url) = parsed else { return "?".to_owned() };
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{}://{host}:{port}", url.scheme()),
        (Some(host), None) => format!("{}://{host}", url.scheme()),
        (None, _) => "?".to_owned(),
    }
}

fn certificates(findings: &mut Findings, environment: &Environment) {
    let named = |variable| environment.path_variable(variable).map(Path::new);
    let file = named("SSL_CERT_FILE").map(|path| ("SSL_CERT_FILE", path, fs::File::open(path).err()));
    let directory = named("SSL_CERT_DIR").map(|path| ("SSL_CERT_DIR", path, fs::read_dir(path).err()));
    for (variable, path, wrong) in file.into_iter().chain(directory) {
        match wrong {
            None => findings.ok(
                Check::Environment,
                &message!("doctor-certificates", variable = variable, path = path),
            ),
            Some(error) => {
                let reason = error.to_string();
                let detail = message!(
                    "doctor-certificates-unreadable",
                    variable = variable,
                    path = path,
                    reason = reason
                );
                let hint = message!("doctor-hint-certificates", variable = variable);
                findings.error(Check::Environment, &detail, hint);
            }
        }
    }
}

/// A variable that chooses another profile than the one that is current.
fn profile(findings: &mut Findings, environment: &Environment, profiles: Option<&Profiles>) {
    let (Some((variable, name)), Some(profiles)) = (chosen_by_variable(environment), profiles) else {
        return;
    };
    let current = profiles.config().current().or(profiles.aliyun_current());
    if !profiles.contains(name) {
        let detail = message!(
            "doctor-profile-variable-unknown",
            variable = variable,
            name = name
        );
        let hint = message!("doctor-hint-profile-variable", variable = variable);
        findings.error(Check::Environment, &detail, hint);
    } else if current != Some(name) {
        let detail = message!(
            "doctor-profile-variable",
            variable = variable,
            name = name,
            current = current.unwrap_or("-")
        );
        let hint = message!("doctor-hint-profile-variable", variable = variable);
        findings.warning(Check::Environment, &detail, hint);
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn an_address_is_shown_without_its_password() {
        assert_eq!(
            shown("http://user:s3cret@proxy:3128/x?token=s3cret"),
            "http://proxy:3128"
        );
        assert_eq!(shown("user:s3cret@proxy:3128"), "http://proxy:3128");
        assert_eq!(shown("socks5://s3cret@h"), "socks5://h");
        assert_eq!(shown("http://s3cret@:x"), "?");
    }
}
