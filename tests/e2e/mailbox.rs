//! A place where two plugins that share nothing hand a call id from one to the other: an API that answers late.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
};

/// Answers `GetLend` when the lent id was used, `GetLent` with the id when there is one, and `GetUsed` at once.
pub(crate) struct Mailbox {
    address: String,
}

#[derive(Default)]
struct State {
    lent: Option<String>,
    used: bool,
}

type Shared = Arc<(Mutex<State>, Condvar)>;

impl Mailbox {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let shared = Shared::default();
        // Ends with the test's process: it waits for connections and holds nothing.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || answer(stream, &shared));
            }
        });
        Self { address }
    }

    pub(crate) fn url(&self) -> &str {
        &self.address
    }
}

fn answer(mut stream: TcpStream, (state, changed): &(Mutex<State>, Condvar)) {
    let Some((action, id)) = asked(&stream) else {
        return;
    };
    let mut state = state.lock().unwrap();
    let body = match action.as_str() {
        "GetLend" => {
            (state.lent, state.used) = (Some(id), false);
            changed.notify_all();
            drop(changed.wait_while(state, |state| !state.used).unwrap());
            "{}".to_owned()
        }
        "GetLent" => {
            let mut state = changed.wait_while(state, |state| state.lent.is_none()).unwrap();
            format!(r#"{{"id":"{}"}}"#, state.lent.take().unwrap())
        }
        _ => {
            state.used = true;
            changed.notify_all();
            "{}".to_owned()
        }
    };
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length:";
    // Whoever asked may be gone.
    let _ = write!(stream, "{head} {}\r\n\r\n{body}", body.len());
}

/// The API action, and the parameter `Id`.
fn asked(stream: &TcpStream) -> Option<(String, String)> {
    let mut lines = BufReader::new(stream).lines();
    let target = lines.next()?.ok()?;
    let id = target.split_once("Id=").map_or("", |(_, rest)| rest);
    let id = id.chars().take_while(char::is_ascii_digit).collect();
    for line in lines {
        let line = line.ok()?;
        if let Some(action) = line.to_lowercase().strip_prefix("x-acs-action:") {
            let at = line.len() - action.len();
            return Some((line[at..].trim().to_owned(), id));
        }
    }
    None
}
