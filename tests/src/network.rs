//! Weather round the real transport of one phone.
//!
//! A [`Network`] is what the phone's radio sees: a standing [`Weather`], and
//! [`Mishap`]s that befall the next request to a route, once each. What passes really
//! passes: TLS, HTTP and the county's certificate are those of the field.

use async_trait::async_trait;
use doorstep_protocol::digest::Digest;
use doorstep_sync::{
    https::HttpsConnector,
    transport::{BadAddress, Connector, Transport, TransportError},
};
use http::{HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use std::{
    collections::VecDeque,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// How things stand until they change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// Everything passes.
    #[default]
    Good,
    /// Nothing does.
    Offline,
    /// A café answers every request with 200 and its own page.
    Portal,
    /// The county, or something before it, answers everything with this status.
    Trouble(u16),
    /// One request in three is lost on its way, one answer in three on its own; the seed says which.
    Patchy(u64),
}

/// What befalls one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// It never arrives.
    RequestLost,
    /// The county has done what was asked; nobody hears of it.
    AnswerLost,
    /// It arrives twice.
    Doubled,
    /// Something answers with this status.
    Trouble(u16),
    /// It waits on its way until [`Network::release`].
    Held,
}

/// What one phone's radio sees.
#[derive(Default)]
pub struct Network {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    weather: Weather,
    mishaps: VecDeque<(String, Mishap)>,
    asked: Vec<String>,
    /// Bytes cost nothing, as they do at the station.
    free: bool,
    /// Where connections to the county go instead.
    detour: Option<String>,
    /// How many requests wait.
    held: usize,
    /// Lets them go.
    gate: Arc<Notify>,
}

impl Network {
    /// A good network.
    pub fn good() -> Arc<Self> {
        Arc::default()
    }

    /// Changes the weather.
    pub fn set(&self, weather: Weather) {
        self.state().weather = weather;
    }

    /// Whether bytes cost anything; they do, unless told otherwise.
    pub fn set_free(&self, free: bool) {
        self.state().free = free;
    }

    /// Lets something befall the next request whose path begins so; several for one route befall in order.
    pub fn next(&self, path: &str, mishap: Mishap) {
        self.state().mishaps.push_back((path.to_owned(), mishap));
    }

    /// From now on new connections go to this address, such as a [`crate::relay::Relay`]'s.
    pub fn detour(&self, address: Option<String>) {
        self.state().detour = address;
    }

    /// How many requests wait on their way.
    pub fn held(&self) -> usize {
        self.state().held
    }

    /// Lets every request that waits go on.
    pub fn release(&self) {
        self.state().gate.notify_waiters();
    }

    /// How many requests the phone has made to a route so far, in whatever weather.
    pub fn asked(&self, path: &str) -> usize {
        self.state().asked.iter().filter(|asked| asked.starts_with(path)).count()
    }

    /// The path of every request so far, in order.
    pub fn requests(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    /// A connector of the field that sees this weather.
    pub fn connector(self: &Arc<Self>, field: HttpsConnector) -> Arc<dyn Connector> {
        Arc::new(Radio { network: Arc::clone(self), field })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to happen to a request to this path.
    fn fate(&self, path: &str) -> Fate {
        let mut state = self.state();
        state.asked.push(path.to_owned());
        if let Some(at) = state.mishaps.iter().position(|(prefix, _)| path.starts_with(prefix.as_str())) {
            return state.mishaps.remove(at).map_or(Fate::Passes, |(_, mishap)| mishap.into());
        }
        match &mut state.weather {
            Weather::Good => Fate::Passes,
            Weather::Offline => Fate::Lost,
            Weather::Portal => Fate::Portal,
            Weather::Trouble(status) => Fate::Trouble(*status),
            Weather::Patchy(seed) => {
                *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                match (*seed >> 33) % 3 {
                    0 => Fate::Lost,
                    1 => Fate::Unheard,
                    _ => Fate::Passes,
                }
            }
        }
    }

    async fn hold(&self) {
        let gate = Arc::clone(&self.state().gate);
        let mut opened = pin!(gate.notified());
        // Listens before it is counted: whoever sees the count may open the gate.
        opened.as_mut().enable();
        self.state().held += 1;
        opened.await;
        self.state().held -= 1;
    }
}

impl doorstep_client::port::Connectivity for Network {
    fn network(&self) -> doorstep_client::port::Network {
        let state = self.state();
        match state.weather {
            Weather::Offline => doorstep_client::port::Network::None,
            _ => doorstep_client::port::Network::Good { metered: !state.free },
        }
    }
}

enum Fate {
    Passes,
    Lost,
    Unheard,
    Doubled,
    Held,
    Portal,
    Trouble(u16),
}

impl From<Mishap> for Fate {
    fn from(mishap: Mishap) -> Self {
        match mishap {
            Mishap::RequestLost => Self::Lost,
            Mishap::AnswerLost => Self::Unheard,
            Mishap::Doubled => Self::Doubled,
            Mishap::Trouble(status) => Self::Trouble(status),
            Mishap::Held => Self::Held,
        }
    }
}

struct Radio {
    network: Arc<Network>,
    field: HttpsConnector,
}

impl Connector for Radio {
    fn connect(&self, address: &str, ca_pin: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        let detour = self.network.state().detour.clone();
        let line = self.field.connect(detour.as_deref().unwrap_or(address), ca_pin)?;
        Ok(Arc::new(Line { network: Arc::clone(&self.network), line }))
    }
}

struct Line {
    network: Arc<Network>,
    line: Arc<dyn Transport>,
}

#[async_trait]
impl Transport for Line {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let path = request.uri().to_string();
        let fate = self.network.fate(&path);
        match fate {
            Fate::Passes => self.line.send(request).await,
            Fate::Lost => Err(TransportError::Unreachable),
            Fate::Unheard => {
                self.line.send(request).await?;
                Err(TransportError::Unreachable)
            }
            Fate::Doubled => {
                self.line.send(request.clone()).await?;
                self.line.send(request).await
            }
            Fate::Held => {
                self.network.hold().await;
                self.line.send(request).await
            }
            Fate::Portal => Ok(page()),
            Fate::Trouble(status) => Ok(trouble(status)),
        }
    }
}

fn page() -> Response<Vec<u8>> {
    let mut page = Response::new(b"<!doctype html><title>Welcome</title>Buy a coffee to go online.".to_vec());
    page.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    page
}

fn trouble(status: u16) -> Response<Vec<u8>> {
    let mut trouble = Response::new(b"something between here and there".to_vec());
    *trouble.status_mut() = StatusCode::from_u16(status).expect("a status");
    trouble.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    trouble
}
