//! `browser.*` and `prompt.*`: services that take a person.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
};

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Key, Ran, Running, Stdout, eventually, in_both_runners, make_program};

use super::{asked, home};

/// A browser that shows nothing and says which page it was to open.
pub(crate) fn with_browser(home: &mut Home<'_>) {
    let browser = home.write("browser", "#!/bin/sh\nprintf '%s\\n' \"$1\" > \"$HOME/page\"\n");
    make_program(&browser);
    home.set("BROWSER", browser);
}

/// The query of the page that the browser was to open.
pub(crate) fn page(home: &Home<'_>) -> String {
    let opened = || fs::read_to_string(home.path("page")).unwrap_or_default();
    eventually("the page is opened", || opened().ends_with('\n'));
    let page = opened().trim().to_owned();
    fs::remove_file(home.path("page")).unwrap();
    page
}

/// The value of a name in a query, decoded as far as it takes here.
pub(crate) fn parameter(page: &str, name: &str) -> String {
    let (_, query) = page.split_once('?').unwrap();
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(&format!("{name}=")))
        .unwrap();
    value.replace("%3A", ":").replace("%2F", "/")
}

/// What the browser does when the page leads it back.
pub(crate) fn led_back(page: &str, query: &str) -> String {
    let address = parameter(page, "redirect_uri");
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /{path}?{query} HTTP/1.1\r\nhost: {host}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn start(home: &Home<'_>, runner: yun_tests::harness::Runner) -> Running {
    let page = json!({"url": "https://login.example/authorize?a=b", "path": "/back"});
    asked("browser.authorize", &page)
        .when("login")
        .invocation(home, runner)
        .start()
}

#[track_caller]
fn code(ran: &Ran) -> String {
    ran.error()["code"].as_str().unwrap().to_owned()
}

#[test]
fn a_page_leads_back_with_the_state_that_it_was_given() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    with_browser(&mut home);
    in_both_runners(|runner| {
        let running = start(&home, runner);
        let page = page(&home);
        assert!(page.starts_with("https://login.example/authorize?a=b&"), "{page}");
        // Anybody on this machine can connect, and browsers do so in advance: that is in nobody's way.
        let address = parameter(&page, "redirect_uri");
        let silent = TcpStream::connect(
            address
                .strip_prefix("http://")
                .unwrap()
                .split_once('/')
                .unwrap()
                .0,
        );
        let state = parameter(&page, "state");
        let answer = led_back(&page, &format!("code=c%20d&state={state}"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let ran = running.finish().exits(1);
        assert_eq!(code(&ran), "answered");
        let message = ran.error()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(r#""parameters":{"code":"c d"}"#), "{message}");
        drop(silent);
    });
}

#[test]
fn another_state_is_a_forged_login() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    with_browser(&mut home);
    in_both_runners(|runner| {
        let running = start(&home, runner);
        let page = page(&home);
        let answer = led_back(&page, "code=c&state=another");
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        let ran = running.finish().exits(4);
        assert_eq!(code(&ran), "login_forged");
    });
}

#[test]
fn a_page_is_encrypted_or_on_this_machine() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    with_browser(&mut home);
    in_both_runners(|runner| {
        for (url, code, exit) in [
            ("http://login.example/", "http_insecure", 4),
            ("file:///etc/passwd", "http_insecure", 4),
            ("javascript:alert(1)", "http_insecure", 4),
            ("no url", "request_malformed", 8),
        ] {
            for service in ["browser.open", "browser.authorize"] {
                let request = json!({"url": url, "path": "/back"});
                asked(service, &request)
                    .when("login")
                    .fails(&home, runner, code, exit);
            }
        }
        let open = asked(
            "browser.open",
            &json!({"url": "https://login.example/device", "code": "ABCD-1234"}),
        );
        open.when("login")
            .is_answered(&home, runner, "{}")
            .says(&["ABCD-1234"]);
        assert_eq!(page(&home), "https://login.example/device");
        let proof = asked("browser.proof_key", &json!({})).when("login");
        proof.is_answered(&home, runner, "challenge");
        assert!(!home.path("page").exists());
    });
}

#[test]
fn a_question_needs_somebody_who_can_answer() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let question = json!({"title": {"en": "The code", "zh": "验证码"}, "kind": "secret"});
    in_both_runners(|runner| {
        for moment in ["login", "resolve"] {
            let asked = asked("prompt.ask", &question).when(moment);
            asked.fails(&home, runner, "prompt_unavailable", 4);
            let at_terminal = asked
                .invocation(&home, runner)
                .at_terminal(100, 30, Stdout::Piped);
            at_terminal.answers("The code", "0815");
            let ran = at_terminal.finish();
            assert_eq!(ran.code, 1, "{}", ran.stderr);
            ran.says(&["0815"]);
            let unwilling = asked.invocation(&home, runner).arguments(["--no-input"]);
            let ran = unwilling.at_terminal(100, 30, Stdout::Piped).finish();
            assert_eq!(ran.code, 4, "{}", ran.stderr);
            ran.says(&["prompt_unavailable"]);
        }
        let left = asked("prompt.ask", &question)
            .when("login")
            .invocation(&home, runner);
        let left = left.at_terminal(100, 30, Stdout::Piped);
        left.waits_for("The code").presses(Key::Interrupt);
        assert_eq!(left.finish().code, 130);
    });
}
