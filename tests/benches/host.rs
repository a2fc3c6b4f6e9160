//! What the host does by itself: discovery, rendering, signing.

use chrono::{DateTime, Utc};
use criterion::{Criterion, Throughput};
use url::Url;
use yun::{
    api::signed_length,
    catalog::Catalog,
    output::{Column, Format, Paint, Sheet, Style},
    profile::Signature,
    text::Language,
};
use yun_plugin_api::Cell;

use crate::fixture::{self, Fixture};

const ROWS: usize = 10_000;

/// The catalog from a warm cache, as every command begins.
pub(crate) fn discovery(criterion: &mut Criterion, fixture: &Fixture) {
    criterion.bench_function("discovery/warm", |bencher| {
        bencher.iter(|| Catalog::discover(&fixture.environment));
    });
}

/// Many rows in the formats that grow with them.
pub(crate) fn rendering(criterion: &mut Criterion, fixture: &Fixture) {
    let sheet = sheet(fixture);
    let mut group = criterion.benchmark_group("render");
    group.sample_size(20);
    group.throughput(Throughput::Elements(ROWS as u64));
    for (name, format) in [
        ("table", Format::Table),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("csv", Format::Csv),
        ("yaml", Format::Yaml),
    ] {
        let style = Style {
            format,
            columns: None,
            query: None,
            language: Language::English,
            width: (format == Format::Table).then_some(160),
            paint: Paint::Plain,
        };
        group.bench_function(name, |bencher| {
            bencher.iter(|| sheet.render(&style).expect("renders"));
        });
    }
    group.finish();
}

/// A request for a page, signed.
pub(crate) fn signing(criterion: &mut Criterion) {
    let (keys, params) = (fixture::keys("testid", "testsecret"), fixture::params());
    let url = Url::parse("https://ecs.cn-hangzhou.aliyuncs.com/").expect("a URL");
    let date: DateTime<Utc> = "2026-01-02T03:04:05Z".parse().expect("a date");
    for (name, signature) in [("signature/v3", Signature::V3), ("signature/v1", Signature::V1)] {
        let request = fixture::request(url.clone(), &keys, &params, signature);
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| signed_length(&request, "00112233445566778899aabbccddeeff", date));
        });
    }
}

/// Rows under the columns of the type `ecs`.
fn sheet(fixture: &Fixture) -> Sheet {
    let (_, manifest) = fixture.ecs();
    let resource = manifest.resources().next().expect("it provides one type");
    let columns = resource.columns.iter().map(|column| Column {
        wide: column.wide,
        ..Column::new(&column.key, &column.title.en, column.kind)
    });
    let cell = |key: &str, row: usize| match key {
        "cpu" | "memory_mib" => Cell::Integer(8),
        "status" => "Running".into(),
        "created_at" | "expires_at" => "2026-01-02T03:04:00Z".into(),
        "tags" => Cell::List(vec!["env=prod".to_owned(), "组=甲".to_owned()]),
        key => format!("{key}-{row:020}").into(),
    };
    let keys = resource.columns.iter().map(|column| column.key.as_str());
    let rows = (0..ROWS).map(|row| keys.clone().map(|key| cell(key, row)).collect());
    Sheet::new(columns.collect(), rows.collect())
}
