//! What somebody is asked to confirm: something that one stray key must not do.
//!
//! Whatever needs this is a [`Meant`]: it says what is asked, and carries all that is needed to do it, so that what is
//! done is what was read, whatever came in meanwhile. `update::sure::ask` shows it; what a yes does stands in
//! `update::sure`.

use yun_plugin_api::manifest::Text;

use super::Title;
use crate::{
    settings::{PLUGIN_INDEX, PLUGIN_SIGNATURES, SECRET_STORE, Setting},
    text::{Message, message},
};

/// A confirmation that is asked for.
pub(in crate::ui) struct Sure {
    /// What is to be done.
    pub(in crate::ui) meant: Meant,
    /// Whether the cursor is on yes. At first it is not: what is not meant is not done by Enter alone.
    pub(in crate::ui) yes: bool,
    /// How many lines of what is said are above the first that is shown.
    pub(in crate::ui) above: usize,
}

/// What is to be done once somebody says yes.
#[derive(Debug, Clone)]
pub(in crate::ui) enum Meant {
    /// A setting is changed.
    Setting {
        /// Which one.
        setting: &'static Setting,
        /// What it is.
        from: String,
        /// What it is to be; none has its default hold.
        to: Option<String>,
    },
    /// A profile is removed.
    Remove {
        /// Its name.
        name: String,
    },
    /// What was entered in a form is thrown away.
    Discard,
    /// A plugin is not used any more.
    Disable {
        /// Its id.
        id: String,
        /// What it provides.
        provides: Vec<Text>,
    },
    /// The UI is left though something is under way.
    Leave {
        /// What goes on then.
        goes_on: Vec<Message>,
    },
}

impl Sure {
    /// A confirmation that nobody gave yet.
    pub(in crate::ui) fn new(meant: Meant) -> Self {
        Self {
            meant,
            yes: false,
            above: 0,
        }
    }
}

impl Meant {
    /// What is asked: one question, which names what is changed.
    pub(in crate::ui) fn question(&self) -> Message {
        match self {
            Self::Setting { setting, from, to } => {
                let to = to.as_deref().unwrap_or(setting.default);
                message!(
                    "ui-sure-setting",
                    name = setting.name,
                    from = or_none(setting.shown(from)),
                    to = or_none(setting.shown(to))
                )
            }
            Self::Remove { name } => message!("prompt-remove-sure", name = name),
            Self::Discard => message!("ui-sure-discard"),
            Self::Disable { id, .. } => message!("ui-sure-disable", id = id),
            Self::Leave { .. } => message!("ui-leave"),
        }
    }

    /// What is said below it, a paragraph each: what follows from a yes, and what it concerns.
    pub(in crate::ui) fn more(&self) -> Vec<Title> {
        match self {
            Self::Setting { setting, .. } => follows(setting.name).map(Title::Message).into_iter().collect(),
            Self::Remove { .. } | Self::Discard => Vec::new(),
            Self::Disable { provides, .. } => {
                let provides = provides.iter().cloned().map(Title::Declared);
                let follows = Title::Message(message!("ui-sure-disable-follows"));
                std::iter::once(follows).chain(provides).collect()
            }
            Self::Leave { goes_on } => goes_on.iter().cloned().map(Title::Message).collect(),
        }
    }
}

fn or_none(value: String) -> String {
    if value.is_empty() { "–".to_owned() } else { value }
}

/// What follows from the change of a setting.
fn follows(name: &str) -> Option<Message> {
    match name {
        SECRET_STORE => Some(message!("ui-sure-secret-store")),
        PLUGIN_SIGNATURES | PLUGIN_INDEX => Some(message!("ui-sure-plugins")),
        _ => None,
    }
}
