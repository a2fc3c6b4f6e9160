//! The rows of a list on their way from the targets to stdout: written as they arrive, or collected and put in order.

use tokio::sync::mpsc::Receiver;
use yun_plugin_api::{Cell, Row, manifest::ResourceManifest};

use crate::{
    cli::globals::Globals,
    error::Error,
    listing::{Event, Outcome, Target},
    output::{self, Column, Reader, Sheet, progress::ProgressLine},
    text::{Language, message},
};

/// The rows of a list.
pub(super) struct Rows<'a> {
    /// Where they come from, by their places.
    pub(super) targets: Vec<Target>,
    /// At most so many are wanted.
    pub(super) limit: Option<u64>,
    /// Tells how many there are.
    pub(super) counter: Counter<'a>,
}

/// How a list that is written as it arrives came to its end.
pub(super) enum End {
    /// Everything was written.
    Whole(Found),
    /// As many rows as were wanted are written.
    Enough,
    /// Whoever read has gone away.
    Unread,
}

/// What came of the targets' pages.
pub(super) struct Found {
    /// How many rows there were.
    pub(super) count: usize,
    /// The rows of each target, unless they were written already.
    pub(super) rows: Vec<Vec<Vec<Cell>>>,
}

impl Rows<'_> {
    /// Collects everything. Never ends before the targets do.
    pub(super) async fn collect(&mut self, mut events: Receiver<Event>, columns: &[Column]) -> Found {
        let mut rows: Vec<Vec<Vec<Cell>>> = self.targets.iter().map(|_| Vec::new()).collect();
        while let Some(event) = events.recv().await {
            self.counter.count(&event);
            if let Event::Rows { target, rows: page } = event {
                // While others are still asked, rather than when all have answered.
                let page = page
                    .into_iter()
                    .map(|row| cells(row, &self.targets[target], columns));
                rows[target].extend(page);
            }
        }
        Found {
            count: self.counter.rows,
            rows,
        }
    }

    /// Writes each page as it comes.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub(super) async fn write(
        &mut self,
        mut events: Receiver<Event>,
        sheet: &mut Sheet,
        globals: &Globals,
    ) -> Result<End, Error> {
        let mut left = self.limit.map_or(usize::MAX, bounded);
        while let Some(event) = events.recv().await {
            self.counter.count(&event);
            let Event::Rows { target, mut rows } = event else {
                continue;
            };
            rows.truncate(left);
            left -= rows.len();
            let target = &self.targets[target];
            sheet.rows = rows
                .into_iter()
                .map(|row| cells(row, target, &sheet.columns))
                .collect();
            let text = sheet.render(&globals.style())?.text;
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
            rows: Vec::new(),
        }))
    }

    /// The rows of the targets that are whole, by profile, region and id.
    pub(super) fn ordered(
        mut rows: Vec<Vec<Vec<Cell>>>,
        outcome: &Outcome<usize>,
        columns: &[Column],
    ) -> Vec<Vec<Cell>> {
        let place = |key: &str| columns.iter().position(|column| column.key == key);
        let by = [place("profile"), place("region"), place("id")];
        let mut ordered: Vec<Vec<Cell>> = Vec::new();
        for (_, place) in &outcome.answers {
            ordered.append(&mut rows[*place]);
        }
        let text = |row: &Vec<Cell>, place: Option<usize>| match place.map(|place| &row[place]) {
            Some(Cell::Text(text)) => text.clone(),
            _ => String::new(),
        };
        ordered.sort_by_cached_key(|row| by.map(|place| text(row, place)));
        ordered
    }
}

/// A wish as a number of rows.
pub(super) fn bounded(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Counts rows and targets, and keeps the line on stderr up to date.
pub(super) struct Counter<'a> {
    progress: &'a ProgressLine,
    title: String,
    language: Language,
    targets: usize,
    rows: usize,
    done: usize,
}

impl<'a> Counter<'a> {
    pub(super) fn new(
        progress: &'a ProgressLine,
        resource: &ResourceManifest,
        targets: usize,
        language: Language,
    ) -> Self {
        Self {
            progress,
            title: language.pick(&resource.title).to_owned(),
            language,
            targets,
            rows: 0,
            done: 0,
        }
    }

    fn count(&mut self, event: &Event) {
        match event {
            Event::Rows { rows, .. } => self.rows += rows.len(),
            Event::Done => self.done += 1,
        }
        if self.progress.is_shown() {
            let message = message!(
                "progress-list",
                title = self.title.as_str(),
                rows = self.rows,
                done = self.done,
                targets = self.targets
            );
            self.progress.say(self.language.say(&message));
        }
    }
}

/// A row's cells in the columns' order; of a key that comes twice the first counts.
pub(super) fn cells(row: Row, target: &Target, columns: &[Column]) -> Vec<Cell> {
    let mut cells: Vec<Option<Cell>> = vec![None; columns.len()];
    let mut next = 0;
    for (key, cell) in row.into_cells() {
        // Plugins give their cells in the manifest's order, as a rule.
        let is_next = columns.get(next).is_some_and(|column| column.key == key);
        let place = if is_next {
            Some(next)
        } else {
            columns.iter().position(|column| column.key == key)
        };
        if let Some(place) = place {
            cells[place].get_or_insert(cell);
            next = place + 1;
        }
    }
    let whole =
        |(cell, column): (Option<Cell>, &Column)| match (column.key.as_str(), cell.unwrap_or_default()) {
            ("profile", _) => target.session.name().into(),
            ("region", Cell::Empty) => target.region.as_str().into(),
            (_, cell) => cell,
        };
    cells.into_iter().zip(columns).map(whole).collect()
}
