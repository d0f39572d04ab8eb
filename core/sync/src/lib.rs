//! The engine that empties a phone's outbox and fills its registry, sans I/O, and what
//! drives it.
//!
//! | module | holds |
//! |---|---|
//! | [`engine`] | the decisions: a pure `step(state, event) -> (state, effects)` |

pub mod engine;
