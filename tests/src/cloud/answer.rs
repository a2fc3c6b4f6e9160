//! An HTTP answer before it is written: plain data that faults may still change.

use serde_json::{Map, Value};

/// Status, headers and body of one answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body is repeated for as long as somebody reads it.
    pub(crate) endless: bool,
}

impl Answer {
    pub(crate) fn new(status: u16, content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            content_type: content_type.into(),
            headers: Vec::new(),
            body: body.into(),
            endless: false,
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::json_text(status, body.to_string())
    }

    /// What is JSON already.
    pub(crate) fn json_text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json;charset=utf-8", body)
    }

    pub(crate) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same error with `requestId` for `RequestId` and so on, as some services write it. Answers that are no
    /// errors stay as they are.
    pub(crate) fn with_lower_case_error_keys(mut self) -> Self {
        if self.status < 400 {
            return self;
        }
        if let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(&self.body) {
            let lowered: Map<String, Value> = fields
                .into_iter()
                .map(|(key, value)| (lower_first_letter(&key), value))
                .collect();
            self.body = Value::Object(lowered).to_string().into_bytes();
        }
        self
    }

    /// The first half of the body, under a `Content-Length` that is right for it.
    pub(crate) fn cut_in_half(mut self) -> Self {
        self.body.truncate(self.body.len() / 2);
        self
    }
}

fn lower_first_letter(key: &str) -> String {
    let mut letters = key.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_errors_get_lower_case_keys() {
        let body = json!({"RequestId": "r", "Code": "Throttling"});
        let error = Answer::json(400, &body).with_lower_case_error_keys();
        assert_eq!(
            serde_json::from_slice::<Value>(&error.body).unwrap(),
            json!({"requestId": "r", "code": "Throttling"})
        );
        let fine = Answer::json(200, &body).with_lower_case_error_keys();
        assert_eq!(serde_json::from_slice::<Value>(&fine.body).unwrap(), body);
    }
}
