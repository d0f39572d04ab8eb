//! Signatures of a batch, made beside the writing of its rows.
//!
//! A helper signs what was handed over so far while the caller writes on; when the caller has
//! nothing more, it signs too. Only two records or more are worth a thread.

use crate::StoreError;
use doorstep_protocol::{
    envelope::{Envelope, Link, SealError},
    key::{DeviceKey, KeyUnavailable},
};
use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

/// A link and where it stands in its batch.
type Job = (usize, Link);
type Signed = Result<Vec<(usize, Envelope)>, StoreError>;

/// Where the caller hands over what is to be signed.
pub(crate) struct Desk {
    jobs: Sender<Job>,
    handed: usize,
}

impl Desk {
    pub(crate) fn hand_over(&mut self, link: Link) {
        // Whoever would not hear of it has failed, and says so in the end.
        let _ = self.jobs.send((self.handed, link));
        self.handed += 1;
    }
}

/// Runs `work`, which may hand over up to `most` links, and returns what it returned and the links as envelopes
/// in their order.
pub(crate) fn beside<T, E: From<StoreError>>(
    key: &dyn DeviceKey,
    most: usize,
    work: impl FnOnce(&mut Desk) -> Result<T, E>,
) -> Result<(T, Vec<Envelope>), E> {
    let (jobs, queue) = mpsc::channel();
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        let helper = (most > 1).then(|| scope.spawn(|| sign(&queue, key)));
        let mut desk = Desk { jobs, handed: 0 };
        let worked = work(&mut desk)?;
        drop(desk);
        let mut signed = sign(&queue, key)?;
        if let Some(helper) = helper {
            // A keystore that panics is a keystore that will not sign.
            let helped = helper.join().unwrap_or(Err(StoreError::Sign(SealError::Key(KeyUnavailable))));
            signed.extend(helped?);
        }
        signed.sort_unstable_by_key(|(at, _)| *at);
        Ok((worked, signed.into_iter().map(|(_, envelope)| envelope).collect()))
    })
}

/// Signs until nothing waits and nobody hands over any more.
fn sign(queue: &Mutex<Receiver<Job>>, key: &dyn DeviceKey) -> Signed {
    let mut signed = Vec::new();
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((at, link)) = job else { return Ok(signed) };
        signed.push((at, link.sign(key).map_err(StoreError::Sign)?));
    }
}

#[cfg(test)]
mod tests;
