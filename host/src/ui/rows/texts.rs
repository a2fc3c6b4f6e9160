//! Each text of a column once, however many rows have it, in one piece of memory.
//!
//! What is kept is the text as filters look at it, in lower case: for ids, addresses and most names that is the text
//! itself. The others are kept as they came, too.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::fold::{Needle, folded};

/// The texts, each by its code: the first has 0, the next 1.
#[derive(Default)]
pub(super) struct Texts {
    /// The folded texts, each ended by a line end.
    folded: String,
    /// Where each folded text ends.
    ends: Vec<u32>,
    /// Those that are not as folded, one behind the other.
    differing: String,
    /// The codes of those, ascending, and where each ends in `differing`.
    differing_ends: Vec<(u32, u32)>,
    codes: HashTable<u32>,
    hasher: RandomState,
}

impl Texts {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The code of a text, which is kept if it is new.
    pub(super) fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.find(text) {
            return code;
        }
        let code = short(self.len());
        let folded = folded(text);
        self.folded.push_str(&folded);
        self.ends.push(short(self.folded.len()));
        self.folded.push('\n');
        if folded != text {
            self.differing.push_str(text);
            self.differing_ends.push((code, short(self.differing.len())));
        }
        let hash = self.hasher.hash_one(text);
        let mut codes = std::mem::take(&mut self.codes);
        codes.insert_unique(hash, code, |code| self.hasher.hash_one(self.text(*code)));
        self.codes = codes;
        code
    }

    /// The code of a text that is kept.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.codes.find(hash, |code| self.text(*code) == text).copied()
    }

    /// The text as it came.
    pub(super) fn text(&self, code: u32) -> &str {
        match self.differing_ends.binary_search_by_key(&code, |(code, _)| *code) {
            Ok(place) => self.differing(place),
            Err(_) => self.folded(code),
        }
    }

    /// The text as filters look at it.
    pub(super) fn folded(&self, code: u32) -> &str {
        let at = code as usize;
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize + 1);
        &self.folded[start..self.ends[at] as usize]
    }

    /// All as they came, by their codes.
    pub(super) fn all(&self) -> Vec<&str> {
        let mut all: Vec<&str> = (0..short(self.len())).map(|code| self.folded(code)).collect();
        for (place, (code, _)) in self.differing_ends.iter().enumerate() {
            all[*code as usize] = self.differing(place);
        }
        all
    }

    /// Whether a needle is in it, for each by its code.
    pub(super) fn matching(&self, needle: &Needle) -> Vec<bool> {
        let mut matching = vec![false; self.len()];
        let bytes = self.folded.as_bytes();
        let (mut at, mut code) = (0, 0);
        while let Some(place) = needle.place_in(&bytes[at..]) {
            let place = at + place;
            while self.ends[code] as usize <= place {
                code += 1;
            }
            matching[code] = true;
            at = self.ends[code] as usize + 1;
        }
        matching
    }

    fn differing(&self, place: usize) -> &str {
        let start = place
            .checked_sub(1)
            .map_or(0, |before| self.differing_ends[before].1);
        &self.differing[start as usize..self.differing_ends[place].1 as usize]
    }
}

/// A place in the texts of a column, or how many they are.
fn short(long: usize) -> u32 {
    u32::try_from(long).expect("the texts of a column take less than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_comes_back_as_it_came() {
        let mut texts = Texts::default();
        let given = ["i-1", "Web", "", "生产 Ä", "web", "Web", "a\nB", "i-1", "Σας"];
        let codes = given.map(|text| texts.code(text));
        assert_eq!(codes, [0, 1, 2, 3, 4, 1, 5, 0, 6]);
        for (text, code) in given.iter().zip(codes) {
            assert_eq!(texts.text(code), *text);
            assert_eq!(texts.all()[code as usize], *text);
            assert_eq!(texts.find(text), Some(code));
        }
        assert_eq!(texts.find("WEB"), None);
        assert_eq!(texts.folded(5), "a b");
    }

    #[test]
    fn a_needle_is_found_in_each_text_by_itself() {
        let mut texts = Texts::default();
        for text in ["aab", "", "Bus", "ab", "ä", "b"] {
            texts.code(text);
        }
        let matching = |typed| texts.matching(&Needle::new(typed).expect("a needle"));
        assert_eq!(matching("B"), [true, false, true, true, false, true]);
        assert_eq!(matching("bb"), [false; 6]);
        assert_eq!(matching("b\nb"), [false; 6]);
        assert_eq!(matching("Ä"), [false, false, false, false, true, false]);
        assert!(Needle::new("").is_none());
    }
}
