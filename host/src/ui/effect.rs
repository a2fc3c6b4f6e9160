//! What is to be done: by the host's library, by the terminal, by whoever waits for an answer.

use std::{collections::BTreeMap, path::PathBuf};

use yun_plugin_api::{Secret, manifest::Action};

use super::{
    account::{Checked, Deal, Entered, Offer},
    event::{Generation, QuestionId},
    layout::Choosing,
    plugin::Switch,
    rows::Place,
};
use crate::{listing::Regions, settings::Setting, text::Language, ui::state::Group};

/// What is to be done.
#[derive(Debug)]
pub(super) enum Effect {
    /// Find the profiles, and which are used.
    Profiles(Generation),
    /// List a resource type.
    List(Generation, Box<Wish>),
    /// Look at profiles and their credentials anew, as the next command would: somebody wants to know how things are now.
    Renew,
    /// Look for a text in everything that may be listed.
    Search(Generation, String, Box<Wish>),
    /// Whatever is asked under this number, nobody wants it any more.
    Forget(Generation),
    /// Ask for the regions of these profiles.
    Regions(Generation, Vec<String>),
    /// Ask for the resource groups of these profiles.
    ResourceGroups(Generation, Vec<String>),
    /// Fetch one resource in full.
    Show(Generation, Box<Subject>),
    /// Look at what an action is for, and hold it against the action. What comes of it is kept under this number.
    Plan(Generation, Box<Order>),
    /// Carry out what was planned under this number, as it was planned.
    Act(Generation),
    /// Try an action without changing anything.
    Rehearse(Generation, Box<Order>),
    /// Ask for a view of a resource, and for what is new in it where it is followed.
    View(Generation, Box<Look>),
    /// Ring the terminal's bell.
    Bell,
    /// Read what somebody chose.
    Settings(Generation),
    /// Set a setting, or have its default hold, and read what somebody chose.
    Set(Generation, &'static Setting, Option<String>),
    /// Find how the plugins stand.
    Plugins(Generation),
    /// Find everything about the plugin in this file, in this language.
    Plugin(Generation, PathBuf, Language),
    /// Have the plugin with this id used, or not used any more.
    Switch(Generation, String, Switch),
    /// Have what is read from now on be in this language, whoever says it.
    Speak(Language),
    /// Find how the profiles stand.
    Accounts(Generation),
    /// Read the profile of this name, to be edited.
    Editable(Generation, String),
    /// See whether what is entered works, and keep it under this number.
    Check(Generation, Box<Entered>),
    /// Save what is entered.
    Save(Generation, Box<Entered>, Checked),
    /// Ask the account that what is entered belongs to, verified under this number perhaps.
    Offer(Generation, Offer, Box<Entered>, Option<Generation>),
    /// Do something to a profile.
    Deal(Generation, Deal),
    /// Make the profile of this name the current one. What was fetched for profiles stays: nothing of them is another.
    Use(Generation, String),
    /// See whether the profile of this name works.
    Verdict(Generation, String),
    /// Copy the profiles of these names that others keep.
    Import(Generation, Vec<String>),
    /// Keep what somebody has just chosen of the list of a type.
    KeepLayout(String, Choosing),
    /// Use the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Hand a text to the terminal's clipboard.
    Copy(String),
    /// Answer a plugin's question; none leaves it.
    Answer(QuestionId, Option<Secret>),
    /// Draw everything anew: something else may have written to the screen.
    Redraw,
    /// End.
    Quit,
}

/// What is to be listed.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    /// The resource type.
    pub(super) resource_type: String,
    /// The names of the profiles.
    pub(super) profiles: Vec<String>,
    /// The regions.
    pub(super) regions: Regions,
    /// The resource group.
    pub(super) group: Group,
}

/// One resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    /// Its type.
    pub(super) resource_type: String,
    /// Its profile.
    pub(super) profile: String,
    /// The region that it was found in.
    pub(super) region: String,
    /// Its id.
    pub(super) id: String,
}

impl Subject {
    /// Where it was found.
    pub(super) fn place(&self) -> Place {
        Place {
            profile: self.profile.clone(),
            region: self.region.clone(),
        }
    }
}

/// A view of a resource.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// The resource.
    pub(super) subject: Subject,
    /// The name of the view.
    pub(super) view: String,
    /// Its parameters, held against the manifest.
    pub(super) params: BTreeMap<String, String>,
    /// Whether what is new is asked for again and again.
    pub(super) follow: bool,
}

/// An action, and what it is for.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// The resource type.
    pub(super) resource_type: String,
    /// The action.
    pub(super) action: Action,
    /// Its parameters, held against the manifest.
    pub(super) params: BTreeMap<String, String>,
    /// What it is for: each under the profile and in the region that it was found in.
    pub(super) subjects: Vec<Subject>,
    /// What is known of their names, by id.
    pub(super) names: BTreeMap<String, String>,
}
