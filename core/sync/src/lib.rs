//! The engine that empties a phone's outbox and fills its registry, sans I/O, and what
//! drives it.
//!
//! | module | holds |
//! |---|---|
//! | [`engine`] | the decisions: a pure `step(state, event) -> (state, effects)` |
//! | [`runner`] | the task that drives it with a store, a transport and a clock |
//! | [`hands`] | what the engine asks for, done: for the runner, and for whoever drives it otherwise |
//! | [`enrol`], [`recovery`] | what stands outside the engine's round: becoming known, and the last way out |
//! | `tus` | files as they travel |
//! | [`transport`] | the way to the county, as a port |
//! | [`https`] | that way in the field: TLS by the county's pin |
//! | [`ports`], [`known_time`] | clocks, network, randomness |

pub mod engine;
pub mod enrol;
pub mod hands;
pub mod https;
pub mod known_time;
#[cfg(feature = "mutants")]
pub mod mutant;
pub mod ports;
pub mod recovery;
pub mod runner;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod transport;

mod reading;
mod tus;
mod wire;
