//! Looks at the plugins: each is opened in a child, as `plugin list` does.

use std::{path::PathBuf, sync::Arc};

use super::{Check, Findings};
use crate::{
    catalog::{Library, State},
    core::Core,
    runner::Confinement,
    standing::Standing,
    text::{Several, message},
    trust::TrustedKeys,
};

pub(super) async fn examine(core: &Arc<Core>) -> Findings {
    let mut findings = Findings {
        language: core.language(),
        found: Vec::new(),
    };
    let libraries = core.catalog.libraries();
    if libraries.is_empty() {
        let detail = message!("doctor-plugins-none");
        findings.error(Check::Plugins, &detail, message!("doctor-hint-plugins-none"));
    }
    if let Some(error) = core.catalog.record_error() {
        findings.failed(Check::Plugins, error);
    }
    if let Err(error) = TrustedKeys::load(&core.environment) {
        findings.failed(Check::Plugins, &error);
    }
    let standings = core.standings().await;
    let open: Vec<String> = libraries
        .iter()
        .zip(&standings)
        .filter(|(_, standing)| standing.state == State::Ok)
        .map(|(library, _)| library.id())
        .collect();
    if !open.is_empty() {
        findings.ok(
            Check::Plugins,
            &message!("doctor-plugins-open", ids = Several(&open)),
        );
    }
    if let Some(confinement) = standings.iter().find_map(|standing| standing.confinement) {
        confined(&mut findings, confinement);
    }
    for (library, standing) in libraries.iter().zip(standings) {
        if standing.state != State::Ok {
            refused(&mut findings, library, &standing);
        }
    }
    missing_directories(&mut findings, core);
    findings
}

/// All children are confined alike.
fn confined(findings: &mut Findings, confinement: Confinement) {
    findings.ok(Check::Plugins, &message!("doctor-runners"));
    match confinement.is_whole() {
        true => findings.ok(Check::Plugins, &confinement.line()),
        false => findings.warning(
            Check::Plugins,
            &confinement.line(),
            message!("doctor-hint-confinement"),
        ),
    }
}

fn refused(findings: &mut Findings, library: &Library, standing: &Standing) {
    let reason = standing.reason.clone().unwrap_or_default();
    let detail = message!("doctor-plugin", path = library.path.as_path(), reason = reason);
    match standing.state {
        State::Disabled => findings.ok(Check::Plugins, &detail),
        State::Quarantined => {
            let hint = message!("hint-plugin-enable", id = library.id());
            findings.warning(Check::Plugins, &detail, hint);
        }
        // Whoever comes first serves the name, so all works.
        State::Untrusted if is_taken(library) => {
            findings.warning(Check::Plugins, &detail, message!("doctor-hint-plugin-taken"));
        }
        State::Untrusted => findings.error(Check::Plugins, &detail, message!("doctor-hint-plugin-untrusted")),
        State::Incompatible => {
            findings.error(
                Check::Plugins,
                &detail,
                message!("doctor-hint-plugin-incompatible"),
            );
        }
        _ => findings.error(Check::Plugins, &detail, message!("doctor-hint-plugin-broken")),
    }
}

fn is_taken(library: &Library) -> bool {
    library
        .refusal
        .as_ref()
        .is_some_and(|refusal| refusal.code == "plugin_name_taken")
}

fn missing_directories(findings: &mut Findings, core: &Core) {
    let Some(paths) = core.environment.path_variable("YUN_PLUGIN_PATH") else {
        return;
    };
    let named = std::env::split_paths(paths).filter(|path| !path.as_os_str().is_empty());
    let missing: Vec<PathBuf> = named.filter(|path| !path.is_dir()).collect();
    for path in missing {
        let detail = message!("doctor-plugin-path-missing", path = path.as_path());
        findings.warning(Check::Plugins, &detail, message!("doctor-hint-plugin-path"));
    }
}
