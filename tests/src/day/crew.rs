//! The phones of the day, worked in parallel by as many hands as the machine has.

use super::{Noted, Plan, Say, work};
use crate::{cast::cast, clock::StoryClock, county::County, network::Weather, phone::Phone};
use doorstep_domain::post::Post;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Shares of a phone's visits, in hundredths: before noon, and at noon. The rest is the afternoon's.
const MORNING: usize = 50;
const NOON: usize = 25;

/// Everybody with a phone.
pub(super) struct Crew {
    pub(super) workers: Vec<Phone>,
    pub(super) volunteer: Phone,
    shares: Vec<Share>,
}

/// One phone's visits.
#[derive(Clone, Copy)]
struct Share {
    visits: usize,
}

impl Share {
    fn morning(self) -> std::ops::Range<usize> {
        0..self.visits * MORNING / 100
    }

    fn noon(self) -> std::ops::Range<usize> {
        self.morning().end..self.visits * (MORNING + NOON) / 100
    }

    fn afternoon(self) -> std::ops::Range<usize> {
        self.noon().end..self.visits
    }
}

impl Crew {
    /// Enrols the phones by real tickets and loads what their owners may see.
    pub(super) fn enrol(plan: Plan, clock: &Arc<StoryClock>, county: &County, say: Say<'_>) -> Self {
        let logins: Vec<&str> = cast().logins(Post::Worker).take(plan.phones).collect();
        assert_eq!(logins.len(), plan.phones, "the county has {} workers", logins.len());
        let tickets: Vec<String> = logins.iter().map(|login| county.ticket(login)).collect();
        let jobs: Vec<_> = logins.into_iter().zip(tickets).collect();
        let workers = in_parallel(jobs, "phones are enrolled and loaded", say, |(login, ticket)| {
            let phone = Phone::new(login, clock);
            phone.enrol(&ticket);
            phone.drain();
            phone
        });
        let volunteer = Phone::new("volunteer01", clock);
        volunteer.enrol(&county.ticket("volunteer01"));
        volunteer.drain();
        let (each, over) = (plan.visits / plan.phones, plan.visits % plan.phones);
        let shares = (0..plan.phones).map(|phone| Share { visits: each + usize::from(phone < over) });
        Self { workers, volunteer, shares: shares.collect() }
    }

    /// Every phone.
    pub(super) fn everybody(&self) -> impl Iterator<Item = &Phone> {
        self.workers.iter().chain([&self.volunteer])
    }

    /// Half of the day's visits, none of them sent.
    pub(super) fn morning(&mut self, noted: &mut Noted, say: Say<'_>) {
        for phone in self.everybody() {
            phone.network.set(Weather::Offline);
        }
        noted.emergency = self.workers.first().map(work::red_line);
        work::hours(&self.volunteer);
        self.visits("phones have made their morning's visits", say, |_, share| share.morning());
    }

    /// A quarter, while two thirds of what is sent goes astray.
    pub(super) fn noon(&mut self, say: Say<'_>) {
        for (seed, phone) in (1..).zip(self.everybody()) {
            phone.network.set(Weather::Patchy(seed));
        }
        self.visits("phones have made their visits at noon", say, |phone, share| {
            phone.sync();
            share.noon()
        });
    }

    /// The rest, with an app that dies and a server that is killed.
    pub(super) fn afternoon(&mut self, county: &mut County, noted: &mut Noted, say: Say<'_>) {
        if let Some(phone) = self.workers.last_mut() {
            noted.draft_came_back = work::crash(phone);
        }
        county.crash();
        self.visits("phones have made their afternoon's visits", say, |_, share| share.afternoon());
        county.start();
    }

    /// Everything goes out.
    pub(super) fn drain(&self, say: Say<'_>) {
        let phones: Vec<&Phone> = self.everybody().collect();
        in_parallel(phones, "phones have sent everything", say, |phone| {
            phone.network.set(Weather::Good);
            phone.drain();
        });
    }

    /// Switches every phone off.
    pub(super) fn close(&mut self) {
        for phone in self.workers.iter_mut().chain([&mut self.volunteer]) {
            phone.close();
        }
    }

    fn visits(
        &self,
        what: &str,
        say: Say<'_>,
        which: impl Fn(&Phone, Share) -> std::ops::Range<usize> + Sync,
    ) {
        let jobs: Vec<_> = self.workers.iter().zip(&self.shares).collect();
        in_parallel(jobs, what, say, |(phone, share)| {
            for number in which(phone, *share) {
                work::visit(phone, number);
            }
        });
    }
}

/// Does every job, and says from time to time how many are done.
fn in_parallel<J: Send, T: Send>(
    jobs: Vec<J>,
    what: &str,
    say: Say<'_>,
    work: impl Fn(J) -> T + Sync,
) -> Vec<T> {
    let total = jobs.len();
    let hands = thread::available_parallelism().map_or(2, usize::from) * 2;
    let queue = Mutex::new(jobs.into_iter().enumerate());
    let (done, results) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(total)));
    let tell_at = total.div_ceil(4).max(1);
    thread::scope(|scope| {
        for _ in 0..hands.min(total) {
            scope.spawn(|| {
                while let Some((number, job)) = take(&queue) {
                    let result = work(job);
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
                    let done = done.fetch_add(1, Ordering::SeqCst) + 1;
                    if done.is_multiple_of(tell_at) || done == total {
                        say(&format!("  {done} of {total} {what}"));
                    }
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

fn take<J>(queue: &Mutex<impl Iterator<Item = J>>) -> Option<J> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).next()
}
