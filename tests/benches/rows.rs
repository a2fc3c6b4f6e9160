//! What the rows of the terminal UI take: 100,000 of them under the columns of ecs, as pages of 100 bring them.
//!
//! Nothing of the machine but the memory is asked: no harness, no local cloud.

use std::{fs, hint::black_box, time::Instant};

use criterion::{BatchSize, Criterion, Throughput};
use yun::{
    output::Column,
    text::Language,
    ui::rows::{Direction, Place, Rows, Sort},
};
use yun_plugin_api::{
    Row, Timestamp,
    manifest::{Manifest, Provided},
};

const MANY: u64 = 100_000;
const PAGE: u64 = 100;
/// How many regions the rows are in, a page in each by turns.
const REGIONS: u64 = 30;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let columns = columns();
    memory(&columns);
    let mut rows = filled(&columns, MANY);
    filter(&mut criterion, &mut rows);
    sort(&mut criterion, &mut rows);
    page(&mut criterion, &columns);
    append(&mut criterion, &columns);
    refresh(&mut criterion, &columns);
    criterion.final_summary();
}

/// Each character of a filter as it is typed; where it begins and where all columns are searched, the most is looked at.
fn filter(criterion: &mut Criterion, rows: &mut Rows) {
    let mut group = criterion.benchmark_group("rows/filter");
    let usual: Vec<usize> = (0..rows.columns().len())
        .filter(|at| !rows.columns()[*at].wide)
        .collect();
    let all: Vec<usize> = (0..rows.columns().len()).collect();
    for (columns, searched) in [("usual columns", usual), ("all columns", all)] {
        rows.search(&searched);
        for (before, typed) in [
            ("", "w"),
            ("w", "we"),
            ("we", "web"),
            ("web-", "web-4"),
            ("web-4", "web-42"),
            ("", "1"),
            ("1", "10"),
            ("", "nowhere"),
            ("web", ""),
        ] {
            rows.filter_by(before);
            group.bench_function(format!("{columns}: {before:?} to {typed:?}"), |bencher| {
                bencher.iter_custom(|times| {
                    (0..times)
                        .map(|_| {
                            rows.filter_by(before);
                            timed(|| rows.filter_by(typed))
                        })
                        .sum()
                });
            });
        }
        rows.filter_by("");
    }
    group.finish();
}

/// The order changed to a column of each kind.
fn sort(criterion: &mut Criterion, rows: &mut Rows) {
    let mut group = criterion.benchmark_group("rows/sort");
    for key in [
        "id",
        "name",
        "status",
        "cpu",
        "private_ip",
        "protected",
        "created_at",
        "tags",
    ] {
        let column = rows.columns().iter().position(|column| column.key == key);
        let sort = Sort {
            column,
            direction: Direction::Descending,
        };
        group.bench_function(key, |bencher| {
            bencher.iter_custom(|times| {
                (0..times)
                    .map(|_| {
                        rows.sort_by(Sort::default());
                        timed(|| rows.sort_by(sort))
                    })
                    .sum()
            });
        });
    }
    group.finish();
    rows.sort_by(Sort::default());
}

/// One more page among those that are there, sorted and filtered.
fn page(criterion: &mut Criterion, columns: &[Column]) {
    let mut group = criterion.benchmark_group("rows/page");
    for (name, many, key, typed) in [
        ("10,000", 10_000, None, ""),
        ("10,000 by name, filtered", 10_000, Some("name"), "web"),
        ("100,000 by name, filtered", MANY, Some("name"), "web"),
    ] {
        let mut rows = filled(columns, many);
        rows.sort_by(Sort {
            column: columns.iter().position(|column| Some(&*column.key) == key),
            ..Sort::default()
        });
        rows.filter_by(typed);
        let mut next = many;
        group.bench_function(name, |bencher| {
            let page = |next: &mut u64| {
                *next += PAGE;
                (place(*next), rows_of(*next, PAGE))
            };
            bencher.iter_batched(
                || page(&mut next),
                |(place, page)| rows.append(&place, page),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

/// All of them, page by page.
fn append(criterion: &mut Criterion, columns: &[Column]) {
    let mut group = criterion.benchmark_group("rows/append");
    group.sample_size(10);
    group.throughput(Throughput::Elements(MANY));
    group.bench_function("100,000", |bencher| {
        bencher.iter_batched(pages, |pages| load(columns, pages), BatchSize::PerIteration);
    });
    group.finish();
}

/// A newer list in the place of an older one, 100 rows marked.
fn refresh(criterion: &mut Criterion, columns: &[Column]) {
    let mut group = criterion.benchmark_group("rows/refresh");
    group.sample_size(10);
    let set_up = || {
        let (mut old, newer) = (filled(columns, MANY), filled(columns, MANY));
        (0..100).for_each(|row| old.mark(row * 7, true));
        old.move_to(Some(50_000));
        (old, newer)
    };
    group.bench_function("100,000", |bencher| {
        bencher.iter_batched(
            set_up,
            |(mut old, newer)| {
                old.replace_with(newer);
                old
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// How much more memory the process holds with the rows than without them, as the system says. Pages are made and
/// dropped one by one, so that no more than one is in it.
fn memory(columns: &[Column]) {
    let before = resident_kib();
    let rows = filled(columns, MANY);
    let after = resident_kib();
    let mib = after.saturating_sub(before) as f64 / 1024.0;
    let each = after.saturating_sub(before) as f64 * 1024.0 / rows.len() as f64;
    #[expect(clippy::print_stdout, reason = "criterion measures no memory")]
    {
        println!(
            "rows/memory: {mib:.1} MiB for {} rows, {each:.0} bytes a row",
            black_box(&rows).len()
        );
    }
}

fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells what a process holds");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .expect("a line of it");
    let number = line.split_whitespace().nth(1).expect("a number");
    number.parse().expect("a number")
}

fn timed(run: impl FnOnce()) -> std::time::Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn load(columns: &[Column], pages: Vec<(Place, Vec<Row>)>) -> Rows {
    let mut rows = Rows::new(columns.to_vec(), Language::English);
    for (place, page) in pages {
        rows.append(&place, page);
    }
    rows
}

fn filled(columns: &[Column], many: u64) -> Rows {
    let mut rows = Rows::new(columns.to_vec(), Language::English);
    for first in (0..many).step_by(PAGE as usize) {
        rows.append(&place(first), rows_of(first, PAGE));
    }
    rows
}

fn pages() -> Vec<(Place, Vec<Row>)> {
    (0..MANY)
        .step_by(PAGE as usize)
        .map(|first| (place(first), rows_of(first, PAGE)))
        .collect()
}

/// The columns of ecs, as a list of several profiles has them.
fn columns() -> Vec<Column> {
    let manifest: Manifest =
        serde_json::from_str(include_str!("../../plugins/ecs/manifest.json")).expect("it reads");
    let Some(Provided::Resource(resource)) = manifest.provides.first() else {
        panic!("ecs is a resource type")
    };
    let profile = Column::new("profile", "Profile", yun_plugin_api::manifest::ColumnKind::Text);
    let own = resource
        .columns
        .iter()
        .filter(|column| !column.detail)
        .map(|column| Column {
            wide: column.wide,
            tones: column.tones.clone(),
            ..Column::new(&column.key, &column.title.en, column.kind)
        });
    std::iter::once(profile).chain(own).collect()
}

fn place(first: u64) -> Place {
    Place {
        profile: "prod".to_owned(),
        region: format!("cn-region-{}", first / PAGE % REGIONS),
    }
}

fn rows_of(first: u64, count: u64) -> Vec<Row> {
    (first..first + count).map(machine).collect()
}

/// A machine as accounts have them: an id, a name, addresses and times of its own, the rest as many others have it.
fn machine(number: u64) -> Row {
    // Neither ids nor addresses come in the order of the numbers.
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let of = |all: &[&str], shift: u32| all[((mixed >> shift) % all.len() as u64) as usize].to_owned();
    let name = format!(
        "{}-{}",
        of(&["web", "api", "db", "生产-订单", "Worker", "cache"], 8),
        number % 5000
    );
    let time = |shift: u32| {
        Timestamp::of_unix_seconds(1_700_000_000 + (mixed >> shift) as i64 % 80_000_000).to_string()
    };
    let address = |first: u8| {
        format!(
            "{first}.{}.{}.{}",
            (mixed >> 40) & 255,
            (mixed >> 48) & 255,
            (mixed >> 56) & 255
        )
    };
    Row::new()
        .with("id", format!("i-bp1{mixed:016x}"))
        .with("hostname", format!("iZbp1{:013x}Z", mixed >> 12))
        .with("name", name)
        .with(
            "status",
            of(&["Running", "Running", "Running", "Stopped", "Starting"], 3),
        )
        .with("region", place(number).region)
        .with(
            "zone",
            format!("{}-{}", place(number).region, of(&["g", "h", "i", "j"], 5)),
        )
        .with("cpu", 1 << ((mixed >> 17) % 7))
        .with("memory_mib", 1024_i64 << ((mixed >> 23) % 8))
        .with("private_ip", address(10))
        .with(
            "public_ip",
            ((mixed >> 13).is_multiple_of(3)).then(|| address(47)),
        )
        .with(
            "type",
            of(
                &[
                    "ecs.g7.large",
                    "ecs.c7.xlarge",
                    "ecs.r7.2xlarge",
                    "ecs.t6-c1m1.large",
                ],
                29,
            ),
        )
        .with(
            "os",
            of(
                &[
                    "Alibaba Cloud Linux  3.2104 LTS 64位",
                    "Ubuntu  22.04 64位",
                    "Windows Server 2022",
                ],
                31,
            ),
        )
        .with("vpc", format!("vpc-bp1{:08x}", mixed % 40))
        .with("charge_type", of(&["PostPaid", "PrePaid"], 33))
        .with("protected", (mixed >> 35).is_multiple_of(9))
        .with("stopped_mode", "Not-applicable")
        .with("locks", Vec::<String>::new())
        .with("created_at", time(1))
        .with("started_at", time(2))
        .with("expires_at", time(4))
        .with("resource_group", format!("rg-acfm{:04x}", mixed % 20))
        .with(
            "tags",
            vec![
                format!("team={}", of(&["pay", "search", "ads"], 37)),
                format!("env={}", of(&["prod", "test"], 39)),
            ],
        )
}
