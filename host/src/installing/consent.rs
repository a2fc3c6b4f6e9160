//! Whether somebody is asked before a plugin is installed: one rule, wherever it comes from.

use crate::{
    catalog::Installed,
    error::{Error, ErrorKind},
    profile::config::Config,
    settings::{PLUGIN_SIGNATURES, Setting},
    text::{Message, message},
    trust::{KeyId, Signed, TrustedKeys},
};

/// What is asked of a plugin's signature: the setting `plugin-signatures`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signatures {
    /// Without one by a trusted key somebody is asked.
    Asked,
    /// Without one by a trusted key nothing is installed.
    Required,
}

impl Signatures {
    /// What the configuration says.
    ///
    /// # Errors
    /// When it says what this version does not know: nothing is installed by a rule that is not understood.
    pub fn of(config: &Config) -> Result<Self, Error> {
        if let Some(misplaced) = config.settings_misplaced() {
            return Err(misplaced);
        }
        let setting = Setting::named(PLUGIN_SIGNATURES).expect("it is one of the settings");
        setting.check_stored(config)?;
        Ok(match setting.value(config) {
            "required" => Self::Required,
            _ => Self::Asked,
        })
    }
}

/// What it takes to install a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Nothing: a key that is trusted signed it.
    Given,
    /// A yes, at the terminal or by `--yes`.
    Asked,
    /// A yes at the terminal, which `--yes` does not replace: what is installed was signed by a trusted key, and this was
    /// not. Whoever puts another file in the place of an upgrade counts on nobody looking.
    AskedInPerson,
}

impl Consent {
    /// What it takes for a plugin that is signed so, in the place of one that this key signed.
    ///
    /// # Errors
    /// `signature_required` when the setting lets in what a trusted key signed, and nothing else.
    pub fn needed(signed: &Signed, before: Option<KeyId>, signatures: Signatures) -> Result<Self, Error> {
        match (signed, signatures) {
            (Signed::By(_), _) => Ok(Self::Given),
            (_, Signatures::Required) => Err(required(signed)),
            (_, Signatures::Asked) if before.is_some() => Ok(Self::AskedInPerson),
            (_, Signatures::Asked) => Ok(Self::Asked),
        }
    }
}

fn required(signed: &Signed) -> Error {
    let message = message!("error-signature-required", setting = PLUGIN_SIGNATURES);
    Error::new(ErrorKind::Plugin, "signature_required", message)
        .reason(line(signed))
        .hint(message!("hint-signature-required", setting = PLUGIN_SIGNATURES))
}

/// How it is signed, in a line.
pub fn line(signed: &Signed) -> Message {
    match signed {
        Signed::By(key) if key.name == key.id.to_string() => {
            message!("install-signed-by-id", id = key.id.to_string())
        }
        Signed::By(key) => message!(
            "install-signed-by",
            name = key.name.as_str(),
            id = key.id.to_string()
        ),
        Signed::ByUnknown { key_id } => message!("install-signed-by-unknown", id = key_id.to_string()),
        Signed::Unsigned => message!("install-unsigned"),
    }
}

/// The trusted key that signed what is installed: one that was trusted then, or is trusted now.
pub fn signer(installed: &Installed, keys: &TrustedKeys) -> Option<KeyId> {
    let then = installed.key_id.as_deref().and_then(|id| id.parse().ok());
    then.or_else(|| keys.named_by(installed.signature.as_deref()?))
}

/// That what is installed was signed by another key, or by any, if it was signed by this one.
pub fn change(signed: &Signed, before: Option<&Installed>, signer: Option<KeyId>) -> Option<Message> {
    let (before, signer) = (before?, signer?);
    let id = signer.to_string();
    match signed {
        Signed::By(key) if key.id == signer => None,
        Signed::By(_) => Some(message!(
            "install-signed-before",
            version = before.version.as_str(),
            id = id
        )),
        Signed::ByUnknown { .. } | Signed::Unsigned => Some(message!(
            "install-no-longer-signed",
            version = before.version.as_str(),
            id = id
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        runner::RunnerKind,
        trust::{KeyId, PublicKey, TrustedKey},
    };

    fn key() -> TrustedKey {
        let key = "RWTcr5RQq/UChR4otTJkiJ9+FsChkZgvjA3tjK3AFO63otn+66KzzxtW";
        let key = PublicKey::parse(key).expect("a key");
        TrustedKey {
            id: key.id,
            name: "Acme".into(),
            key,
            trusted_at: String::new(),
        }
    }

    fn installed(key_id: Option<&str>) -> Installed {
        Installed {
            id: "acme".into(),
            version: "1.0.0".into(),
            sha256: String::new(),
            file: String::new(),
            runner: RunnerKind::Child,
            capabilities: Default::default(),
            claims: Default::default(),
            withheld: Default::default(),
            installed_at: String::new(),
            installed_from: "".into(),
            index: None,
            key_id: key_id.map(str::to_owned),
            signature: None,
        }
    }

    #[test]
    fn only_what_a_trusted_key_signed_needs_no_question_and_what_was_signed_needs_a_person() {
        let key_id: KeyId = "E0199B61C4B0CC2B".parse().expect("an id");
        let all = [Signed::By(key()), Signed::ByUnknown { key_id }, Signed::Unsigned];
        let keys = TrustedKeys::default();
        let needed = |before: Option<&Installed>, signatures| {
            let before = before.and_then(|before| signer(before, &keys));
            all.each_ref().map(|signed| {
                Consent::needed(signed, before, signatures).map_err(|error| error.code().to_owned())
            })
        };
        use Consent::{Asked, AskedInPerson, Given};
        let (signed, unsigned) = (installed(Some("E0199B61C4B0CC2B")), installed(None));
        assert_eq!(needed(None, Signatures::Asked), [Ok(Given), Ok(Asked), Ok(Asked)]);
        assert_eq!(
            needed(Some(&unsigned), Signatures::Asked),
            [Ok(Given), Ok(Asked), Ok(Asked)]
        );
        let in_person = Ok(AskedInPerson);
        assert_eq!(
            needed(Some(&signed), Signatures::Asked),
            [Ok(Given), in_person.clone(), in_person]
        );
        let refused = || Err("signature_required".to_owned());
        for before in [None, Some(&signed), Some(&unsigned)] {
            assert_eq!(
                needed(before, Signatures::Required),
                [Ok(Given), refused(), refused()]
            );
        }
    }

    #[test]
    fn another_key_than_before_is_told() {
        let same = installed(Some("8502F5AB5094AFDC"));
        let other = installed(Some("E0199B61C4B0CC2B"));
        let keys = TrustedKeys::default();
        let told = |signed: &Signed, before: &Installed| {
            change(signed, Some(before), signer(before, &keys)).map(|message| message.key)
        };
        let signed = Signed::By(key());
        assert_eq!(told(&signed, &same), None);
        assert_eq!(told(&signed, &other), Some("install-signed-before"));
        assert_eq!(told(&signed, &installed(None)), None);
        assert_eq!(told(&Signed::Unsigned, &same), Some("install-no-longer-signed"));
        assert_eq!(told(&Signed::Unsigned, &installed(None)), None);
    }
}
