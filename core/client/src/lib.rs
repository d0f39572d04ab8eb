//! The facade that a shell calls: one long-lived [`Client`], everything else by value.
//!
//! | module | holds |
//! |---|---|
//! | [`port`] | what the shell lends: keys, clocks, randomness |
//! | [`open`] | opening, and a phone whose memory will not open |
//! | [`me`] | whose phone this is, and with whom they work |
//! | [`session`], [`standing`], [`finish`] | a visit from the first question to the saved record |
//! | [`sheet`] | forms filled apart from a visit: reports, plans, consent |
//! | [`photograph`] | from the camera's file to evidence |
//! | [`media`] | drawn signatures, and how far each file is |
//! | [`subject`], [`review`], [`hours`], [`countersign`] | the rest of a working day |
//! | [`sync`] | enrolment, sending, what waits and why |
//! | [`error`] | six errors, each something a person can do |
//!
//! No words for people stand here: codes and data go out, shells speak.

pub mod bundle;
mod countersign;
pub mod error;
mod filled;
pub mod finish;
mod form;
pub mod hours;
pub mod me;
pub mod media;
pub mod open;
pub mod photograph;
pub mod port;
mod record;
pub mod review;
pub mod session;
pub mod sheet;
pub mod standing;
pub mod subject;
pub mod sync;
mod unusual;
mod whereabouts;

pub use error::ClientError;
pub use open::{Client, Opened, Stranded};
pub use record::SavedRecord;
pub use whereabouts::Whereabouts;

#[cfg(test)]
mod tests;
