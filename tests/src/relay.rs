//! A wire that can be cut: a TCP relay on 127.0.0.1 between a phone and the county.
//! What passes is TLS, so the county's certificate still holds; a cut ends every
//! connection in the middle of a byte stream, as a tunnel does to a train.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// A relay to one address.
pub struct Relay {
    at: SocketAddr,
    gauge: Arc<Gauge>,
}

/// Bytes that may still pass towards the county, and back.
struct Gauge {
    up: AtomicU64,
    down: AtomicU64,
    passed_up: AtomicU64,
    /// What comes down waits while this is set.
    holding: Mutex<bool>,
    let_go: Condvar,
}

impl Relay {
    /// Relays to the county at `https://HOST:PORT`.
    pub fn to(address: &str) -> Self {
        let county = address.trim_start_matches("https://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port can be had");
        let at = listener.local_addr().expect("the port is known");
        let whole = || AtomicU64::new(u64::MAX);
        let gauge = Arc::new(Gauge {
            up: whole(),
            down: whole(),
            passed_up: AtomicU64::new(0),
            holding: Mutex::new(false),
            let_go: Condvar::new(),
        });
        let shared = Arc::clone(&gauge);
        // Ends with the process: the listener is never closed, and waits for nobody.
        thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                if let Ok(county) = TcpStream::connect(&county) {
                    couple(&phone, &county, &shared);
                }
            }
        });
        Self { at, gauge }
    }

    /// Where phones connect.
    pub fn address(&self) -> String {
        format!("https://{}", self.at)
    }

    /// Cuts the wire once so many more bytes have gone up.
    pub fn cut_after_up(&self, bytes: u64) {
        self.gauge.up.store(bytes, Ordering::SeqCst);
    }

    /// Cuts the wire once so many more bytes have come down.
    pub fn cut_after_down(&self, bytes: u64) {
        self.gauge.down.store(bytes, Ordering::SeqCst);
    }

    /// Holds back everything that comes down until the wire is mended.
    pub fn hold_down(&self) {
        *self.gauge.holding.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Mends the wire.
    pub fn mend(&self) {
        *self.gauge.holding.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.gauge.let_go.notify_all();
        self.gauge.up.store(u64::MAX, Ordering::SeqCst);
        self.gauge.down.store(u64::MAX, Ordering::SeqCst);
    }

    /// Bytes that have gone up so far.
    pub fn passed_up(&self) -> u64 {
        self.gauge.passed_up.load(Ordering::SeqCst)
    }
}

fn couple(phone: &TcpStream, county: &TcpStream, gauge: &Arc<Gauge>) {
    for upwards in [true, false] {
        let (Ok(phone), Ok(county)) = (phone.try_clone(), county.try_clone()) else { return };
        let gauge = Arc::clone(gauge);
        thread::spawn(move || {
            let (from, to) = if upwards { (&phone, &county) } else { (&county, &phone) };
            // However it ends, it ends for both directions.
            let _ = pass(from, to, &gauge, upwards);
            let _ = phone.shutdown(Shutdown::Both);
            let _ = county.shutdown(Shutdown::Both);
        });
    }
}

fn pass(mut from: &TcpStream, mut to: &TcpStream, gauge: &Gauge, upwards: bool) -> io::Result<()> {
    let mut buffer = [0; 2048];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        if !upwards {
            let holding = gauge.holding.lock().unwrap_or_else(PoisonError::into_inner);
            drop(gauge.let_go.wait_while(holding, |holding| *holding));
        }
        let left = if upwards { &gauge.up } else { &gauge.down };
        let wanted = u64::try_from(read).unwrap_or(u64::MAX);
        let allowed = take(left, wanted);
        let part = buffer.iter().take(usize::try_from(allowed).unwrap_or(read)).copied().collect::<Vec<_>>();
        to.write_all(&part)?;
        if upwards {
            gauge.passed_up.fetch_add(allowed, Ordering::SeqCst);
        }
        if allowed < wanted {
            return Ok(());
        }
    }
}

/// Takes up to `wanted` from what is left; an unmeasured wire never runs out.
fn take(left: &AtomicU64, wanted: u64) -> u64 {
    let after = |left: u64| if left == u64::MAX { left } else { left.saturating_sub(wanted) };
    let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(after(left)));
    before.unwrap_or_default().min(wanted)
}
