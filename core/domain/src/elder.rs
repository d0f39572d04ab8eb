//! Elders: how able they are, and how many were reached in a month.

pub mod ability;
pub mod contact_rate;
