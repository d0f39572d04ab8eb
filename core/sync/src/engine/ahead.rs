//! What of the queue has gone ahead.
//!
//! While a batch is under way, the next one is read and sent; once it is answered, and while
//! the store keeps the answer, the one behind the next. So two are under way, and when
//! the engine comes to ask for a batch its answer may be there already.

use super::{Outgoing, portion::Portion};
use doorstep_protocol::journal::Place;
use std::collections::VecDeque;

/// Most batches beside the one that the engine waits for, or is keeping the answer of.
const MOST: usize = 2;

/// A batch that went ahead.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Gone {
    places: Vec<Place>,
    /// Nothing waits behind it.
    last: bool,
}

/// Batches that went ahead and were not asked for yet, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ahead {
    gone: VecDeque<Gone>,
    /// Behind this place the store is being read.
    peeking: Option<Place>,
}

impl Ahead {
    /// Where to read on once the batch that ends at `sent` is under way, unless something has gone ahead of it.
    pub(super) fn behind_sent(&mut self, sent: Place) -> Option<Place> {
        if self.peeking.is_some() || !self.gone.is_empty() {
            return None;
        }
        self.peeking = Some(sent);
        self.peeking
    }

    /// Where to read on once the batch under way is answered.
    pub(super) fn behind_gone(&mut self) -> Option<Place> {
        let furthest = self.gone.back().filter(|gone| !gone.last);
        if self.peeking.is_some() || self.gone.len() >= MOST {
            return None;
        }
        self.peeking = furthest.and_then(|gone| gone.places.last().copied());
        self.peeking
    }

    /// Whether what was read behind this place is waited for; then it is no more.
    pub(super) fn awaits(&mut self, after: Place) -> bool {
        self.peeking.take_if(|peeking| *peeking == after).is_some()
    }

    /// This one goes.
    pub(super) fn goes(&mut self, places: Vec<Place>, last: bool) {
        self.gone.push_back(Gone { places, last });
    }

    /// This one is asked for. If it is not the one that went first, all went in vain.
    pub(super) fn asked(&mut self, places: &[Place], last: bool) {
        if self.gone.pop_front().is_none_or(|gone| gone.places != places || gone.last != last) {
            *self = Self::default();
        }
    }
}

/// A batch as it is to be sent.
pub(super) struct Shaped {
    pub(super) batch: Vec<Outgoing>,
    pub(super) places: Vec<Place>,
    /// Nothing waits behind it.
    pub(super) last: bool,
}

/// Shapes what was read by a portion; `None` if nothing was.
pub(super) fn shaped(mut batch: Vec<Outgoing>, portion: Portion) -> Option<Shaped> {
    let waiting = batch.len();
    super::portion::cut(&mut batch);
    let last = batch.len() == waiting && portion.was_not_filled(&batch);
    let places: Vec<Place> = batch.iter().map(|item| item.place).collect();
    (!batch.is_empty()).then_some(Shaped { batch, places, last })
}
