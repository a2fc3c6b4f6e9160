//! The way back from a login page: a request to this machine, or its address pasted by the person.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::{JoinHandle, JoinSet},
};
use url::Url;
use yun_plugin_api::Secret;
use zeroize::Zeroizing;

use super::browser::Parameters;
use crate::text::{Language, message};

/// The longest head of a request that is read, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;
/// How long a browser may take to send one.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How long it may take to be told what came of it.
const LONGEST_ANSWER: Duration = Duration::from_secs(1);
/// How many connections are listened to at once.
const MOST_CONNECTIONS: usize = 64;

/// What a login page led back with.
pub(super) struct Arrived {
    pub(super) parameters: Parameters,
    pub(super) answer: Answer,
}

/// What the browser still waits for.
pub(super) struct Answer(Option<(oneshot::Sender<bool>, JoinHandle<()>)>);

impl Answer {
    /// Tells the browser whether that was it, before the process may end.
    pub(super) async fn send(self, is_done: bool) {
        if let Some((verdict, sending)) = self.0 {
            // A browser that is gone, or does not listen, needs no answer.
            let _ = verdict.send(is_done);
            let _ = tokio::time::timeout(LONGEST_ANSWER, sending).await;
        }
    }
}

/// Listens for the request that a login page leads back with.
pub(super) struct Redirects {
    listener: TcpListener,
    path: String,
    language: Language,
    /// Browsers open connections in advance, and anybody on this machine can open one: none waits for another.
    connections: JoinSet<Option<Arrived>>,
}

impl Redirects {
    pub(super) fn new(listener: TcpListener, path: &str, language: Language) -> Self {
        Self {
            listener,
            path: path.to_owned(),
            language,
            connections: JoinSet::new(),
        }
    }

    /// Waits for the next request that is for the path; others, for an icon for instance, are told that there is nothing.
    /// Nothing is lost when the waiting is broken off and begun again.
    pub(super) async fn next(&mut self) -> Arrived {
        loop {
            let has_room = self.connections.len() < MOST_CONNECTIONS;
            tokio::select! {
                Some(ended) = self.connections.join_next() => {
                    if let Ok(Some(arrived)) = ended {
                        return arrived;
                    }
                }
                accepted = self.listener.accept(), if has_room => match accepted {
                    Ok((stream, _)) => self.listen_to(stream),
                    // Too many open files, for instance: they become fewer.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
            }
        }
    }

    fn listen_to(&mut self, stream: TcpStream) {
        let (path, language) = (self.path.clone(), self.language);
        self.connections.spawn(async move {
            let receiving = tokio::time::timeout(LONGEST_WAIT, received(stream, &path, language));
            receiving.await.unwrap_or_default()
        });
    }
}

async fn received(mut stream: TcpStream, path: &str, language: Language) -> Option<Arrived> {
    let head = head(&mut stream).await?;
    let mut words = head.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let parameters = (method == "GET").then(|| of_target(target, path)).flatten();
    let Some(parameters) = parameters else {
        respond(stream, "404 Not Found", "").await;
        return None;
    };
    let (sender, verdict) = oneshot::channel();
    let sending = tokio::spawn(async move {
        let is_done = verdict.await.unwrap_or(false);
        let said = match is_done {
            true => message!("page-login-done"),
            false => message!("page-login-failed"),
        };
        let status = if is_done { "200 OK" } else { "400 Bad Request" };
        respond(stream, status, &language.say(&said)).await;
    });
    let answer = Answer(Some((sender, sending)));
    Some(Arrived { parameters, answer })
}

async fn head(stream: &mut TcpStream) -> Option<Zeroizing<String>> {
    let mut head = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD));
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD || stream.read_buf(&mut *head).await.ok()? == 0 {
            return None;
        }
    }
    str::from_utf8(&head)
        .ok()
        .map(|head| Zeroizing::new(head.to_owned()))
}

/// Answers with a page that says one sentence.
async fn respond(mut stream: TcpStream, status: &str, sentence: &str) {
    let page = match sentence {
        "" => String::new(),
        sentence => format!(
            "<!doctype html><meta charset=\"utf-8\"><title>yun</title>\
             <body style=\"font:18px sans-serif;margin:4em;text-align:center\">{sentence}</body>"
        ),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nreferrer-policy: no-referrer\r\nconnection: close\r\n\r\n{page}",
        page.len()
    );
    // A browser that does not listen any more has got what it needs.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// Reads a pasted line: the whole address that the browser was led to, or what follows its `?`.
pub(super) fn of_line(line: &str, path: &str) -> Option<Arrived> {
    let line = line.trim();
    let parameters = match Url::parse(line) {
        Ok(url) => of_url(&url, path)?,
        Err(_) => of_target(&format!("{path}?{}", line.trim_start_matches('?')), path)?,
    };
    // Anything at all can be typed; without a state it is not what a login page leads to.
    parameters.contains_key("state").then_some(Arrived {
        parameters,
        answer: Answer(None),
    })
}

fn of_target(target: &str, path: &str) -> Option<Parameters> {
    let base = Url::parse("http://127.0.0.1").ok()?;
    of_url(&base.join(target).ok()?, path)
}

fn of_url(url: &Url, path: &str) -> Option<Parameters> {
    let parameters: Parameters = url
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), Secret::new(value.into_owned())))
        .collect();
    (url.path() == path && !parameters.is_empty()).then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_who_says_nothing_or_asks_for_something_else_is_in_the_way() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut redirects = Redirects::new(listener, "/back", Language::English);
        let mut silent = Vec::new();
        for _ in 0..MOST_CONNECTIONS - 2 {
            silent.push(TcpStream::connect(address).await.expect("connects"));
        }
        let mut icon = TcpStream::connect(address).await.expect("connects");
        icon.write_all(b"GET /favicon.ico HTTP/1.1\r\n\r\n")
            .await
            .expect("is sent");
        let mut browser = TcpStream::connect(address).await.expect("connects");
        browser
            .write_all(b"GET /back?code=c&state=s HTTP/1.1\r\n\r\n")
            .await
            .expect("is sent");
        let arrived = tokio::time::timeout(LONGEST_WAIT / 2, redirects.next())
            .await
            .expect("no silent one is waited for");
        assert_eq!(arrived.parameters["code"].expose(), "c");
        arrived.answer.send(true).await;
        let mut answer = String::new();
        browser.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        drop(silent);
    }

    fn pasted(line: &str) -> Option<Vec<(String, String)>> {
        let arrived = of_line(line, "/cli/callback")?;
        let shown = arrived.parameters.iter();
        Some(
            shown
                .map(|(name, value)| (name.clone(), value.expose().to_owned()))
                .collect(),
        )
    }

    #[test]
    fn an_address_is_taken_whole_or_from_its_question_mark() {
        let expected = Some(vec![
            ("code".to_owned(), "a+b".to_owned()),
            ("state".to_owned(), "s".to_owned()),
        ]);
        for line in [
            " http://127.0.0.1:12345/cli/callback?code=a%2Bb&state=s \n",
            "?code=a%2Bb&state=s",
            "code=a%2Bb&state=s",
        ] {
            assert_eq!(pasted(line), expected, "{line}");
        }
        for line in [
            "",
            "yes",
            "code=a",
            "http://127.0.0.1:12345/other?code=a&state=s",
            "https://a/cli/callback",
        ] {
            assert_eq!(pasted(line), None, "{line}");
        }
    }
}
