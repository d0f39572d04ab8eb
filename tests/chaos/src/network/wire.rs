//! A byte stream between two hosts of the simulation, and what can be done to it: cut after
//! so many bytes, in the middle of whatever they were, or let through slowly, as 2G does.

use axum::serve::Listener;
use http::Uri;
use hyper_util::{
    client::legacy::connect::{Connected, Connection},
    rt::TokioIo,
};
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};
use tower_service::Service;
use turmoil::net::{TcpListener, TcpStream};

/// What goes at once over a slow stream, bytes.
const PIECE: usize = 512;

/// Whole: nothing is counted.
const WHOLE: u64 = u64::MAX;

/// What a phone's streams go through.
#[derive(Debug)]
pub(crate) struct Gauge {
    /// Bytes that may still pass.
    up: AtomicU64,
    down: AtomicU64,
    /// Bytes a second upwards; 0 for as fast as it goes.
    rate: AtomicU64,
}

impl Default for Gauge {
    fn default() -> Self {
        Self { up: AtomicU64::new(WHOLE), down: AtomicU64::new(WHOLE), rate: AtomicU64::new(0) }
    }
}

impl Gauge {
    /// Cuts once so many more bytes have gone up; new streams are whole again.
    pub(crate) fn cut_after_up(&self, bytes: u64) {
        self.up.store(bytes, Ordering::SeqCst);
    }

    /// Cuts once so many more bytes have come down.
    pub(crate) fn cut_after_down(&self, bytes: u64) {
        self.down.store(bytes, Ordering::SeqCst);
    }

    /// So many bytes a second go up, on every stream.
    pub(crate) fn slow(&self, rate: u64) {
        self.rate.store(rate, Ordering::SeqCst);
    }

    /// Nothing will be cut any more.
    pub(crate) fn mend(&self) {
        self.cut_after_up(WHOLE);
        self.cut_after_down(WHOLE);
    }
}

/// Takes from what is left, and says how many may pass.
fn take(left: &AtomicU64, wanted: usize) -> usize {
    let before = left.load(Ordering::SeqCst);
    if before == WHOLE {
        return wanted;
    }
    let allowed = before.min(u64::try_from(wanted).unwrap_or(u64::MAX));
    left.store(before - allowed, Ordering::SeqCst);
    usize::try_from(allowed).unwrap_or(wanted)
}

/// One stream of a phone.
pub(crate) struct Wire {
    stream: TcpStream,
    gauge: Arc<Gauge>,
    is_cut: bool,
    /// Until when nothing more goes up.
    pause: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    /// The stream ends here; the next one will be whole.
    fn cut(&mut self) -> io::Error {
        if !self.is_cut {
            self.is_cut = true;
            self.gauge.cut_after_up(WHOLE);
            self.gauge.cut_after_down(WHOLE);
        }
        io::ErrorKind::ConnectionReset.into()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_cut {
            return Poll::Ready(Err(self.cut()));
        }
        let before = into.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, into))?;
        let came = into.filled().len() - before;
        let allowed = take(&self.gauge.down, came);
        if allowed < came {
            return Poll::Ready(Err(self.cut()));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        if self.is_cut {
            return Poll::Ready(Err(self.cut()));
        }
        let rate = self.gauge.rate.load(Ordering::SeqCst);
        let wanted = if rate == 0 { bytes.len() } else { bytes.len().min(PIECE) };
        let allowed = take(&self.gauge.up, wanted);
        if allowed == 0 && wanted > 0 {
            return Poll::Ready(Err(self.cut()));
        }
        let part = bytes.get(..allowed).unwrap_or(bytes);
        let passed = ready!(Pin::new(&mut self.stream).poll_write(context, part))?;
        if rate > 0 {
            self.pause = Some(Box::pin(sleep(Duration::from_secs_f64(passed as f64 / rate as f64))));
        }
        Poll::Ready(Ok(passed))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Connection for Wire {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

/// How a phone of the simulation reaches a host.
#[derive(Clone)]
pub(crate) struct Dialer(pub(crate) Arc<Gauge>);

impl Service<Uri> for Dialer {
    type Response = TokioIo<Wire>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let gauge = Arc::clone(&self.0);
        Box::pin(async move {
            let host = to.host().unwrap_or_default().to_owned();
            let stream = TcpStream::connect((host, to.port_u16().unwrap_or(443))).await?;
            Ok(TokioIo::new(Wire { stream, gauge, is_cut: false, pause: None }))
        })
    }
}

/// How the county hears of phones.
pub(crate) struct Ear(pub(crate) TcpListener);

impl Listener for Ear {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            // An error is the phone's, which is gone.
            if let Ok(accepted) = self.0.accept().await {
                return accepted;
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}
