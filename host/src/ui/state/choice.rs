//! A choice of one or several of many, narrowed down by typing.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use yun_plugin_api::manifest::Text;

use super::{Asked, Input};
use crate::{
    profile::RegionId,
    text::{Language, Message},
    ui::{command::Command, effect::Subject},
};

/// A choice of one or several of many.
pub(in crate::ui) struct Choice {
    /// What is chosen.
    pub(in crate::ui) about: About,
    /// What there is to choose from.
    pub(in crate::ui) entries: Asked<Vec<Entry>>,
    /// What narrows it down.
    pub(in crate::ui) typed: Input,
    /// Which of those that are left the cursor is on, from 0.
    pub(in crate::ui) cursor: usize,
    /// The places of those that are marked.
    pub(in crate::ui) marked: BTreeSet<usize>,
    /// Whether somebody marked any, rather than that they are what holds at present.
    pub(in crate::ui) are_marks_own: bool,
    /// What it is for, in words; empty where that goes without saying.
    pub(in crate::ui) of: String,
    /// What an action is chosen for.
    pub(in crate::ui) targets: Targets,
}

/// What an action is chosen for: what was picked when the choice came up, whatever becomes of the rows meanwhile.
#[derive(Default)]
pub(in crate::ui) struct Targets {
    /// The resources, all of one type.
    pub(in crate::ui) subjects: Vec<Subject>,
    /// What is known of their names, by id.
    pub(in crate::ui) names: BTreeMap<String, String>,
}

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum About {
    /// Profiles.
    Profile,
    /// Regions.
    Regions,
    /// A resource group.
    ResourceGroup,
    /// The columns of a list.
    Columns,
    /// A command.
    Commands,
    /// Profiles of others that are to be copied.
    Import,
    /// The credential mode of a profile.
    Mode,
    /// The region of a profile.
    OwnRegion,
    /// The resource group of a profile.
    OwnGroup,
    /// An action on resources.
    Actions,
    /// A view of a resource.
    Views,
}

/// One of many.
#[derive(Debug, Clone)]
pub(in crate::ui) struct Entry {
    /// What it stands for.
    pub(in crate::ui) value: Value,
    /// What tells it apart.
    pub(in crate::ui) title: Title,
    /// What else is said of it.
    pub(in crate::ui) note: String,
}

/// How well an entry fits what was typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
    Within,
    Said,
}

/// What tells a choice apart.
#[derive(Debug, Clone)]
pub(in crate::ui) enum Title {
    /// A text that is the same in every language.
    Text(String),
    /// Words of the host's.
    Message(Message),
    /// Words of a manifest.
    Declared(Text),
    /// Words of a manifest, and what else it is called.
    Called(Text, Vec<String>),
}

/// What an entry stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum Value {
    /// What the profile has.
    Own,
    /// Everything.
    All,
    /// The one of this id or name.
    Named(String),
    /// The column in this place.
    Column(usize),
    /// A command.
    Command(Command),
    /// An action of the type, by its place in the manifest.
    Action {
        /// The place.
        at: usize,
        /// Whether it applies to something that it is chosen for.
        applies: bool,
    },
    /// A view of the type, by its place in the manifest.
    View(usize),
}

impl About {
    /// Whether several can be chosen.
    pub(in crate::ui) fn takes_several(self) -> bool {
        matches!(self, Self::Profile | Self::Regions | Self::Columns | Self::Import)
    }
}

impl Choice {
    /// A choice that nothing is known of yet, or everything.
    pub(in crate::ui) fn new(about: About, entries: Asked<Vec<Entry>>) -> Self {
        Self {
            about,
            entries,
            typed: Input::default(),
            cursor: 0,
            marked: BTreeSet::new(),
            are_marks_own: false,
            of: String::new(),
            targets: Targets::default(),
        }
    }

    /// The places of the entries that what was typed leaves, by their titles in any language and by their notes; those
    /// that are called so come first.
    pub(in crate::ui) fn left(&self) -> Vec<usize> {
        let typed = self.typed.text().trim().to_lowercase();
        let entries = self.entries.known().map_or(&[][..], Vec::as_slice);
        if typed.is_empty() {
            return (0..entries.len()).collect();
        }
        // What is said of an action is a sentence, which holds the names of others.
        let is_sentence = matches!(self.about, About::Actions | About::Views);
        let said = |entry: &Entry| !is_sentence && entry.note.to_lowercase().contains(&typed);
        let fit = |entry: &Entry| {
            entry
                .title
                .fit(&typed)
                .or_else(|| said(entry).then_some(Fit::Said))
        };
        let fits = entries.iter().enumerate();
        let mut fits: Vec<(Fit, usize)> = fits
            .filter_map(|(place, entry)| Some((fit(entry)?, place)))
            .collect();
        fits.sort();
        fits.into_iter().map(|(_, place)| place).collect()
    }

    /// Whether something is typed that narrows it down.
    pub(in crate::ui) fn is_narrowed(&self) -> bool {
        !self.typed.text().trim().is_empty()
    }

    /// Marks the entry that the cursor is on, or takes its mark away. What the profile has, and everything, are no parts
    /// of several.
    pub(in crate::ui) fn mark(&mut self) {
        let entries = self.entries.known().map_or(&[][..], Vec::as_slice);
        let is_whole = |at: usize| {
            let value = entries.get(at).map(|entry| &entry.value);
            matches!(value, Some(Value::Own | Value::All))
        };
        let Some(at) = self.pointed() else {
            return;
        };
        if !self.marked.remove(&at) {
            let is_alone = is_whole(at);
            self.marked.retain(|other| !is_alone && !is_whole(*other));
            self.marked.insert(at);
        }
        self.are_marks_own = true;
    }

    /// What was typed, where it is an id and nobody knows which there are.
    pub(in crate::ui) fn another(&self) -> Option<String> {
        let typed = self.typed.text().trim();
        let is_id = match self.about {
            About::Regions => RegionId::parse(typed).is_ok(),
            About::ResourceGroup => !typed.is_empty() && !typed.contains(char::is_whitespace),
            _ => false,
        };
        let is_unknown = matches!(self.entries, Asked::Failed(_));
        (is_id && is_unknown).then(|| typed.to_owned())
    }

    /// Whether the cursor is on what stands for this.
    pub(in crate::ui) fn points_at(&self, value: &Value) -> bool {
        let entries = self.entries.known().map_or(&[][..], Vec::as_slice);
        let pointed = self.pointed().and_then(|at| entries.get(at));
        pointed.is_some_and(|entry| entry.value == *value)
    }

    /// The place of the entry that the cursor is on, among those that are left.
    pub(in crate::ui) fn pointed(&self) -> Option<usize> {
        self.left().get(self.cursor).copied()
    }
}

impl Title {
    /// The title in this language.
    pub(in crate::ui) fn said(&self, language: Language) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Message(message) => Cow::Owned(language.say(message)),
            Self::Declared(text) | Self::Called(text, _) => Cow::Borrowed(language.pick(text)),
        }
    }

    /// How well it fits what was typed, the best first; none if it does not.
    fn fit(&self, typed: &str) -> Option<Fit> {
        let titles = [Language::English, Language::Chinese].map(|language| self.said(language));
        let others = match self {
            Self::Called(_, names) => names.as_slice(),
            _ => &[],
        };
        let names = titles
            .iter()
            .map(AsRef::as_ref)
            .chain(others.iter().map(String::as_str));
        let fit = |name: &str| {
            let name = name.to_lowercase();
            match name.find(typed)? {
                0 if name.len() == typed.len() => Some(Fit::Whole),
                0 => Some(Fit::Beginning),
                _ => Some(Fit::Within),
            }
        };
        names.filter_map(fit).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, names: &[&str], note: &str) -> Entry {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let text = Text {
            en: title.to_owned(),
            zh: String::new(),
        };
        Entry {
            value: Value::Named(title.to_owned()),
            title: Title::Called(text, names),
            note: note.to_owned(),
        }
    }

    #[test]
    fn what_is_called_so_comes_before_what_is_said_to_be() {
        let entries = vec![
            entry("Instance RAM role", &["EcsRamRole"], "what the instance may do"),
            entry("STS token", &["StsToken"], "of an assumed RAM role"),
            entry(
                "RAM role",
                &["RamRoleArn", "Assume RamRole"],
                "assumed by a profile",
            ),
        ];
        let mut choice = Choice::new(About::Mode, Asked::Known(entries));
        for (typed, left) in [
            ("", &[0, 1, 2][..]),
            ("RAM role", &[2, 0, 1]),
            ("assume ramrole", &[2]),
            ("STSTOKEN", &[1]),
            ("may do", &[0]),
            ("nothing", &[]),
        ] {
            choice.typed = Input::of(typed);
            assert_eq!(choice.left(), left, "{typed}");
        }
    }
}
