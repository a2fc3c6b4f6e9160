//! The worked example `tests/vault`: keys from HashiCorp Vault, in a library that the host has never heard of.

mod leases;
mod refusals;
mod tokens;

use std::fs;

use serde_json::Value;
use yun_tests::cloud::{Cloud, TimeDelta, VaultLease, World};
use yun_tests::harness::{Home, Invocation, Ran, Runner};

/// A company's Vault, and the APIs that its keys are for.
fn company() -> Cloud {
    Cloud::with(World::default())
}

/// A machine with the plugin, and with a Vault token in `VAULT_TOKEN` if one is given.
fn machine<'a>(cloud: &'a Cloud, token: Option<&str>) -> Home<'a> {
    let mut home = Home::new(cloud);
    home.add_worked_example("vault");
    if let Some(token) = token {
        home.set("VAULT_TOKEN", token);
    }
    home
}

/// `profile add` of mode `Vault` for this role, at the Vault's plain address.
fn adding(home: &Home<'_>, cloud: &Cloud, role: &str) -> Invocation {
    adding_at(home, &cloud.url(), role)
}

fn adding_at(home: &Home<'_>, address: &str, role: &str) -> Invocation {
    let add = [
        "profile",
        "add",
        "work",
        "--mode",
        "vault",
        "--region",
        "cn-hangzhou",
    ];
    home.command(add)
        .arguments(["--address", address, "--role", role])
}

fn whoami(home: &Home<'_>, runner: Runner) -> Invocation {
    home.command(["whoami", "-o", "json"]).runner(runner)
}

fn list(home: &Home<'_>, runner: Runner) -> Ran {
    home.command(["ecs", "list", "-r", "all", "-o", "json"])
        .runner(runner)
        .run()
}

/// How often Vault was asked for keys.
fn reads(cloud: &Cloud) -> usize {
    cloud.calls("Read")
}

fn leases(cloud: &Cloud) -> Vec<VaultLease> {
    cloud.world(|world| world.vault.leases.clone())
}

/// The leases of a role last so long from now on.
fn lease_for(cloud: &Cloud, role: &str, time: TimeDelta) {
    cloud.world(|world| {
        let roles = world
            .vault
            .engines
            .iter_mut()
            .flat_map(|engine| &mut engine.roles);
        roles
            .filter(|one| one.name == role)
            .for_each(|one| one.ttl = time);
    });
}

/// Forgets what other commands have left: the next one finds nothing.
fn forget_credentials(home: &Home<'_>) {
    fs::remove_dir_all(home.path("cache/credentials")).unwrap();
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
