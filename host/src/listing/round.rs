//! Whether pages that were asked for side by side are of one list: rows move between numbered pages while others come
//! and go.

use std::collections::HashSet;

use super::pages::Page;

/// How often all pages are asked for before their rows are given for what they are.
pub(super) const MOST_ROUNDS: u64 = 5;

/// All pages of a list, asked for once.
#[derive(Default)]
pub(super) struct Round {
    ids: HashSet<String>,
    totals: HashSet<Option<u64>>,
}

impl Round {
    /// Begins with the first page.
    pub(super) fn of(first: &Page) -> Self {
        let mut round = Self::default();
        round.add(first);
        round
    }

    /// Adds another page.
    pub(super) fn add(&mut self, page: &Page) {
        self.ids.extend(page.ids.iter().cloned());
        self.totals.insert(page.total);
    }

    /// Whether all pages tell the same total, and that many ids came. A list that tells none is taken as it is.
    pub(super) fn is_settled(&self) -> bool {
        let total = self.totals.iter().next().copied().flatten();
        self.totals.len() == 1 && total.is_none_or(|total| total == self.ids.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(pages: &[(&[&str], Option<u64>)]) -> Round {
        let mut round = Round::default();
        for (ids, total) in pages {
            round.add(&Page {
                ids: ids.iter().map(|id| (*id).to_owned()).collect(),
                token: None,
                pages: Vec::new(),
                total: *total,
            });
        }
        round
    }

    #[test]
    fn pages_that_do_not_agree_are_not_settled() {
        for (pages, settled) in [
            (vec![(&["a", "b"][..], Some(3)), (&["c"][..], Some(3))], true),
            (vec![(&["a", "b"][..], None), (&["c"][..], None)], true),
            (vec![(&[][..], Some(0))], true),
            // One came between two answers.
            (vec![(&["a", "b"][..], Some(3)), (&["c"][..], Some(4))], false),
            // One moved to a page that had been read.
            (vec![(&["a", "b"][..], Some(3)), (&["b"][..], Some(3))], false),
            (vec![(&["a", "b"][..], Some(4)), (&["c"][..], Some(4))], false),
            (vec![(&["a", "b"][..], Some(3)), (&["c"][..], None)], false),
        ] {
            assert_eq!(round(&pages).is_settled(), settled, "{pages:?}");
        }
    }
}
