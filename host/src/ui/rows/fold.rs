//! Texts without case, and what is looked for in them.

use std::borrow::Cow;

use memchr::memmem::Finder;

use crate::text::visible;

/// A text as it is shown, in lower case; never with a line end in it.
///
/// Each character is lowered by itself, so that a part of a text is lowered to a part of the lowered text.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !byte.is_ascii_uppercase();
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let shown = visible(text);
    if shown.is_ascii() {
        return Cow::Owned(shown.to_ascii_lowercase());
    }
    Cow::Owned(shown.chars().flat_map(char::to_lowercase).collect())
}

/// What a filter looks for; a number and a time are looked at only for what can be a part of one.
pub(super) struct Needle {
    finder: Finder<'static>,
    text: String,
    /// Whether it can be a part of a number.
    pub(super) in_numbers: bool,
    /// Whether it can be a part of a time.
    pub(super) in_times: bool,
}

impl Needle {
    /// The needle of what somebody typed; none where that is nothing.
    pub(super) fn new(typed: &str) -> Option<Self> {
        let text = folded(typed).into_owned();
        if text.is_empty() {
            return None;
        }
        let of = |allowed: &str| text.chars().all(|c| allowed.contains(c));
        Some(Self {
            finder: Finder::new(&text).into_owned(),
            in_numbers: of("0123456789.-"),
            in_times: of("0123456789-:tz"),
            text,
        })
    }

    /// Whether everything that this one is found in holds `other` too.
    pub(super) fn narrows(&self, other: &Self) -> bool {
        self.text.contains(&other.text)
    }

    /// Where it begins first in a text that is folded.
    pub(super) fn place_in(&self, folded: &[u8]) -> Option<usize> {
        self.finder.find(folded)
    }

    /// Whether it is in a text that is folded.
    pub(super) fn is_in(&self, folded: &[u8]) -> bool {
        self.place_in(folded).is_some()
    }
}
