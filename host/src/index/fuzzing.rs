//! Indexes that nobody would publish.

use super::{
    Address,
    choice::{self, Why},
    document::{Flaw, Index},
};
use crate::text::Language;

/// Reads an index, chooses of each plugin, and finds out where its files lie.
pub fn index(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let index = match Index::parse(text) {
        Ok(index) => index,
        Err(Flaw::Newer { format }) => return assert!(format > super::document::FORMAT),
        Err(Flaw::Broken { line, column, .. }) => {
            let there = text.split('\n').nth(line - 1).expect("the line is there");
            return assert!((1..=there.chars().count() + 1).contains(&column));
        }
        Err(Flaw::Twice { line, .. }) => return assert!((1..=text.split('\n').count()).contains(&line)),
    };
    let published = Address::parse("https://example.com/plugins/index.toml?key").expect("a URL");
    for entry in &index.plugins {
        let choice = choice::newest(entry);
        for passed in &choice.passed_over {
            // What cannot be used cannot be had by its name either.
            let is_usable = matches!(passed.why, Why::Yanked(_) | Why::Prerelease);
            assert!(is_usable || choice::exactly(entry, &passed.version).is_err());
            Language::Chinese.say(&passed.why.message());
        }
        if let Some((release, file)) = choice.taken {
            assert!(release.yanked.is_none() && release.version().pre.is_empty());
            assert!(
                choice
                    .passed_over
                    .iter()
                    .all(|passed| passed.version > *release.version())
            );
            assert!(file.sha256.0.len() == 64);
        }
        for file in entry.versions.iter().flat_map(|release| &release.files) {
            if let Ok(address) = published.of_file(&file.url) {
                let Address::Url(url) = &address else {
                    panic!("what is published at a URL lies at URLs")
                };
                assert!(url.scheme() == "https" && url.username().is_empty() && url.password().is_none());
                assert!(!address.to_string().contains(['?', '#']));
            }
        }
    }
}
