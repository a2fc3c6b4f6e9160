//! A forward proxy on loopback: `CONNECT` for TLS, absolute-form requests for plain HTTP. It leads to addresses on
//! loopback and, whatever other host is named, to the local cloud itself: nothing leaves the machine.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use super::state::State;

const LARGEST_HEAD_BYTES: usize = 64 << 10;

/// Where the local cloud itself listens.
#[derive(Clone, Copy)]
pub(crate) struct Targets {
    pub(crate) plain: SocketAddr,
    pub(crate) tls: SocketAddr,
}

/// Serves as a proxy until the runtime ends.
pub(crate) async fn serve(listener: TcpListener, targets: Targets, state: Arc<State>) -> Infallible {
    loop {
        if let Ok((client, _)) = listener.accept().await {
            let state = Arc::clone(&state);
            tokio::spawn(async move {
                // A connection that breaks is for its two ends to notice.
                let _ended = pass(client, targets, &state).await;
            });
        }
    }
}

async fn pass(mut client: TcpStream, targets: Targets, state: &State) -> std::io::Result<()> {
    let Some((head, rest)) = read_head(&mut client).await? else {
        return Ok(());
    };
    let Some(way) = Way::read(&head, targets) else {
        return client
            .write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .await;
    };
    state.proxied.fetch_add(1, Ordering::SeqCst);
    let mut server = TcpStream::connect(way.target).await?;
    match way.head {
        Some(head) => server.write_all(head.as_bytes()).await?,
        None => {
            client
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .await?;
        }
    }
    server.write_all(&rest).await?;
    copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}

/// The head of the first request, and the bytes that were read beyond it.
async fn read_head(client: &mut TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut read = Vec::new();
    loop {
        if let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let rest = read.split_off(end + 4);
            return Ok(Some((String::from_utf8_lossy(&read).into_owned(), rest)));
        }
        if read.len() > LARGEST_HEAD_BYTES || client.read_buf(&mut read).await? == 0 {
            return Ok(None);
        }
    }
}

/// Where a request goes, and its head as the server shall see it; none for a tunnel.
struct Way {
    target: SocketAddr,
    head: Option<String>,
}

impl Way {
    fn read(head: &str, targets: Targets) -> Option<Self> {
        let (first, fields) = head.split_once("\r\n")?;
        let mut words = first.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        if method == "CONNECT" {
            return Some(Self {
                target: loopback(target).unwrap_or(targets.tls),
                head: None,
            });
        }
        let (host, path) = split_authority(target.strip_prefix("http://")?);
        // One request a connection: the next one may be for another host.
        let fields: String = fields
            .split_inclusive("\r\n")
            .filter(|field| {
                let name = field.split(':').next().unwrap_or_default().to_lowercase();
                !matches!(
                    name.as_str(),
                    "connection" | "proxy-connection" | "proxy-authorization"
                )
            })
            .collect();
        Some(Self {
            target: loopback(host).unwrap_or(targets.plain),
            head: Some(format!(
                "{method} {path} {version}\r\nconnection: close\r\n{fields}"
            )),
        })
    }
}

/// Host and port, and the rest of the address as origin form.
fn split_authority(address: &str) -> (&str, String) {
    let end = address.find(['/', '?']).unwrap_or(address.len());
    let (authority, path) = address.split_at(end);
    if path.starts_with('/') {
        (authority, path.to_owned())
    } else {
        (authority, format!("/{path}"))
    }
}

fn loopback(authority: &str) -> Option<SocketAddr> {
    let authority = authority.replace("localhost:", "127.0.0.1:");
    authority
        .parse()
        .ok()
        .filter(|address: &SocketAddr| address.ip().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets() -> Targets {
        Targets {
            plain: SocketAddr::from(([127, 0, 0, 1], 80)),
            tls: SocketAddr::from(([127, 0, 0, 1], 443)),
        }
    }

    #[test]
    fn a_foreign_host_leads_to_the_local_cloud() {
        let head =
            "POST http://ecs.aliyuncs.com?a=b HTTP/1.1\r\nHost: ecs.aliyuncs.com\r\nConnection: x\r\n\r\n";
        let way = Way::read(head, targets()).unwrap();
        assert_eq!(way.target, targets().plain);
        let expected = "POST /?a=b HTTP/1.1\r\nconnection: close\r\nHost: ecs.aliyuncs.com\r\n\r\n";
        assert_eq!(way.head.unwrap(), expected);
        let tunnel = Way::read("CONNECT ecs.aliyuncs.com:443 HTTP/1.1\r\n\r\n", targets()).unwrap();
        assert_eq!((tunnel.target, tunnel.head), (targets().tls, None));
    }

    #[test]
    fn a_loopback_address_is_reached_as_named() {
        let way = Way::read("CONNECT localhost:9 HTTP/1.1\r\n\r\n", targets()).unwrap();
        assert_eq!(way.target, SocketAddr::from(([127, 0, 0, 1], 9)));
        assert!(Way::read("GET / HTTP/1.1\r\n\r\n", targets()).is_none());
    }
}
