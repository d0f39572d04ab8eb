//! How a host is reached: by TCP in the field, through a simulated network under test.
//! Everything above it (TLS, the pin, HTTP, what a failure means) is the same.

use http::Uri;
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::{Connection, HttpConnector};
use std::{
    error::Error,
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::timeout;
use tower_service::Service;

/// 2G takes seconds to connect, and a rural cell minutes to give up.
const CONNECT: Duration = Duration::from_secs(45);
/// How often TCP asks whether an idle peer is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

type BoxError = Box<dyn Error + Send + Sync>;

/// Opens a stream of bytes to the host of a URI.
pub trait Dial:
    Service<
        Uri,
        Response: Read + Write + Connection + Send + Unpin + 'static,
        Future: Send + 'static,
        Error: Into<BoxError>,
    > + Clone
    + Send
    + Sync
    + 'static
{
}

impl<D> Dial for D where
    D: Service<
            Uri,
            Response: Read + Write + Connection + Send + Unpin + 'static,
            Future: Send + 'static,
            Error: Into<BoxError>,
        > + Clone
        + Send
        + Sync
        + 'static
{
}

/// TCP, to whichever address of the host answers first. What was sent and is not acknowledged within `silence`
/// ends the connection, where the platform can be told so.
pub(super) fn tcp(silence: Duration) -> HttpConnector {
    let mut tcp = HttpConnector::new();
    // TLS is put round it.
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_keepalive(Some(KEEP_ALIVE));
    #[cfg(any(target_os = "android", target_os = "linux"))]
    tcp.set_tcp_user_timeout(Some(silence));
    #[cfg(not(any(target_os = "android", target_os = "linux")))]
    let _ = silence;
    tcp
}

/// Bounds the whole of a connection's beginning, the handshake included.
#[derive(Clone)]
pub(super) struct Patient<S>(pub(super) S);

impl<S> Service<Uri> for Patient<S>
where
    S: Service<Uri, Error = BoxError>,
    S::Response: Send,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let connecting = self.0.call(to);
        Box::pin(async move {
            timeout(CONNECT, connecting).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
        })
    }
}
