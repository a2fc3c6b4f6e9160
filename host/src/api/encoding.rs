//! Percent-encoding as Alibaba's signatures want it.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Params;

/// Everything but letters, digits and `-_.~`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The parameters as a query, sorted by key: `Key=Value&…`, percent-encoded with upper-case digits.
pub(super) fn query(params: &Params) -> String {
    // Sorting the encoded keys would put `Tag.10.Key` elsewhere only if `.` or digits were encoded: they are not.
    form(params.iter().map(|(key, value)| (key.as_ref(), value.as_str())))
}

/// Pairs as a form, in the order in which they come.
pub(super) fn form<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    // Grown as seldom as possible: a buffer that is outgrown leaves what it held behind.
    let mut query = String::with_capacity(512);
    for (key, value) in pairs {
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
    use std::{borrow::Cow, collections::BTreeMap};

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
