//! Answers that are none, as bytes.

use serde_json::Value;

/// What to answer with, or to fail with, where the filter `how` asks for bytes.
pub(crate) fn raw(request: &[u8]) -> Option<Result<Vec<u8>, Vec<u8>>> {
    let request: Value = serde_json::from_slice(request).ok()?;
    let filters = request["filters"].as_array()?;
    let how = filters.iter().find(|filter| filter["key"] == "how")?;
    let how = how["value"].as_str()?;
    if let Some(kind) = how.strip_prefix("answer-") {
        return Some(Ok(bytes(kind)));
    }
    how.strip_prefix("fail-").map(|kind| Err(bytes(kind)))
}

fn bytes(kind: &str) -> Vec<u8> {
    const MIB: usize = 1 << 20;
    match kind {
        "broken" => br#"{"rows": [{"id": "m-1","#.to_vec(),
        "nothing" => Vec::new(),
        "no-utf8" => b"{\"rows\": [], \"token\": \"\xff\"}".to_vec(),
        "other" => br#"["rows"]"#.to_vec(),
        "number" => b"1e999999999".to_vec(),
        "nested" => [b"{\"rows\": ".to_vec(), b"[".repeat(4 * MIB)].concat(),
        "nested-objects" => b"{\"rows\":".repeat(MIB),
        // More than is ever read.
        "huge" => [
            b"{\"rows\": [], \"token\": \"".to_vec(),
            vec![b'a'; 100 * MIB],
            b"\"}".to_vec(),
        ]
        .concat(),
        // Little on its way, and much once it is read.
        "dense" => [
            b"{\"rows\": [{}".to_vec(),
            b",{}".repeat(10 * MIB),
            b"]}".to_vec(),
        ]
        .concat(),
        "long" => {
            let text = "a".repeat(30 * MIB);
            format!(r#"{{"kind": "failed", "code": "{text}", "message": "x"}}"#).into_bytes()
        }
        "wordy" => {
            let text = "w".repeat(100_000);
            let error = format!(
                r#"{{"kind": "failed", "code": "{text}", "message": "{text}", "hint": "{text}", "request_id": "{text}"}}"#
            );
            error.into_bytes()
        }
        // An error that would be in order, were its texts not what they are.
        "escapes" => {
            br#"{"kind": "failed", "code": "\u001b[31mcode", "message": "\u001b]0;title\u0007 \r\u202egnorw",
            "hint": "\u009b31mhint", "request_id": "\u001b[2Jid"}"#
                .to_vec()
        }
        _ => b"null".to_vec(),
    }
}
