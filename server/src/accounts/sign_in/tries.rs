//! The count of failed tries.

use super::WINDOW;
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_protocol::digest::Digest;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// Failures of one login from one address before it must wait.
const OF_A_LOGIN: u32 = 5;

/// Failures from one address, whatever the login, before logins that never signed in from there must wait.
const OF_AN_ADDRESS: u32 = 100;

/// How long a success from an address is remembered.
const ACQUAINTANCE: TimeDelta = TimeDelta::days(30);

/// Most counts kept; the oldest are forgotten first.
const KEPT: usize = 50_000;

/// Failed tries, in memory.
#[derive(Default)]
pub struct Tries {
    counts: Mutex<HashMap<Of, Count>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Of {
    Login(Digest, Network),
    Address(Network),
    Acquainted(Digest, Network),
}

/// An IPv4 address, or the /64 of an IPv6 one: a household's worth.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Network {
    V4([u8; 4]),
    V6([u16; 4]),
}

#[derive(Clone, Copy)]
struct Count {
    tries: u32,
    since: DateTime<Utc>,
}

impl Tries {
    /// Counts a try as failed until it succeeds, or says how long to wait.
    pub(super) fn begin(&self, login: &str, from: IpAddr, now: DateTime<Utc>) -> Result<(), TimeDelta> {
        let (login, network) = (Digest::of(login.as_bytes()), network(from));
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        forget(&mut counts, now);
        let acquainted = counts.contains_key(&Of::Acquainted(login, network));
        let limits = [(Of::Login(login, network), OF_A_LOGIN), (Of::Address(network), OF_AN_ADDRESS)];
        for (of, most) in limits.iter().take(if acquainted { 1 } else { 2 }) {
            match counts.get(of) {
                Some(count) if count.tries >= *most && now < count.since + WINDOW => {
                    return Err(count.since + WINDOW - now);
                }
                _ => {}
            }
        }
        for (of, _) in limits {
            let count = counts.entry(of).or_insert(Count { tries: 0, since: now });
            if now >= count.since + WINDOW {
                *count = Count { tries: 0, since: now };
            }
            count.tries += 1;
        }
        Ok(())
    }

    /// The try was none: the login is acquainted with the address, and its failures are forgotten.
    pub(super) fn succeeded(&self, login: &str, from: IpAddr, now: DateTime<Utc>) {
        let (login, network) = (Digest::of(login.as_bytes()), network(from));
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.remove(&Of::Login(login, network));
        if let Some(count) = counts.get_mut(&Of::Address(network)) {
            count.tries = count.tries.saturating_sub(1);
        }
        counts.insert(Of::Acquainted(login, network), Count { tries: 0, since: now });
    }
}

/// Once full, forgets what is past its time, and if that is not enough the older half.
fn forget(counts: &mut HashMap<Of, Count>, now: DateTime<Utc>) {
    if counts.len() < KEPT {
        return;
    }
    counts.retain(|of, count| {
        let life = if matches!(of, Of::Acquainted(..)) { ACQUAINTANCE } else { WINDOW };
        now < count.since + life
    });
    if counts.len() >= KEPT {
        let mut ages: Vec<_> = counts.values().map(|count| count.since).collect();
        let (_, median, _) = ages.select_nth_unstable(KEPT / 2);
        let median = *median;
        counts.retain(|_, count| count.since > median);
    }
}

fn network(address: IpAddr) -> Network {
    match address.to_canonical() {
        IpAddr::V4(address) => Network::V4(address.octets()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Network::V6([a, b, c, d])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn a_guesser_is_held_up_and_the_owner_elsewhere_is_not() {
        let (tries, now) = (Tries::default(), DateTime::UNIX_EPOCH);
        for _ in 0..OF_A_LOGIN {
            tries.begin("wang", HERE, now).unwrap();
        }
        assert_eq!(tries.begin("wang", HERE, now), Err(WINDOW));
        assert!(tries.begin("wang", THERE, now).is_ok());
        assert!(tries.begin("wang", HERE, now + WINDOW).is_ok());
    }

    #[test]
    fn a_guesser_behind_the_same_address_does_not_hold_up_who_works_there() {
        let (tries, now) = (Tries::default(), DateTime::UNIX_EPOCH);
        tries.begin("wang", HERE, now).unwrap();
        tries.succeeded("wang", HERE, now);
        for guess in 0..OF_AN_ADDRESS {
            tries.begin(&format!("guess{guess}"), HERE, now).unwrap();
        }
        assert!(tries.begin("one more", HERE, now).is_err());
        assert!(tries.begin("wang", HERE, now).is_ok());
    }

    #[test]
    fn the_count_has_a_bound() {
        let (tries, now) = (Tries::default(), DateTime::UNIX_EPOCH);
        for n in 0..100_000_u32 {
            let from = IpAddr::V4(std::net::Ipv4Addr::from(n));
            let _ = tries.begin("wang", from, now + TimeDelta::milliseconds(n.into()));
        }
        assert!(tries.counts.lock().unwrap().len() <= KEPT);
    }
}
