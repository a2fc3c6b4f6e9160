//! The cells of one column, as what its kind says that they are.

use std::{borrow::Cow, cmp::Ordering, collections::BTreeMap, net::IpAddr};

use yun_plugin_api::{Cell, Timestamp, manifest::ColumnKind};

use super::{
    fold::{Needle, folded},
    number,
    texts::Texts,
    time::Times,
};
use crate::{
    output::shown,
    text::{Language, visible},
};

/// Stands for a text that a row has not.
const NO_TEXT: u32 = u32::MAX;
/// Stands for a time that a row has not.
const NO_TIME: i64 = i64::MIN;

/// The cells of a column, by row.
pub(super) struct Cells {
    values: Values,
    /// What is not of the column's kind: plugins may mix them.
    odd: BTreeMap<u32, Cell>,
}

enum Values {
    /// Texts, several of them as one, by their codes.
    Texts {
        codes: Vec<u32>,
        texts: Texts,
    },
    /// Texts that are ordered as addresses.
    Addresses {
        codes: Vec<u32>,
        texts: Texts,
    },
    /// Numbers, whole ones as long as a float holds each of them; no number where there is none.
    Numbers(Vec<f64>),
    /// Seconds after 1970 began.
    Times {
        seconds: Vec<i64>,
        times: Times,
    },
    Bools(Vec<Option<bool>>),
}

/// What a cell is ordered by in its column; what is empty comes last in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A value, by its place among the values.
    Value(u64),
    /// Something of another kind, by its place among those.
    Odd(u32),
    Empty,
}

impl Cells {
    /// Cells of this kind, none yet.
    pub(super) fn new(kind: ColumnKind) -> Self {
        let (codes, texts) = (Vec::new(), Texts::default());
        let values = match kind {
            ColumnKind::Ip => Values::Addresses { codes, texts },
            ColumnKind::Number | ColumnKind::Bytes => Values::Numbers(Vec::new()),
            ColumnKind::Time => Values::Times {
                seconds: Vec::new(),
                times: Times::default(),
            },
            ColumnKind::Bool => Values::Bools(Vec::new()),
            ColumnKind::Text | ColumnKind::Status | ColumnKind::List => Values::Texts { codes, texts },
        };
        Self {
            values,
            odd: BTreeMap::new(),
        }
    }

    /// Adds the cell of the next row, `row`.
    pub(super) fn push(&mut self, row: u32, cell: Cell) {
        match &mut self.values {
            Values::Texts { codes, .. } | Values::Addresses { codes, .. } => codes.push(NO_TEXT),
            Values::Numbers(numbers) => numbers.push(f64::NAN),
            Values::Times { seconds, .. } => seconds.push(NO_TIME),
            Values::Bools(bools) => bools.push(None),
        }
        self.hold(row, cell);
    }

    /// Puts another cell in the place of a row's.
    pub(super) fn set(&mut self, row: u32, cell: Cell) {
        self.odd.remove(&row);
        self.hold(row, cell);
    }

    fn hold(&mut self, row: u32, cell: Cell) {
        let is_empty = cell == Cell::Empty;
        let at = row as usize;
        let fits = match &mut self.values {
            Values::Texts { codes, texts } | Values::Addresses { codes, texts } => {
                let code = match &cell {
                    Cell::Text(text) => Some(texts.code(text)),
                    Cell::List(several) => Some(texts.code(&several.join(", "))),
                    _ => None,
                };
                codes[at] = code.unwrap_or(NO_TEXT);
                code.is_some()
            }
            Values::Numbers(numbers) => {
                let number = number::held(&cell);
                numbers[at] = number.unwrap_or(f64::NAN);
                number.is_some()
            }
            Values::Times { seconds, times } => {
                let time = times.held(&cell);
                seconds[at] = time.unwrap_or(NO_TIME);
                time.is_some()
            }
            Values::Bools(bools) => {
                let held = if let Cell::Bool(held) = cell {
                    Some(held)
                } else {
                    None
                };
                bools[at] = held;
                held.is_some()
            }
        };
        if !fits && !is_empty {
            self.odd.insert(row, cell);
        }
    }

    /// The cell of a row as a table of `list` shows it.
    pub(super) fn shown(&self, row: u32, language: Language) -> Cow<'_, str> {
        if let Some(text) = self.text(row) {
            return shown_text(text);
        }
        Cow::Owned(shown(&self.cell(row), language))
    }

    /// The text of a row as it came, where there is one among texts.
    pub(super) fn text(&self, row: u32) -> Option<&str> {
        let (Values::Texts { codes, texts } | Values::Addresses { codes, texts }) = &self.values else {
            return None;
        };
        let code = codes[row as usize];
        (code != NO_TEXT).then(|| texts.text(code))
    }

    /// The rows that have one of these texts.
    pub(super) fn rows_with<'a>(&self, wanted: impl Iterator<Item = &'a str>) -> Vec<u32> {
        let (Values::Texts { codes, texts } | Values::Addresses { codes, texts }) = &self.values else {
            return Vec::new();
        };
        let wanted: std::collections::HashSet<u32> = wanted.filter_map(|text| texts.find(text)).collect();
        let has = |(_, code): &(u32, &u32)| wanted.contains(code);
        (0..).zip(codes).filter(has).map(|(row, _)| row).collect()
    }

    /// Whether a needle is in what is shown of a row.
    pub(super) fn matches(&self, row: u32, needle: &Needle, language: Language) -> bool {
        let at = row as usize;
        let value = match &self.values {
            Values::Texts { codes, texts } | Values::Addresses { codes, texts } => {
                codes[at] != NO_TEXT && needle.is_in(texts.folded(codes[at]).as_bytes())
            }
            Values::Numbers(numbers) => needle.in_numbers && number::holds(numbers[at], needle),
            Values::Times { seconds, times } => {
                needle.in_times && seconds[at] != NO_TIME && times.holds(seconds[at], needle)
            }
            Values::Bools(bools) => bools[at].is_some_and(|yes| word_holds(yes, needle, language)),
        };
        value
            || self
                .odd
                .get(&row)
                .is_some_and(|cell| odd_holds(cell, needle, language))
    }

    /// Notes for each row whether a needle is in what is shown of it; what is noted already stays.
    pub(super) fn note_matching(&self, needle: &Needle, language: Language, into: &mut [bool]) {
        match &self.values {
            Values::Texts { codes, texts } | Values::Addresses { codes, texts } => {
                let matching = texts.matching(needle);
                for (noted, code) in into.iter_mut().zip(codes) {
                    *noted |= matching.get(*code as usize).is_some_and(|found| *found);
                }
            }
            Values::Numbers(numbers) if needle.in_numbers => {
                for (noted, number) in into.iter_mut().zip(numbers) {
                    *noted = *noted || number::holds(*number, needle);
                }
            }
            Values::Times { seconds, times } if needle.in_times => {
                for (noted, time) in into.iter_mut().zip(seconds) {
                    *noted = *noted || (*time != NO_TIME && times.holds(*time, needle));
                }
            }
            Values::Bools(bools) => {
                let words = [false, true].map(|yes| word_holds(yes, needle, language));
                for (noted, held) in into.iter_mut().zip(bools) {
                    *noted |= held.is_some_and(|yes| words[usize::from(yes)]);
                }
            }
            Values::Numbers(_) | Values::Times { .. } => {}
        }
        for (row, cell) in &self.odd {
            into[*row as usize] |= odd_holds(cell, needle, language);
        }
    }

    /// The order of two rows by their cells, and whether one of the two is empty.
    pub(super) fn compare(&self, one: u32, other: u32) -> (Ordering, Emptiness) {
        let (first, second) = (one as usize, other as usize);
        let both = match &self.values {
            Values::Texts { codes, texts } => match (codes[first], codes[second]) {
                (NO_TEXT, _) | (_, NO_TEXT) => None,
                (one, other) if one == other => Some(Ordering::Equal),
                (one, other) => Some(texts.text(one).cmp(texts.text(other))),
            },
            Values::Addresses { codes, texts } => match (codes[first], codes[second]) {
                (NO_TEXT, _) | (_, NO_TEXT) => None,
                (one, other) if one == other => Some(Ordering::Equal),
                (one, other) => Some(address(texts.text(one)).cmp(&address(texts.text(other)))),
            },
            Values::Numbers(numbers) => {
                let (one, other) = (numbers[first], numbers[second]);
                (!one.is_nan() && !other.is_nan()).then(|| one.total_cmp(&other))
            }
            Values::Times { .. } => {
                let times = self.time(one).zip(self.time(other));
                times.map(|(one, other)| one.cmp(&other))
            }
            Values::Bools(bools) => bools[first]
                .zip(bools[second])
                .map(|(one, other)| one.cmp(&other)),
        };
        if let Some(order) = both {
            return (order, Emptiness::None);
        }
        match (self.class(one), self.class(other)) {
            (Class::Odd, Class::Odd) => (
                odd_order(self.odd.get(&one), self.odd.get(&other)),
                Emptiness::None,
            ),
            (one, other) if one == Class::Empty || other == Class::Empty => {
                (one.cmp(&other), Emptiness::Some)
            }
            (one, other) => (one.cmp(&other), Emptiness::None),
        }
    }

    /// What each row is ordered by.
    pub(super) fn ranks(&self) -> Vec<Rank> {
        let mut ranks: Vec<Rank> = match &self.values {
            Values::Texts { codes, texts } => {
                let all = texts.all();
                let behind = alike(&all);
                text_ranks(codes, &all, |text| beginning(text, behind))
            }
            Values::Addresses { codes, texts } => {
                let addresses: Vec<Address<'_>> = texts.all().into_iter().map(address).collect();
                text_ranks(codes, &addresses, address_key)
            }
            Values::Numbers(numbers) => {
                let rank = |number: &f64| {
                    if number.is_nan() {
                        Rank::Empty
                    } else {
                        Rank::Value(number::rank(*number))
                    }
                };
                numbers.iter().map(rank).collect()
            }
            Values::Times { seconds, .. } => {
                let rank = |time: &i64| {
                    if *time == NO_TIME {
                        Rank::Empty
                    } else {
                        time_rank(*time)
                    }
                };
                seconds.iter().map(rank).collect()
            }
            Values::Bools(bools) => {
                let rank = |held: &Option<bool>| held.map_or(Rank::Empty, |yes| Rank::Value(yes.into()));
                bools.iter().map(rank).collect()
            }
        };
        self.rank_odd(&mut ranks);
        ranks
    }

    fn rank_odd(&self, ranks: &mut [Rank]) {
        let is_time = matches!(self.values, Values::Times { .. });
        let mut odd: Vec<(&u32, &Cell)> = self.odd.iter().collect();
        odd.sort_by(|one, other| odd_order(Some(one.1), Some(other.1)));
        let mut place = 0;
        for (at, (row, cell)) in odd.iter().enumerate() {
            if at > 0 && odd_order(Some(odd[at - 1].1), Some(cell)).is_ne() {
                place += 1;
            }
            let time = if is_time { odd_time(cell) } else { None };
            ranks[**row as usize] = time.map_or(Rank::Odd(place), time_rank);
        }
    }

    /// The time of a row, of which the text may hold more than is kept of it.
    fn time(&self, row: u32) -> Option<i64> {
        let Values::Times { seconds, .. } = &self.values else {
            return None;
        };
        let time = seconds[row as usize];
        if time == NO_TIME {
            odd_time(self.odd.get(&row)?)
        } else {
            Some(time)
        }
    }

    fn class(&self, row: u32) -> Class {
        let at = row as usize;
        let is_value = match &self.values {
            Values::Texts { codes, .. } | Values::Addresses { codes, .. } => codes[at] != NO_TEXT,
            Values::Numbers(numbers) => !numbers[at].is_nan(),
            Values::Times { .. } => self.time(row).is_some(),
            Values::Bools(bools) => bools[at].is_some(),
        };
        match is_value {
            true => Class::Value,
            false if self.odd.contains_key(&row) => Class::Odd,
            false => Class::Empty,
        }
    }

    /// The cell of a row that is no text among texts.
    pub(super) fn cell(&self, row: u32) -> Cell {
        let at = row as usize;
        let value = match &self.values {
            Values::Texts { .. } | Values::Addresses { .. } => Cell::Empty,
            Values::Numbers(numbers) if numbers[at].is_nan() => Cell::Empty,
            Values::Numbers(numbers) => Cell::Float(numbers[at]),
            Values::Times { seconds, .. } if seconds[at] == NO_TIME => Cell::Empty,
            Values::Times { seconds, .. } => Timestamp::of_unix_seconds(seconds[at]).to_string().into(),
            Values::Bools(bools) => bools[at].into(),
        };
        match value {
            Cell::Empty => self.odd.get(&row).cloned().unwrap_or_default(),
            value => value,
        }
    }
}

/// Whether a comparison is one with an empty cell, which comes last whatever the direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Emptiness {
    None,
    Some,
}

/// What comes before what in a column.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Value,
    Odd,
    Empty,
}

/// A text as people read it.
pub(super) fn shown_text(text: &str) -> Cow<'_, str> {
    if crate::text::is_printable(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(visible(text))
}

/// The rank of each code's value. `key` is a part of the value's order that is quickly compared.
fn text_ranks<T: Ord>(codes: &[u32], all: &[T], key: impl Fn(&T) -> u64) -> Vec<Rank> {
    let mut sorted: Vec<(u64, u32)> = all.iter().map(key).zip(0..).collect();
    let value = |code: u32| &all[code as usize];
    sorted.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| value(one.1).cmp(value(other.1))));
    let mut places = vec![0; all.len()];
    for (place, (_, code)) in (0..).zip(sorted) {
        places[code as usize] = place;
    }
    let rank = |code: &u32| {
        let place = places.get(*code as usize);
        place.map_or(Rank::Empty, |place| Rank::Value(*place))
    };
    codes.iter().map(rank).collect()
}

/// How many bytes all of these texts begin with alike: ids of a type have the same first letters.
fn alike(all: &[&str]) -> usize {
    let Some((first, others)) = all.split_first() else {
        return 0;
    };
    others.iter().fold(first.len(), |alike, other| {
        let pairs = first.bytes().zip(other.bytes()).take(alike);
        pairs.take_while(|(one, other)| one == other).count()
    })
}

/// The eight bytes of a text behind so many, as a number of the same order.
fn beginning(text: &str, behind: usize) -> u64 {
    let mut bytes = [0; 8];
    let rest = text.as_bytes().get(behind..).unwrap_or_default();
    let taken = rest.len().min(bytes.len());
    bytes[..taken].copy_from_slice(&rest[..taken]);
    u64::from_be_bytes(bytes)
}

/// A number of the same order as addresses.
fn address_key((kind, number, _): &Address<'_>) -> u64 {
    match kind {
        0 => u64::try_from(*number).unwrap_or(u64::MAX),
        1 => 1 << 63 | (number >> 65) as u64,
        _ => u64::MAX,
    }
}

fn time_rank(seconds: i64) -> Rank {
    Rank::Value(seconds.cast_unsigned() ^ (1 << 63))
}

fn odd_time(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Text(text) => Timestamp::parse(text).map(Timestamp::unix_seconds),
        _ => None,
    }
}

/// An address by its numbers; several by the first of them. What is none comes behind.
type Address<'a> = (u8, u128, &'a str);

fn address(text: &str) -> Address<'_> {
    let first = text.split(", ").next().unwrap_or(text);
    match first.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => (0, u32::from(address).into(), text),
        Ok(IpAddr::V6(address)) => (1, u128::from(address), text),
        Err(_) => (2, 0, text),
    }
}

fn odd_order(one: Option<&Cell>, other: Option<&Cell>) -> Ordering {
    let text = |cell: Option<&Cell>| cell.map(|cell| shown(cell, Language::English));
    text(one).cmp(&text(other))
}

fn odd_holds(cell: &Cell, needle: &Needle, language: Language) -> bool {
    needle.is_in(folded(&shown(cell, language)).as_bytes())
}

fn word_holds(yes: bool, needle: &Needle, language: Language) -> bool {
    odd_holds(&Cell::Bool(yes), needle, language)
}
