//! How much a plugin may send, wherever it runs: what is beyond is an error of its call.

use yun_plugin_api::{Error, ErrorKind};

const MIB: usize = 1024 * 1024;

/// The longest answer of a method, in bytes.
pub(super) const LONGEST_ANSWER: usize = 32 * MIB;
/// The longest request of a service: what a plugin sends is small beside what it reads.
pub(super) const LONGEST_REQUEST: usize = 4 * MIB;
/// The longest error.
pub(super) const LONGEST_ERROR: usize = MIB;
/// The longest name of a method.
pub(super) const LONGEST_METHOD: usize = 128;
/// How many values an answer may hold. Read into memory each takes many times what `[],` takes on its way.
const MOST_VALUES: usize = 2_000_000;

/// The code of the error that a child sends in place of what is too long to be sent.
pub(super) const TOO_LARGE: &str = "plugin_answer_too_large";

/// Whether an error is longer than the host takes in.
pub(super) fn is_too_long_an_error(error: &[u8]) -> bool {
    error.len() > LONGEST_ERROR
}

/// Whether an answer of a method is more than the host takes in.
pub(super) fn is_too_much(answer: &[u8]) -> bool {
    // What is short cannot hold that many.
    answer.len() > LONGEST_ANSWER || answer.len() > MOST_VALUES && separators(answer) >= MOST_VALUES
}

/// Why a service call is more than the host takes in, if it is.
pub(super) fn refuse(service: &str, request: &[u8]) -> Option<Error> {
    let refused = |code: &str, what: &str| Some(Error::new(ErrorKind::Plugin, code, what));
    if service.len() > LONGEST_METHOD {
        return refused("unknown_service", "the host has no service of so long a name");
    }
    if request.len() > LONGEST_REQUEST {
        return refused(
            "request_too_large",
            "what the plugin asks a service for is too large",
        );
    }
    None
}

/// How many commas stand between values of a JSON text, none of those within texts.
fn separators(json: &[u8]) -> usize {
    let (mut count, mut in_text, mut escaped) = (0, false, false);
    for byte in json {
        match (in_text, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b',') => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_count_between_values_alone() {
        assert_eq!(
            separators(br#"{"a":[1,2,3],"b,c":"d,\",e","f":"\\","g":[{},{}]}"#),
            6
        );
        assert_eq!(separators(b""), 0);
    }

    #[test]
    fn an_answer_is_too_much_by_its_length_or_by_its_values() {
        assert!(!is_too_much(&vec![b'a'; LONGEST_ANSWER]));
        assert!(is_too_much(&vec![b'a'; LONGEST_ANSWER + 1]));
        assert!(is_too_much(&b"[],".repeat(MOST_VALUES)));
        let text = format!("\"{}\"", ",".repeat(MOST_VALUES * 2));
        assert!(!is_too_much(text.as_bytes()));
    }
}
