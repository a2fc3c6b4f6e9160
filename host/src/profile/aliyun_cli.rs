//! The profiles of Alibaba Cloud CLI: its `config.json`, read afresh each time, never written and never locked.
//!
//! Whatever is wrong with the file stops no command. It may hold secrets, so nothing of it is quoted but names.

mod json;
mod mapping;

use std::{
    collections::HashSet,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{ProfileName, foreign::Foreign};
use crate::{
    catalog::Catalog,
    environment::Environment,
    text::{Message, message},
};
use json::{Object, Value};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 8 * 1024 * 1024;

/// What that CLI has.
#[derive(Default)]
pub(super) struct AliyunCli {
    /// Its profiles, in the file's order.
    pub(super) profiles: Vec<Foreign>,
    /// The name of its current profile, if that is one of them.
    pub(super) current: Option<String>,
    /// What is wrong with the file, a sentence each.
    pub(super) remarks: Vec<Message>,
}

/// Reads the file; one that does not exist, or is not to be read, has no profiles.
pub(super) fn read(environment: &Environment, catalog: &Catalog) -> AliyunCli {
    let Some(path) = path(environment) else {
        return AliyunCli::default();
    };
    let content = match content(&path) {
        Ok(Some(content)) => content,
        Ok(None) => return AliyunCli::default(),
        Err(remark) => return AliyunCli::unreadable(remark),
    };
    parse(&path, &content, catalog)
}

/// Where the file is; nowhere if it is not to be read.
fn path(environment: &Environment) -> Option<PathBuf> {
    let ignored = environment.variable("ALIBABA_CLOUD_IGNORE_PROFILE");
    if ignored.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return None;
    }
    match environment.path_variable("ALIBABA_CLOUD_CONFIG_FILE") {
        Some(path) => Some(PathBuf::from(path)),
        None => Some(environment.home()?.join(".aliyun/config.json")),
    }
}

fn content(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, Message> {
    match bytes(path) {
        Ok(bytes) if bytes.len() as u64 > LARGEST => Err(message!(
            "aliyun-too-large",
            path = path,
            mib = LARGEST / (1024 * 1024)
        )),
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let reason = error.to_string();
            Err(message!("aliyun-unreadable", path = path, reason = reason))
        }
    }
}

/// What the file holds, and no more than a byte beyond what is read of any.
fn bytes(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let metadata = std::fs::metadata(path)?;
    // Opening a pipe would wait for somebody to write into it.
    if !metadata.is_file() {
        return Err(match metadata.is_dir() {
            true => io::ErrorKind::IsADirectory.into(),
            false => io::ErrorKind::InvalidInput.into(),
        });
    }
    // As large as it becomes at once: a buffer that grows leaves copies behind.
    let size = metadata.len().min(LARGEST) as usize + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse(path: &Path, content: &[u8], catalog: &Catalog) -> AliyunCli {
    let mut found = AliyunCli::default();
    // Some editors put it there. That CLI itself fails at it.
    let text = content.strip_prefix(b"\xef\xbb\xbf").inspect(|_| {
        found
            .remarks
            .push(message!("aliyun-byte-order-mark", path = path));
    });
    let root = match serde_json::from_slice(text.unwrap_or(content)) {
        Ok(Value::Object(root)) => root,
        Ok(_) => return AliyunCli::unreadable(message!("aliyun-shape", path = path)),
        // The parser's own message might quote what the file holds.
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let remark = message!("aliyun-malformed", path = path, line = line, column = column);
            return AliyunCli::unreadable(remark);
        }
    };
    match root.value("profiles") {
        Value::List(entries) => found.take(path, entries, catalog),
        Value::Absent => {}
        _ => return AliyunCli::unreadable(message!("aliyun-shape", path = path)),
    }
    found.choose(path, &root);
    found
}

impl AliyunCli {
    fn unreadable(remark: Message) -> Self {
        Self {
            remarks: vec![remark],
            ..Self::default()
        }
    }

    fn take(&mut self, path: &Path, entries: &[Value], catalog: &Catalog) {
        let claims = catalog.aliyun_cli();
        let mut taken = HashSet::new();
        for (index, entry) in entries.iter().enumerate() {
            match named(path, index + 1, entry) {
                Err(remark) => self.remarks.push(remark),
                Ok((name, _)) if !taken.insert(name.clone()) => {
                    let remark = message!("aliyun-name-twice", path = path, name = name.as_str());
                    self.remarks.push(remark);
                }
                Ok((name, entry)) => self.profiles.push(mapping::profile(path, name, entry, &claims)),
            }
        }
    }

    fn choose(&mut self, path: &Path, root: &Object) {
        let current = match root.text("current") {
            Ok(None) => return,
            Ok(Some(current)) => current.expose(),
            Err(_) => {
                let remark = message!("aliyun-current-wrong", path = path);
                return self.remarks.push(remark);
            }
        };
        if self
            .profiles
            .iter()
            .any(|profile| profile.name.as_str() == current)
        {
            self.current = Some(current.to_owned());
        } else {
            let remark = message!("aliyun-current-unknown", path = path, name = current);
            self.remarks.push(remark);
        }
    }
}

/// An entry with its name. `number` is its place in the list.
fn named<'a>(path: &Path, number: usize, entry: &'a Value) -> Result<(ProfileName, &'a Object), Message> {
    let Value::Object(entry) = entry else {
        return Err(message!("aliyun-entry-wrong", path = path, number = number));
    };
    let Ok(Some(name)) = entry.text("name") else {
        return Err(message!("aliyun-name-missing", path = path, number = number));
    };
    match ProfileName::parse(name.expose()) {
        Ok(name) => Ok((name, entry)),
        Err(_) => Err(message!(
            "aliyun-name-invalid",
            path = path,
            number = number,
            name = name.expose()
        )),
    }
}

#[cfg(fuzzing)]
pub(crate) mod fuzzing;
#[cfg(test)]
pub(super) mod tests;
