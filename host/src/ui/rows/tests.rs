//! Rows held against what is plain and slow: all cells as they are, sorted and filtered anew each time.

use std::{cmp::Ordering, net::IpAddr};

use yun_plugin_api::{Cell, Row, Timestamp, manifest::ColumnKind};

use super::*;
use crate::{output::shown, text::visible};

/// The columns of a type that has one of every kind, two of them wide.
fn columns() -> Vec<Column> {
    let column = |key: &str, kind| Column::new(key, key, kind);
    vec![
        column("profile", ColumnKind::Text),
        column("id", ColumnKind::Text),
        column("name", ColumnKind::Text),
        column("status", ColumnKind::Status),
        column("region", ColumnKind::Text),
        column("cpu", ColumnKind::Number),
        column("memory_mib", ColumnKind::Bytes),
        column("ip", ColumnKind::Ip),
        column("protected", ColumnKind::Bool),
        column("created_at", ColumnKind::Time).wide(),
        column("tags", ColumnKind::List).wide(),
    ]
}

/// Numbers that are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize].clone()
    }

    /// A cell of any kind, which plugins may give anywhere.
    fn odd(&mut self) -> Cell {
        let any = [
            Cell::Empty,
            Cell::Bool(true),
            Cell::Integer(i64::MAX),
            Cell::Float(0.5),
            "n/a".into(),
        ];
        let list = Cell::List(vec!["x".to_owned(), "Y".to_owned()]);
        match self.below(6) {
            5 => list,
            at => any[at as usize].clone(),
        }
    }

    fn cell(&mut self, kind: ColumnKind) -> Cell {
        if self.below(12) == 0 {
            return self.odd();
        }
        match kind {
            ColumnKind::Number => Cell::Integer(self.of(&[-3, 0, 1, 2, 16, 128, 1 << 53])),
            ColumnKind::Bytes => Cell::Float(self.of(&[0.0, -0.0, 0.5, 1024.0, 4096.25, 1e300])),
            ColumnKind::Ip => self
                .of(&[
                    "10.0.0.9",
                    "10.0.0.10",
                    "9.1.1.1",
                    "fd00::9",
                    "fd00::10",
                    "10.0.0.2, 1.1.1.1",
                    "",
                ])
                .into(),
            ColumnKind::Bool => Cell::Bool(self.below(2) == 0),
            ColumnKind::Time => {
                let time = Timestamp::of_unix_seconds(1_767_322_245 + self.below(40) as i64 * 50_000);
                let text = time.to_string();
                self.of(&[
                    text.clone(),
                    text.replace('Z', "+08:00"),
                    text.replace('Z', ".25Z"),
                ])
                .into()
            }
            ColumnKind::List => Cell::List((0..self.below(3)).map(|at| format!("tag{at}=Ä")).collect()),
            _ => {
                let texts = [
                    "",
                    "Running",
                    "running",
                    "Web-1",
                    "web-2",
                    "生产",
                    "ÄRGER",
                    "a\u{1b}b",
                    "İ",
                    "Σ",
                    "two\nlines",
                ];
                self.of(&texts).into()
            }
        }
    }

    fn row(&mut self, id: u64) -> Row {
        let mut row = Row::new().with("id", format!("i-{id}"));
        if self.below(3) > 0 {
            row = row.with("region", self.of(&["cn-beijing", "cn-hangzhou"]));
        }
        for column in columns() {
            let key = match column.key.as_str() {
                "profile" | "id" | "region" => continue,
                "name" => "name",
                "status" => "status",
                "cpu" => "cpu",
                "memory_mib" => "memory_mib",
                "ip" => "ip",
                "protected" => "protected",
                "created_at" => "created_at",
                _ => "tags",
            };
            if self.below(8) > 0 {
                row = row.with(key, self.cell(column.kind));
            }
        }
        row
    }

    /// A row; ids come twice now and then.
    fn any_row(&mut self) -> Row {
        let id = self.below(400);
        self.row(id)
    }

    fn place(&mut self) -> Place {
        Place {
            profile: self.of(&["prod", "Test", "生产"]).to_owned(),
            region: self.of(&["cn-beijing", "cn-shanghai"]).to_owned(),
        }
    }

    fn sort(&mut self) -> Sort {
        let column = self.below(columns().len() as u64 + 1) as usize;
        Sort {
            column: (column < columns().len()).then_some(column),
            direction: self.of(&[Direction::Ascending, Direction::Descending]),
        }
    }
}

/// All rows as cells.
#[derive(Default)]
struct Plain {
    rows: Vec<(Place, Vec<Cell>)>,
}

impl Plain {
    fn append(&mut self, place: &Place, rows: &[Row]) {
        for row in rows {
            let cells = crate::listing::cells(row.clone(), &place.profile, &place.region, &columns());
            self.rows.push((place.clone(), cells));
        }
    }

    fn view(&self, sort: Sort, typed: &str, searched: &[usize], language: Language) -> Vec<u32> {
        let words: Vec<String> = typed.split_whitespace().map(lower).collect();
        let has = |row: &u32| {
            let cells = &self.rows[*row as usize].1;
            let is_in = |word: &String| {
                let mut columns = searched.iter();
                columns.any(|column| lower(&shown(&cells[*column], language)).contains(word))
            };
            words.iter().all(is_in)
        };
        let mut view: Vec<u32> = (0..self.rows.len() as u32)
            .filter(|row| typed.is_empty() || has(row))
            .collect();
        view.sort_by(|one, other| self.order(sort, &self.rows[*one as usize], &self.rows[*other as usize]));
        view
    }

    fn order(&self, sort: Sort, one: &(Place, Vec<Cell>), other: &(Place, Vec<Cell>)) -> Ordering {
        let usual = |row: &(Place, Vec<Cell>)| {
            let text = |column: usize| shown(&row.1[column], Language::English);
            (row.0.profile.clone(), text(4), text(1))
        };
        let by_column = sort.column.map_or(Ordering::Equal, |column| {
            let kind = columns()[column].kind;
            match (&one.1[column], &other.1[column]) {
                (Cell::Empty, Cell::Empty) => Ordering::Equal,
                (Cell::Empty, _) => Ordering::Greater,
                (_, Cell::Empty) => Ordering::Less,
                (one, other) if sort.direction == Direction::Descending => values(kind, other, one),
                (one, other) => values(kind, one, other),
            }
        });
        by_column.then_with(|| usual(one).cmp(&usual(other)))
    }
}

fn lower(text: &str) -> String {
    visible(text).chars().flat_map(char::to_lowercase).collect()
}

fn raw(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::List(texts) => Some(texts.join(", ")),
        _ => None,
    }
}

/// Values of the column's kind come before others, and those in the order of what they show.
fn values(kind: ColumnKind, one: &Cell, other: &Cell) -> Ordering {
    let time = |cell: &Cell| match cell {
        Cell::Text(text) => Timestamp::parse(text),
        _ => None,
    };
    let number = |cell: &Cell| match cell {
        Cell::Integer(number) if number.abs() < 1 << 53 => Some(*number as f64),
        Cell::Float(number) => Some(*number),
        _ => None,
    };
    let address = |cell: &Cell| {
        raw(cell).map(|text| {
            let address = text
                .split(", ")
                .next()
                .and_then(|first| first.parse::<IpAddr>().ok());
            (address.is_none(), address, text)
        })
    };
    let yes = |cell: &Cell| {
        if let Cell::Bool(yes) = cell {
            Some(*yes)
        } else {
            None
        }
    };
    let both = match kind {
        ColumnKind::Time => time(one).zip(time(other)).map(|(one, other)| one.cmp(&other)),
        ColumnKind::Number | ColumnKind::Bytes => number(one)
            .zip(number(other))
            .map(|(one, other)| one.total_cmp(&other)),
        ColumnKind::Ip => address(one)
            .zip(address(other))
            .map(|(one, other)| one.cmp(&other)),
        ColumnKind::Bool => yes(one).zip(yes(other)).map(|(one, other)| one.cmp(&other)),
        _ => raw(one).zip(raw(other)).map(|(one, other)| one.cmp(&other)),
    };
    let is_value = |cell: &Cell| match kind {
        ColumnKind::Time => time(cell).is_some(),
        ColumnKind::Number | ColumnKind::Bytes => number(cell).is_some(),
        ColumnKind::Bool => yes(cell).is_some(),
        _ => raw(cell).is_some(),
    };
    both.unwrap_or_else(|| {
        let odd = |cell: &Cell| shown(cell, Language::English);
        let apart = is_value(other).cmp(&is_value(one));
        apart.then_with(|| odd(one).cmp(&odd(other)))
    })
}

#[test]
fn what_is_shown_is_what_sorting_and_filtering_everything_anew_would_show() {
    let typed = [
        "",
        "r",
        "ru",
        "run",
        "runn",
        "1",
        "10.0.0",
        "-",
        "2026-01",
        "t0",
        "yes",
        "是",
        "ärg",
        "i̇",
        "σ",
        "$",
        ".5",
        "Y",
        "run web",
        " r  1 ",
        "Web run 1",
    ];
    for seed in 0..25 {
        let mut chance = Chance(seed);
        let mut language = Language::English;
        let (mut rows, mut plain) = (Rows::new(columns(), language), Plain::default());
        let mut searched: Vec<usize> = (0..9).collect();
        for step in 0..40 {
            match chance.below(6) {
                0 | 1 => {
                    let place = chance.place();
                    let page: Vec<Row> = (0..chance.below(30)).map(|_| chance.any_row()).collect();
                    plain.append(&place, &page);
                    rows.append(&place, page);
                }
                2 => rows.sort_by(chance.sort()),
                3 => {
                    searched = (0..columns().len()).filter(|_| chance.below(2) == 0).collect();
                    rows.search(&searched);
                }
                4 if chance.below(4) == 0 => {
                    language = chance.of(&[Language::English, Language::Chinese]);
                    rows.speak(language);
                }
                _ => rows.filter_by(chance.of(&typed)),
            }
            let expected = plain.view(rows.sort(), rows.filter(), &searched, language);
            assert_eq!(
                rows.view(),
                expected,
                "seed {seed}, step {step}, {:?} {:?}",
                rows.sort(),
                rows.filter()
            );
        }
        for (row, (place, cells)) in (0..).zip(&plain.rows) {
            assert_eq!(rows.place(row), place);
            assert_eq!(Some(rows.id(row)), raw(&cells[1]).as_deref());
            for (column, cell) in cells.iter().enumerate() {
                assert_eq!(rows.text(row, column), shown(cell, language), "{cell:?}");
            }
        }
    }
}

#[test]
fn the_order_of_arrival_changes_nothing_of_what_is_shown() {
    let mut chance = Chance(7);
    // No id twice: of those, the first comes first.
    let pages: Vec<(Place, Vec<Row>)> = (0..20)
        .map(|page| {
            (
                chance.place(),
                (0..20).map(|at| chance.row(page * 20 + at)).collect(),
            )
        })
        .collect();
    let shown = |order: &[usize], sort: Sort| {
        let mut rows = Rows::new(columns(), Language::English);
        rows.sort_by(sort);
        rows.filter_by("r");
        order
            .iter()
            .for_each(|page| rows.append(&pages[*page].0, pages[*page].1.clone()));
        rows.view()
            .iter()
            .map(|row| rows.id(*row).to_owned())
            .collect::<Vec<_>>()
    };
    let mut order: Vec<usize> = (0..pages.len()).collect();
    for _ in 0..10 {
        let sort = chance.sort();
        let expected = shown(&(0..pages.len()).collect::<Vec<_>>(), sort);
        assert!(!expected.is_empty());
        (1..order.len()).for_each(|at| order.swap(at, chance.below(at as u64 + 1) as usize));
        assert_eq!(shown(&order, sort), expected, "{sort:?}");
    }
}

fn machines(ids: &[(&str, &str)]) -> Vec<Row> {
    ids.iter()
        .map(|(id, name)| Row::new().with("id", *id).with("name", *name))
        .collect()
}

fn place(profile: &str) -> Place {
    Place {
        profile: profile.to_owned(),
        region: "cn-hangzhou".to_owned(),
    }
}

#[test]
fn a_refresh_keeps_order_filter_marks_and_cursor_by_profile_region_and_id() {
    let mut rows = Rows::new(columns(), Language::English);
    rows.append(
        &place("a"),
        machines(&[("i-1", "web"), ("i-2", "web"), ("i-3", "db"), ("i-4", "web")]),
    );
    rows.append(&place("b"), machines(&[("i-2", "web")]));
    rows.sort_by(Sort {
        column: Some(1),
        direction: Direction::Descending,
    });
    rows.filter_by("web");
    let ids = |rows: &Rows| -> Vec<String> {
        rows.view()
            .iter()
            .map(|row| format!("{}/{}", rows.place(*row).profile, rows.id(*row)))
            .collect()
    };
    assert_eq!(ids(&rows), ["a/i-4", "a/i-2", "b/i-2", "a/i-1"]);
    rows.move_to(Some(1));
    for row in [1, 2, 3] {
        rows.mark(row, true);
    }
    let mut newer = rows.afresh();
    newer.append(&place("b"), machines(&[("i-2", "web"), ("i-9", "web")]));
    newer.append(
        &place("a"),
        machines(&[("i-3", "web"), ("i-2", "web"), ("i-1", "db")]),
    );
    rows.replace_with(newer);
    assert_eq!(ids(&rows), ["b/i-9", "a/i-3", "a/i-2", "b/i-2"]);
    assert_eq!(rows.cursor(), Some(2));
    let marked: Vec<String> = rows
        .marked()
        .map(|row| format!("{}/{}", rows.place(row).profile, rows.id(row)))
        .collect();
    assert_eq!(marked, ["a/i-3", "a/i-2"]);
}

#[test]
fn the_cursor_stays_on_its_row_and_near_it_once_that_is_gone() {
    let mut rows = Rows::new(columns(), Language::English);
    assert_eq!(rows.cursor(), None);
    rows.append(
        &place("b"),
        machines(&[("i-1", "web"), ("i-2", "db"), ("i-3", "web")]),
    );
    assert_eq!(rows.cursor(), Some(0));
    rows.append(&place("a"), machines(&[("i-0", "web")]));
    assert_eq!(rows.cursor(), Some(0), "nobody has moved it");
    rows.move_to(Some(2));
    rows.append(&place("a"), machines(&[("i-5", "web")]));
    assert_eq!(rows.cursor(), Some(3));
    rows.filter_by("WEB");
    assert_eq!(rows.cursor(), Some(3), "the next one shown");
    rows.filter_by("");
    assert_eq!(rows.cursor(), Some(3));
    let mut newer = rows.afresh();
    newer.append(&place("b"), machines(&[("i-1", "web")]));
    rows.replace_with(newer);
    assert_eq!(rows.cursor(), Some(0), "the last one that there is");
    rows.move_to(None);
    rows.append(&place("a"), machines(&[("i-0", "web")]));
    assert_eq!(rows.cursor(), Some(0));
}

#[test]
fn a_status_says_at_a_glance_what_its_column_says_of_it() {
    let mut columns = columns();
    columns[3]
        .tones
        .insert("Running".to_owned(), yun_plugin_api::manifest::Tone::Good);
    let mut rows = Rows::new(columns, Language::English);
    let status = |status: &'static str| {
        Row::new()
            .with("id", "i-1")
            .with("status", status)
            .with("name", "Running")
    };
    rows.append(&place("a"), vec![status("Running"), status("Gone")]);
    assert_eq!(
        (rows.tone(0, 3), rows.tone(1, 3), rows.tone(0, 2)),
        (Some(Tone::Good), None, None)
    );
}
