//! The county server: takes in what phones send, exactly once; publishes what they
//! should know; lets supervisors answer. One binary over SQLite or PostgreSQL.
//!
//! | module | holds |
//! |---|---|
//! | [`db`] | one door to either engine |
//! | [`app`], [`keyring`] | what every request can reach: database, clock, the county's keys |
//! | [`fact`] | single facts about the county, its incarnation among them |
//! | [`audience`] | who may hold a document |
//! | [`log`] | the chained log of everything that came and everything that was signed |
//! | [`feed`] | what phones should know |

pub mod app;
pub mod audience;
pub mod db;
pub mod fact;
pub mod feed;
pub mod keyring;
pub mod log;

#[cfg(test)]
mod testing;
