//! `config.toml`: the profiles, without secrets, and which one is current.
//!
//! Edits keep what is not theirs: comments, order, and keys that another version of yun put there.

mod form;
mod keys;
mod rename;
mod settings;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use toml_edit::{DocumentMut, Item, Table, value};

use form::Form;
pub(crate) use keys::KeyNames;

use super::{Profile, ProfileName, RegionId, Signature, secrets::Place};
use crate::{
    environment::Environment,
    error::{Error, ErrorKind},
    settings::{SECRET_STORE, Setting},
    store,
    text::{Several, message},
};

/// The file's content, as it was read.
pub struct Config {
    path: PathBuf,
    document: DocumentMut,
    form: Form,
}

impl Config {
    /// Reads the file; one that does not exist is an empty configuration.
    ///
    /// # Errors
    /// When it cannot be read, or does not parse: then with line and column, and it is never written.
    pub fn load(environment: &Environment) -> Result<Self, Error> {
        Self::load_from(environment.config_directory()?.join("config.toml"))
    }

    fn load_from(path: PathBuf) -> Result<Self, Error> {
        let text = store::read(&path)?.unwrap_or_default();
        Self::parse(path, &text)
    }

    fn parse(path: PathBuf, text: &str) -> Result<Self, Error> {
        let document = text
            .parse::<DocumentMut>()
            .map_err(|error| malformed(&path, text, &error))?;
        let profiles = document.get("profiles");
        if profiles.is_some_and(|profiles| !profiles.is_table_like()) {
            return Err(misplaced(&path, "profiles"));
        }
        Ok(Self {
            path,
            document,
            form: Form::of(text),
        })
    }

    /// Changes the file under its lock: reads it afresh, lets `change` edit it and writes it.
    ///
    /// # Errors
    /// What `change` says, or when the file cannot be read or written; nothing is changed then.
    pub fn edit<T>(
        environment: &Environment,
        change: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut editing = Self::begin(environment)?;
        let outcome = change(&mut editing.config)?;
        editing.write()?;
        Ok(outcome)
    }

    /// Takes the file's lock and reads it, to be written when other things have gone well too.
    ///
    /// # Errors
    /// When the file cannot be locked or read.
    pub(super) fn begin(environment: &Environment) -> Result<Editing, Error> {
        let path = environment.config_directory()?.join("config.toml");
        let lock = store::lock(&path)?;
        let before = store::read(&path)?;
        let config = Self::parse(path, before.as_deref().unwrap_or_default())?;
        Ok(Editing {
            before,
            config,
            _lock: lock,
        })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the current profile, whether such a profile exists or not.
    pub fn current(&self) -> Option<&str> {
        self.document
            .get("current")
            .and_then(Item::as_str)
            .filter(|name| !name.is_empty())
    }

    /// The names of all profiles, in the file's order.
    pub fn names(&self) -> Vec<&str> {
        self.profiles()
            .map(|table| table.iter().map(|(name, _)| name).collect())
            .unwrap_or_default()
    }

    /// Whether there is a profile of this name, sound or not.
    pub fn contains(&self, name: &str) -> bool {
        self.profiles()
            .is_some_and(|profiles| profiles.contains_key(name))
    }

    /// The profile called `name`.
    ///
    /// # Errors
    /// When there is none (`profile_unknown`), or when its table lacks something or has it in a wrong form.
    pub fn profile(&self, name: &str) -> Result<Profile, Error> {
        let read = self.reader(name).ok_or_else(|| self.unknown(name))?;
        Ok(Profile {
            secret_store: read.place()?,
            name: ProfileName::parse(name)?,
            mode: read.text("mode")?.ok_or_else(|| read.missing("mode"))?,
            region: RegionId::parse(&read.text("region")?.ok_or_else(|| read.missing("region"))?)
                .map_err(|error| error.for_profile(name))?,
            resource_group: read.text("resource_group")?,
            signature: read.signature()?,
            endpoints: read.texts("endpoints")?,
            fields: read.texts("fields")?,
        })
    }

    fn reader<'a>(&'a self, name: &'a str) -> Option<ProfileReader<'a>> {
        let item = self.profiles()?.get(name)?;
        Some(ProfileReader {
            path: &self.path,
            name,
            item,
        })
    }

    /// Adds a profile, or puts it in the place of the one of that name; what else its table held is kept.
    ///
    /// # Errors
    /// When something that is no table stands where the profiles belong.
    pub fn put(&mut self, profile: &Profile) -> Result<(), Error> {
        if let Some(store) = Setting::named(SECRET_STORE) {
            // Secrets that belong into a store of another version's are not put into a file behind its back.
            store.check_stored(self)?;
        }
        let path = self.path.clone();
        let misplaced = || misplaced(&path, "profiles");
        let table = store::table_in(self.profiles_mut()?, profile.name.as_str()).ok_or_else(misplaced)?;
        set_text(&path, table, "mode", &profile.mode)?;
        set_text(&path, table, "region", profile.region.as_str())?;
        match &profile.resource_group {
            Some(group) => set_text(&path, table, "resource_group", group)?,
            None => drop(table.remove("resource_group")),
        }
        if profile.signature != Signature::default() || table.contains_key("signature") {
            set_text(&path, table, "signature", profile.signature.name())?;
        }
        set_text(&path, table, "secret_store", profile.secret_store.word())?;
        if profile.fields.is_empty() {
            table.remove("fields");
            return Ok(());
        }
        let fields = store::table_in(table, "fields").ok_or_else(misplaced)?;
        let kept = |key: &str| profile.fields.contains_key(key);
        fields.retain(|key, _| kept(key));
        for (key, text) in &profile.fields {
            set_text(&path, fields, key, text)?;
        }
        Ok(())
    }

    /// A text of the table of the profile called `name`, as the file has it.
    pub fn text(&self, name: &str, key: &str) -> Option<&str> {
        self.profiles()?.get(name)?.get(key)?.as_str()
    }

    /// Makes `name` the current profile.
    ///
    /// # Errors
    /// When a table stands where the name belongs.
    pub fn set_current(&mut self, name: &str) -> Result<(), Error> {
        set_text(&self.path, self.document.as_table_mut(), "current", name)
    }

    /// Removes a profile; if it was the current one, there is none afterwards.
    ///
    /// # Errors
    /// When there is none (`profile_unknown`), or its secrets lie where they would be left behind.
    pub fn remove(&mut self, name: &str) -> Result<(), Error> {
        self.secret_place(name)?;
        if self.profiles_mut()?.remove(name).is_none() {
            return Err(self.unknown(name));
        }
        if self.current() == Some(name) {
            // The key stays, since the comments around it are the user's.
            self.set_current("")?;
        }
        Ok(())
    }

    /// Where a profile's secrets lie, whatever else is wrong with its table.
    ///
    /// # Errors
    /// When there is no such profile (`profile_unknown`), or they lie where this version cannot look
    /// (`config_invalid`).
    pub fn secret_place(&self, name: &str) -> Result<Place, Error> {
        self.reader(name).ok_or_else(|| self.unknown(name))?.place()
    }

    /// Records that a profile's secrets lie elsewhere now.
    ///
    /// # Errors
    /// When something that is no table stands where the profile belongs.
    pub fn set_secret_place(&mut self, name: &str, place: Place) -> Result<(), Error> {
        let path = self.path.clone();
        let table =
            store::table_in(self.profiles_mut()?, name).ok_or_else(|| misplaced(&path, "profiles"))?;
        set_text(&path, table, "secret_store", place.word())
    }

    /// The error for a name that no profile has, with the nearest one.
    pub fn unknown(&self, name: &str) -> Error {
        let hint = match crate::suggest::nearest(name, self.names()) {
            Some(nearest) => message!("hint-did-you-mean", name = nearest),
            None if self.names().is_empty() => message!("hint-no-profile"),
            None => message!("hint-list-profiles"),
        };
        Error::invalid_input("profile_unknown", message!("error-unknown-profile", name = name)).hint(hint)
    }

    /// The file's content as it is now.
    fn content(&self) -> String {
        self.form.apply(&self.document.to_string())
    }

    fn profiles(&self) -> Option<&dyn toml_edit::TableLike> {
        self.document.get("profiles").and_then(Item::as_table_like)
    }

    fn profiles_mut(&mut self) -> Result<&mut Table, Error> {
        let misplaced = misplaced(&self.path, "profiles");
        let is_new = !self.document.contains_key("profiles");
        let profiles = store::table_in(self.document.as_table_mut(), "profiles").ok_or(misplaced)?;
        if is_new {
            profiles.set_implicit(true);
        }
        Ok(profiles)
    }
}

/// The file while it is being changed, under its lock.
pub(super) struct Editing {
    /// What is being changed.
    pub(super) config: Config,
    /// What the file held; nothing if there was none.
    before: Option<String>,
    _lock: store::StoreLock,
}

impl Editing {
    /// Writes the file.
    pub(super) fn write(&self) -> Result<(), Error> {
        store::write(&self.config.path, self.config.content().as_bytes())
    }

    /// Puts the file back as it was before, which may be that there was none.
    pub(super) fn restore(&self) -> Result<(), Error> {
        match &self.before {
            Some(before) => store::write(&self.config.path, before.as_bytes()),
            None => store::remove(&self.config.path),
        }
    }
}

/// Sets a text and keeps the comment behind it.
///
/// # Errors
/// When a table stands there, which may hold anything.
fn set_text(path: &Path, table: &mut Table, key: &str, text: &str) -> Result<(), Error> {
    match table.get_mut(key) {
        None | Some(Item::None) => table[key] = value(text),
        Some(Item::Value(before)) if !before.is_inline_table() => {
            let decor = before.decor().clone();
            *before = text.into();
            *before.decor_mut() = decor;
        }
        Some(_) => return Err(no_text(path, key)),
    }
    Ok(())
}

fn misplaced(path: &Path, key: &str) -> Error {
    let message = message!("error-config-misplaced", path = path, key = key);
    Error::invalid_input("config_invalid", message).hint(message!("hint-config-malformed"))
}

fn no_text(path: &Path, key: &str) -> Error {
    let message = message!("error-config-no-text", path = path, key = key);
    Error::invalid_input("config_invalid", message).hint(message!("hint-config-malformed"))
}

struct ProfileReader<'a> {
    path: &'a Path,
    name: &'a str,
    item: &'a Item,
}

impl ProfileReader<'_> {
    fn text(&self, key: &'static str) -> Result<Option<String>, Error> {
        match self.item.get(key) {
            None => Ok(None),
            Some(item) => match item.as_str() {
                Some(text) => Ok(Some(text.to_owned()).filter(|text| !text.is_empty())),
                None => Err(self.wrong(key)),
            },
        }
    }

    fn texts(&self, key: &'static str) -> Result<BTreeMap<String, String>, Error> {
        let Some(item) = self.item.get(key) else {
            return Ok(BTreeMap::new());
        };
        let table = item.as_table_like().ok_or_else(|| self.wrong(key))?;
        table
            .iter()
            .map(|(name, item)| match item.as_str() {
                Some(text) => Ok((name.to_owned(), text.to_owned())),
                None => Err(self.wrong(key)),
            })
            .collect()
    }

    fn signature(&self) -> Result<Signature, Error> {
        let Some(value) = self.text("signature")? else {
            return Ok(Signature::default());
        };
        Signature::parse(&value).ok_or_else(|| {
            self.error(message!(
                "error-profile-signature",
                name = self.name,
                value = value,
                served = Signature::V3.name(),
                other = Signature::V1.name()
            ))
        })
    }

    /// Where its secrets lie. A place that this version does not know is not passed over.
    fn place(&self) -> Result<Place, Error> {
        let Some(value) = self.text("secret_store")? else {
            return Ok(Place::default());
        };
        Place::parse(&value).ok_or_else(|| {
            self.error(message!(
                "error-profile-key-unserved",
                name = self.name,
                key = "secret_store",
                value = value,
                served = Several(&Place::WORDS)
            ))
        })
    }

    fn missing(&self, key: &'static str) -> Error {
        self.error(message!(
            "error-profile-key-missing",
            name = self.name,
            key = key,
            path = self.path
        ))
    }

    fn wrong(&self, key: &'static str) -> Error {
        self.error(message!(
            "error-profile-key-wrong",
            name = self.name,
            key = key,
            path = self.path
        ))
    }

    fn error(&self, message: crate::text::Message) -> Error {
        Error::invalid_input("config_invalid", message).for_profile(self.name)
    }
}

fn malformed(path: &Path, text: &str, error: &toml_edit::TomlError) -> Error {
    let offset = error.span().map_or(0, |span| span.start.min(text.len()));
    let before = text.get(..offset).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Error::new(
        ErrorKind::InvalidInput,
        "config_malformed",
        message!(
            "error-config-malformed",
            path = path,
            line = line,
            column = column,
            reason = error.message()
        ),
    )
    .hint(message!("hint-config-malformed"))
}

#[cfg(fuzzing)]
pub(crate) mod fuzzing;
#[cfg(test)]
mod tests;
