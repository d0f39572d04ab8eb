//! What travels between a phone and the county, and what it is sealed with. Types and
//! checks only: no I/O, no clock, no async.
//!
//! | module | holds |
//! |---|---|
//! | [`digest`], [`key`], [`pae`] | SHA-256, signatures with their algorithm, domain separation |
//! | [`envelope`], [`clock`], [`chain`] | the signed header over a committed payload, and the chain of one phone |
//! | [`signed`], [`receipt`], [`merkle`] | what the county signs: receipts, watermarks, keys |
//! | [`batch`], [`packed`], [`changes`] | up, as it travels, and down |
//! | [`evidence`] | what a phone signs of a photograph |
//! | [`credential`] | certificates that let a stranger's tools believe a photograph |
//! | [`statement`], [`log`] | what the county decides, and the log in which all of it stands |
//! | [`case`] | a case as it is handed over, and whether all of it is as it was |
//! | [`media`], [`sealed_file`] | files that records name, and how each is sealed at rest |
//! | [`enrol`], [`session`] | how a phone becomes known, and stays so |
//! | [`journal`] | records sealed to the county's recovery key, beside the database |
//! | [`compress`], [`limits`], [`problem`] | zstd, bounds, RFC 9457 |

pub mod batch;
pub mod case;
pub mod chain;
pub mod changes;
pub mod clock;
pub mod compress;
pub mod credential;
pub mod digest;
pub mod enrol;
pub mod envelope;
pub mod evidence;
pub mod journal;
pub mod key;
pub mod limits;
pub mod log;
pub mod media;
pub mod merkle;
pub mod packed;
pub mod pae;
pub mod problem;
pub mod receipt;
pub mod sealed_file;
pub mod session;
pub mod signed;
pub mod statement;

mod base64url;
