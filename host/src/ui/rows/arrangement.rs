//! Which rows are shown, and in which order; kept up as rows come and as the filter is typed.

use std::cmp::Ordering;

use super::{Sort, fold::Needle, table::Table};

/// Below one row in so many, rows are looked at one by one rather than all texts in one go.
const FEW: usize = 8;

/// Rows in order, and the shown among them.
#[derive(Default)]
pub(super) struct Arrangement {
    pub(super) sort: Sort,
    /// What was typed.
    pub(super) typed: String,
    /// The columns that are searched.
    pub(super) searched: Vec<usize>,
    /// Its words.
    needles: Vec<Needle>,
    /// All rows by profile, region, id.
    usual: Vec<u32>,
    /// All rows as they are sorted, where that is otherwise.
    sorted: Option<Vec<u32>>,
    /// The rows that all needles are in, in that order, where there are some.
    found: Option<Vec<u32>>,
}

impl Arrangement {
    /// No rows yet; a filter will search these columns.
    pub(super) fn searching(columns: Vec<usize>) -> Self {
        Self {
            searched: columns,
            ..Self::default()
        }
    }

    /// The rows that are shown, in order.
    pub(super) fn shown(&self) -> &[u32] {
        self.found.as_deref().unwrap_or_else(|| self.all())
    }

    /// Takes in the rows from `first` on, which are new.
    pub(super) fn take(&mut self, table: &Table, first: u32) {
        let last = u32::try_from(table.len()).expect("fewer rows than memory has room for");
        let mut new: Vec<u32> = (first..last).collect();
        new.sort_unstable_by(|one, other| table.usual_order(*one, *other));
        merge(&mut self.usual, &new, |one, other| table.usual_order(one, other));
        let order = |one, other| table.order(self.sort, one, other);
        if let Some(sorted) = &mut self.sorted {
            new.sort_unstable_by(|one, other| order(*one, *other));
            merge(sorted, &new, order);
        }
        if let Some(found) = &mut self.found {
            new.retain(|row| table.matches(*row, &self.searched, &self.needles));
            merge(found, &new, order);
        }
    }

    /// Sorts anew.
    pub(super) fn sort_by(&mut self, table: &Table, sort: Sort) {
        if sort == self.sort {
            return;
        }
        self.sort = sort;
        self.sorted = sort
            .column
            .map(|column| table.ordered_by(column, sort.direction, &self.usual));
        if let Some(found) = self.found.take() {
            let mut is_found = vec![false; table.len()];
            for row in found {
                is_found[row as usize] = true;
            }
            self.found = Some(those(self.all(), &is_found));
        }
    }

    /// Filters anew.
    pub(super) fn filter_by(&mut self, table: &Table, typed: &str) {
        if typed == self.typed {
            return;
        }
        typed.clone_into(&mut self.typed);
        let words = typed.split_whitespace().filter_map(Needle::new).collect();
        let before = std::mem::replace(&mut self.needles, words);
        if self.needles.is_empty() {
            self.found = None;
            return;
        }
        let is_narrowed = |before: &Needle| self.needles.iter().any(|needle| needle.narrows(before));
        let narrows = before.iter().all(is_narrowed);
        match &mut self.found {
            Some(found) if narrows && found.len() < table.len() / FEW => {
                found.retain(|row| table.matches(*row, &self.searched, &self.needles));
            }
            _ => self.find(table),
        }
    }

    /// Searches these columns from now on.
    pub(super) fn search(&mut self, table: &Table, columns: &[usize]) {
        if columns != self.searched {
            columns.clone_into(&mut self.searched);
            self.find(table);
        }
    }

    /// Looks for the needles in all rows.
    pub(super) fn find(&mut self, table: &Table) {
        let mut needles = self.needles.iter();
        let Some(first) = needles.next() else { return };
        let mut matching = table.matching(&self.searched, first);
        for needle in needles {
            let also = table.matching(&self.searched, needle);
            matching.iter_mut().zip(also).for_each(|(all, also)| *all &= also);
        }
        self.found = Some(those(self.all(), &matching));
    }

    /// Puts a row where it belongs, since its cells are others than they were.
    pub(super) fn put_anew(&mut self, table: &Table, row: u32) {
        self.leave_out(row);
        let order = |one, other| table.order(self.sort, one, other);
        merge(&mut self.usual, &[row], |one, other| {
            table.usual_order(one, other)
        });
        if let Some(sorted) = &mut self.sorted {
            merge(sorted, &[row], order);
        }
        if let Some(found) = &mut self.found
            && table.matches(row, &self.searched, &self.needles)
        {
            merge(found, &[row], order);
        }
    }

    /// Leaves a row out for good.
    pub(super) fn leave_out(&mut self, row: u32) {
        for rows in std::iter::once(&mut self.usual)
            .chain(&mut self.sorted)
            .chain(&mut self.found)
        {
            rows.retain(|held| *held != row);
        }
    }

    /// Whether a row was not left out.
    pub(super) fn holds(&self, row: u32) -> bool {
        self.usual.contains(&row)
    }

    /// All rows, shown or not, by profile, region and id.
    pub(super) fn rows(&self) -> &[u32] {
        &self.usual
    }

    /// How many rows there are, shown or not.
    pub(super) fn len(&self) -> usize {
        self.usual.len()
    }

    /// How many shown rows come before this one, whether or not it is shown.
    pub(super) fn before(&self, table: &Table, row: u32) -> usize {
        let comes_before = |other: &u32| table.order(self.sort, *other, row).is_lt();
        self.shown().partition_point(comes_before)
    }

    fn all(&self) -> &[u32] {
        self.sorted.as_deref().unwrap_or(&self.usual)
    }
}

fn those(rows: &[u32], wanted: &[bool]) -> Vec<u32> {
    let is_wanted = |row: &u32| wanted[*row as usize];
    rows.iter().copied().filter(is_wanted).collect()
}

/// Puts rows that are in order among others that are.
fn merge(into: &mut Vec<u32>, new: &[u32], order: impl Fn(u32, u32) -> Ordering) {
    let mut old = into.len();
    into.resize(old + new.len(), 0);
    for (at, row) in new.iter().enumerate().rev() {
        let place = into[..old].partition_point(|other| order(*other, *row).is_lt());
        into.copy_within(place..old, place + at + 1);
        into[place + at] = *row;
        old = place;
    }
}
