//! Following where the sending stands.
//!
//! A listener hears where it stands when it is added, and then each time that changes. Who is slower than the changes hears the
//! newest only. It is called from one thread of its own, one call after the other, never from the caller's.
//!
//! **Ending.** After [`Subscription::cancel`] has returned, the listener is not called any more: `cancel` waits for a call that
//! is under way. So a listener must not wait for the thread that cancels. Called by the listener itself, `cancel` returns at
//! once, and this call is the last. Cancelling again does nothing. A subscription that is let go of is cancelled in the same way
//! without waiting; one whose core was shut ends by itself. A listener that throws does no harm.

use crate::{error::DoorstepError, error::PortError, open::Doorstep, sync::SyncStatus};
use doorstep_sync::engine::Status;
use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::{self, ThreadId},
};
use tokio::sync::watch::{self, Receiver};

/// Hears where the sending stands.
#[uniffi::export(with_foreign)]
pub trait StatusListener: Send + Sync {
    /// It stands there now.
    fn changed(&self, status: SyncStatus) -> Result<(), PortError>;
}

/// A listener that was added.
#[derive(uniffi::Object)]
pub struct Subscription {
    cancelled: watch::Sender<bool>,
    /// Held while the listener is called.
    calling: Arc<Mutex<()>>,
    caller: ThreadId,
}

#[uniffi::export]
impl Doorstep {
    /// Tells a listener where the sending stands, now and whenever it changes.
    pub fn watch(&self, listener: Arc<dyn StatusListener>) -> Result<Arc<Subscription>, DoorstepError> {
        let statuses = self.client()?.watch()?;
        let (cancelled, until) = watch::channel(false);
        let calling = Arc::new(Mutex::new(()));
        let gate = Arc::clone(&calling);
        let thread = thread::Builder::new()
            .name("doorstep-watch".to_owned())
            .spawn(move || futures::executor::block_on(follow(statuses, until, &gate, listener.as_ref())))
            .map_err(|_| DoorstepError::internal("thread"))?;
        Ok(Arc::new(Subscription { cancelled, calling, caller: thread.thread().id() }))
    }
}

#[uniffi::export]
impl Subscription {
    /// Ends it; see the module.
    pub fn cancel(&self) {
        self.cancelled.send_replace(true);
        if thread::current().id() != self.caller {
            drop(self.calling.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancelled.send_replace(true);
    }
}

async fn follow(
    mut statuses: Receiver<Status>,
    mut cancelled: Receiver<bool>,
    calling: &Mutex<()>,
    listener: &dyn StatusListener,
) {
    loop {
        let status = statuses.borrow_and_update().clone();
        let call = calling.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever cancels says so before it waits for the call: here it is heard, or waited for.
        if *cancelled.borrow() {
            return;
        }
        // The listener's trouble is its own.
        let _ = listener.changed(status.into());
        drop(call);
        tokio::select! {
            changed = statuses.changed() => if changed.is_err() { return },
            // An error means that the subscription is gone.
            _ = cancelled.wait_for(|cancelled| *cancelled) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_sync::engine::Work;
    use std::sync::mpsc;

    struct Heard(Mutex<mpsc::Sender<SyncStatus>>);

    impl StatusListener for Heard {
        fn changed(&self, status: SyncStatus) -> Result<(), PortError> {
            self.0.lock().unwrap().send(status).map_err(|_| PortError::Failed)
        }
    }

    #[test]
    fn the_newest_status_is_heard_and_none_after_cancelling() {
        let (status, statuses) = watch::channel(Status::Idle);
        let (cancelled, until) = watch::channel(false);
        let calling = Arc::new(Mutex::new(()));
        let (heard, hears) = mpsc::channel();
        let listener = Heard(Mutex::new(heard));
        let gate = Arc::clone(&calling);
        let thread = thread::spawn(move || {
            futures::executor::block_on(follow(statuses, until, &gate, &listener));
        });
        let subscription = Subscription { cancelled, calling, caller: thread.thread().id() };
        assert_eq!(hears.recv(), Ok(SyncStatus::Idle));
        {
            let _slow = subscription.calling.lock().unwrap();
            for work in [Work::Preparing, Work::Sending, Work::Receiving] {
                status.send_replace(Status::Working(work));
            }
        }
        let newest = SyncStatus::Working { work: Work::Receiving };
        assert_eq!(hears.iter().find(|status| *status == newest), Some(newest));
        subscription.cancel();
        subscription.cancel();
        status.send_replace(Status::Idle);
        thread.join().unwrap();
        assert!(hears.recv().is_err(), "nothing after cancelling");
    }

    #[test]
    fn a_subscription_ends_with_the_core_and_with_its_handle() {
        let (status, statuses) = watch::channel(Status::Idle);
        let (_cancelled, until) = watch::channel(false);
        let (heard, hears) = mpsc::channel();
        drop(status);
        let listener = Heard(Mutex::new(heard));
        futures::executor::block_on(follow(statuses, until, &Mutex::new(()), &listener));
        assert_eq!(hears.try_recv(), Ok(SyncStatus::Idle));

        let (_status, statuses) = watch::channel(Status::Idle);
        let (cancelled, until) = watch::channel(false);
        drop(cancelled);
        drop(hears);
        futures::executor::block_on(follow(statuses, until, &Mutex::new(()), &listener));
    }
}
