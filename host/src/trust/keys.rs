//! The keys that are trusted: `trusted-keys.toml` in the data directory.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    Signed,
    key::{KeyId, PublicKey, parse_name},
    signature::Signature,
};
use crate::{
    catalog, clock,
    environment::Environment,
    error::{Error, ErrorKind},
    store, suggest,
    text::message,
};

/// The file's own format; a newer one is not touched.
const FORMAT: i64 = 1;

/// A key that is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// Its id.
    pub id: KeyId,
    /// What it is called; its id where nobody said.
    pub name: String,
    /// The key.
    pub key: PublicKey,
    /// Since when it is trusted, RFC 3339.
    pub trusted_at: String,
}

/// What became of a key that somebody trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// It is trusted from now on.
    New,
    /// It was trusted before.
    Already,
    /// It was trusted before, under this name, and has another now.
    Renamed(String),
}

/// The keys that are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedKeys {
    keys: BTreeMap<KeyId, TrustedKey>,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: i64,
    #[serde(default)]
    keys: BTreeMap<String, WrittenKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKey {
    name: String,
    key: String,
    trusted_at: String,
}

impl TrustedKeys {
    /// Reads the keys; none is trusted where there is no file.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, was written by a newer version, or others can change it.
    pub fn load(environment: &Environment) -> Result<Self, Error> {
        let path = match path(environment) {
            Ok(path) => path,
            // Without a data directory nothing can be installed either.
            Err(error) if error.code() == "home_unknown" => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            _ => {}
        }
        catalog::check_deciding_file(&path, environment).map_err(|refusal| {
            let message = message!("error-keys-unsafe", path = path.as_path());
            Error::new(ErrorKind::Failed, "trusted_keys_unsafe", message)
                .reason(refusal.reason)
                .hint(message!("hint-keys-unsafe", path = path.as_path()))
        })?;
        match store::read(&path)? {
            Some(text) => Self::read(&path, &text),
            None => Ok(Self::default()),
        }
    }

    pub(super) fn read(path: &Path, text: &str) -> Result<Self, Error> {
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| damaged(path, error.message()))?;
        let format = table.get("format").and_then(toml::Value::as_integer);
        if format.is_some_and(|format| format > FORMAT) {
            return Err(Error::new(
                ErrorKind::Failed,
                "trusted_keys_newer",
                message!("error-record-newer", path = path),
            ));
        }
        let written: Written = table
            .try_into()
            .map_err(|error: toml::de::Error| damaged(path, error.message()))?;
        let mut keys = Self::default();
        for (id, written) in written.keys {
            let key = PublicKey::parse(&written.key)
                .ok()
                .filter(|key| key.id.to_string() == id);
            let (Some(key), false) = (key, keys.iter().any(|other| other.name == written.name)) else {
                return Err(damaged(path, &id));
            };
            let trusted = TrustedKey {
                id: key.id,
                name: written.name,
                key,
                trusted_at: written.trusted_at,
            };
            keys.keys.insert(trusted.id, trusted);
        }
        Ok(keys)
    }

    /// Changes the keys, one process at a time; nothing is written when `change` fails.
    ///
    /// # Errors
    /// As [`TrustedKeys::load`], when it cannot be written, and those of `change`.
    pub fn edit<T>(
        environment: &Environment,
        change: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let path = path(environment)?;
        store::edit(&path, || Self::load(environment), change, |keys| keys.written())
    }

    pub(super) fn written(&self) -> String {
        let written = |key: &TrustedKey| WrittenKey {
            name: key.name.clone(),
            key: key.key.base64.clone(),
            trusted_at: key.trusted_at.clone(),
        };
        let file = Written {
            format: FORMAT,
            keys: self
                .iter()
                .map(|key| (key.id.to_string(), written(key)))
                .collect(),
        };
        let text = toml::to_string(&file).expect("keys have a TOML form");
        format!(
            "# What these keys sign is installed without a question. Written by yun: `yun plugin trust` changes it.\n{text}"
        )
    }

    /// Says who signed `content`, by the text of its signature file. What is signed by a trusted key is read to its end,
    /// and none of the rest.
    ///
    /// # Errors
    /// `signature_bad` when the signature is damaged, or a trusted key is said to have made it and did not, of this.
    pub fn judge(&self, content: impl Read, signature: Option<&str>) -> Result<Signed, Error> {
        let Some(signature) = signature else {
            return Ok(Signed::Unsigned);
        };
        let signature = Signature::parse(signature)?;
        let key_id = signature.key_id;
        match self.keys.get(&key_id) {
            None => Ok(Signed::ByUnknown { key_id }),
            Some(trusted) => {
                signature.check(content, &trusted.key)?;
                Ok(Signed::By(trusted.clone()))
            }
        }
    }

    /// The trusted key that a signature file names, whether or not the signature fits anything.
    pub fn named_by(&self, signature: &str) -> Option<KeyId> {
        let id = Signature::parse(signature).ok()?.key_id;
        self.keys.contains_key(&id).then_some(id)
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &TrustedKey> {
        self.keys.values()
    }

    /// The key with this id.
    pub fn with_id(&self, id: KeyId) -> Option<&TrustedKey> {
        self.keys.get(&id)
    }

    /// The key that is called so, or has this id.
    pub fn named(&self, what: &str) -> Option<&TrustedKey> {
        let what = what.trim();
        let named = self.iter().find(|key| key.name == what);
        named.or_else(|| self.with_id(what.parse().ok()?))
    }

    /// Trusts a key, under this name or that of its file.
    ///
    /// # Errors
    /// When another key has its id or its name.
    pub fn trust(&mut self, key: PublicKey, name: Option<&str>) -> Result<Trust, Error> {
        let name = name.map(parse_name).transpose()?;
        let before = self.keys.get(&key.id);
        if before.is_some_and(|before| before.key.base64 != key.base64) {
            let message = message!("error-key-id-taken", id = key.id.to_string());
            let hint = message!("hint-key-id-taken", id = key.id.to_string());
            return Err(Error::invalid_input("key_id_taken", message).hint(hint));
        }
        let of_file = || key.comment.clone().unwrap_or_else(|| key.id.to_string());
        let name = match (name, before) {
            (Some(name), _) => name.to_owned(),
            (None, Some(before)) => before.name.clone(),
            (None, None) => of_file(),
        };
        let is_other = |other: &&TrustedKey| other.id != key.id && other.name == name;
        if let Some(other) = self.iter().find(is_other) {
            let message = message!(
                "error-key-name-taken",
                name = name.as_str(),
                id = other.id.to_string()
            );
            return Err(Error::invalid_input("key_name_taken", message).hint(message!("hint-key-name-taken")));
        }
        let outcome = match before {
            None => Trust::New,
            Some(before) if before.name == name => return Ok(Trust::Already),
            Some(before) => Trust::Renamed(before.name.clone()),
        };
        let trusted_at = before.map_or_else(
            || clock::rfc3339(clock::now()),
            |before| before.trusted_at.clone(),
        );
        let trusted = TrustedKey {
            id: key.id,
            name,
            key,
            trusted_at,
        };
        self.keys.insert(trusted.id, trusted);
        Ok(outcome)
    }

    /// Trusts a key no longer.
    pub fn distrust(&mut self, id: KeyId) -> Option<TrustedKey> {
        self.keys.remove(&id)
    }

    /// The error for a name or id that none of them has.
    pub fn unknown(&self, what: &str) -> Error {
        let names = self.iter().map(|key| key.name.as_str());
        let hint = suggest::hint(what, names, || message!("hint-key-list"));
        Error::invalid_input("key_unknown", message!("error-key-unknown", name = what)).hint(hint)
    }
}

fn damaged(path: &Path, reason: &str) -> Error {
    let message = message!("error-keys-damaged", path = path, reason = reason);
    Error::new(ErrorKind::Failed, "trusted_keys_damaged", message)
        .hint(message!("hint-keys-damaged", path = path))
}

/// Where the keys lie.
fn path(environment: &Environment) -> Result<PathBuf, Error> {
    Ok(environment.data_directory()?.join("trusted-keys.toml"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{
        super::signature::tests::{KEY, LEGACY, PREHASHED},
        *,
    };

    const ID: &str = "8502F5AB5094AFDC";
    const OTHER: &str = "RWQrzLDEYZsZ4P1fESOgZGQZpZyerm0WTWymCHxqmAyhlKFyv1b9ySp0";

    struct Home {
        directory: tempfile::TempDir,
        environment: Environment,
    }

    impl Home {
        fn new() -> Self {
            let directory = tempfile::tempdir().expect("a directory");
            let data = directory.path().join("data");
            let environment = Environment::of_variables([("YUN_DATA_DIR", data.as_os_str())]);
            Self {
                directory,
                environment,
            }
        }

        fn file(&self) -> PathBuf {
            self.directory.path().join("data/trusted-keys.toml")
        }

        fn writes(&self, text: &str) {
            fs::create_dir_all(self.directory.path().join("data")).expect("makes a directory");
            fs::write(self.file(), text).expect("writes");
        }

        fn trust(&self, key: &str, name: Option<&str>) -> Result<Trust, Error> {
            let key = PublicKey::parse(key)?;
            TrustedKeys::edit(&self.environment, |keys| keys.trust(key, name))
        }

        fn keys(&self) -> TrustedKeys {
            TrustedKeys::load(&self.environment).expect("loads")
        }

        fn refused(&self) -> String {
            TrustedKeys::load(&self.environment)
                .expect_err("refused")
                .code()
                .to_owned()
        }
    }

    #[test]
    fn a_key_is_trusted_until_it_is_taken_away() {
        let home = Home::new();
        assert_eq!(home.keys().iter().count(), 0);
        assert_eq!(home.trust(KEY, Some("Acme")).expect("trusts"), Trust::New);
        assert_eq!(home.trust(KEY, None).expect("again"), Trust::Already);
        assert_eq!(
            home.trust(KEY, Some("公司")).expect("renames"),
            Trust::Renamed("Acme".into())
        );
        let keys = home.keys();
        for what in ["公司", ID, " 8502f5ab5094afdc "] {
            assert_eq!(keys.named(what).expect(what).key.base64, KEY);
        }
        assert_eq!(keys.unknown("Acme").code(), "key_unknown");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(home.file()).expect("exists").permissions().mode() & 0o777;
            assert_eq!(mode, 0o600);
        }
        let id = ID.parse().expect("an id");
        let removed = TrustedKeys::edit(&home.environment, |keys| Ok(keys.distrust(id))).expect("edits");
        assert_eq!(removed.expect("it was there").name, "公司");
        assert_eq!(home.keys(), TrustedKeys::default());
    }

    #[test]
    fn what_is_signed_is_told_from_what_is_not() {
        let home = Home::new();
        let judged = |content: &str, signature| home.keys().judge(content.as_bytes(), signature);
        assert_eq!(judged("test", None).expect("judges"), Signed::Unsigned);
        let unknown = judged("test", Some(PREHASHED)).expect("judges");
        assert_eq!(unknown.key_id().expect("named").to_string(), ID);
        assert_eq!((unknown.word(), unknown.signer()), ("unknown_key", None));
        home.trust(KEY, None).expect("trusts");
        for signature in [PREHASHED, LEGACY] {
            let signed = judged("test", Some(signature)).expect("judges");
            assert_eq!((signed.word(), signed.signer()), ("trusted", Some(ID)));
            assert_eq!(
                judged("tess", Some(signature)).expect_err("refused").code(),
                "signature_bad"
            );
        }
        assert_eq!(
            judged("test", Some("")).expect_err("refused").code(),
            "signature_bad"
        );
    }

    #[test]
    fn another_key_with_an_id_or_a_name_that_is_taken_is_refused() {
        let home = Home::new();
        home.trust(KEY, Some("Acme")).expect("trusts");
        assert_eq!(
            home.trust(OTHER, Some("Acme")).expect_err("taken").code(),
            "key_name_taken"
        );
        let of_file = format!("untrusted comment: Acme\n{OTHER}");
        assert_eq!(
            home.trust(&of_file, None).expect_err("taken").code(),
            "key_name_taken"
        );
        home.trust(&of_file, Some("Other")).expect("trusts");
        // The id of the first, and another key.
        let forged = format!("{}{}", &KEY[..20], &OTHER[20..]);
        assert_eq!(
            home.trust(&forged, Some("New")).expect_err("taken").code(),
            "key_id_taken"
        );
        assert_eq!(home.keys().iter().count(), 2);
    }

    #[test]
    fn a_damaged_or_newer_file_is_an_error_and_stays_as_it_is() {
        let home = Home::new();
        home.trust(KEY, Some("Acme")).expect("trusts");
        let sound = fs::read_to_string(home.file()).expect("reads");
        let cases = [
            (sound.replace("format = 1", "format = 2"), "trusted_keys_newer"),
            ("format = 9\n[somewhere.else]\n".into(), "trusted_keys_newer"),
            (sound.replace(ID, "8502F5AB5094AFDD"), "trusted_keys_damaged"),
            (sound.replace(KEY, OTHER), "trusted_keys_damaged"),
            (sound.replace("name =", "nam ="), "trusted_keys_damaged"),
            (sound.replace("format = 1", ""), "trusted_keys_damaged"),
            (format!("{sound}extra = 1\n"), "trusted_keys_damaged"),
            (sound[..sound.len() - 4].to_owned(), "trusted_keys_damaged"),
            ("keys = 3".into(), "trusted_keys_damaged"),
        ];
        for (text, code) in cases {
            home.writes(&text);
            assert_eq!(home.refused(), code, "{text}");
            assert_eq!(home.trust(OTHER, None).expect_err("refused").code(), code);
            assert_eq!(fs::read_to_string(home.file()).expect("reads"), text);
        }
        fs::write(home.file(), [0xff, 0xfe]).expect("writes");
        assert_eq!(home.refused(), "read_failed");
        fs::remove_file(home.file()).expect("removes");
        fs::create_dir(home.file()).expect("makes a directory");
        assert_eq!(home.refused(), "trusted_keys_unsafe");
    }

    #[cfg(unix)]
    #[test]
    fn keys_that_others_can_change_are_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let home = Home::new();
        home.trust(KEY, None).expect("trusts");
        let chmod = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changes the mode");
        };
        chmod(&home.file(), 0o666);
        assert_eq!(home.refused(), "trusted_keys_unsafe");
        assert_eq!(
            home.trust(OTHER, None).expect_err("refused").code(),
            "trusted_keys_unsafe"
        );
        chmod(&home.file(), 0o644);
        assert_eq!(home.keys().iter().count(), 1);
        chmod(home.file().parent().expect("a directory"), 0o777);
        assert_eq!(home.refused(), "trusted_keys_unsafe");
        chmod(home.file().parent().expect("a directory"), 0o700);
    }

    #[test]
    fn many_at_once_lose_none() {
        let home = Home::new();
        let key = |number: u8| {
            use base64::{Engine, engine::general_purpose::STANDARD};
            let mut bytes = STANDARD.decode(KEY).expect("a key");
            bytes[2] = number;
            STANDARD.encode(bytes)
        };
        std::thread::scope(|scope| {
            for number in 0..16 {
                let (home, key) = (&home, key(number));
                scope.spawn(move || home.trust(&key, None).expect("trusts"));
            }
        });
        assert_eq!(home.keys().iter().count(), 16);
    }
}
