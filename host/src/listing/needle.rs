//! What is searched for, and where in a row it is looked for.

use std::net::IpAddr;

use yun_plugin_api::{
    Cell, Row,
    manifest::{ColumnKind, ResourceManifest},
};

/// A text that is searched for, in any case: a part of a value, or with `*` in it, or as an address, the whole of one.
pub(crate) struct Needle {
    text: String,
    /// The text in lower case, taken apart at each `*`.
    parts: Vec<String>,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            parts: text.to_lowercase().split('*').map(str::to_owned).collect(),
        }
    }

    /// The text as it was given.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where in a row it is found first, as `key=value`: in the id, the name, an address, or one of several texts such as
    /// tags.
    pub(crate) fn found_in(&self, resource: &ResourceManifest, row: &Row) -> Option<String> {
        let others = resource.columns.iter().filter(|column| {
            matches!(column.kind, ColumnKind::Ip | ColumnKind::List) && !matches!(&*column.key, "id" | "name")
        });
        let keys = ["id", "name"]
            .into_iter()
            .chain(others.map(|column| column.key.as_str()));
        let mut found = keys.filter_map(|key| {
            let value = self.found_in_cell(row.cell(key)?)?;
            Some(format!("{key}={value}"))
        });
        found.next()
    }

    fn found_in_cell<'a>(&self, cell: &'a Cell) -> Option<&'a str> {
        match cell {
            Cell::Text(text) => Some(text.as_str()).filter(|text| self.matches(text)),
            Cell::List(texts) => texts.iter().map(String::as_str).find(|text| self.matches(text)),
            _ => None,
        }
    }

    fn matches(&self, value: &str) -> bool {
        // A whole address is that address, and no longer one that begins so.
        if self.text.parse::<IpAddr>().is_ok() && value.parse::<IpAddr>().is_ok() {
            return self.text == value;
        }
        let value = value.to_lowercase();
        match self.parts.as_slice() {
            [part] => value.contains(part.as_str()),
            [first, between @ .., last] => is_like(&value, first, between, last),
            [] => false,
        }
    }
}

/// Whether a value begins and ends so, with these parts between in their order.
fn is_like(value: &str, first: &str, between: &[String], last: &str) -> bool {
    let Some(mut rest) = value.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else {
        return false;
    };
    between.iter().all(|part| match rest.find(part.as_str()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::Needle;

    #[test]
    fn a_text_is_found_as_a_part_and_with_stars_as_the_whole() {
        for (text, value, found) in [
            ("web", "prod-WEB-1", true),
            ("WEB", "prod-web-1", true),
            ("web", "wbe", false),
            ("10.0.0.1", "10.0.0.12", false),
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.", "10.0.0.12", true),
            ("10.0.0.1*", "10.0.0.12", true),
            ("*.1", "10.0.0.12", false),
            ("*.12", "10.0.0.12", true),
            ("prod-*-1", "PROD-web-1", true),
            ("prod-*-1", "prod-web-12", false),
            ("p*w*b*1", "prod-web-1", true),
            ("p*b*w*1", "prod-web-1", false),
            // What one part takes is no other's.
            ("ab*ba", "aba", false),
            ("a*a", "aa", true),
            ("*", "anything", true),
            ("生产*", "生产 机器", true),
            ("ß*ẞ", "SS", false),
        ] {
            assert_eq!(Needle::new(text).matches(value), found, "{text} in {value}");
        }
    }
}
