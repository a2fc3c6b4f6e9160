//! Percent-encoding as Alibaba's signatures want it.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but letters, digits and `-_.~`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The parameters as a query, sorted by key: `Key=Value&…`, percent-encoded with upper-case digits.
pub(super) fn query(params: &BTreeMap<Cow<'static, str>, String>) -> String {
    // Sorting the encoded keys would put `Tag.10.Key` elsewhere only if `.` or digits were encoded: they are not.
    let mut query = String::with_capacity(params.len() * 32);
    for (key, value) in params {
        if !query.is_empty() {
            query.push('&');
        }
        query.extend(utf8_percent_encode(key, ENCODED));
        query.push('=');
        query.extend(utf8_percent_encode(value, ENCODED));
    }
    query
}

/// One text, percent-encoded.
pub(super) fn encoded(text: &str) -> impl fmt::Display {
    utf8_percent_encode(text, ENCODED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_stars_slashes_and_chinese_are_encoded_and_tildes_are_not() {
        let params = BTreeMap::from([
            (Cow::Borrowed("b"), "a b*c/d~e".to_owned()),
            (Cow::Borrowed("a"), "测试".to_owned()),
        ]);
        assert_eq!(query(&params), "a=%E6%B5%8B%E8%AF%95&b=a%20b%2Ac%2Fd~e");
    }
}
