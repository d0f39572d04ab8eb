//! The stage on which stories are played: a real county server, real phones, and bad
//! networks, clocks and keystores between them.
//!
//! | module | holds |
//! |---|---|
//! | [`phone`], [`keystore`], [`answers`] | the real core in somebody's hand |
//! | [`child`], [`fate`] | the same in another process, and where that process ends |
//! | [`network`], [`relay`] | weather round the real transport, and a wire that can be cut |
//! | [`stage`], [`county`], [`server_process`], [`template`] | a real server with the invented county in it |
//! | [`desk`] | somebody at its console |
//! | [`clock`], [`wait`], [`trust`] | one wound time, and waiting for conditions |
//! | [`small_disk`] | a disk that can be filled |
//! | [`day`] | a working day, for the demo |
//! | [`cast`], [`ledger`] | who there is; what was sent, stored, lost |
//!
//! A stage that cannot be set up ends the story at once with a clear word, so its own
//! code may panic.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a stage that cannot be set up ends the story with a word"
)]

pub mod answers;
pub mod cast;
pub mod child;
pub mod clock;
pub mod county;
pub mod day;
pub mod desk;
pub mod fate;
pub mod keystore;
pub mod ledger;
pub mod network;
pub mod office;
pub mod phone;
pub mod relay;
pub mod server_process;
pub mod small_disk;
pub mod stage;
pub mod template;
pub mod trust;
pub mod wait;

use std::{process::ExitCode, sync::LazyLock};
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime can be had"));

/// The runtime of the stage itself: servers run on it, stories wait on it.
pub fn runtime() -> &'static Runtime {
    &RUNTIME
}

/// The whole life of a server or a phone, if that is what this process was started for. To
/// be called first in the `main` of every program that a story starts.
pub fn play_if_asked() -> Option<ExitCode> {
    server_process::serve_if_asked().or_else(child::work_if_asked)
}
