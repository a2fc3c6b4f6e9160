//! Floods: more than anybody could take in, from many threads, until the call is over.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use yun_plugin_api::{__private, Error, Host, Level, ListPage, ListRequest, Progress};

use crate::{page, row};

const THREADS: usize = 16;
/// How long a flood lasts that does not wait for its call's end.
const SHORT: Duration = Duration::from_secs(2);

pub(crate) fn flood(what: &str, host: &Host, request: &ListRequest) -> Result<ListPage, Error> {
    match what {
        // Each request is as large as one may be.
        "services" => from_threads(|| ask(host, "api.call", &vec![b' '; 4 << 20])),
        "small" => from_threads(|| ask(host, "api.call", b"{}")),
        "unknown" => from_threads(|| ask(host, "teleport", b"{}")),
        "dead" => {
            let (services, id) = __private::parts(host);
            let dead = __private::host_with_call_id(services, id.wrapping_add(1));
            from_threads(|| ask(&dead, "api.call", &vec![b' '; 1 << 20]));
        }
        "names" => {
            let name = "n".repeat(60_000);
            from_threads(|| ask(host, &name, b"{}"));
        }
        "too-large" => {
            ask(host, "api.call", &vec![b' '; (4 << 20) + 1])?;
        }
        "log" => from_threads(|| {
            host.log(Level::Error, "flooded ".repeat(100_000));
            Ok(())
        }),
        "progress" => from_threads(|| {
            host.progress(Progress {
                message: "flooded ".repeat(100_000),
                done: None,
                total: None,
            });
            Ok(())
        }),
        "pages" => return Ok(endless(request)),
        _ => {}
    }
    Ok(page(row("m-after-the-flood", &request.region)))
}

/// Does it from many threads at once for a while.
fn from_threads(work: impl Fn() -> Result<(), Error> + Sync) {
    let end = Instant::now() + SHORT;
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while Instant::now() < end {
                    // Refused or not: again.
                    let _ = work();
                }
            });
        }
    });
}

fn ask(host: &Host, service: &str, request: &[u8]) -> Result<(), Error> {
    let (services, id) = __private::parts(host);
    let answer = services.call(id, service, request);
    answer
        .map(drop)
        .map_err(|error| __private::decode(&error).unwrap_or_else(|unreadable| unreadable))
}

/// A page of one row that is small on its way and large in memory, and always another.
fn endless(request: &ListRequest) -> ListPage {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let large = row(&format!("m-{number}"), &request.region).with("many", vec![String::new(); 1_500_000]);
    ListPage {
        token: Some(number.to_string()),
        ..page(large)
    }
}
