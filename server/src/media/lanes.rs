//! One hand on each upload. A phone whose connection died asks again before the server
//! has noticed; whoever comes later takes the upload over, and whoever had it writes
//! down what had come and lets go.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, watch};
use uuid::Uuid;

/// Uploads that somebody has in hand.
#[derive(Default)]
pub(super) struct Lanes {
    lanes: Mutex<HashMap<Uuid, Weak<Lane>>>,
}

struct Lane {
    turn: Arc<Turn<()>>,
    /// Goes up with each who comes.
    comers: watch::Sender<u64>,
}

/// An upload in one hand.
pub(super) struct Held {
    _turn: OwnedMutexGuard<()>,
    lane: Arc<Lane>,
    comers: watch::Receiver<u64>,
}

impl Lanes {
    /// Takes an upload over from whoever has it, once they have let go.
    pub(super) async fn take(&self, upload: Uuid) -> Held {
        let lane = self.lane(upload);
        lane.comers.send_modify(|comers| *comers += 1);
        let comers = lane.comers.subscribe();
        let turn = Arc::clone(&lane.turn).lock_owned().await;
        Held { _turn: turn, lane, comers }
    }

    fn lane(&self, upload: Uuid) -> Arc<Lane> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(&upload).and_then(Weak::upgrade) {
            return lane;
        }
        lanes.retain(|_, lane| lane.strong_count() > 0);
        let lane = Arc::new(Lane { turn: Arc::default(), comers: watch::Sender::new(0) });
        lanes.insert(upload, Arc::downgrade(&lane));
        lane
    }
}

impl Held {
    /// Returns when somebody else wants the upload.
    pub(super) async fn wanted(&mut self) {
        // The sender lives in the lane that is held here.
        let _ = self.comers.changed().await;
        let _ = &self.lane;
    }
}
