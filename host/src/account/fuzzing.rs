//! Answers to what the host asks by itself.

use super::{Identity, RegionsAnswer, ResourceGroupsAnswer};

/// Reads a body as each of them.
pub(crate) fn answers(body: &[u8]) {
    let _ = serde_json::from_slice::<Identity>(body);
    if let Ok(answer) = serde_json::from_slice::<RegionsAnswer>(body) {
        let _ = answer.regions.region.into_iter().map(|region| region.id).count();
    }
    let _ = serde_json::from_slice::<ResourceGroupsAnswer>(body);
}
