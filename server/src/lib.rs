//! The county server: takes in what phones send, exactly once; publishes what they
//! should know; lets supervisors answer. One binary over SQLite or PostgreSQL.
//!
//! | module | holds |
//! |---|---|
//! | [`db`] | one door to either engine |
//! | [`app`], [`keyring`] | what every request can reach: database, clock, the county's keys |
//! | [`audience`] | who may hold a document |

pub mod app;
pub mod audience;
pub mod db;
pub mod keyring;

#[cfg(test)]
mod testing;
