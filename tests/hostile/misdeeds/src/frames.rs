//! Frames that are none of the child's to send, written past the child's own code on its connection to the host.

use yun_plugin_api::{__private, Error, Host};

use crate::ends::is_socket;

const ANSWER: u8 = 3;
const SERVICE: u8 = 6;

/// Sends frames of this sort. The call is answered afterwards as if nothing had been.
pub(crate) fn send(sort: &str, host: &Host) -> Result<(), Error> {
    let (_services, id) = __private::parts(host);
    let page = br#"{"rows": [{"id": "m-forged", "name": "f", "status": "Fine", "region": "r"}]}"#;
    match sort {
        // Announces four gigabytes.
        "endless" => write(&u32::MAX.to_le_bytes()),
        "huge-request" => write(&head(80 << 20, SERVICE, id, "api.call")),
        "huge-answer" => write(&head(80 << 20, ANSWER, id, "")),
        "unknown-kind" => write(&head(0, 99, id, "")),
        "from-the-host" => write(&frame(2, id, "resource.list", b"{}")),
        "confined-again" => {
            let all = br#"{"landlock": "full", "seccomp": "full", "limits": "full"}"#;
            write(&frame(9, 0, "", all));
        }
        "never-asked" => write(&frame(ANSWER, id.wrapping_add(1), "", page)),
        // Not that of the call, and not of this plugin.
        "anothers-answer" => write(&frame(ANSWER, 1, "", page)),
        // The second comes from the child's own code.
        "twice" => write(&frame(ANSWER, id, "", page)),
        "long-name" => write(&frame(SERVICE, id, &"n".repeat(5000), b"{}")),
        "no-name" => write(&[
            19, 0, 0, 0, SERVICE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255,
        ]),
        "half" => write(&frame(ANSWER, id, "", page)[..30]),
        "noise" => write(&[0xaa; 4096]),
        // Reads what is meant for the child's own code, so that a service never answers.
        "stolen" => steal(host),
        // Asks and asks, and reads nothing.
        "unread" => {
            let request = br#"{"name": "NOTHING"}"#;
            for _ in 0..20_000 {
                write(&frame(SERVICE, id, "env.get", request));
            }
        }
        "closed" => close(),
        _ => {}
    }
    Ok(())
}

fn head(payload: usize, kind: u8, call_id: u64, method: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(((19 + method.len() + payload) as u32).to_le_bytes());
    bytes.push(kind);
    bytes.extend(call_id.to_le_bytes());
    bytes.extend(7_u64.to_le_bytes());
    bytes.extend((method.len() as u16).to_le_bytes());
    bytes.extend(method.as_bytes());
    bytes
}

fn frame(kind: u8, call_id: u64, method: &str, payload: &[u8]) -> Vec<u8> {
    [head(payload.len(), kind, call_id, method), payload.to_vec()].concat()
}

/// The child's connection.
pub(crate) fn connection() -> Option<i32> {
    (3..64).find(|descriptor| is_socket(*descriptor))
}

fn write(bytes: &[u8]) {
    let Some(connection) = connection() else { return };
    let mut left = bytes;
    while !left.is_empty() {
        // SAFETY: it reads what it is given.
        let written = unsafe { libc::write(connection, left.as_ptr().cast(), left.len()) };
        match usize::try_from(written) {
            Ok(count) if count > 0 => left = &left[count..],
            _ => return,
        }
    }
}

/// Reads the connection until nothing comes any more, while services are asked.
fn steal(host: &Host) {
    let Some(connection) = connection() else { return };
    std::thread::spawn(move || {
        let mut bytes = [0_u8; 4096];
        // SAFETY: it writes no more than it is given.
        while unsafe { libc::read(connection, bytes.as_mut_ptr().cast(), bytes.len()) } > 0 {}
    });
    for _ in 0..100 {
        host.is_cancelled();
    }
}

fn close() {
    for descriptor in (3..64).filter(|descriptor| is_socket(*descriptor)) {
        // SAFETY: none. It takes the connection away from whoever owns it.
        unsafe { libc::close(descriptor) };
    }
}
