//! The server's life: accepts until told to stop, then lets every request that has
//! begun come to its end.
//!
//! A connection costs little and may be held open by anyone, so each stage has a bound:
//! the number of connections, the TLS handshake, the head of a request, a silent HTTP/2
//! peer. Bodies bound themselves (see `body`).

use super::{Front, Peer, line::Line, router, secured};
use crate::{permissions as table, tls::CountyTls};
use axum::{
    Router,
    body::Body,
    serve::{Listener, ListenerExt as _},
};
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
};
use rustls::ServerConfig;
use std::{future::Future, io, net::SocketAddr, panic::resume_unwind, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::Semaphore,
    time::timeout,
};
use tower::ServiceExt as _;

/// Connections at the same moment; the next waits in the kernel's queue.
const CONNECTIONS: usize = 8_192;

/// A handshake over 2G takes a handful of round trips of a second each.
const HANDSHAKE: Duration = Duration::from_secs(60);

/// The head of a request, from its first byte.
const HEAD: Duration = Duration::from_secs(60);

/// How often a silent HTTP/2 peer is asked whether it is still there, and how long it may take to say so.
const KEEP_ALIVE: Duration = Duration::from_secs(60);

/// How long requests that have begun may take once the server was told to stop.
const GRACE: Duration = Duration::from_secs(30);

/// Serves until `shutdown`, then finishes what has begun. Without `tls`, in clear: behind a proxy on this machine only.
pub async fn run(
    listener: TcpListener,
    front: Front,
    tls: Option<CountyTls>,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    // Answers are small and whole: waiting to fill a packet only costs time.
    let prompt = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    run_over(prompt, front, tls, shutdown).await
}

/// The same over another network than TCP. The listener takes up its own failures.
pub async fn run_over(
    mut listener: impl Listener<Addr = SocketAddr>,
    front: Front,
    tls: Option<CountyTls>,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let connection = Connection { router: router(front), tls: tls.map(|tls| tls.config), builder: builder() };
    let graceful = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    tokio::pin!(shutdown);
    loop {
        let permit = tokio::select! {
            () = &mut shutdown => break,
            permit = Arc::clone(&permits).acquire_owned() => permit.map_err(io::Error::other)?,
        };
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        let ((stream, peer), connection, watcher) = (accepted, connection.clone(), graceful.watcher());
        tokio::spawn(async move {
            connection.serve(stream, peer, watcher).await;
            drop(permit);
        });
    }
    drop(listener);
    if timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not come to their end");
    }
    Ok(())
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // No phone reads a date: the server's time comes signed with tokens, and thirty bytes a day add up.
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).auto_date_header(false);
    builder
        .http2()
        .timer(TokioTimer::new())
        .auto_date_header(false)
        .keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE)
        .max_concurrent_streams(64)
        .max_header_list_size(16 * 1024);
    builder
}

#[derive(Clone)]
struct Connection {
    router: Router,
    tls: Option<Arc<ServerConfig>>,
    builder: Builder<TokioExecutor>,
}

impl Connection {
    async fn serve(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: SocketAddr,
        watcher: Watcher,
    ) {
        match self.tls.clone() {
            None => self.speak(stream, peer, watcher).await,
            Some(tls) => match timeout(HANDSHAKE, secured::accept(stream, tls)).await {
                Ok(Ok(stream)) => self.speak(stream, peer, watcher).await,
                Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
                Err(_) => tracing::debug!("a handshake took too long"),
            },
        }
    }

    async fn speak(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: SocketAddr,
        watcher: Watcher,
    ) {
        let (router, batches) = (self.router, Line::default());
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer.ip()));
            // Here requests still come one after the other.
            if request.uri().path() == table::BATCH.path {
                request.extensions_mut().insert(batches.join());
            }
            // What came of a file is kept though its connection breaks: nobody's going away ends this work.
            let outlives = request.uri().path().starts_with(table::MEDIA_BEGIN.path);
            let answered = router.clone().oneshot(request);
            async move {
                if !outlives {
                    return answered.await;
                }
                tokio::spawn(answered).await.unwrap_or_else(|panicked| resume_unwind(panicked.into_panic()))
            }
        });
        let connection = self.builder.serve_connection(TokioIo::new(stream), service).into_owned();
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(error, "a connection broke");
        }
    }
}
