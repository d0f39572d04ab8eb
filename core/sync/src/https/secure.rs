//! TLS round whatever reaches the host, with the first request in the first flight where a
//! ticket of an earlier connection allows it.
//!
//! A new connection takes two round trips before the first request leaves: one for TCP,
//! one for TLS. On the county's ticket the request travels together with the hello, and
//! the second is saved; over 2G that is most of a second. If the county does not know the
//! ticket any more it passes over what came with it, and it is sent once more after the
//! handshake. Nobody who recorded such a flight can play it to the county again, because
//! it takes each ticket once; and what the engine sends may be repeated anyway.

use super::dial::Dial;
use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::{
    client::legacy::connect::{Connected, Connection},
    rt::TokioIo,
};
use rustls::{ClientConfig, pki_types::ServerName};
use std::{
    error::Error,
    future::Future,
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tower_service::Service;

/// HTTP/2 as TLS names it.
pub(super) const H2: &[u8] = b"h2";

/// Opens streams under TLS.
#[derive(Clone)]
pub(super) struct Secure<D> {
    dial: D,
    /// Holds the tickets.
    tls: Arc<ClientConfig>,
    /// Whether the county spoke HTTP/2 the last time: before the handshake's end nobody says so, and a ticket
    /// holds for the same protocol only.
    spoke_h2: Arc<AtomicBool>,
}

impl<D: Dial> Secure<D> {
    pub(super) fn new(dial: D, tls: ClientConfig) -> Self {
        Self { dial, tls: Arc::new(tls), spoke_h2: Arc::default() }
    }
}

impl<D: Dial> Service<Uri> for Secure<D> {
    type Response = Stream<D::Response>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.dial.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let host = to.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let dialling = self.dial.call(to);
        let (tls, spoke_h2) = (Arc::clone(&self.tls), Arc::clone(&self.spoke_h2));
        Box::pin(async move {
            let name = ServerName::try_from(host)?;
            let stream = TokioIo::new(dialling.await.map_err(Into::into)?);
            let early = spoke_h2.load(Ordering::Relaxed);
            let tls = TlsConnector::from(tls).early_data(early).connect(name, stream).await?;
            let (_, session) = tls.get_ref();
            let h2 = if session.is_handshaking() { early } else { session.alpn_protocol() == Some(H2) };
            spoke_h2.store(h2, Ordering::Relaxed);
            Ok(Stream { tls: TokioIo::new(tls), h2 })
        })
    }
}

/// A stream under TLS; its handshake may still be under way.
pub(super) struct Stream<T> {
    tls: TokioIo<TlsStream<TokioIo<T>>>,
    h2: bool,
}

impl<T: Connection> Connection for Stream<T> {
    fn connected(&self) -> Connected {
        let (stream, _) = self.tls.inner().get_ref();
        let connected = stream.inner().connected();
        if self.h2 { connected.negotiated_h2() } else { connected }
    }
}

impl<T: Read + Write + Unpin> Read for Stream<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tls).poll_read(context, into)
    }
}

impl<T: Read + Write + Unpin> Write for Stream<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tls).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tls).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tls).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.tls.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tls).poll_write_vectored(context, parts)
    }
}
