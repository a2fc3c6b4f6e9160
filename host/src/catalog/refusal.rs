//! Why a library is not used.

use std::path::Path;

use yun_plugin_api::manifest::{ManifestError, ProtocolRange};

use super::crashes::MOST_CRASHES;
use crate::text::{Message, message};

/// How a library stands, as `plugin list` shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It can be used.
    Ok,
    /// It is made for another host: another protocol, architecture or boundary.
    Incompatible,
    /// It is not safe to load, or claims what belongs to another.
    Untrusted,
    /// It is no working plugin.
    Broken,
    /// It crashed again and again.
    Quarantined,
    /// Somebody switched it off.
    Disabled,
}

impl State {
    /// The word in tables and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Incompatible => "incompatible",
            Self::Untrusted => "untrusted",
            Self::Broken => "broken",
            Self::Quarantined => "quarantined",
            Self::Disabled => "disabled",
        }
    }

    /// The word where people choose by it.
    pub(crate) fn title(self) -> Message {
        match self {
            Self::Ok => message!("plugin-state-ok"),
            Self::Incompatible => message!("plugin-state-incompatible"),
            Self::Untrusted => message!("plugin-state-untrusted"),
            Self::Broken => message!("plugin-state-broken"),
            Self::Quarantined => message!("plugin-state-quarantined"),
            Self::Disabled => message!("plugin-state-disabled"),
        }
    }
}

/// Why a library is not used.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// How it stands.
    pub state: State,
    /// A stable word for programs.
    pub code: &'static str,
    /// The reason, a fragment.
    pub reason: Message,
}

impl Refusal {
    fn new(state: State, code: &'static str, reason: Message) -> Self {
        Self { state, code, reason }
    }

    pub(crate) fn unreadable(error: &std::io::Error) -> Self {
        let reason = message!("refusal-unreadable", reason = error.to_string());
        Self::new(State::Broken, "plugin_unreadable", reason)
    }

    pub(crate) fn not_a_file() -> Self {
        Self::new(
            State::Untrusted,
            "plugin_not_a_file",
            message!("refusal-not-a-file"),
        )
    }

    pub(crate) fn writable_by_others(path: &Path) -> Self {
        let reason = message!("refusal-writable-by-others", path = path);
        Self::new(State::Untrusted, "plugin_writable_by_others", reason)
    }

    pub(crate) fn writable_by_group(path: &Path) -> Self {
        let reason = message!("refusal-writable-by-group", path = path);
        Self::new(State::Untrusted, "plugin_writable_by_group", reason)
    }

    pub(crate) fn not_a_library() -> Self {
        Self::new(
            State::Broken,
            "plugin_not_a_library",
            message!("refusal-not-a-library"),
        )
    }

    pub(crate) fn truncated() -> Self {
        Self::new(State::Broken, "plugin_truncated", message!("refusal-truncated"))
    }

    pub(crate) fn no_manifest() -> Self {
        Self::new(
            State::Broken,
            "plugin_without_manifest",
            message!("refusal-no-manifest"),
        )
    }

    pub(crate) fn manifest(error: &ManifestError) -> Self {
        let state = match error {
            ManifestError::Schema { .. } => State::Incompatible,
            _ => State::Broken,
        };
        Self::new(
            state,
            "plugin_manifest_invalid",
            message!("refusal-manifest", reason = error.to_string()),
        )
    }

    pub(crate) fn too_new(what: &str) -> Self {
        Self::new(
            State::Incompatible,
            "plugin_too_new",
            message!("refusal-too-new", what = what),
        )
    }

    pub(crate) fn foreign_owner(path: &Path) -> Self {
        Self::new(
            State::Untrusted,
            "plugin_foreign_owner",
            message!("refusal-foreign-owner", path = path),
        )
    }

    pub(crate) fn bad_pattern(field: &str) -> Self {
        let reason = message!("refusal-pattern", field = field);
        Self::new(State::Broken, "plugin_manifest_invalid", reason)
    }

    pub(crate) fn protocol(theirs: ProtocolRange, ours: ProtocolRange) -> Self {
        let range = |range: ProtocolRange| {
            if range.min == range.max {
                range.min.to_string()
            } else {
                format!("{}–{}", range.min, range.max)
            }
        };
        let (plugin, host) = (range(theirs), range(ours));
        let reason = if theirs.min > ours.max {
            message!("refusal-protocol-newer", plugin = plugin, host = host)
        } else {
            message!("refusal-protocol-older", plugin = plugin, host = host)
        };
        Self::new(State::Incompatible, "plugin_protocol", reason)
    }

    pub(crate) fn foreign_architecture(theirs: &str) -> Self {
        let reason = message!(
            "refusal-architecture",
            plugin = theirs,
            host = std::env::consts::ARCH
        );
        Self::new(State::Incompatible, "plugin_architecture", reason)
    }

    pub(crate) fn hash_differs() -> Self {
        Self::new(State::Untrusted, "plugin_changed", message!("refusal-hash"))
    }

    pub(crate) fn disabled() -> Self {
        Self::new(State::Disabled, "plugin_disabled", message!("refusal-disabled"))
    }

    pub(crate) fn quarantined() -> Self {
        let reason = message!("refusal-quarantined", count = MOST_CRASHES);
        Self::new(State::Quarantined, "plugin_quarantined", reason)
    }

    pub(crate) fn name_taken(name: &str) -> Self {
        Self::new(
            State::Untrusted,
            "plugin_name_taken",
            message!("refusal-name-taken", name = name),
        )
    }
}
