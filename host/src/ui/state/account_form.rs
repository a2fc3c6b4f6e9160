//! The form of a profile: name, credential mode, the mode's fields, region, resource group, signature.

use std::collections::BTreeSet;

use yun_plugin_api::{
    Fields, Secret,
    manifest::{CredentialManifest, Field, FieldType},
};

use super::Input;
use crate::{
    error::Error,
    profile::{ProfileName, RegionId, Signature, fields},
    text::{Language, Message, message},
    ui::{
        account::{Editable, Entered, Target},
        event::Generation,
    },
};

/// The form of a profile.
pub(in crate::ui) struct AccountForm {
    /// What becomes of what is entered.
    pub(in crate::ui) target: Target,
    /// The credential modes to choose from.
    pub(in crate::ui) modes: Vec<CredentialManifest>,
    /// Which of them is chosen, from 0.
    pub(in crate::ui) mode: usize,
    /// The lines, in their order.
    pub(in crate::ui) slots: Vec<Slot>,
    /// Which line or button the cursor is on, from 0; buttons stand below lines.
    pub(in crate::ui) cursor: usize,
    /// What is under way.
    pub(in crate::ui) working: Option<(Generation, Button)>,
    /// Under which number what is entered was verified, and as whom; none once something is another.
    pub(in crate::ui) verified: Option<(Generation, Message)>,
    /// Why the last try was none.
    pub(in crate::ui) failed: Option<Error>,
    /// Whether anything was entered.
    pub(in crate::ui) touched: bool,
    /// What is there already.
    present: Option<Editable>,
    /// The names of all profiles, for fields that name others.
    names: Vec<String>,
    /// The names that a new profile cannot have.
    taken: Vec<String>,
}

/// A line of the form.
pub(in crate::ui) struct Slot {
    /// What it is for.
    pub(in crate::ui) about: Entry,
    /// What was given.
    pub(in crate::ui) value: Given,
    /// What is wrong with it.
    pub(in crate::ui) wrong: Option<Message>,
}

/// What a line is for.
#[derive(Debug, Clone)]
pub(in crate::ui) enum Entry {
    /// The name.
    Name,
    /// The credential mode.
    Mode,
    /// A field of the mode.
    Field(Box<Field>),
    /// The region.
    Region,
    /// The resource group.
    Group,
    /// How calls are signed.
    Signature,
}

/// What was given in a line.
pub(in crate::ui) enum Given {
    /// A text.
    Text(Input),
    /// A secret; one that is stored stays if nothing is typed.
    Secret {
        /// What is typed.
        typed: Input,
        /// Whether there is one.
        stored: bool,
    },
    /// One of these values, by its place; none is not given.
    Choice(Vec<String>, Option<usize>),
    /// Yes or no.
    Bool(bool),
}

/// What can be done with the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Button {
    /// See whether it works; for a mode with a login, log in.
    Verify,
    /// Save it, verified.
    Save,
    /// Save it as it stands.
    SaveUnverified,
}

impl Button {
    /// All of them, in their order.
    pub(in crate::ui) const ALL: [Self; 3] = [Self::Verify, Self::Save, Self::SaveUnverified];
}

impl AccountForm {
    /// A form for a new profile of the first of these modes, or for the one that is there.
    pub(in crate::ui) fn new(
        modes: Vec<CredentialManifest>,
        names: Vec<String>,
        taken: Vec<String>,
        present: Option<Editable>,
    ) -> Self {
        let is_present = |mode: &CredentialManifest| {
            let present = present.as_ref().map(|present| &present.profile.mode);
            present == Some(&mode.mode)
        };
        let mut form = Self {
            target: present.as_ref().map_or(Target::New, |_| Target::Edited),
            mode: modes.iter().position(is_present).unwrap_or(0),
            modes,
            slots: Vec::new(),
            cursor: 0,
            working: None,
            verified: None,
            failed: None,
            touched: false,
            present,
            names,
            taken,
        };
        form.slots = form.fresh_slots();
        form
    }

    /// The mode that is chosen.
    pub(in crate::ui) fn chosen_mode(&self) -> Option<&CredentialManifest> {
        self.modes.get(self.mode)
    }

    /// The name of the profile that is edited.
    pub(in crate::ui) fn edited(&self) -> Option<&str> {
        self.present.as_ref().map(|present| present.profile.name.as_str())
    }

    fn fresh_slots(&self) -> Vec<Slot> {
        let profile = self.present.as_ref().map(|present| &present.profile);
        let text = |text: Option<&str>| Given::Text(Input::of(text.unwrap_or_default()));
        let mut slots = Vec::new();
        if profile.is_none() {
            slots.push(Slot::new(Entry::Name, text(None)));
        }
        let modes = self.modes.iter().map(|mode| mode.mode.clone()).collect();
        slots.push(Slot::new(Entry::Mode, Given::Choice(modes, Some(self.mode))));
        let fields = self.chosen_mode().map_or(&[][..], |mode| &mode.fields);
        for field in fields {
            let value = self.fresh(field);
            slots.push(Slot::new(Entry::Field(Box::new(field.clone())), value));
        }
        let region = profile.map(|profile| profile.region.as_str());
        let group = profile.and_then(|profile| profile.resource_group.as_deref());
        let signature = profile.map(|profile| profile.signature).unwrap_or_default();
        let words = Signature::WORDS.map(str::to_owned);
        let at = words
            .iter()
            .position(|word| Signature::parse(word) == Some(signature));
        slots.push(Slot::new(Entry::Region, text(region)));
        slots.push(Slot::new(Entry::Group, text(group)));
        slots.push(Slot::new(Entry::Signature, Given::Choice(words.into(), at)));
        slots
    }

    /// What a field holds before anything is given.
    fn fresh(&self, field: &Field) -> Given {
        let stored = self
            .present
            .as_ref()
            .is_some_and(|present| present.secrets.contains(&field.key));
        let present = self
            .present
            .as_ref()
            .and_then(|present| present.profile.fields.get(&field.key));
        let value = present.or(field.default.as_ref()).map_or("", String::as_str);
        let chosen = |values: Vec<String>| {
            let at = values.iter().position(|known| known == value);
            let first = (field.required && !values.is_empty()).then_some(0);
            Given::Choice(values, at.or(first))
        };
        match field.field_type {
            FieldType::Secret => Given::Secret {
                typed: Input::default(),
                stored,
            },
            FieldType::Bool => Given::Bool(value == "true"),
            FieldType::Choice => chosen(field.choices.iter().map(|choice| choice.value.clone()).collect()),
            FieldType::Profile if !self.names.is_empty() => {
                let own = self.edited();
                let others = self.names.iter().filter(|name| Some(name.as_str()) != own);
                chosen(others.cloned().collect())
            }
            _ => Given::Text(Input::of(value)),
        }
    }

    /// How many lines and buttons there are.
    pub(in crate::ui) fn stops(&self) -> usize {
        self.slots.len() + Button::ALL.len()
    }

    /// The button that the cursor is on.
    pub(in crate::ui) fn button(&self) -> Option<Button> {
        Button::ALL
            .get(self.cursor.checked_sub(self.slots.len())?)
            .copied()
    }

    /// The line that the cursor is on.
    pub(in crate::ui) fn slot(&self) -> Option<&Slot> {
        self.slots.get(self.cursor)
    }

    /// What is typed into, if the cursor is on a line that is.
    pub(in crate::ui) fn input(&mut self) -> Option<&mut Input> {
        match &mut self.slots.get_mut(self.cursor)?.value {
            Given::Text(typed) | Given::Secret { typed, .. } => Some(typed),
            Given::Choice(..) | Given::Bool(_) => None,
        }
    }

    /// Whether something is typed into.
    pub(in crate::ui) fn is_typed(&self) -> bool {
        let slot = self.slot();
        slot.is_some_and(|slot| matches!(slot.value, Given::Text(_) | Given::Secret { .. }))
    }

    /// What was entered is another: what was said of it holds no more.
    pub(in crate::ui) fn changed(&mut self) {
        self.touched = true;
        self.verified = None;
        self.failed = None;
        if let Some(slot) = self.slots.get_mut(self.cursor) {
            slot.wrong = None;
        }
    }

    /// Goes on to the next value of the line that the cursor is on, or back to the previous one.
    pub(in crate::ui) fn turn(&mut self, forward: bool) {
        let Some(slot) = self.slots.get_mut(self.cursor) else {
            return;
        };
        // What must be given is never taken back.
        let may_be_none = matches!(&slot.about, Entry::Field(field) if !field.required);
        let is_mode = matches!(slot.about, Entry::Mode);
        match &mut slot.value {
            Given::Bool(yes) => *yes = !*yes,
            Given::Choice(values, at) => {
                let none = usize::from(may_be_none);
                let all = (values.len() + none).max(1);
                let place = at.map_or(0, |at| at + none);
                let step = if forward { 1 } else { all - 1 };
                *at = ((place + step) % all)
                    .checked_sub(none)
                    .filter(|at| *at < values.len());
                if let (true, Some(at)) = (is_mode, *at) {
                    self.take_mode(at);
                }
            }
            Given::Text(_) | Given::Secret { .. } => return,
        }
        self.changed();
    }

    /// Has another mode; what was given for lines that it has too stays.
    pub(in crate::ui) fn take_mode(&mut self, at: usize) {
        self.mode = at;
        let mut before = std::mem::take(&mut self.slots);
        self.slots = self.fresh_slots();
        for slot in &mut self.slots {
            let same = before.iter().position(|other| other.about.is_like(&slot.about));
            if let Some(same) = same.filter(|_| !matches!(slot.about, Entry::Mode)) {
                slot.value = before.swap_remove(same).value;
            }
        }
    }

    /// Takes a value for a line, as if it were typed.
    pub(in crate::ui) fn fill(&mut self, at: usize, text: &str) {
        if let Some(slot) = self.slots.get_mut(at) {
            slot.value = Given::Text(Input::of(text));
            slot.wrong = None;
            self.touched = true;
        }
    }

    /// What is entered, if all of it fits; if not, each line says what is wrong with it, and the cursor is on the first.
    pub(in crate::ui) fn entered(&mut self) -> Option<Entered> {
        for slot in &mut self.slots {
            slot.wrong = slot.misfit(&self.taken);
        }
        let entered = self.read()?;
        let mut given = entered.fields.clone();
        for slot in &self.slots {
            if let (Entry::Field(field), Given::Secret { stored: true, .. }) = (&slot.about, &slot.value) {
                // What it is does not count: it is there.
                let kept = given.secret.entry(field.key.clone());
                kept.or_insert_with(|| Secret::new("kept".to_owned()));
            }
        }
        let missing = fields::missing(&entered.mode, &given).map(|field| field.key.clone());
        let lacking = |slot: &&mut Slot| matches!(&slot.about, Entry::Field(field) if Some(&field.key) == missing.as_ref());
        if let Some(slot) = self.slots.iter_mut().find(lacking) {
            slot.wrong = Some(message!("value-missing"));
        }
        match self.slots.iter().position(|slot| slot.wrong.is_some()) {
            Some(at) => {
                self.cursor = at;
                None
            }
            None => Some(entered),
        }
    }

    /// What is entered, whatever it is.
    pub(in crate::ui) fn read(&self) -> Option<Entered> {
        let mode = self.chosen_mode()?.clone();
        let profile = self.present.as_ref().map(|present| &present.profile);
        let mut entered = Entered {
            name: self.edited().unwrap_or_default().to_owned(),
            mode,
            fields: Fields::default(),
            cleared: BTreeSet::new(),
            region: String::new(),
            resource_group: None,
            signature: Signature::default(),
            target: self.target,
        };
        for slot in &self.slots {
            let text = slot.text();
            match &slot.about {
                Entry::Name => entered.name = text.unwrap_or_default(),
                Entry::Mode => {}
                Entry::Region => entered.region = text.unwrap_or_default(),
                Entry::Group => entered.resource_group = text,
                Entry::Signature => {
                    let signature = text.as_deref().and_then(Signature::parse);
                    entered.signature = signature.unwrap_or_default();
                }
                Entry::Field(field) => {
                    let is_present = profile.is_some_and(|profile| profile.fields.contains_key(&field.key));
                    match (&slot.value, text) {
                        (Given::Secret { typed, .. }, _) if !typed.text().is_empty() => {
                            let secret = Secret::new(typed.text().to_owned());
                            entered.fields.secret.insert(field.key.clone(), secret);
                        }
                        (Given::Secret { .. }, _) => {}
                        (_, Some(text)) => drop(entered.fields.plain.insert(field.key.clone(), text)),
                        (_, None) if is_present => drop(entered.cleared.insert(field.key.clone())),
                        (_, None) => {}
                    }
                }
            }
        }
        Some(entered)
    }

    /// Says of a field of the mode that it is wrong.
    pub(in crate::ui) fn refuse(&mut self, key: &str, wrong: Message) {
        let is_it = |slot: &Slot| matches!(&slot.about, Entry::Field(field) if field.key == key);
        if let Some(at) = self.slots.iter().position(is_it) {
            self.slots[at].wrong = Some(wrong);
            self.cursor = at;
        }
    }
}

impl Slot {
    fn new(about: Entry, value: Given) -> Self {
        Self {
            about,
            value,
            wrong: None,
        }
    }

    /// What was given, as it is kept; nothing for a secret.
    fn text(&self) -> Option<String> {
        match &self.value {
            Given::Text(input) => Some(input.text().trim().to_owned()).filter(|text| !text.is_empty()),
            Given::Secret { .. } => None,
            Given::Choice(values, at) => values.get((*at)?).cloned(),
            Given::Bool(yes) => {
                let Entry::Field(field) = &self.about else {
                    return None;
                };
                // No is said only where yes would be the default.
                let usually = field.default.as_deref() == Some("true");
                (*yes || usually).then(|| yes.to_string())
            }
        }
    }

    fn misfit(&self, taken: &[String]) -> Option<Message> {
        match (&self.about, &self.value, self.text()) {
            (Entry::Field(field), Given::Secret { typed, .. }, _) if !typed.text().is_empty() => {
                fields::misfit(field, typed.text())
            }
            (Entry::Field(field), _, Some(text)) => fields::misfit(field, &text),
            (Entry::Name | Entry::Region, _, None) => Some(message!("value-missing")),
            (Entry::Name, _, Some(name)) if taken.contains(&name) => {
                Some(message!("error-profile-exists", name = name))
            }
            (Entry::Name, _, Some(name)) => ProfileName::parse(&name)
                .is_err()
                .then(|| message!("error-profile-name", name = name)),
            (Entry::Region, _, Some(region)) => RegionId::parse(&region)
                .is_err()
                .then(|| message!("value-no-region")),
            _ => None,
        }
    }
}

impl Entry {
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Field(field), Self::Field(other)) => {
                field.key == other.key
                    && field.field_type == other.field_type
                    && field.choices == other.choices
            }
            (field, other) => std::mem::discriminant(field) == std::mem::discriminant(other),
        }
    }

    /// What it is called.
    pub(in crate::ui) fn title(&self, language: Language) -> String {
        match self {
            Self::Name => language.say(&message!("column-name")),
            Self::Mode => language.say(&message!("column-mode")),
            Self::Field(field) => language.pick(&field.title).to_owned(),
            Self::Region => language.say(&message!("ui-default-region")),
            Self::Group => language.say(&message!("column-resource-group")),
            Self::Signature => language.say(&message!("column-signature")),
        }
    }

    /// Whether it must be given, as far as it alone tells.
    pub(in crate::ui) fn is_required(&self) -> bool {
        match self {
            Self::Name | Self::Mode | Self::Region => true,
            Self::Field(field) => field.required && field.default.is_none(),
            Self::Group | Self::Signature => false,
        }
    }
}
