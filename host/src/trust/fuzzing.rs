//! Keys, signatures and files of trusted keys that nobody would write.

use std::path::Path;

use super::{keys::TrustedKeys, *};

/// What the signatures that somebody tries are said to be of.
const CONTENT: &[u8] = b"whatever a library holds";
/// The key that made those of the corpus.
const KEY: &str = "RWTcr5RQq/UChR4otTJkiJ9+FsChkZgvjA3tjK3AFO63otn+66KzzxtW";

/// Reads a text as a key, as a signature and as the file of trusted keys; trusts the key, and judges by it.
pub fn trust(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut keys = TrustedKeys::read(Path::new("keys"), text).unwrap_or_default();
    if let Ok(key) = PublicKey::parse(text) {
        let alone = PublicKey::parse(&key.base64).expect("a key is one without its comment");
        assert_eq!(alone.id, key.id);
        // It may be called as another of the file.
        let _taken = keys.trust(key, None);
    }
    let again = TrustedKeys::read(Path::new("keys"), &keys.written()).expect("what was written is read");
    let told = |keys: &TrustedKeys| -> Vec<_> {
        let told = |key: &TrustedKey| (key.id, key.name.clone(), key.key.base64.clone());
        keys.iter().map(told).collect()
    };
    assert_eq!(told(&again), told(&keys));
    // Nobody who fuzzes has its secret key, and what it signed is another content.
    let key = PublicKey::parse(KEY).expect("it is one");
    let mut keys = TrustedKeys::default();
    keys.trust(key, None).expect("nothing is taken");
    if let Ok(signed) = keys.judge(CONTENT, Some(text)) {
        assert!(
            matches!(signed, Signed::ByUnknown { .. }),
            "a signature was made up"
        );
    }
}
