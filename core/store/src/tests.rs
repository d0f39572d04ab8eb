//! Promises of the store, told on real files.

mod agenda;
mod chain;
mod cost;
mod crash;
mod feed;
mod lists;
mod media;
mod opening;
pub(crate) mod phone;
mod random;
mod registry;
mod saving;
mod search;
mod secrecy;
