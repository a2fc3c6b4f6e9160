//! What parts of yun take, beside whole processes, which `tests/benches/processes` times.
//!
//! Libraries and host are built by the harness, in the profile of the benchmark.

mod boundary;
mod fixture;
mod host;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let fixture = fixture::Fixture::new();
    boundary::in_process(&mut criterion, &fixture);
    boundary::page(&mut criterion, &fixture);
    boundary::child(&mut criterion, &fixture);
    host::discovery(&mut criterion, &fixture);
    host::rendering(&mut criterion, &fixture);
    host::signing(&mut criterion);
    criterion.final_summary();
}
