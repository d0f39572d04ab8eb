//! Drives the engine with a store, a transport and a clock.
//!
//! The engine runs in a task of its own ([`start`]); [`Syncer`] is its handle. What the
//! task has begun it brings to an end whatever becomes of the callers: dropping the
//! future of [`Syncer::sync_once`] stops the waiting, not the work. Store calls block
//! and so do keystores, so each runs on a thread for blocking work; the task itself
//! never waits on anything but its channel, its timer and what is under way.
//!
//! The task ends when every handle is gone or [`Syncer::stop`] was called. A store call
//! under way is finished, a request is given up; both are as good as a crash, after
//! which everything is sent again and arrives once.

pub(crate) mod errand;
pub(crate) mod identity;
pub(crate) mod request;

use crate::{
    engine::{Answer, Effect, Engine, Event, Request, Status, StoreTrouble, Ticket, Trouble, What, step},
    hands::{Hands, came_too_early},
    ports::{AnchorTime, Clock, Connectivity, Entropy},
    transport::Connector,
};
use doorstep_protocol::key::DeviceKey;
use doorstep_store::Store;
use request::{Queue, When};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::{AbortHandle, JoinSet},
    time::Instant,
};

/// What the runner works with. Cheap to clone.
#[derive(Clone)]
pub struct Parts {
    /// The phone's store.
    pub store: Arc<Store>,
    /// The phone's key.
    pub key: Arc<dyn DeviceKey>,
    /// Opens the way to the county that the store says.
    pub connector: Arc<dyn Connector>,
    /// Whether bytes cost anything now.
    pub connectivity: Arc<dyn Connectivity>,
    /// The phone's clocks.
    pub clock: Arc<dyn Clock>,
    /// Told of the county's clock; the connector may judge certificates by it.
    pub time: Arc<AnchorTime>,
    /// For jitter.
    pub entropy: Arc<dyn Entropy>,
}

/// What the shell or the client tells the engine.
enum Wake {
    Event(What),
    Ask(oneshot::Sender<Status>),
    Stop(oneshot::Sender<()>),
}

/// A handle on the running engine.
#[derive(Clone)]
pub struct Syncer {
    wakes: mpsc::UnboundedSender<Wake>,
    status: watch::Receiver<Status>,
}

impl Syncer {
    /// Where the engine stands.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Follows where the engine stands; only the newest status is kept.
    pub fn watch(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// Syncs until there is nothing to do or nothing can be done, and says which. Cancel-safe: the work goes on.
    pub async fn sync_once(&self) -> Status {
        let (done, rested) = oneshot::channel();
        if self.wakes.send(Wake::Ask(done)).is_err() {
            return self.status();
        }
        rested.await.unwrap_or_else(|_| self.status())
    }

    /// A record was saved.
    pub fn saved(&self, emergency: bool) {
        self.tell(What::Saved { emergency });
    }

    /// Somebody enrolled, or the store changed in another way: everything is read anew.
    pub fn restart(&self) {
        self.tell(What::Started);
    }

    /// The platform has a network, or a better one.
    pub fn network_good(&self) {
        self.tell(What::NetworkGood);
    }

    /// Ends the engine, and returns once it has; calling it again does nothing.
    pub async fn stop(&self) {
        let (done, ended) = oneshot::channel();
        if self.wakes.send(Wake::Stop(done)).is_ok() {
            // An error means that the task is gone, which is what was asked for.
            let _ = ended.await;
        }
    }

    fn tell(&self, what: What) {
        // Without a task there is nothing to wake; the next start reads the store anew.
        let _ = self.wakes.send(Wake::Event(what));
    }
}

/// Starts the engine on the current tokio runtime.
///
/// # Panics
/// Outside a tokio runtime.
pub fn start(parts: Parts) -> Syncer {
    let (wakes, inbox) = mpsc::unbounded_channel();
    let engine = Engine::default();
    let (status, watch) = watch::channel(engine.status());
    let runner = Runner {
        hands: Hands::new(parts.clone()),
        parts,
        engine,
        status,
        waiters: Vec::new(),
        timer: None,
        under_way: JoinSet::new(),
        request: None,
        ahead: VecDeque::new(),
        leaving: Queue::default(),
    };
    tokio::spawn(runner.run(inbox));
    Syncer { wakes, status: watch }
}

struct Runner {
    parts: Parts,
    hands: Hands,
    engine: Engine,
    status: watch::Sender<Status>,
    /// Callers of [`Syncer::sync_once`].
    waiters: Vec<oneshot::Sender<Status>>,
    timer: Option<Instant>,
    under_way: JoinSet<What>,
    request: Option<(Ticket, AbortHandle)>,
    /// In the order in which the engine will ask for their answers.
    ahead: VecDeque<Ahead>,
    leaving: Queue,
}

/// A request begun before the engine asked for its answer. Given up when it is dropped: when
/// the engine asks for something else.
struct Ahead {
    request: Request,
    /// Of one.
    answer: JoinSet<Result<Answer, Trouble>>,
}

impl Ahead {
    async fn answered(mut self) -> Result<Answer, Trouble> {
        let answer = self.answer.join_next().await;
        answer.and_then(Result::ok).unwrap_or(Err(Trouble::Store))
    }
}

impl Runner {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Wake>) {
        self.take(What::Started);
        loop {
            let timer = self.timer;
            let what = tokio::select! {
                wake = inbox.recv() => match wake {
                    Some(Wake::Event(what)) => what,
                    Some(Wake::Ask(done)) => {
                        self.waiters.push(done);
                        What::Asked
                    }
                    Some(Wake::Stop(done)) => {
                        self.wind_up().await;
                        // The store is let go before anybody is told: they may open its files next.
                        drop(self);
                        // Whoever asked may have gone.
                        let _ = done.send(());
                        return;
                    }
                    None => return self.wind_up().await,
                },
                Some(done) = self.under_way.join_next() => match done {
                    Ok(what) => what,
                    Err(error) if error.is_cancelled() => continue,
                    // A fault of ours inside the task: as good as a store that could not.
                    Err(_) => What::Stored { ticket: self.engine.ticket(), outcome: Err(StoreTrouble::Broken) },
                },
                () = sleep_until(timer), if timer.is_some() => {
                    self.timer = None;
                    What::Elapsed
                }
            };
            self.take(what);
            self.answer_waiters();
        }
    }

    fn take(&mut self, what: What) {
        let event = Event { now_millis: self.parts.clock.monotonic_millis(), jitter: self.jitter(), what };
        let (engine, effects) = step(std::mem::take(&mut self.engine), event);
        self.engine = engine;
        for effect in effects {
            self.perform(effect);
        }
        if let Some((ticket, request)) = &self.request
            && *ticket != self.engine.ticket()
        {
            request.abort();
            self.request = None;
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Request(ticket, request) => {
                let begun = self.ahead.pop_front().filter(|ahead| ahead.request == request);
                if begun.is_none() {
                    self.ahead.clear();
                }
                let hands = self.hands.clone();
                let place = begun.is_none().then(|| self.leaving.join());
                let going = async move {
                    if let Some(ahead) = begun {
                        let answer = ahead.answered().await;
                        if !came_too_early(&answer) {
                            return answer;
                        }
                    }
                    request::exchange(hands, request, When::Asked, place).await
                };
                self.request = Some((ticket, self.under_way.spawn(request::perform(ticket, going))));
            }
            Effect::Ahead(request) => {
                let mut answer = JoinSet::new();
                let (hands, place) = (self.hands.clone(), Some(self.leaving.join()));
                answer.spawn(request::exchange(hands, request.clone(), When::Ahead, place));
                self.ahead.push_back(Ahead { request, answer });
            }
            Effect::Peek { after, most_records, most_bytes } => {
                let hands = self.hands.clone();
                self.under_way.spawn_blocking(move || {
                    let batch = hands.peek(after, most_records, most_bytes);
                    What::Peeked { after, batch }
                });
            }
            Effect::Store(ticket, task) => {
                let hands = self.hands.clone();
                self.under_way.spawn_blocking(move || {
                    let outcome = hands.store(task);
                    What::Stored { ticket, outcome }
                });
            }
            Effect::Wait { until_millis } => {
                let wait = until_millis.saturating_sub(self.parts.clock.monotonic_millis());
                self.timer = Instant::now().checked_add(Duration::from_millis(wait));
            }
            Effect::Tell(status) => {
                self.status.send_replace(status);
            }
        }
    }

    fn answer_waiters(&mut self) {
        let status = self.engine.status();
        if status.is_resting() {
            for waiter in self.waiters.drain(..) {
                // Whoever asked may have gone.
                let _ = waiter.send(status.clone());
            }
        }
    }

    /// Gives up the request, and waits for the store.
    async fn wind_up(&mut self) {
        if let Some((_, request)) = self.request.take() {
            request.abort();
        }
        for ahead in &mut self.ahead {
            ahead.answer.shutdown().await;
        }
        while self.under_way.join_next().await.is_some() {}
    }

    fn jitter(&self) -> u32 {
        let mut bytes = [0; 4];
        // Without randomness phones come back together, which is all that is lost.
        let _ = self.parts.entropy.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }
}

async fn sleep_until(timer: Option<Instant>) {
    match timer {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
