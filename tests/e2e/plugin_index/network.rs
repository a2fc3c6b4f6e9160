//! What goes wrong on the way to an index or a library, and the ways that are taken.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use yun_tests::cloud::{Cloud, Document, World};
use yun_tests::harness::{Home, Index, Publisher, Version};

use super::publisher::{assert_nothing_left, home, make};

const INSTALL: [&str; 6] = ["plugin", "install", "two-things", "--yes", "-o", "json"];

/// Installs, and expects this error; nothing is left of it.
fn fails(home: &Home<'_>, more: &[&str], code: i32, error_code: &str, words: &[&str]) {
    let ran = home.yun(INSTALL.iter().chain(more));
    let error = ran.errors().into_iter().last().unwrap_or_default();
    assert_eq!(error["code"], error_code, "{}", ran.stderr);
    for word in words {
        assert!(
            error["message"].as_str().unwrap().contains(word),
            "{error} has {word}"
        );
    }
    ran.exits(code);
    assert_nothing_left(home);
}

#[test]
fn answers_that_are_no_file() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let made = make(&publisher, &home, "two-things", "0.2.0");
    publisher.publish(&Index::of([made.clone()]));
    for (status, code, error_code) in [
        (404, 6, "fetched_missing"),
        (410, 6, "fetched_missing"),
        (401, 5, "fetched_status"),
        (403, 5, "fetched_status"),
        (429, 7, "fetched_status"),
        (500, 7, "fetched_status"),
        (503, 7, "fetched_status"),
        (204, 7, "fetched_status"),
    ] {
        let mut document = Document::new("");
        document.status = status;
        for path in ["index.toml", &made.url] {
            publisher.publish(&Index::of([made.clone()]));
            publisher.put(path, document.clone());
            fails(&home, &[], code, error_code, &[path]);
        }
    }
    // A signature that cannot be had is not one that is not there.
    publisher.publish(&Index::of([made]));
    let mut denied = Document::new("");
    denied.status = 403;
    publisher.put("index.toml.minisig", denied);
    fails(&home, &[], 5, "fetched_status", &["index.toml.minisig"]);
    // A page that says that there is none is none.
    let page = "<p>not found</p>".repeat(1000);
    publisher.put("index.toml.minisig", Document::new(page.as_str()));
    fails(&home, &[], 8, "signature_bad", &["index.toml"]);
}

#[test]
fn redirects_are_followed_from_https_to_https_alone() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let made = make(&publisher, &home, "two-things", "0.2.0");
    let elsewhere = Publisher::at(&cloud, "/elsewhere/");
    elsewhere.publish(&Index::of([made]));
    let redirect = |to: &str| publisher.put("index.toml", Document::redirect(302, to));
    for (to, words) in [
        (elsewhere.plain_url(), cloud.url()),
        (
            "http://example.com/index.toml".into(),
            "http://example.com".into(),
        ),
        (
            "https://me:s3cr3t@127.0.0.1/i?key=s3cr3t".into(),
            "https://127.0.0.1".into(),
        ),
    ] {
        redirect(&to);
        let ran = home.yun(["plugin", "search"]).exits(8);
        assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
        fails(&home, &[], 8, "redirect_refused", &[&words]);
    }
    // Not even from this machine to this machine.
    redirect(&elsewhere.plain_url());
    fails(
        &home,
        &["--index", &publisher.plain_url()],
        8,
        "redirect_refused",
        &[],
    );
    redirect(&publisher.url());
    fails(&home, &[], 7, "redirect_refused", &["round and round"]);
    redirect(&elsewhere.url());
    home.yun(["plugin", "search"]).succeeds();
    // Files lie where the index says that they do: relative to the address that was named.
    home.yun(INSTALL).succeeds();
}

#[test]
fn a_certificate_of_an_unknown_authority() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let mut home = home(&publisher);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    let other = Cloud::with(World::empty());
    home.set("SSL_CERT_FILE", other.ca_file());
    fails(&home, &[], 7, "unreachable", &["ertificate"]);
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn nobody_there_and_no_such_name() {
    let home = Home::alone();
    for (url, words) in [
        ("http://127.0.0.1:9/index.toml", "127.0.0.1:9"),
        ("https://127.0.0.1:9/index.toml", "127.0.0.1:9"),
    ] {
        fails(&home, &["--index", url], 7, "unreachable", &[words]);
    }
    let ran = home.yun(INSTALL.iter().chain(&["--index", "/no/such/index.toml"]));
    assert_eq!(ran.exits(6).error()["code"], "fetched_missing");
    let directory = home.path("");
    let ran = home.yun(INSTALL.iter().chain(&["--index", directory.to_str().unwrap()]));
    assert_eq!(ran.exits(1).error()["code"], "read_failed");
}

#[test]
fn plain_http_is_for_this_machine_and_nobody_logs_in() {
    let cloud = Cloud::with(World::empty());
    let mut home = Home::alone();
    home.set("HTTP_PROXY", cloud.proxy_url());
    for (url, code) in [
        ("http://plugins.example.com/index.toml", "index_insecure"),
        ("http://127.0.0.1.example.com/index.toml", "index_insecure"),
        (
            "https://me:s3cr3t@plugins.example.com/index.toml",
            "index_address",
        ),
        ("http://s3cr3t@127.0.0.1/index.toml?token=s3cr3t", "index_address"),
        ("ftp://plugins.example.com/index.toml", "index_address"),
    ] {
        let ran = home.yun(INSTALL.iter().chain(&["--index", url])).exits(2);
        assert_eq!(ran.error()["code"], code);
        assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
    }
    assert_eq!(cloud.proxied(), 0);
}

#[test]
fn what_stands_behind_a_question_mark_is_sent_and_never_shown_or_kept() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    let url = format!("{}?token=s3cr3t", publisher.url());
    home.yun(["settings", "set", "plugin-index", &url]).succeeds();
    let ran = home
        .yun(["plugin", "install", "two-things", "--yes", "-vv"])
        .succeeds();
    assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.3.0")]).serial(2));
    cloud.clear_requests();
    home.yun(["plugin", "upgrade", "--yes"]).succeeds();
    let asked = cloud.requests();
    assert!(
        asked
            .iter()
            .any(|request| format!("{request:?}").contains("s3cr3t")),
        "{asked:?}"
    );
    for file in ["data/plugins.toml", "data/indexes.toml"] {
        assert!(!home.read(file).contains("s3cr3t"), "{file}");
    }
    publisher.take_away("index.toml");
    let ran = home.yun(["plugin", "search"]).exits(6);
    assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
}

#[test]
fn proxies_are_honoured_and_those_who_need_none() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let mut home = home(&publisher);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    home.set("HTTPS_PROXY", cloud.proxy_url());
    home.yun(INSTALL).succeeds();
    let proxied = cloud.proxied();
    assert!(proxied > 0);
    home.command(["plugin", "search"])
        .variable("NO_PROXY", "127.0.0.1")
        .run()
        .succeeds();
    assert_eq!(cloud.proxied(), proxied);
    home.command(["plugin", "search"])
        .variable("HTTPS_PROXY", "http://127.0.0.1:9")
        .run()
        .exits(7);
}

#[test]
fn a_server_that_takes_its_time() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let made = make(&publisher, &home, "two-things", "0.2.0");
    publisher.publish(&Index::of([made.clone()]));
    let mut slow = Document::new("");
    slow.delay = Duration::from_secs(30);
    publisher.put(&made.url, slow.clone());
    fails(&home, &["--timeout", "0.8"], 7, "no_answer", &["in time"]);
    publisher.put("index.toml", slow);
    fails(&home, &["--timeout", "0.3"], 7, "no_answer", &["in time"]);
}

/// Answers each connection with these bytes, then keeps it open as long as it is wanted, or closes it.
fn raw(answers: Vec<Vec<u8>>, then: impl Fn() + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let _read = stream.read(&mut request);
            let _written = stream.write_all(&answer);
            then();
        }
    });
    format!("http://{address}/index.toml")
}

fn answer(status: &str, length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

#[test]
fn a_download_that_breaks_off() {
    let home = Home::alone();
    let index = Index::of([Version::missing("two-things", "0.2.0")]).text();
    let whole = answer("200 OK", index.len(), index.as_bytes());
    let cut = answer("200 OK", index.len(), &index.as_bytes()[..20]);
    let url = raw(vec![cut], || {});
    fails(&home, &["--index", &url], 7, "connection_lost", &["127.0.0.1"]);
    let none = answer("404 Not Found", 0, b"");
    let url = raw(vec![whole, none, answer("200 OK", 100_000, &[7; 1000])], || {});
    fails(&home, &["--index", &url], 7, "connection_lost", &["127.0.0.1"]);
}

#[test]
fn a_download_that_stops_and_goes_on_for_ever() {
    let home = Home::alone();
    let index = Index::of([Version::missing("two-things", "0.2.0")]).text();
    let whole = answer("200 OK", index.len(), index.as_bytes());
    let none = answer("404 Not Found", 0, b"");
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let ended = std::sync::Mutex::new(ended);
    let count = std::sync::atomic::AtomicUsize::new(0);
    // The third connection stays open until the test is over.
    let held = move || {
        if count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 2 {
            let _over = ended.lock().unwrap().recv();
        }
    };
    let url = raw(vec![whole, none, answer("200 OK", 100_000, &[7; 1000])], held);
    fails(
        &home,
        &["--index", &url, "--timeout", "0.7"],
        7,
        "no_answer",
        &["in time"],
    );
    drop(end);
}

#[test]
fn a_library_that_is_larger_than_any() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let made = Version::missing("two-things", "0.2.0");
    let mut endless = Document::new(vec![7; 1024 * 1024]);
    endless.endless = true;
    publisher.put(&made.url, endless);
    publisher.publish(&Index::of([made]));
    fails(&home, &[], 8, "fetched_too_large", &["256 MiB"]);
}
