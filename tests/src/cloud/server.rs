//! The HTTP side: accepts connections, plain and TLS, and hands each request to the gateway. It has an accept loop of
//! its own, because some answers are that the connection just ends.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::answer::Answer;
use super::gateway::{self, Reply};
use super::record::Transport;
use super::request::ApiRequest;
use super::state::State;

/// More than any action takes.
const LARGEST_REQUEST_BYTES: usize = 16 << 20;

/// Marks a response in whose place the connection is closed.
#[derive(Clone, Copy)]
struct DropConnection;

#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped on purpose")]
struct Dropped;

/// All that the local cloud serves, by path.
pub(crate) fn routes(state: Arc<State>) -> Router {
    Router::new()
        .route("/_local/world", get(world))
        .fallback(api)
        .with_state(state)
}

/// Serves plain HTTP until the runtime ends.
pub(crate) async fn serve_plain(listener: TcpListener, routes: Router, state: Arc<State>) -> Infallible {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let (routes, connection) = (routes.clone(), state.connections.open());
            tokio::spawn(async move {
                serve_connection(stream, routes, Transport::Http).await;
                drop(connection);
            });
        }
    }
}

/// Serves HTTPS until the runtime ends.
pub(crate) async fn serve_tls(listener: TcpListener, acceptor: TlsAcceptor, routes: Router) -> Infallible {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let (acceptor, routes) = (acceptor.clone(), routes.clone());
            tokio::spawn(async move {
                // A client that refuses the certificate is the client's to report.
                if let Ok(stream) = acceptor.accept(stream).await {
                    serve_connection(stream, routes, Transport::Https).await;
                }
            });
        }
    }
}

async fn serve_connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    routes: Router,
    transport: Transport,
) {
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(transport);
        let response = routes.call(request);
        async move {
            let response = response.await.unwrap_or_else(|never| match never {});
            match response.extensions().get::<DropConnection>() {
                Some(DropConnection) => Err(Dropped),
                None => Ok(response),
            }
        }
    });
    // Errors here are clients that went away, and connections dropped on purpose.
    let _ended = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn api(Extract(state): Extract<Arc<State>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_REQUEST_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    match gateway::reply(&state, &ApiRequest::read(&parts, body)).await {
        Reply::Answer(answer) => response(&state, answer),
        Reply::Drop => {
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(DropConnection);
            response
        }
    }
}

/// What the local cloud holds, without users and keys: the truth that interoperability tests compare with.
async fn world(Extract(state): Extract<Arc<State>>) -> Response {
    let world = {
        let mut world = state.world();
        world.move_on(state.now());
        serde_json::to_value(&**world).expect("plain data can be written as JSON")
    };
    response(&state, Answer::json(200, &world))
}

fn response(state: &State, answer: Answer) -> Response {
    let body = if answer.endless {
        Body::new(Endless(Bytes::from(answer.body)))
    } else {
        Body::from(answer.body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let date = state.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let all = [
        ("date".to_owned(), date),
        ("content-type".to_owned(), answer.content_type),
    ];
    for (name, value) in all.into_iter().chain(answer.headers) {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&value),
        ) {
            headers.insert(name, value);
        }
    }
    response
}

/// A body that repeats one piece until its reader goes away.
struct Endless(Bytes);

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(self.0.clone()))))
    }
}
