//! The layer `network`: the stack as it ships, phone and county, over a simulated network
//! (`turmoil`) in virtual time. The runner, the store, TLS with the county's pin, HTTP/2 and
//! the server's loop are the field's own; what stands in for the world is the byte stream
//! between the hosts, their disks, and their clocks.
//!
//! ```text
//! Syncer ── store on a disk in memory        router ── jobs ── SQLite on a disk in memory
//!    │                                          │
//!  hyper ── rustls, the pin ── Wire ~~~ turmoil ~~~ rustls ── hyper
//! ```
//!
//! **Time.** Each host has a runtime whose clock stands still until the simulation moves it,
//! a [`TICK`] at a time. Work on a thread of its own (the phone's store, the server's
//! signatures) holds that clock until it is done, as tokio sees to; the county's database
//! works on the thread that asks. So hours pass in seconds, and no thread's slowness looks
//! like a slow network.
//!
//! **Not replayed exactly**: keys, salts and hash maps draw their own chance, and with them
//! the bytes. A seed gives the same script, weather and faults.

mod case;
mod clock;
mod county;
mod oracle;
mod phone;
mod record;
#[cfg(test)]
mod tests;
mod weather;
mod wire;

use crate::layer::{self, Plan, Ran, Trouble};
use case::Bench;
use std::time::Duration;

/// One step of the simulation.
const TICK: Duration = Duration::from_millis(50);

/// Plays the cases of a plan.
pub(crate) fn run(plan: Plan) -> Result<Ran, Trouble> {
    layer::play("network", plan, Bench::new, case::play)
}
