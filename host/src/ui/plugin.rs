//! Plugins as the UI shows them.

use std::path::PathBuf;

use yun_plugin_api::{
    Cell,
    manifest::{ResourceManifest, Text},
};

use crate::{
    catalog::State,
    output::{Column, Tone},
    runner::RunnerKind,
    text::{Message, message},
};

/// A plugin as the list shows it.
#[derive(Debug, Clone)]
pub(super) struct KnownPlugin {
    /// Its file, which tells it apart: two may have the same id.
    pub(super) path: PathBuf,
    /// Its id, or its file's name.
    pub(super) id: String,
    /// Its version, if it can be read.
    pub(super) version: Option<String>,
    /// What it provides.
    pub(super) provides: Vec<Provides>,
    /// How it stands.
    pub(super) state: State,
    /// Why it is not used.
    pub(super) reason: Option<String>,
    /// Where it runs.
    pub(super) runner: RunnerKind,
    /// Who signed it; none of what was not installed.
    pub(super) signature: Option<Signature>,
    /// How many grants it has, of how many it asks for; none where it cannot be read.
    pub(super) grants: Option<(usize, usize)>,
}

/// Something that a plugin provides.
#[derive(Debug, Clone)]
pub(super) struct Provides {
    /// What it is.
    pub(super) kind: Kind,
    /// What it is called.
    pub(super) title: Text,
}

/// What a plugin can provide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A credential mode.
    Mode,
    /// A resource type.
    Resource,
}

/// Whether a plugin is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// By a key that is trusted.
    Trusted,
    /// By one that is not known.
    UnknownKey,
    /// It is not.
    Unsigned,
    /// Its file is not what was signed.
    Bad,
    /// It cannot be told.
    Unchecked,
}

/// Everything that is known of one plugin.
#[derive(Debug)]
pub(super) struct PluginInfo {
    /// Its fields, as `plugin info` has them.
    pub(super) fields: Vec<(Column, Cell)>,
    /// The RAM policy that it needs; none where its manifest cannot be read.
    pub(super) policy: Option<serde_json::Value>,
}

/// Whether a plugin is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Switch {
    /// It is.
    On,
    /// It is not, until it is enabled.
    Off,
}

/// What came of enabling or disabling a plugin.
#[derive(Debug)]
pub(super) struct Switched {
    /// Its id.
    pub(super) id: String,
    /// Whether it is used from now on.
    pub(super) switch: Switch,
    /// The resource types that there are from now on.
    pub(super) resources: Vec<ResourceManifest>,
}

impl KnownPlugin {
    /// Whether it was switched off, by somebody or by itself, so that it can be enabled.
    pub(super) fn is_off(&self) -> bool {
        matches!(self.state, State::Disabled | State::Quarantined)
    }
}

impl Kind {
    /// The word for it.
    pub(super) fn title(self) -> Message {
        match self {
            Self::Mode => message!("ui-provides-mode"),
            Self::Resource => message!("ui-provides-resource"),
        }
    }
}

impl Signature {
    /// The word for it.
    pub(super) fn title(self) -> Message {
        match self {
            Self::Trusted => message!("ui-signature-trusted"),
            Self::UnknownKey => message!("ui-signature-unknown-key"),
            Self::Unsigned => message!("ui-signature-none"),
            Self::Bad => message!("ui-signature-bad"),
            Self::Unchecked => message!("ui-signature-unchecked"),
        }
    }

    /// What its colour says.
    pub(super) fn tone(self) -> Tone {
        match self {
            Self::Trusted => Tone::Good,
            Self::UnknownKey | Self::Unsigned | Self::Unchecked => Tone::Idle,
            Self::Bad => Tone::Bad,
        }
    }
}
