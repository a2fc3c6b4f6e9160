//! The form of a profile: name, credential mode, the mode's fields, region, resource group, signature, and buttons.

use std::collections::BTreeSet;

use yun_plugin_api::{
    Fields, Secret,
    manifest::{Choice, CredentialManifest, Field, FieldType, Text},
};

use super::{
    Filled, Form, Input,
    form::{self, own_field},
};
use crate::{
    error::Error,
    profile::{ProfileName, RegionId, Signature},
    text::{Message, message},
    ui::{
        account::{Editable, Entered, Target},
        event::Generation,
    },
};

/// The key of the name; like all that are here it is one that no manifest may have.
pub(in crate::ui) const NAME: &str = "profile";
/// That of the credential mode.
pub(in crate::ui) const MODE: &str = "mode";
/// That of the region.
pub(in crate::ui) const REGION: &str = "region";
/// That of the resource group.
pub(in crate::ui) const GROUP: &str = "resource_group";
/// That of how calls are signed.
const SIGNATURE: &str = "signature";

/// The form of a profile.
pub(in crate::ui) struct AccountForm {
    /// What becomes of what is entered.
    pub(in crate::ui) target: Target,
    /// The credential modes to choose from.
    pub(in crate::ui) modes: Vec<CredentialManifest>,
    /// Which of them is chosen, from 0.
    pub(in crate::ui) mode: usize,
    /// What is entered.
    pub(in crate::ui) form: Form,
    /// What is under way.
    pub(in crate::ui) working: Option<(Generation, Button)>,
    /// Under which number what is entered was verified, and as whom; none once something is another.
    pub(in crate::ui) verified: Option<(Generation, Message)>,
    /// Whether something else was entered while it was being verified.
    pub(in crate::ui) is_another: bool,
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
            form: Form::new(Vec::new(), Button::ALL.len()),
            working: None,
            verified: None,
            is_another: false,
            failed: None,
            touched: false,
            present,
            names,
            taken,
        };
        form.form.fields = form.fresh();
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

    /// The button that the cursor is on.
    pub(in crate::ui) fn button(&self) -> Option<Button> {
        Button::ALL.get(self.form.button()?).copied()
    }

    /// The fields before anything is given for them.
    fn fresh(&self) -> Vec<Filled> {
        let Some(mode) = self.chosen_mode() else {
            return Vec::new();
        };
        let name = Field {
            required: true,
            ..own_field(NAME, &message!("column-name"), &message!("prompt-help-name"))
        };
        let modes = Field {
            help: mode.help.clone(),
            field_type: FieldType::Choice,
            required: true,
            choices: self.modes.iter().map(choice).collect(),
            ..own_field(MODE, &message!("column-mode"), &message!("prompt-mode"))
        };
        let region = Field {
            required: true,
            ..own_field(
                REGION,
                &message!("ui-default-region"),
                &message!("ui-help-region"),
            )
        };
        let group = own_field(
            GROUP,
            &message!("column-resource-group"),
            &message!("ui-help-group"),
        );
        let signature = Field {
            field_type: FieldType::Choice,
            required: true,
            default: Some(Signature::default().name().to_owned()),
            choices: form::choices(Signature::WORDS),
            ..own_field(
                SIGNATURE,
                &message!("column-signature"),
                &message!("help-option-signature"),
            )
        };
        let profile = self.present.as_ref().map(|present| &present.profile);
        let own = [
            (region, profile.map(|profile| profile.region.as_str())),
            (
                group,
                profile.and_then(|profile| profile.resource_group.as_deref()),
            ),
            (signature, profile.map(|profile| profile.signature.name())),
        ];
        let name = profile.is_none().then(|| Filled::new(name, None));
        let fields = name.into_iter().chain([Filled::new(modes, Some(&mode.mode))]);
        let fields = fields.chain(mode.fields.iter().map(|field| self.of_mode(field)));
        let own = own
            .into_iter()
            .map(|(field, present)| Filled::new(field, present));
        fields.chain(own).collect()
    }

    /// A field of the mode, with what the profile has for it.
    fn of_mode(&self, field: &Field) -> Filled {
        let mut field = field.clone();
        if field.field_type == FieldType::Profile {
            let own = self.edited();
            let others = self.names.iter().filter(|name| Some(name.as_str()) != own);
            field.choices = form::choices(others);
        }
        let profile = self.present.as_ref().map(|present| &present.profile);
        let present = profile.and_then(|profile| profile.fields.get(&field.key));
        let mut filled = Filled::new(field, present.map(String::as_str));
        if let (form::Value::Secret { stored, .. }, Some(present)) = (&mut filled.value, &self.present) {
            *stored = present.secrets.contains(&filled.field.key);
        }
        filled
    }

    /// What was entered is another: what was said of it holds no more.
    pub(in crate::ui) fn changed(&mut self) {
        self.touched = true;
        self.failed = None;
        // Whose it is does not depend on where it is used; that is looked at when it is saved.
        let pointed = self.form.pointed().map(|filled| &*filled.field.key);
        if !matches!(pointed, Some(REGION | GROUP)) {
            self.is_another_now();
        }
        self.form.changed();
    }

    fn is_another_now(&mut self) {
        self.verified = None;
        self.is_another = true;
    }

    /// Goes on to the next value of the field that the cursor is on, or back to the previous one.
    pub(in crate::ui) fn turn(&mut self, forward: bool) {
        if self.is_being_saved() || !self.form.turn(forward) {
            return;
        }
        if let Some(filled) = self.form.pointed()
            && let (MODE, form::Value::Choice(Some(at))) = (&*filled.field.key, &filled.value)
        {
            self.take_mode(*at);
        }
        self.changed();
    }

    /// Has another mode; what was given for fields that it has too stays.
    pub(in crate::ui) fn take_mode(&mut self, at: usize) {
        self.mode = at;
        self.is_another_now();
        let fresh = self.fresh();
        let mut before = std::mem::replace(&mut self.form.fields, fresh);
        before.retain(|filled| filled.field.key != MODE);
        for filled in &mut self.form.fields {
            let field = &filled.field;
            let is_same = |other: &Filled| {
                let other = &other.field;
                other.key == field.key
                    && other.field_type == field.field_type
                    && other.choices == field.choices
            };
            if let Some(same) = before.iter().position(is_same) {
                filled.value = before.swap_remove(same).value;
            }
        }
        self.form.cursor = self.form.cursor.min(self.form.fields.len());
    }

    /// Takes the region or the resource group, as if it were typed, wherever the cursor is by now.
    pub(in crate::ui) fn fill(&mut self, key: &str, text: &str) {
        let mut fields = self.form.fields.iter_mut();
        if let Some(filled) = fields.find(|filled| filled.field.key == key) {
            filled.value = form::Value::Text(Input::of(text));
            filled.wrong = None;
            self.touched = true;
        }
    }

    /// Whether it is being saved.
    pub(in crate::ui) fn is_being_saved(&self) -> bool {
        let doing = self.working.map(|(_, button)| button);
        matches!(doing, Some(Button::Save | Button::SaveUnverified))
    }

    /// Whether a login comes of verifying it.
    pub(in crate::ui) fn has_login(&self) -> bool {
        self.target == Target::New && self.chosen_mode().is_some_and(|mode| mode.login)
    }

    /// Goes on to what is to be done once it is verified: the region, if there is none, or saving it. Whoever does
    /// something else meanwhile stays there.
    pub(in crate::ui) fn go_on(&mut self) {
        if self.button() != Some(Button::Verify) {
            return;
        }
        let fields = &self.form.fields;
        let lacks = |filled: &Filled| filled.field.key == REGION && !filled.is_given();
        let region = fields.iter().position(lacks);
        self.form.cursor = region.unwrap_or(fields.len() + 1);
    }

    /// What is entered, if all of it fits that this takes.
    pub(in crate::ui) fn entered(&mut self, button: Button) -> Option<Entered> {
        // Who somebody is can be found out without a region; which ones there are is known afterwards.
        self.demand_region(button != Button::Verify);
        let entered = self.fitting();
        self.demand_region(true);
        entered
    }

    fn demand_region(&mut self, demanded: bool) {
        let mut fields = self.form.fields.iter_mut();
        if let Some(region) = fields.find(|filled| filled.field.key == REGION) {
            region.field.required = demanded;
        }
    }

    fn fitting(&mut self) -> Option<Entered> {
        let own = |filled: &Filled| {
            let text = filled.given()?;
            match filled.field.key.as_str() {
                NAME if self.taken.contains(&text) => Some(message!("error-profile-exists", name = text)),
                NAME if ProfileName::parse(&text).is_err() => {
                    Some(message!("error-profile-name", name = text))
                }
                REGION if RegionId::parse(&text).is_err() => Some(message!("value-no-region")),
                _ => None,
            }
        };
        self.form.fits(own).then(|| self.read())?
    }

    /// What is entered, whatever it is.
    pub(in crate::ui) fn read(&self) -> Option<Entered> {
        let profile = self.present.as_ref().map(|present| &present.profile);
        let mut plain = self.form.given();
        plain.remove(MODE);
        let name = plain.remove(NAME);
        let region = plain.remove(REGION).unwrap_or_default();
        let resource_group = plain.remove(GROUP);
        let signature = plain.remove(SIGNATURE);
        let fields = || self.form.fields.iter();
        let secret = fields().filter_map(|filled| match &filled.value {
            form::Value::Secret { typed, .. } if !typed.text().is_empty() => {
                Some((filled.field.key.clone(), Secret::new(typed.text().to_owned())))
            }
            _ => None,
        });
        let cleared: BTreeSet<String> = fields()
            .map(|filled| &filled.field.key)
            .filter(|key| !plain.contains_key(*key))
            .filter(|key| profile.is_some_and(|profile| profile.fields.contains_key(*key)))
            .cloned()
            .collect();
        Some(Entered {
            name: name
                .or_else(|| Some(self.edited()?.to_owned()))
                .unwrap_or_default(),
            mode: self.chosen_mode()?.clone(),
            fields: Fields {
                secret: secret.collect(),
                plain,
            },
            cleared,
            region,
            resource_group,
            signature: signature
                .and_then(|word| Signature::parse(&word))
                .unwrap_or_default(),
            target: self.target,
        })
    }
}

/// A mode to choose.
fn choice(mode: &CredentialManifest) -> Choice {
    let recommended = |title: &str| message!("prompt-recommended", title = title);
    Choice {
        value: mode.mode.clone(),
        title: match mode.recommended {
            true => Text {
                en: recommended(&mode.title.en).in_both().en,
                zh: recommended(&mode.title.zh).in_both().zh,
            },
            false => mode.title.clone(),
        },
    }
}
