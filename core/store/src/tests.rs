//! Promises of the store, told on real files.

mod phone;
mod saving;
