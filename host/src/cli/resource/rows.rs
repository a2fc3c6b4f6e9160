//! The rows of a list on their way from the targets to stdout: written as they arrive, or collected and put in order.

use std::collections::HashMap;

use tokio::sync::mpsc::Receiver;
use yun_plugin_api::{Cell, Row};

use crate::{
    error::Error,
    listing::{Arrived, Event, Outcome, Target},
    output::{self, Column, Reader, progress::ProgressLine},
    text::{Language, Message},
};

/// How many pages may have come and not yet been written: more wait where they are.
pub(in crate::cli) const PAGES_AHEAD: usize = 16;

/// The rows of a list.
pub(in crate::cli) struct Rows<'a, M> {
    /// Makes cells of a row of the type in this place, or leaves it out.
    pub(in crate::cli) make: M,
    /// At most so many are wanted.
    pub(in crate::cli) limit: Option<u64>,
    /// Tells how many there are.
    pub(in crate::cli) counter: Counter<'a>,
}

/// How a list that is written as it arrives came to its end.
pub(in crate::cli) enum End {
    /// Everything was written.
    Whole(Found),
    /// As many rows as were wanted are written.
    Enough,
    /// Whoever read has gone away.
    Unread,
}

/// What came of the targets' pages.
pub(in crate::cli) struct Found {
    /// How many rows there were.
    pub(in crate::cli) count: usize,
    /// The rows of each target by its slot, unless they were written already.
    pub(in crate::cli) rows: HashMap<usize, Vec<Vec<Cell>>>,
}

impl<M: FnMut(usize, &Target, Row) -> Option<Vec<Cell>>> Rows<'_, M> {
    /// Collects everything. Never ends before the targets do.
    pub(in crate::cli) async fn collect(&mut self, mut events: Receiver<Event>) -> Found {
        let mut rows: HashMap<usize, Vec<Vec<Cell>>> = HashMap::new();
        while let Some(event) = events.recv().await {
            // While others are still asked, rather than when all have answered.
            if let Some((slot, page)) = self.take(event) {
                rows.entry(slot).or_default().extend(page);
            }
        }
        Found {
            count: self.counter.rows,
            rows,
        }
    }

    /// Writes each page as it comes, as `render` has it.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub(in crate::cli) async fn write(
        &mut self,
        mut events: Receiver<Event>,
        mut render: impl FnMut(Vec<Vec<Cell>>) -> Result<String, Error>,
    ) -> Result<End, Error> {
        let mut left = self.limit.map_or(usize::MAX, bounded);
        while let Some(event) = events.recv().await {
            let Some((_, mut rows)) = self.take(event) else {
                continue;
            };
            rows.truncate(left);
            left -= rows.len();
            if rows.is_empty() {
                continue;
            }
            let text = render(rows)?;
            // Whoever reads may take their time; meanwhile Ctrl-C still counts.
            let writing = tokio::task::spawn_blocking(move || output::print(&text));
            let reader = writing
                .await
                .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))?;
            match reader {
                Reader::Gone => return Ok(End::Unread),
                Reader::There if left == 0 => return Ok(End::Enough),
                Reader::There => {}
            }
        }
        Ok(End::Whole(Found {
            count: self.counter.rows,
            rows: HashMap::new(),
        }))
    }

    /// The rows of an event that are not left out, with their slot.
    fn take(&mut self, event: Event) -> Option<(usize, Vec<Vec<Cell>>)> {
        let Event::Rows(Arrived {
            wanted,
            slot,
            target,
            rows,
        }) = event
        else {
            self.counter.count(&event);
            return None;
        };
        let rows = rows
            .into_iter()
            .filter_map(|row| (self.make)(wanted, &target, row))
            .collect::<Vec<_>>();
        self.counter.add(rows.len());
        Some((slot, rows))
    }
}

/// The rows of the targets that count, in the order of these columns.
pub(in crate::cli) fn ordered(
    mut rows: HashMap<usize, Vec<Vec<Cell>>>,
    outcome: &Outcome<usize>,
    columns: &[Column],
    by: &[&str],
) -> Vec<Vec<Cell>> {
    let place = |key: &&str| columns.iter().position(|column| column.key == *key);
    let by: Vec<usize> = by.iter().filter_map(place).collect();
    let mut ordered: Vec<Vec<Cell>> = Vec::new();
    for (_, slot) in &outcome.answers {
        ordered.append(&mut rows.remove(slot).unwrap_or_default());
    }
    let text = |row: &Vec<Cell>, place: &usize| match &row[*place] {
        Cell::Text(text) => text.clone(),
        _ => String::new(),
    };
    ordered.sort_by_cached_key(|row| by.iter().map(|place| text(row, place)).collect::<Vec<_>>());
    ordered
}

/// A wish as a number of rows.
pub(in crate::cli) fn bounded(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Words how far a list is: of so many rows, targets that are done, and targets.
type Progress<'a> = Box<dyn Fn(usize, usize, usize) -> Message + Send + 'a>;

/// Counts rows and targets, and keeps the line on stderr up to date.
pub(in crate::cli) struct Counter<'a> {
    progress: &'a ProgressLine,
    say: Progress<'a>,
    language: Language,
    targets: usize,
    rows: usize,
    done: usize,
}

impl<'a> Counter<'a> {
    pub(in crate::cli) fn new(
        progress: &'a ProgressLine,
        language: Language,
        say: impl Fn(usize, usize, usize) -> Message + Send + 'a,
    ) -> Self {
        Self {
            progress,
            say: Box::new(say),
            language,
            targets: 0,
            rows: 0,
            done: 0,
        }
    }

    fn count(&mut self, event: &Event) {
        match event {
            Event::Rows(_) => {}
            Event::Targets(more) => self.targets += more,
            Event::Done => self.done += 1,
        }
        self.show();
    }

    fn add(&mut self, rows: usize) {
        self.rows += rows;
        self.show();
    }

    fn show(&self) {
        if self.progress.is_shown() {
            let message = (self.say)(self.rows, self.done, self.targets);
            self.progress.say(self.language.say(&message));
        }
    }
}
