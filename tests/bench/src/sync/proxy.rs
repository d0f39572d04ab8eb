//! What stands between a phone and its server, for both sides alike: it counts every
//! byte of the TCP streams, and can make the way as slow as a rural cell.
//!
//! A slow way delays each direction by half a round trip, lets bits through at a rate
//! that all connections share, and lets a new connection's first byte start only after
//! one whole round trip, as TCP's handshake would. Packets are not lost and headers below
//! TCP are not counted.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};

/// Bytes read at once on a slow way: about a packet.
const PACKET: usize = 1_400;
/// Bytes read at once on a fast one.
const CHUNK: usize = 64 * 1024;

/// Packets that may be on their way at once; then the sender waits.
const UNDER_WAY: usize = 64;

/// How slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// There and back.
    pub round_trip: Duration,
    /// Bits a second towards the server.
    pub up_bits: u64,
    /// Bits a second towards the phone.
    pub down_bits: u64,
}

/// Bytes that went through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Towards the server.
    pub up: u64,
    /// Towards the phone.
    pub down: u64,
    /// Connections opened.
    pub connections: u64,
}

impl Counted {
    /// Both ways.
    pub fn bytes(self) -> u64 {
        self.up + self.down
    }
}

/// One proxy, on threads of its own named `proxy`.
pub struct Proxy {
    at: SocketAddr,
    shared: Arc<Shared>,
    runtime: Runtime,
}

struct Shared {
    to: SocketAddr,
    up: Way,
    down: Way,
    connections: AtomicU64,
    link: Mutex<Option<Link>>,
    /// Changes when every connection is to end.
    cut: watch::Sender<u64>,
    open: watch::Sender<usize>,
}

/// One direction.
#[derive(Default)]
struct Way {
    bytes: AtomicU64,
    /// Bytes until the wire is cut; `u64::MAX`: it is not.
    left: Uncut,
    /// When the last bit that was let through will have gone.
    free: Mutex<Option<Instant>>,
}

/// Bytes that may still pass.
struct Uncut(AtomicU64);

impl Default for Uncut {
    fn default() -> Self {
        Self(AtomicU64::new(u64::MAX))
    }
}

impl Uncut {
    fn is_armed(&self) -> bool {
        self.0.load(Ordering::SeqCst) != u64::MAX
    }

    /// Whether so many more bytes are too many.
    fn ends_with(&self, bytes: u64) -> bool {
        let take = |left: u64| Some(if left == u64::MAX { left } else { left.saturating_sub(bytes) });
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok_and(|left| left <= bytes)
    }
}

impl Way {
    /// When bytes that are here now will be there.
    fn arrival(&self, bytes: usize, bits: u64, round_trip: Duration) -> Instant {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = free.map_or_else(Instant::now, |free| free.max(Instant::now()));
        let ends = begins + Duration::from_secs_f64(bytes as f64 * 8.0 / bits.max(1) as f64);
        *free = Some(ends);
        ends + round_trip / 2
    }
}

impl Proxy {
    /// Stands in front of `to`.
    pub fn before(to: SocketAddr) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("proxy")
            .enable_all()
            .build()?;
        let shared = Arc::new(Shared {
            to,
            up: Way::default(),
            down: Way::default(),
            connections: AtomicU64::new(0),
            link: Mutex::new(None),
            cut: watch::Sender::new(0),
            open: watch::Sender::new(0),
        });
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
        let at = listener.local_addr()?;
        runtime.spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { at, shared, runtime })
    }

    /// Where it listens.
    pub fn at(&self) -> SocketAddr {
        self.at
    }

    /// What went through since the last time this was asked.
    pub fn take(&self) -> Counted {
        let Shared { up, down, connections, .. } = &*self.shared;
        Counted {
            up: up.bytes.swap(0, Ordering::Relaxed),
            down: down.bytes.swap(0, Ordering::Relaxed),
            connections: connections.swap(0, Ordering::Relaxed),
        }
    }

    /// Cuts the wire once so many more bytes have come through from the phone: what came through is there,
    /// what had not is lost, and was not counted.
    pub fn cut_after_up(&self, bytes: u64) {
        self.shared.up.left.0.store(bytes, Ordering::SeqCst);
    }

    /// Whether it was cut since; the wire is whole again.
    pub fn was_cut(&self) -> bool {
        let left = &self.shared.up.left.0;
        left.compare_exchange(0, u64::MAX, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    /// Ends every connection, and makes the next ones slow, or fast again.
    pub fn reopen_as(&self, link: Option<Link>) {
        *self.shared.link.lock().unwrap_or_else(PoisonError::into_inner) = link;
        self.shared.cut.send_modify(|cut| *cut += 1);
        let mut open = self.shared.open.subscribe();
        self.runtime.block_on(async move {
            // An error means that nobody is left to be connected.
            let _ = open.wait_for(|open| *open == 0).await;
        });
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((phone, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::Relaxed);
        shared.open.send_modify(|open| *open += 1);
        let (shared, mut cut) = (Arc::clone(&shared), shared.cut.subscribe());
        tokio::spawn(async move {
            tokio::select! {
                _ = cut.changed() => {}
                // A broken connection is the ends' business.
                _ = carry(phone, &shared) => {}
            }
            shared.open.send_modify(|open| *open -= 1);
        });
    }
}

async fn carry(phone: TcpStream, shared: &Shared) -> io::Result<()> {
    let began = Instant::now();
    let link = *shared.link.lock().unwrap_or_else(PoisonError::into_inner);
    let server = TcpStream::connect(shared.to).await?;
    phone.set_nodelay(true)?;
    server.set_nodelay(true)?;
    if let Some(link) = link {
        sleep_until(began + link.round_trip).await;
    }
    let (from_phone, to_phone) = phone.into_split();
    let (from_server, to_server) = server.into_split();
    let slow = link.map(|link| (link.up_bits, link.down_bits, link.round_trip));
    let (mut from_server, mut to_server) = (from_server, to_server);
    let up = pump(from_phone, &mut to_server, &shared.up, slow.map(|(up, _, trip)| (up, trip)));
    let down = pump(&mut from_server, to_phone, &shared.down, slow.map(|(_, down, trip)| (down, trip)));
    let carried = tokio::try_join!(up, down).map(|_| ());
    if carried.is_err() {
        // The phone's end is gone. What had come through before is there, and the server may read it.
        to_server.shutdown().await?;
        tokio::io::copy(&mut from_server, &mut tokio::io::sink()).await?;
    }
    carried
}

async fn pump(
    from: impl AsyncRead + Unpin,
    to: impl AsyncWrite + Unpin,
    way: &Way,
    slow: Option<(u64, Duration)>,
) -> io::Result<()> {
    let (packets, arriving) = mpsc::channel(UNDER_WAY);
    let read = read(from, packets, way, slow);
    tokio::try_join!(read, deliver(to, arriving, way)).map(|_| ())
}

type Packet = (Option<Instant>, Vec<u8>);

async fn read(
    mut from: impl AsyncRead + Unpin,
    packets: mpsc::Sender<Packet>,
    way: &Way,
    slow: Option<(u64, Duration)>,
) -> io::Result<()> {
    let mut buffer = vec![0; if slow.is_some() { PACKET } else { CHUNK }];
    loop {
        let most = if way.left.is_armed() { PACKET } else { buffer.len() };
        let length = from.read(buffer.get_mut(..most).unwrap_or_default()).await?;
        let arrives = slow.map(|(bits, round_trip)| way.arrival(length, bits, round_trip));
        let bytes = buffer.get(..length).unwrap_or_default().to_vec();
        if packets.send((arrives, bytes)).await.is_err() || length == 0 {
            return Ok(());
        }
    }
}

async fn deliver(
    mut to: impl AsyncWrite + Unpin,
    mut arriving: mpsc::Receiver<Packet>,
    way: &Way,
) -> io::Result<()> {
    while let Some((arrives, bytes)) = arriving.recv().await {
        if let Some(arrives) = arrives {
            sleep_until(arrives).await;
        }
        if bytes.is_empty() {
            break;
        }
        to.write_all(&bytes).await?;
        let length = bytes.len() as u64;
        way.bytes.fetch_add(length, Ordering::Relaxed);
        if way.left.ends_with(length) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
    }
    to.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{Read, Write},
        net::{self, TcpListener},
        thread,
    };

    /// Answers every byte with two, until the other end is done.
    fn doubling() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut asked = Vec::new();
                if stream.read_to_end(&mut asked).is_ok() {
                    let _ = stream.write_all(&asked.repeat(2));
                }
            }
        });
        at
    }

    fn ask(proxy: &Proxy, bytes: usize) -> usize {
        let mut stream = net::TcpStream::connect(proxy.at()).unwrap();
        stream.write_all(&vec![7; bytes]).unwrap();
        stream.shutdown(net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer.len()
    }

    #[test]
    fn every_byte_is_counted_once_each_way() {
        let proxy = Proxy::before(doubling()).unwrap();
        assert_eq!(ask(&proxy, 100_000), 200_000);
        assert_eq!(ask(&proxy, 1), 2);
        let counted = Counted { up: 100_001, down: 200_002, connections: 2 };
        assert_eq!(proxy.take(), counted);
        assert_eq!(counted.bytes(), 300_003);
        assert_eq!(proxy.take(), Counted::default());
    }

    #[test]
    fn a_wire_is_cut_where_it_was_said_and_whole_again() {
        let proxy = Proxy::before(doubling()).unwrap();
        proxy.cut_after_up(10_000);
        let mut stream = net::TcpStream::connect(proxy.at()).unwrap();
        // Whether the whole of it is still taken is the kernel's business.
        let _ = stream.write_all(&[7; 50_000]);
        let _ = stream.shutdown(net::Shutdown::Write);
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer);
        assert!(ended.is_err() || answer.is_empty());
        let up = proxy.take().up;
        assert!((10_000..10_000 + PACKET as u64).contains(&up), "{up}");
        assert!(proxy.was_cut() && !proxy.was_cut());
        assert_eq!(ask(&proxy, 100_000), 200_000);
    }

    #[test]
    fn a_slow_way_takes_its_round_trips_and_its_bits() {
        let proxy = Proxy::before(doubling()).unwrap();
        let round_trip = Duration::from_millis(40);
        proxy.reopen_as(Some(Link { round_trip, up_bits: 800_000, down_bits: 8_000_000 }));
        let began = std::time::Instant::now();
        assert_eq!(ask(&proxy, 10_000), 20_000);
        // Two round trips (handshake, question and answer), 100 ms up, 20 ms down.
        assert!(began.elapsed() >= round_trip * 2 + Duration::from_millis(120), "{:?}", began.elapsed());
        assert_eq!(proxy.take(), Counted { up: 10_000, down: 20_000, connections: 1 });
        proxy.reopen_as(None);
        assert_eq!(ask(&proxy, 5), 10);
    }
}
