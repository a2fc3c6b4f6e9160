//! What happens: keys, the time, and the answers to effects.

use std::{fmt, time::Duration};

use crossterm::event::{KeyEvent, MouseEvent};
use yun_plugin_api::{Resource, Row, manifest::Text};

use super::{
    account::{Accounts, Dealt, Editable, Imported, Offered, Refused, Verdict},
    chosen::Chosen,
    effect::Subject,
    plugin::{KnownPlugin, PluginInfo, Switched},
    rows::Place,
};
use crate::{
    account::{Identity, Region, ResourceGroup},
    acting::{Finished, Stage},
    error::Error,
    listing::Remark,
    services::Asked,
};

/// A time, as how long the UI has been running.
pub(super) type Moment = Duration;

/// The number of a question that an effect asks; its answers carry it, and one that nobody asks any more is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Generation(pub(super) u64);

/// The number of a question that a plugin asks.
pub(super) type QuestionId = u64;

/// What happens.
pub(super) enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse was used.
    Mouse(MouseEvent),
    /// A text was pasted.
    Paste(String),
    /// The screen has another size, in columns and rows.
    Resize(u16, u16),
    /// So late it is.
    Tick(Moment),
    /// The profiles are known, or cannot be.
    Profiles(Generation, Result<Known, Error>),
    /// Something of a list.
    Listing(Generation, Listing),
    /// The account's regions.
    Regions(Generation, Result<Vec<Region>, Error>),
    /// The account's resource groups.
    ResourceGroups(Generation, Result<Vec<ResourceGroup>, Error>),
    /// One resource in full; none if it is gone.
    Shown(Generation, Result<Option<Resource>, Error>),
    /// Something of a view.
    Viewed(Generation, Result<News, Error>),
    /// What an action comes to.
    Planned(Generation, Result<Planned, Error>),
    /// Something of an action that was begun.
    Acted(Generation, Acted),
    /// What somebody chose, after a change too; or why nothing was changed.
    Chosen(Generation, Result<Box<Chosen>, Error>),
    /// How the plugins stand, in the order in which they count.
    Plugins(Generation, Result<Vec<KnownPlugin>, Error>),
    /// Everything about one plugin.
    Plugin(Generation, Result<Box<PluginInfo>, Error>),
    /// A plugin is used, or is not any more; or nothing was changed.
    Switched(Generation, Result<Box<Switched>, Error>),
    /// How the profiles stand.
    Accounts(Generation, Result<Accounts, Error>),
    /// A profile that is to be edited.
    Editable(Generation, Result<Editable, Error>),
    /// Whether what is entered works.
    Checked(Generation, Result<Identity, Refused>),
    /// What is entered is saved; or why it is not.
    Saved(Generation, Result<Dealt, Refused>),
    /// The regions or resource groups of an account.
    Offered(Generation, Result<Offered, Error>),
    /// The profile that was chosen is the current one; or why it is not.
    Used(Generation, Result<(), Error>),
    /// Something was done to a profile; or why it was not.
    Dealt(Generation, Result<Dealt, Error>),
    /// Whether a profile works.
    Verdict(Generation, Verdict),
    /// What came of copying profiles of others.
    Imported(Generation, Result<Vec<Imported>, Error>),
    /// A text was handed to the terminal's clipboard, or could not be.
    Copied(Result<String, Error>),
    /// A plugin asks a person.
    Asked(QuestionId, Asked),
    /// Nobody waits for the answer to this question any more.
    Unasked(QuestionId),
    /// A plugin has something to tell that is needed to go on.
    Told(String),
    /// A plugin says how far it is.
    Progress(String),
    /// A line of the log, or what a program wrote to standard error.
    Logged(String),
}

/// Something of a list.
pub(super) enum Listing {
    /// So many more targets are asked.
    Targets(usize),
    /// A target is done, or has failed.
    Done,
    /// Rows came.
    Rows(Place, Vec<Row>),
    /// All has come that will.
    Ended {
        /// Why some targets failed.
        failures: Vec<Error>,
        /// What is to be said besides.
        remarks: Vec<Remark>,
    },
}

/// Something of a view.
pub(super) enum News {
    /// What came.
    Text(String),
    /// Nothing more will come.
    Ended,
}

/// What an action comes to, by a look at each resource as it is now.
pub(super) struct Planned {
    /// What is acted on.
    pub(super) ready: Vec<Looked>,
    /// What is on its way there already, and is waited for.
    pub(super) on_the_way: Vec<Looked>,
    /// What is over before it begins: refused, there already, or found nowhere.
    pub(super) over: Vec<(Subject, Finished)>,
}

impl Planned {
    /// Whether there is anything to do.
    pub(super) fn has_work(&self) -> bool {
        !self.ready.is_empty() || !self.on_the_way.is_empty()
    }
}

/// A resource as it is now.
pub(super) struct Looked {
    /// Which one it is.
    pub(super) subject: Subject,
    /// Its name; empty for one without.
    pub(super) name: String,
    /// Its status; empty for a type without one.
    pub(super) status: String,
}

/// Something of an action that was begun.
pub(super) enum Acted {
    /// A resource is so far.
    Moved(Subject, Stage),
    /// A resource is over.
    Finished(Subject, Box<Finished>),
    /// This would be sent.
    WouldSend(String),
    /// How resources are afterwards, and which of them are gone.
    Seen(Seen),
    /// All is over, or it ended before its time.
    Ended(Result<(), Error>),
}

/// How resources of a place are after an action.
pub(super) struct Seen {
    /// Their type.
    pub(super) resource_type: String,
    /// Their profile and region.
    pub(super) place: Place,
    /// Those that are there.
    pub(super) rows: Vec<Row>,
    /// The ids of those that are not.
    pub(super) gone: Vec<String>,
}

/// The profiles that there are.
pub(super) struct Known {
    /// All of them.
    pub(super) profiles: Vec<KnownProfile>,
    /// The names of those that are used.
    pub(super) chosen: Vec<String>,
}

/// A profile that can be switched to.
#[derive(Debug, Clone)]
pub(super) struct KnownProfile {
    /// Its name.
    pub(super) name: String,
    /// Its credential mode, if it is known.
    pub(super) mode: Option<String>,
    /// The title of that; none where no plugin provides it.
    pub(super) title: Option<Text>,
    /// Its region, if it is known.
    pub(super) region: Option<String>,
    /// The resource group that its lists are limited to.
    pub(super) resource_group: Option<String>,
}

/// What is pasted and typed may be a secret: no event shows what it holds.
impl fmt::Debug for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Event")
    }
}
