//! How long an answer is waited for, over a pipe in memory and a clock that jumps.

use super::*;
use hyper_util::client::legacy::connect::{Connected, Connection};
use std::{
    pin::Pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf},
    sync::mpsc,
    time::Instant,
};
use tower_service::Service;

struct Pipe(DuplexStream);

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl Connection for Pipe {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

/// Hands the far end of each new pipe to the server, and counts them.
#[derive(Clone)]
struct Pipes {
    server: mpsc::UnboundedSender<DuplexStream>,
    opened: Arc<AtomicUsize>,
}

impl Service<Uri> for Pipes {
    type Response = TokioIo<Pipe>;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<TokioIo<Pipe>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let (near, far) = tokio::io::duplex(1 << 20);
        self.opened.fetch_add(1, Ordering::SeqCst);
        let taken = self.server.send(far).map_err(|_| io::Error::from(io::ErrorKind::ConnectionRefused));
        std::future::ready(taken.map(|()| TokioIo::new(Pipe(near))))
    }
}

/// How a server answers a path.
async fn answered(path: &str) -> Response<Full<Bytes>> {
    let (what, number) = path.trim_start_matches('/').split_once('/').unwrap();
    let number: u64 = number.parse().unwrap();
    match what {
        "after" => tokio::time::sleep(Duration::from_secs(number)).await,
        "never" => std::future::pending().await,
        _ => {}
    }
    let bytes = if what == "bytes" { number } else { 2 };
    Response::new(Full::new(Bytes::from(vec![b'x'; usize::try_from(bytes).unwrap()])))
}

struct Link {
    transport: Arc<dyn Transport>,
    opened: Arc<AtomicUsize>,
}

impl Link {
    fn open() -> Self {
        let authority = Authority::new();
        let (chain, key) = authority.issue("county.invalid", (2020, 2040));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        tls.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(tls));
        let (server, mut pipes) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(pipe) = pipes.recv().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(pipe).await else { return };
                    let service = service_fn(|request: hyper::Request<Incoming>| async move {
                        Ok::<_, Infallible>(answered(request.uri().path()).await)
                    });
                    // The client hangs up when it has seen enough.
                    let _ = auto::Builder::new(TokioExecutor::new())
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        let opened = Arc::new(AtomicUsize::new(0));
        let dial = Pipes { server, opened: Arc::clone(&opened) };
        let connector = HttpsConnector::over(dial, Arc::new(Fixed(KnownTime::Nothing)));
        let transport = connector.connect("https://county.invalid", authority.pin()).unwrap();
        Self { transport, opened }
    }

    async fn ask(&self, path: &str, body: usize) -> (Result<Response<Vec<u8>>, TransportError>, Duration) {
        let began = Instant::now();
        let mut request = Request::new(vec![0; body]);
        *request.uri_mut() = path.parse().unwrap();
        (self.transport.send(request).await, began.elapsed())
    }

    fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }
}

const A_MOMENT: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn one_connection_serves_until_a_request_is_not_answered_and_then_a_fresh_one_does() {
    let link = Link::open();
    for _ in 0..2 {
        assert!(link.ask("/after/1", 0).await.0.is_ok());
    }
    assert_eq!(link.opened(), 1, "a connection that answers is kept");
    let (nothing, took) = link.ask("/never/0", 0).await;
    assert_eq!(nothing.unwrap_err(), TransportError::TimedOut);
    assert!((SILENCE..SILENCE + A_MOMENT).contains(&took), "{took:?}");
    assert!(link.ask("/after/1", 0).await.0.is_ok());
    assert_eq!(link.opened(), 2, "what did not answer is not asked again");
    assert!(timeout(A_MOMENT, link.ask("/never/0", 0)).await.is_err());
    assert!(link.ask("/after/1", 0).await.0.is_ok());
    assert_eq!(link.opened(), 3, "nor what was given up by whoever asked");
}

#[tokio::test(start_paused = true)]
async fn a_body_is_given_the_time_that_it_takes_on_the_slowest_link() {
    let link = Link::open();
    let minute = 60 * usize::try_from(SLOWEST).unwrap();
    let (nothing, took) = link.ask("/never/0", minute + 1).await;
    assert_eq!(nothing.unwrap_err(), TransportError::TimedOut);
    let whole = SILENCE + Duration::from_secs(60);
    assert!((whole..whole + A_MOMENT).contains(&took), "{took:?}");
    assert!(link.ask("/after/500", 9 * minute).await.0.is_ok(), "longer than any small request may take");
}

#[tokio::test(start_paused = true)]
async fn no_request_outlives_the_engines_patience() {
    let link = Link::open();
    // Nothing is heard for longer than the whole may take: the body alone would be given three minutes and ten seconds.
    let (nothing, took) = link.ask("/never/0", 115 * usize::try_from(SLOWEST).unwrap()).await;
    assert_eq!(nothing.unwrap_err(), TransportError::TimedOut);
    assert!((WHOLE..WHOLE + A_MOMENT).contains(&took), "{took:?}");
    assert!(took < Duration::from_millis(REQUEST_MILLIS));
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_be_as_long_as_is_agreed_and_no_longer() {
    let link = Link::open();
    let most = limits::UNFOLDED_BYTES;
    let (answer, _) = link.ask(&format!("/bytes/{most}"), 0).await;
    assert_eq!(answer.unwrap().body().len(), most);
    let (answer, _) = link.ask(&format!("/bytes/{}", most + 1), 0).await;
    assert_eq!(answer.unwrap_err(), TransportError::TooLarge);
}
