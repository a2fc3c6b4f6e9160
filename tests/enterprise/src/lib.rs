//! Acme's ways to Alibaba Cloud, for any yun that is installed: a login at the company's portal (`AcmeSso`), the agent
//! that runs on its build machines (`AcmeAgent`), and roles of its tenant, assumed with another profile (`AcmeRole`).

mod agent;
mod keys;
mod portal;
mod role;
mod sso;

use yun_plugin_api::{Plugin, export_plugin};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new()
        .credential_mode("AcmeSso", sso::AcmeSso)
        .credential_mode("AcmeAgent", agent::AcmeAgent)
        .credential_mode("AcmeRole", role::AcmeRole)
}

#[cfg(test)]
mod tests;
